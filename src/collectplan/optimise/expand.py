"""The problem of the planned dates, from what the stages before it keep factorised; it stays factorised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from collectplan.domain.day import weights_of
from collectplan.domain.stages import Day, LoadedStrategy, Permitted, Staffing, Valued
from collectplan.optimise.ceilings import ceiling_of
from collectplan.optimise.implied import without_implied_clashes
from collectplan.optimise.keys import keys_of
from collectplan.optimise.numbers import marked
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Bools, Floats, Ints, Longs, Marks, Problem, Rules, distinct
from collectplan.optimise.resources import Added, Resource, list_resources, tighten
from collectplan.optimise.twins import Twins, twins_of, with_twins

#: Contacts of targets that one of an obligation outweighs, where not all floors can be met.
OBLIGATION_WEIGHT = 4.0

#: What counts for its contacts rather than being used up by them.
FLOORS = frozenset({"target", "obligation"})


@dataclass(frozen=True, eq=False)
class Expanded:
    """A problem and what its positions mean. Its pairs are those of `Permitted.pairs`.

    Attributes:
        date, channel, slot, group: [options] positions; slot -1 untimed, group -1 without agents.
        twin: [options] the same contact as one that answers a duty, or as one that does not; -1: there is none.
        weight: [dates] share of its value for which a contact counts.
        resources: of the dates, in the problem's order, with the capacities that users know; the problem's own may
            be lower (see `resources.tighten`).
        num_candidates: those that are some.
        num_today: moments of the plan date, which are the first ones.
    """

    problem: Problem
    date: Ints
    channel: Ints
    slot: Ints
    group: Ints
    twin: Ints
    weight: Floats
    resources: tuple[Resource, ...]
    num_candidates: int
    num_today: int

    @property
    def is_duty(self) -> Bools:
        """[resources] whether the resource is a line of duties."""
        return np.array([resource.kind == "obligation" for resource in self.resources], bool)

    def with_twins(self, chosen: Marks) -> Marks:
        """[candidates] the same marks, and those of the twins of marked candidates."""
        if not (self.twin >= 0).any():
            return chosen
        problem, marks = self.problem, chosen.copy()
        held = problem.look_up(marked(chosen))
        has = self.twin[held.option] >= 0
        pair, option = held.pair[has], self.twin[held.option[has]]
        pattern = problem.pattern[pair].astype(np.int64)
        # Options rise within a pattern, so that entries rise by pattern and option.
        entries = np.repeat(np.arange(len(problem.pattern_start) - 1), np.diff(problem.pattern_start))
        keys = entries * problem.num_options + problem.pattern_option
        position = np.searchsorted(keys, pattern * problem.num_options + option)
        marks[problem.first[pair] + position - problem.pattern_start[pattern]] = 1
        return marks


@dataclass(frozen=True, eq=False)
class _Options:
    """Options by (moment, group, variant); `is_twin`: of contacts that answer a duty."""

    moment: Ints
    date: Ints
    channel: Ints
    slot: Ints
    group: Ints
    variant: Ints
    is_twin: Bools


@dataclass(frozen=True, eq=False)
class _Variants:
    """Pairs whose contacts take the same of pools, count for the same targets, and answer the same duties.

    Attributes:
        variant: [pairs].
        pool, floor, duty: [variants] kinds, as `Pools`, `Floors` and `Duties` number them; 0 where there are none.
        there: variants that occur, by (date, channel).
    """

    variant: Ints
    pool: Longs
    floor: Longs
    duty: Longs
    there: Mapping[tuple[int, int], Sequence[int]]


@dataclass(frozen=True, eq=False)
class _Patterns:
    """Options that pairs have in common: `pattern` [pairs], and the options of each pattern."""

    pattern: Ints
    start: Longs
    option: Ints


@dataclass(frozen=True, eq=False)
class _Rows:
    """Factors and minutes that pairs have in common: `row` [pairs], and the two tables [rows, slots]."""

    row: Ints
    factor: Floats
    minutes: Floats


def expand(
    permitted: Permitted,
    valued: Valued,
    staffing: Staffing,
    loaded: LoadedStrategy,
    day: Day,
    seed: int = 0,
    added: Added | None = None,
    threads: int = 1,
) -> Expanded:
    """Options, resources, local rules, and candidates as patterns and rows.

    A candidate is a pair at a moment, taken by a group: the moment's slot exists and is open for the pair, the group
    may take it and has minutes there, its value (rounded to 6 decimals) is positive or it counts for a floor, and no
    capacity is too small for it alone.
    """
    variants, twins = _variants(permitted, valued), twins_of(permitted)
    options = _options(permitted, staffing, loaded, day, variants, twins)
    resources = list_resources(staffing, loaded, day, permitted.pools, added) + _asked_for(permitted, loaded)
    use_start, use_resource, per_contact, per_minute = _uses(options, variants, resources, permitted, valued, loaded)
    patterns, rows = _patterns(options, variants, permitted, valued), _rows(permitted, valued, loaded)
    channels = list(loaded.strategy.channels.values())
    weight = weights_of(loaded.strategy, day)
    gain = valued.pairs["gain"].to_numpy() * weight[permitted.pairs["date"].to_numpy()]
    cost = np.array([channels[c].cost for c in options.channel], np.float64) * weight[options.date]
    start = np.searchsorted(permitted.pairs["customer"].to_numpy(), np.arange(len(permitted.customer_ids) + 1))
    is_floor = np.array([resource.kind in FLOORS for resource in resources], bool)
    capacity = np.where(is_floor, -1.0, 1.0) * np.array([resource.capacity for resource in resources], np.float64)
    problem = Problem(
        start.astype(np.int64), gain, patterns.pattern, rows.row,
        patterns.start, patterns.option, rows.factor, rows.minutes, np.maximum(options.slot, 0),
        cost, options.moment,
        use_start, use_resource, per_contact, per_minute, capacity, np.where(is_floor, 1.0, np.inf),
        _rules(permitted, twins),
        keys_of(permitted.customer_ids, seed), keys_of(_names(options, staffing, loaded, day)),
    )  # fmt: skip
    pricer = Pricer(problem, threads)
    seen = pricer.seen
    heavy = np.array([OBLIGATION_WEIGHT if resource.kind == "obligation" else 1.0 for resource in resources])
    ceiling = np.where(is_floor, ceiling_of(pricer, seen) * heavy, np.inf)
    pricer.close()
    num_today = int(np.count_nonzero(permitted.moments.date[twins.source] == 0))
    return Expanded(
        replace(problem, capacity=tighten(problem, seen), ceiling=ceiling), options.date, options.channel, options.slot,
        options.group, _twins(options), weight, resources, int(seen.count[~options.is_twin].sum()), num_today,
    )  # fmt: skip


def _asked_for(permitted: Permitted, loaded: LoadedStrategy) -> tuple[Resource, ...]:
    """A floor for every line of duties: of each customer whose duty some pair could answer, one contact."""
    duties, rules = permitted.duties, loaded.strategy.limits.rules
    if duties is None:
        return ()
    able = duties.can_answer(len(permitted.customer_ids), permitted.pairs, permitted.openings)
    counts = np.bincount(duties.line[able], minlength=len(duties.lines))
    return tuple(
        Resource("obligation", line, 0, -1, rules[rule].id + (f"/{nth + 1}" if nth else ""), float(count), "contacts")
        for line, ((rule, nth), count) in enumerate(zip(duties.lines, counts.tolist(), strict=True))
        if count
    )


def _twins(options: _Options) -> Ints:
    """[options] position of the other option of the same contact, -1 none."""
    columns = (options.date, options.channel, options.slot, options.group, options.variant)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    plain = {row: o for o, row in enumerate(rows) if not options.is_twin[o]}
    twin = np.full(len(rows), -1, np.int32)
    for o in np.flatnonzero(options.is_twin).tolist():
        twin[o] = plain[rows[o]]
        twin[twin[o]] = o
    return twin


def _variants(permitted: Permitted, valued: Valued) -> _Variants:
    """What there is of kinds of pools, of floors and of duties together."""
    date, channel = (permitted.pairs[name].to_numpy() for name in ("date", "channel"))
    none = np.zeros(len(channel), np.int32)
    pool = none if permitted.pools is None else permitted.pools.kind_of_pair
    floor = none if valued.floors is None else valued.floors.kind_of_pair
    duty = none if permitted.duties is None else permitted.duties.kind_of_pair
    kinds, variant = distinct((pool, floor, duty))
    there: dict[tuple[int, int], list[int]] = {}
    for d, c, v in distinct((date, channel, variant))[0].tolist():
        there.setdefault((d, c), []).append(v)
    return _Variants(variant, kinds[:, 0], kinds[:, 1], kinds[:, 2], there)


def _options(
    permitted: Permitted, staffing: Staffing, loaded: LoadedStrategy, day: Day, variants: _Variants, twins: Twins
) -> _Options:
    """Every moment whose slot exists, with every variant of its pairs, and every group at work where it needs one.

    At a twin there are the variants alone that answer a duty there.
    """
    channels, duties = list(loaded.strategy.channels.values()), permitted.duties
    rows = []
    moments = permitted.moments
    columns = (moments.date[twins.source], moments.channel[twins.source], moments.slot[twins.source], twins.is_twin)
    for at, (date, channel, slot, is_twin) in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        if slot >= 0 and not day.slots[slot].exists:
            continue
        groups = [-1]
        if channels[channel].agents:
            # An agent works by the hour: a channel with agents and without hours has nobody to make its contacts.
            groups = np.flatnonzero(staffing.minutes[:, slot] > 0).tolist() if slot >= 0 else []
        there = variants.there.get((date, channel), ())
        if is_twin and duties is not None:
            there = [v for v in there if duties.answers[variants.duty[v], :, slot].any()]
        rows += [(at, date, channel, slot, group, variant, is_twin) for group in groups for variant in there]
    table = np.array(rows, np.int32).reshape(-1, 7)
    moment, date, channel, slot, group, variant, is_twin = (column.copy() for column in table.T)
    return _Options(moment, date, channel, slot, group, variant, is_twin > 0)


def _patterns(options: _Options, variants: _Variants, permitted: Permitted, valued: Valued) -> _Patterns:
    """Options by (date, channel, opening, crew, variant): in open slots, by groups of the crew."""
    date, channel, opening = (permitted.pairs[name].to_numpy() for name in ("date", "channel", "opening"))
    crew = valued.pairs["crew"].to_numpy()
    keys, pattern = distinct((date, channel, opening, crew + 1, variants.variant))
    parts = []
    for d, c, pattern_opening, with_crew, variant in keys.tolist():
        mine = np.flatnonzero((options.date == d) & (options.channel == c) & (options.variant == variant))
        slot, group = options.slot[mine], options.group[mine]
        may = (slot < 0) | permitted.openings[pattern_opening, slot]
        may &= (group < 0) | (valued.crews[with_crew - 1, group] if with_crew else False)
        parts.append(mine[may])
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(part) for part in parts], dtype=np.int64)])
    return _Patterns(pattern, start, np.concatenate([np.zeros(0, np.int64), *parts]).astype(np.int32))


def _rows(permitted: Permitted, valued: Valued, loaded: LoadedStrategy) -> _Rows:
    """Reach and agent minutes by (profile, channel)."""
    keys, row = distinct((valued.pairs["profile"].to_numpy(), permitted.pairs["channel"].to_numpy()))
    reach = valued.reach[keys[:, 0]]
    minutes = np.zeros_like(reach)
    for c, channel in enumerate(loaded.strategy.channels.values()):
        if channel.agents and channel.minutes:
            mine = reach[keys[:, 1] == c]
            minutes[keys[:, 1] == c] = (1 - mine) * channel.minutes.no_answer + mine * channel.minutes.contact
    return _Rows(row, reach, minutes)


def _uses(
    options: _Options,
    variants: _Variants,
    resources: tuple[Resource, ...],
    permitted: Permitted,
    valued: Valued,
    loaded: LoadedStrategy,
) -> tuple[Ints, Ints, Floats, Floats]:
    """What one contact of each option, and each of its minutes, takes from the resources; it takes -1 from a floor."""
    pools, floors = permitted.pools, valued.floors
    window = {r.owner: (r.kind, r.owner, r.date, r.slot) for r in resources if r.kind == "pool"}
    costs = [channel.cost for channel in loaded.strategy.channels.values()]
    index = {(r.kind, r.owner, r.date, r.slot): position for position, r in enumerate(resources)}
    resource, per_contact, per_minute, start = [], [], [], [0]
    columns = (options.date, options.channel, options.slot, options.group, options.variant, options.is_twin)
    for d, c, s, g, v, is_twin in zip(*(column.tolist() for column in columns), strict=True):
        uses = [
            (("agent_minutes", g, d, s), 0.0, 1.0),
            (("per_slot", c, d, s), 1.0, 0.0),
            (("per_day", c, d, -1), 1.0, 0.0),
            (("budget", -1, d, -1), costs[c], 0.0),
        ]
        if pools is not None and s >= 0:
            uses += [(window[w], 1.0, 0.0) for w in np.flatnonzero(pools.uses[variants.pool[v], :, s]).tolist()]
        if floors is not None:
            uses += [
                (("target", t, d, -1), -1.0, 0.0) for t in np.flatnonzero(floors.serves[variants.floor[v]]).tolist()
            ]
        if is_twin and permitted.duties is not None:
            answered = np.flatnonzero(permitted.duties.answers[variants.duty[v], :, s])
            uses += [(("obligation", line, 0, -1), -1.0, 0.0) for line in answered.tolist()]
        for where, contact, minute in uses:
            if where in index and (contact or minute):
                resource.append(index[where])
                per_contact.append(contact)
                per_minute.append(minute)
        start.append(len(resource))
    return np.array(start, np.int32), np.array(resource, np.int32), np.array(per_contact), np.array(per_minute)


def _names(options: _Options, staffing: Staffing, loaded: LoadedStrategy, day: Day) -> list[str]:
    """What an option is called, whatever its position: channel, start of the slot, group, and days ahead.

    Variants share a name, so that a new target breaks no tie another way; twins have their own.
    """
    channels = list(loaded.strategy.channels)
    return [
        f"{channels[c]}/{day.slots[s].start if s >= 0 else ''}/{staffing.groups[g] if g >= 0 else ''}"
        + (f"/{d}" if d else "")
        + ("/twin" if is_twin else "")
        for d, c, s, g, is_twin in zip(
            options.date, options.channel, options.slot, options.group, options.is_twin, strict=True
        )
    ]


def _rules(permitted: Permitted, twins: Twins) -> Rules:
    local = permitted.local
    rules = Rules(
        local.class_of_customer, local.cap_start, local.cap_set, local.cap_limit, local.moment_sets,
        local.clash_of_class, local.clashes,
    )  # fmt: skip
    return without_implied_clashes(with_twins(rules, twins, permitted))
