"""Changes as the operation feels them: capacities by resource, and shifts of the roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.stages import Day, Floats, Staffing
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import RawTable
from collectplan.errors import UsageError
from collectplan.read.strategy_words import one_of
from collectplan.whatif.grammar import Add, Agents, Span

#: A capacity of the plan date: kind (agent_minutes, per_slot, per_day, budget), name, position of the slot (-1 the
#: whole day).
Resource = tuple[str, str, int]


@dataclass(frozen=True)
class Changed:
    """One capacity before and after.

    Attributes:
        resource: which.
        before, after: >= 0, in the resource's unit.
    """

    resource: Resource
    before: float
    after: float


def added_capacity(adds: Iterable[Add], strategy: Strategy, staffing: Staffing, day: Day) -> tuple[Changed, ...]:
    """What `--add` makes of the capacities; none falls below 0.

    Raises:
        UsageError: a name, slot or limit is not known.
    """
    there = capacities(strategy, staffing, day)
    after = dict(there)
    for add in adds:
        for resource, amount in _spread(add, there, strategy, staffing, day):
            after[resource] = max(0.0, after.get(resource, 0.0) + amount)
    return tuple(
        Changed(resource, there.get(resource, 0.0), after[resource])
        for resource in sorted(after)
        if after[resource] != there.get(resource, 0.0)
    )


def capacities(strategy: Strategy, staffing: Staffing, day: Day) -> dict[Resource, float]:
    """Every capacity of the plan date, in its unit."""
    slots = range(day.slots_a_date)
    found: dict[Resource, float] = {
        ("agent_minutes", group, slot): float(staffing.minutes[position, slot])
        for position, group in enumerate(staffing.groups)
        for slot in slots
    }
    for name, channel in strategy.channels.items():
        if channel.per_slot is not None:
            found |= {("per_slot", name, s): float(channel.per_slot) for s in ((-1,) if channel.untimed else slots)}
        if channel.per_day is not None:
            found["per_day", name, -1] = float(channel.per_day)
    if strategy.budget.per_day is not None:
        found["budget", "budget", -1] = strategy.budget.per_day
    return found


def with_minutes(staffing: Staffing, changed: Iterable[Changed]) -> Staffing:
    """Staffing with the agent minutes of the changes."""
    minutes: Floats = staffing.minutes.copy()
    for change in changed:
        kind, name, slot = change.resource
        if kind == "agent_minutes":
            minutes[staffing.groups.index(name), slot] = change.after
    return replace(staffing, minutes=minutes)


def with_agents(raw: RawTable | None, at_work: pl.DataFrame, agents: Iterable[Agents]) -> RawTable | None:
    """A roster with more, or fewer, agents; new ones are called `+GROUP1`, `+GROUP2` ...

    A new agent has the rows of the agent whose shift is the commonest among those of the group who work on the date
    (of equals, the one that begins first), or the hours that were asked for, without a break. Who leaves has the
    commonest shift, too.

    Args:
        raw: the roster as text.
        at_work: `agent_id, agent_group, start, end` of the shifts of the planned date.
        agents: who comes and goes.

    Raises:
        UsageError: there is no roster, no such group, or not so many agents.
    """
    for change in agents:
        if raw is None:
            raise UsageError(f"--agents {change.said}: the plan was made without a roster")
        there = at_work.filter(pl.col("agent_group") == change.group)
        if there.is_empty():
            known = sorted(set(at_work["agent_group"].to_list()))
            raise UsageError(
                f"--agents {change.said}: no group {change.group} is at work; {one_of(change.group, known)}"
            )
        by_shift = _by_shift(there)
        raw = _hired(raw, change, by_shift[0]) if change.number > 0 else _dismissed(raw, change, by_shift)
    return raw


def _by_shift(there: pl.DataFrame) -> list[str]:
    """Agents of a group, those with its commonest shift first; then by the shift and by name."""
    shifts: dict[str, tuple[tuple[int, int], ...]] = {}
    for agent, start, end in there.select("agent_id", "start", "end").sort("agent_id", "start", "end").iter_rows():
        shifts[agent] = (*shifts.get(agent, ()), (start, end))
    often = Counter(shifts.values())
    return sorted(shifts, key=lambda agent: (-often[shifts[agent]], shifts[agent], agent))


def _hired(raw: RawTable, change: Agents, model: str) -> RawTable:
    rows = raw.frame.filter((pl.col("agent_id") == model) & (pl.col("agent_group") == change.group))
    if change.shift is not None and change.shift.end is not None:
        hours = {"start": hhmm(change.shift.start), "end": hhmm(change.shift.end)}
        free = [name for name in ("date", "weekday", "break_minutes") if name in rows.columns]
        rows = rows.head(1).with_columns(
            *(pl.lit(text).alias(name) for name, text in hours.items()),
            *(pl.lit(None, pl.String).alias(name) for name in free),
        )
    last = int(raw.frame["_row"].to_numpy().max(initial=1))
    new = pl.concat(
        [rows.with_columns(pl.lit(f"+{change.group}{n}").alias("agent_id")) for n in range(1, change.number + 1)]
    )
    numbers = pl.Series("_row", np.arange(new.height, dtype=np.int64) + last + 1).cast(raw.frame["_row"].dtype)
    return replace(raw, frame=pl.concat([raw.frame, new.with_columns(numbers)]))


def _dismissed(raw: RawTable, change: Agents, by_shift: list[str]) -> RawTable:
    number = -change.number
    if number > len(by_shift):
        raise UsageError(f"--agents {change.said}: only {len(by_shift)} agents of {change.group} are at work")
    gone = by_shift[:number]
    return replace(
        raw, frame=raw.frame.filter(~(pl.col("agent_id").is_in(gone) & (pl.col("agent_group") == change.group)))
    )


def _spread(
    add: Add, there: Mapping[Resource, float], strategy: Strategy, staffing: Staffing, day: Day
) -> list[tuple[Resource, float]]:
    """The resources of one change, and what each gets."""
    if add.name == "budget" and not add.is_minutes:
        if add.span is not None:
            raise UsageError(f"--add {add.said}: the budget is one for the day; take the hour out")
        return [(_known(add, ("budget", "budget", -1), there), add.amount)]
    if not add.is_minutes and add.amount != int(add.amount):
        raise UsageError(f"--add {add.said}: contacts are whole; write {add.amount:.0f}")
    channel = strategy.channels.get(add.name)
    if channel is None:
        known = [*strategy.channels, *(["budget"] if strategy.budget.per_day is not None else [])]
        raise UsageError(f"--add {add.said}: there is no channel {add.name}; {one_of(add.name, known)}")
    if add.is_minutes:
        if not channel.agents:
            raise UsageError(f"--add {add.said}: {add.name} needs no agents; write contacts, as in {add.name}=100")
        return _minutes(add, staffing, day)
    if channel.agents and channel.per_day is None and channel.per_slot is None:
        raise UsageError(f"--add {add.said}: {add.name} is limited by agents; write minutes, as in {add.name}=60min")
    if add.span is None and channel.per_day is not None:
        return [(("per_day", add.name, -1), add.amount)]
    slots = [-1] if channel.untimed else _slots(add, add.span, day)
    return [(_known(add, ("per_slot", add.name, slot), there), add.amount) for slot in slots]


def _known(add: Add, resource: Resource, there: Mapping[Resource, float]) -> Resource:
    if resource not in there:
        kind, name, _ = resource
        limit = "budget.per_day" if kind == "budget" else f"channels.{name}.{kind}"
        raise UsageError(f"--add {add.said}: the strategy sets no {limit}, so there is nothing to add to")
    return resource


def _slots(add: Add, span: Span | None, day: Day) -> list[int]:
    slots = day.slots[: day.slots_a_date]
    found = [i for i, slot in enumerate(slots) if span is None or span.holds(slot.start)]
    if not found:
        starts = ", ".join(hhmm(slot.start) for slot in slots)
        raise UsageError(f"--add {add.said}: no slot begins then; slots begin at {starts}")
    return found


def _minutes(add: Add, staffing: Staffing, day: Day) -> list[tuple[Resource, float]]:
    """Minutes by group and slot: shared in proportion to those at work, evenly where nobody is."""
    if add.group is not None and add.group not in staffing.groups:
        raise UsageError(f"--add {add.said}: there is no agent group {add.group}; {one_of(add.group, staffing.groups)}")
    if not staffing.groups:
        raise UsageError(f"--add {add.said}: nobody is at work on that date")
    groups = [i for i, name in enumerate(staffing.groups) if add.group in (None, name)]
    found: list[tuple[Resource, float]] = []
    for slot in _slots(add, add.span, day):
        minutes = staffing.minutes[groups, slot]
        if minutes.sum() <= 0 and add.span is None:
            continue
        shares = minutes / minutes.sum() if minutes.sum() > 0 else np.full(len(groups), 1 / len(groups))
        found += [
            (("agent_minutes", staffing.groups[group], slot), add.amount * float(share))
            for group, share in zip(groups, shares, strict=True)
            if share > 0
        ]
    return found
