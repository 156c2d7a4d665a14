"""Which rule among a customer's own contacts keeps a further one out of the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.stages import Ints, LocalRules, Permitted
from collectplan.explain.best import CHUNK


@dataclass(frozen=True, eq=False)
class Binding:
    """One entry a pair, in the order of `Permitted.pairs`.

    Attributes:
        rule: position in the strategy's limits.rules of the first cap that is full at the moment, -1 none.
        contact: position in the solution's contacts of the first planned contact that clashes with it, -1 none.
    """

    rule: Ints
    contact: Ints


def binding_rules(permitted: Permitted, contacts: pl.DataFrame, slot: Ints) -> Binding:
    """Find what a customer's planned contacts leave no room for.

    Args:
        permitted: pairs and local rules.
        contacts: the solution's, of every date, sorted by customer.
        slot: [pairs] the slot in question, -1 on a channel without hours.
    """
    pairs, local = permitted.pairs, permitted.local
    customer = pairs["customer"].to_numpy()
    moment = moments_at(permitted, pairs["date"].to_numpy(), pairs["channel"].to_numpy(), slot)
    taken = moments_at(permitted, *(contacts[name].to_numpy() for name in ("date", "channel", "slot")))
    taker = contacts["customer"].to_numpy()
    rule = np.full(len(customer), -1, dtype=np.int32)
    clash = np.full(len(customer), -1, dtype=np.int32)
    for begin in range(0, len(customer), CHUNK):
        at = slice(begin, begin + CHUNK)
        who = customer[at]
        low, high = np.searchsorted(taker, [who[0], who[-1] + 1])
        rule[at] = _full_caps(local, who, moment[at], taker[low:high], taken[low:high])
        clash[at] = _clashes(local, who, moment[at], taker, taken)
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


def _spread(starts: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """For ranges `starts[i] .. starts[i] + lengths[i]`: the i of each member, and the members."""
    owner = np.repeat(np.arange(len(starts), dtype=np.int32), lengths)
    first = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owner, (np.arange(len(owner)) - first + np.repeat(starts, lengths)).astype(np.int32)


def _full_caps(local: LocalRules, customer: Ints, moment: Ints, taker: Ints, taken: Ints) -> Ints:
    """Position of the rule of the first full cap of each pair, -1 none."""
    rule = np.full(len(customer), -1, dtype=np.int32)
    kind = local.class_of_customer[customer]
    owner, entry = _spread(local.cap_start[kind], local.cap_start[kind + 1] - local.cap_start[kind])
    if not len(owner):
        return rule
    inside = local.moment_sets[local.cap_set[entry], moment[owner]]
    owner, entry = owner[inside], entry[inside]
    used = np.zeros(len(owner), dtype=np.int64)
    base, span = int(customer[0]), int(customer[-1] - customer[0]) + 1
    for chosen in np.unique(local.cap_set[entry]):
        here = local.cap_set[entry] == chosen
        counts = np.bincount(taker[local.moment_sets[chosen, taken]] - base, minlength=span)
        used[here] = counts[customer[owner[here]] - base]
    full = used >= local.cap_limit[entry]
    owner, entry = owner[full], entry[full]
    # Entries of one pair follow each other, so that the first index of each owner is its first cap.
    pair, first = np.unique(owner, return_index=True)
    rule[pair] = local.cap_rule[entry[first]]
    return rule


def _clashes(local: LocalRules, customer: Ints, moment: Ints, taker: Ints, taken: Ints) -> Ints:
    """Position of the first planned contact that clashes with each pair's moment, -1 none."""
    clash = np.full(len(customer), -1, dtype=np.int32)
    begin = np.searchsorted(taker, customer, side="left").astype(np.int32)
    end = np.searchsorted(taker, customer, side="right").astype(np.int32)
    owner, contact = _spread(begin, end - begin)
    if not len(owner):
        return clash
    kind = local.clash_of_class[local.class_of_customer[customer[owner]]]
    apart = local.clashes[kind, moment[owner], taken[contact]]
    pair, first = np.unique(owner[apart], return_index=True)
    clash[pair] = contact[apart][first]
    return clash
