"""The problem of a day, expanded from what the stages before it keep factorised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import Day, LoadedStrategy, LocalRules, Permitted, Staffing, Valued
from collectplan.optimise.implied import without_implied_clashes
from collectplan.optimise.keys import keys_of
from collectplan.optimise.problem import Bools, Floats, Ints, Problem, Rules
from collectplan.optimise.resources import Resource, list_resources, tighten

#: Share of a capacity by which sums may seem to pass it through rounding.
TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class Expanded:
    """A problem and what its positions mean.

    Attributes:
        pair: [candidates] position in `Permitted.pairs`.
        channel, slot, group: [options] positions; slot -1 untimed, group -1 without agents.
        resources: of the day, in the problem's order, with the capacities that users know; the problem's own may
            be lower (see `resources.tighten`).
    """

    problem: Problem
    pair: Ints
    channel: Ints
    slot: Ints
    group: Ints
    resources: tuple[Resource, ...]


@dataclass(frozen=True, eq=False)
class _Options:
    """Options by (moment, group)."""

    moment: Ints
    channel: Ints
    slot: Ints
    group: Ints


def expand(
    permitted: Permitted, valued: Valued, staffing: Staffing, loaded: LoadedStrategy, day: Day, seed: int = 0
) -> Expanded:
    """Candidates of positive value, options, resources and local rules of a day.

    A candidate is a pair at a moment, taken by a group: the moment's slot exists and is open for the pair, the group
    may take it and has minutes there, its value (rounded to 6 decimals) is positive, and no capacity is too small for
    it alone.
    """
    options = _options(permitted, staffing, loaded, day)
    pair, option, value, minutes = _candidates(options, permitted, valued, loaded)
    resources = list_resources(staffing, loaded, day)
    use_start, use_resource, per_contact, per_minute = _uses(options, resources, loaded)
    capacity = np.array([resource.capacity for resource in resources])
    fit = minutes <= _longest(capacity, use_start, use_resource, per_contact, per_minute)[option]
    customer_of_pair = permitted.pairs["customer"].to_numpy()
    fit &= _once_allowed(permitted.local, customer_of_pair[pair], options.moment[option])
    pair, option, value, minutes = pair[fit], option[fit], value[fit], minutes[fit]
    num_customers = len(permitted.customer_ids)
    start = np.searchsorted(customer_of_pair[pair], np.arange(num_customers + 1)).astype(np.int64)
    names = _names(options, staffing, loaded, day)
    problem = Problem(
        start, option, value, minutes, options.moment, use_start, use_resource, per_contact, per_minute,
        tighten(capacity, option, minutes, use_start, use_resource, per_contact, per_minute),
        _rules(permitted), keys_of(permitted.customer_ids.to_list(), seed), keys_of(names),
    )  # fmt: skip
    return Expanded(problem, pair, options.channel, options.slot, options.group, resources)


def _options(permitted: Permitted, staffing: Staffing, loaded: LoadedStrategy, day: Day) -> _Options:
    """Every moment whose slot exists, with every group that works in it where the channel needs agents."""
    channels = list(loaded.strategy.channels.values())
    rows = []
    places = zip(permitted.moments.channel.tolist(), permitted.moments.slot.tolist(), strict=True)
    for moment, (channel, slot) in enumerate(places):
        if slot >= 0 and not day.slots[slot].exists:
            continue
        if not channels[channel].agents:
            rows.append((moment, channel, slot, -1))
            continue
        # An agent works by the hour: a channel with agents and without hours has nobody to make its contacts.
        working = np.flatnonzero(staffing.minutes[:, slot] > 0).tolist() if slot >= 0 else []
        rows += [(moment, channel, slot, group) for group in working]
    table = np.array(rows, np.int32).reshape(-1, 4)
    return _Options(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), table[:, 3].copy())


def _candidates(
    options: _Options, permitted: Permitted, valued: Valued, loaded: LoadedStrategy
) -> tuple[Ints, Ints, Floats, Floats]:
    """Pair, option, value and minutes of every candidate of positive value, sorted by pair and then by option."""
    channel_of_pair = permitted.pairs["channel"].to_numpy()
    opening = permitted.pairs["opening"].to_numpy()
    gain, profile = valued.pairs["gain"].to_numpy(), valued.pairs["profile"].to_numpy()
    crew = valued.pairs["crew"].to_numpy()
    parts = []
    for c, channel in enumerate(loaded.strategy.channels.values()):
        pairs, mine = np.flatnonzero(channel_of_pair == c), np.flatnonzero(options.channel == c)
        if not len(pairs) or not len(mine):
            continue
        slot = options.slot[mine]
        column = np.maximum(slot, 0)
        reach = valued.reach[profile[pairs]][:, column]
        value = np.round(reach * gain[pairs, None] - channel.cost, 6)
        may = value > 0
        if not channel.untimed:
            may &= permitted.openings[opening[pairs]][:, column]
        minutes = np.zeros_like(reach)
        if channel.agents and channel.minutes:
            may &= valued.crews[crew[pairs]][:, options.group[mine]]
            minutes = (1 - reach) * channel.minutes.no_answer + reach * channel.minutes.contact
        row, col = np.nonzero(may)
        parts.append((pairs[row].astype(np.int32), mine[col].astype(np.int32), value[row, col], minutes[row, col]))
    if not parts:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0), np.zeros(0)
    pair, option, values, minute = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((option, pair))
    return pair[order], option[order], values[order], minute[order]


def _uses(
    options: _Options, resources: tuple[Resource, ...], loaded: LoadedStrategy
) -> tuple[Ints, Ints, Floats, Floats]:
    """Compressed rows by option: resource, use per contact, use per minute."""
    costs = [channel.cost for channel in loaded.strategy.channels.values()]
    place = {(r.kind, r.owner, r.slot): i for i, r in enumerate(resources)}
    start, rows = [0], []
    for channel, slot, group in zip(options.channel, options.slot, options.group, strict=True):
        wanted = [
            (("agent_minutes", int(group), int(slot)), 0.0, 1.0),
            (("per_slot", int(channel), int(slot)), 1.0, 0.0),
            (("per_day", int(channel), -1), 1.0, 0.0),
            (("budget", -1, -1), costs[channel], 0.0),
        ]
        rows += [
            (place[key], contact, minute) for key, contact, minute in wanted if key in place and contact + minute > 0
        ]
        start.append(len(rows))
    table = np.array(rows, np.float64).reshape(-1, 3)
    return np.array(start, np.int32), table[:, 0].astype(np.int32), table[:, 1].copy(), table[:, 2].copy()


def _longest(capacity: Floats, use_start: Ints, use_resource: Ints, per_contact: Floats, per_minute: Floats) -> Floats:
    """[options] the longest contact that fits the capacities all alone, -1 where none does."""
    room = capacity[use_resource] * (1 + TOLERANCE) - per_contact
    with np.errstate(divide="ignore"):
        longest = np.where(room >= 0, np.where(per_minute > 0, room / per_minute, np.inf), -1.0)
    limit = np.full(len(use_start) - 1, np.inf)
    np.minimum.at(limit, np.repeat(np.arange(len(limit)), np.diff(use_start)), longest)
    return limit


def _once_allowed(local: LocalRules, customer: Ints, moment: Ints) -> Bools:
    """Whether the customer's class allows any contact at the moment: no cap of 0 holds it."""
    may = np.ones((len(local.clash_of_class), local.moment_sets.shape[1]), bool)
    of_cap = np.repeat(np.arange(len(may)), np.diff(local.cap_start))
    for k, members, limit in zip(of_cap, local.cap_set, local.cap_limit, strict=True):
        if limit == 0:
            may[k] &= ~local.moment_sets[members]
    return np.asarray(may[local.class_of_customer[customer], moment])


def _names(options: _Options, staffing: Staffing, loaded: LoadedStrategy, day: Day) -> list[str]:
    """What an option is called, whatever its position: channel, start of the slot, group."""
    channels = list(loaded.strategy.channels)
    return [
        f"{channels[c]}/{day.slots[s].start if s >= 0 else ''}/{staffing.groups[g] if g >= 0 else ''}"
        for c, s, g in zip(options.channel, options.slot, options.group, strict=True)
    ]


def _rules(permitted: Permitted) -> Rules:
    local = permitted.local
    rules = Rules(
        local.class_of_customer, local.cap_start, local.cap_set, local.cap_limit, local.moment_sets,
        local.clash_of_class, local.clashes,
    )  # fmt: skip
    return without_implied_clashes(rules)
