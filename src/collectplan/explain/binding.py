"""Which rule among a customer's own contacts keeps a further one out of the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from collectplan.domain.stages import Bools, Ints, LocalRules, Permitted
from collectplan.explain.best import CHUNK

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Binding:
    """One entry a pair, in the order of `Permitted.pairs`.

    Attributes:
        rule: position in the strategy's limits.rules of the first cap that is full at the moment, -1 none.
        contact: position in the solution's contacts of the first planned contact that clashes with it, -1 none.
    """

    rule: Ints
    contact: Ints


def binding_rules(permitted: Permitted, contacts: pl.DataFrame, slot: Ints, asked: Places | None = None) -> Binding:
    """Find what a customer's planned contacts leave no room for.

    Args:
        permitted: pairs and local rules.
        contacts: the solution's, of every date, sorted by customer.
        slot: [pairs] the slot in question, -1 on a channel without hours.
        asked: positions of the pairs of which it is asked, rising; the others get -1. None: of all.
    """
    pairs, local = permitted.pairs, permitted.local
    rule, clash = (np.full(pairs.height, -1, dtype=np.int32) for _ in range(2))
    places = np.arange(pairs.height) if asked is None else asked
    customer, date, channel = (pairs[name].to_numpy()[places] for name in ("customer", "date", "channel"))
    moment = moments_at(permitted, date, channel, slot[places])
    taken = moments_at(permitted, *(contacts[name].to_numpy() for name in ("date", "channel", "slot")))
    taker = contacts["customer"].to_numpy()
    first = np.zeros(len(permitted.customer_ids) + 1, dtype=np.int32)
    np.cumsum(np.bincount(taker, minlength=len(first) - 1), out=first[1:])
    for begin in range(0, len(places), CHUNK):
        at = slice(begin, begin + CHUNK)
        who = customer[at]
        low, high = first[[who[0], who[-1] + 1]]
        rule[places[at]] = _full_caps(local, who, moment[at], taker[low:high], taken[low:high])
        clash[places[at]] = _clashes(local, who, moment[at], first, taken)
    return Binding(rule, clash)


def moments_at(permitted: Permitted, date: Ints, channel: Ints, slot: Ints) -> Ints:
    """Positions in `Permitted.moments` of (date, channel, slot)s."""
    moments = permitted.moments
    num_channels, width = int(moments.channel.max(initial=-1)) + 1, int(moments.slot.max(initial=-1)) + 2

    def key(date: Ints, channel: Ints, slot: Ints) -> Ints:
        return ((date.astype(np.int64) * num_channels + channel) * width + slot + 1).astype(np.int32)

    table = np.zeros((int(moments.date.max(initial=-1)) + 1) * num_channels * width, dtype=np.int32)
    table[key(moments.date, moments.channel, moments.slot)] = np.arange(len(moments.slot), dtype=np.int32)
    found: Ints = table[key(date, channel, slot)]
    return found


def _full_caps(local: LocalRules, customer: Ints, moment: Ints, taker: Ints, taken: Ints) -> Ints:
    """Position of the rule of the first full cap of each pair, -1 none."""
    rule = np.full(len(customer), -1, dtype=np.int32)
    kind = local.class_of_customer[customer]
    cap, end = local.cap_start[kind], local.cap_start[kind + 1]
    base, span = int(customer[0]), int(customer[-1] - customer[0]) + 1
    used = np.zeros((len(local.moment_sets), span), dtype=np.int32)
    for counted in np.unique(local.cap_set):
        used[counted] = np.bincount(taker[local.moment_sets[counted, taken]] - base, minlength=span)
    # Step by step the next cap of every pair of which no cap was full yet.
    left = np.flatnonzero(cap < end)
    while len(left):
        here = cap[left]
        counted = local.cap_set[here]
        is_full = used[counted, customer[left] - base] >= local.cap_limit[here]
        is_full &= local.moment_sets[counted, moment[left]]
        rule[left[is_full]] = local.cap_rule[here[is_full]]
        left = left[~is_full]
        cap[left] += 1
        left = left[cap[left] < end[left]]
    return rule


def _clashes(local: LocalRules, customer: Ints, moment: Ints, first: Ints, taken: Ints) -> Ints:
    """Position of the first planned contact that clashes with each pair's moment, -1 none.

    Args:
        local: rules.
        customer: [pairs]
        moment: [pairs]
        first: [customers + 1] where each customer's contacts begin.
        taken: [contacts] the moment of each.
    """
    clash = np.full(len(customer), -1, dtype=np.int32)
    kind = local.clash_of_class[local.class_of_customer[customer]]
    contact, end = first[customer], first[customer + 1]
    has_clashes: Bools = np.any(local.clashes, axis=(1, 2))
    left = np.flatnonzero((contact < end) & has_clashes[kind])
    while len(left):
        apart = local.clashes[kind[left], moment[left], taken[contact[left]]]
        clash[left[apart]] = contact[left[apart]]
        left = left[~apart]
        contact[left] += 1
        left = left[contact[left] < end[left]]
    return clash
