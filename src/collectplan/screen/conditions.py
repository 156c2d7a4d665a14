"""What must be asked again at dispatch, under `assume: contingent`.

There a planned contact is an attempt, but no contact or conversation until it is made. So a plan may break a rule on
outcomes if the contacts of one customer all come out as badly as they can. Each planned contact that would break one
then is given the rule, what history and plan could come to, and the contacts on whose outcome it hangs. Only customers
with two contacts or more are looked at: of a single contact nothing that is planned can spoil the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Day, Ints, LoadedStrategy, Segmented
from collectplan.domain.strategy import CooldownRule, DaysWindow, ExclusiveRule
from collectplan.domain.tables import Inputs
from collectplan.screen.clashes import PLANNED_EVENTS
from collectplan.screen.codes import Longs, combine
from collectplan.screen.headroom import Headroom
from collectplan.screen.scope import AnyScoped, Scoped
from collectplan.screen.screen import Barred, barred_of
from collectplan.screen.windows import reach_back

SCHEMA: Final[dict[str, pl.DataType]] = {
    "contact": pl.Int32(),
    "rule": pl.Int32(),
    "counted": pl.Int32(),
    "window_start": pl.Date(),
    "depends_on": pl.List(pl.Int32()),
}


@dataclass(frozen=True)
class _Condition:
    """Of one contact and rule: what is counted (-1 nothing), since when, and on which contacts it hangs."""

    counted: int
    first: int
    depends_on: frozenset[int]

    def joined(self, other: _Condition) -> _Condition:
        """Of the fuller window, and of the earlier one of equals; hanging on all contacts of both."""
        told = max(self, other, key=lambda each: (each.counted, -each.first))
        return replace(told, depends_on=self.depends_on | other.depends_on)


def conditions_of(
    inputs: Inputs, segmented: Segmented, loaded: LoadedStrategy, day: Day, contacts: pl.DataFrame
) -> pl.DataFrame | None:
    """Conditions of a plan, as `Solution.conditions`; None under `worst_case`.

    Args:
        inputs: whose attempts are the history.
        segmented: accounts, to which `lead` of the contacts points.
        loaded: the strategy.
        day: the planned dates.
        contacts: `Solution.contacts`.
    """
    if loaded.strategy.limits.assume == "worst_case":
        return None
    several = contacts.with_row_index("contact").filter(pl.len().over("customer") > 1)
    if several.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    ids = segmented.accounts["customer_id"].gather(several["lead"].unique().sort())
    is_theirs = segmented.accounts["customer_id"].is_in(ids.unique(maintain_order=True).implode())
    position = (np.cumsum(is_theirs.to_numpy()) - 1).astype(np.int32)
    # Who is planned has passed every bar: it is enough to look at these customers alone.
    few = replace(segmented, accounts=segmented.accounts.filter(is_theirs))
    theirs = replace(inputs, portfolio=inputs.portfolio.filter(is_theirs))
    barred = barred_of(theirs, few, loaded, day)
    held = _held(several, position, barred)
    found: dict[tuple[int, int], _Condition] = {}
    for rule, contact, condition in (*_of_caps(barred, held), *_of_events(barred, held)):
        key = int(held.contact[contact]), rule
        found[key] = condition if key not in found else found[key].joined(condition)
    return _frame(found, day)


def _frame(found: dict[tuple[int, int], _Condition], day: Day) -> pl.DataFrame:
    dates = {c.first for c in found.values()}
    told = {first: pl.Series([day.date]).dt.offset_by(f"{first}d").item() for first in dates}
    rows = [
        (contact, rule, c.counted if c.counted >= 0 else None, told[c.first], sorted(c.depends_on))
        for (contact, rule), c in sorted(found.items())
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@dataclass(frozen=True, eq=False)
class _Held:
    """The contacts looked at, by rising position in the solution's.

    Attributes:
        contact: position in the solution's contacts.
        customer, channel, lead: positions, of the few accounts.
        slot: -1 without an hour. day: on the operation's calendar. start_at: microseconds since 1970.
        date: on the lead's clock, in days from the plan date. date_index: position in `Calendar.dates`.
    """

    contact: Ints
    customer: Ints
    channel: Ints
    lead: Ints
    slot: Ints
    day: Ints
    start_at: Longs
    date: Ints
    date_index: Ints

    def bound(self, rule: AnyScoped) -> Bools:
        """Whether the rule binds each."""
        applies = True if rule.applies is None else rule.applies[self.lead]
        return rule.channels[self.channel] & rule.in_force[self.date_index] & applies

    @cached_property
    def pairs(self) -> tuple[Longs, Longs]:
        """Every contact and each one with an hour of the same customer that lies before it, by the former."""
        count = np.bincount(self.customer)[self.customer]
        begin = np.searchsorted(self.customer, self.customer)
        later = np.repeat(np.arange(count.size), count)
        other = np.arange(later.size) - np.repeat(np.cumsum(count) - count - begin, count)
        has_hour = self.slot[later] >= 0
        before = np.where(has_hour, self.start_at[other] < self.start_at[later], self.day[other] < self.day[later])
        kept = before & (self.slot[other] >= 0)
        return later[kept], other[kept]


def _by_first(later: Longs, earlier: Longs) -> dict[int, list[int]]:
    """What stands beside each number, where equal numbers stand together."""
    names, begin = np.unique(later, return_index=True)
    return {name: part.tolist() for name, part in zip(names.tolist(), np.split(earlier, begin[1:]), strict=True)}


def _held(contacts: pl.DataFrame, position: Ints, barred: Barred) -> _Held:
    calendar, people = barred.calendar, barred.people
    lead = position[contacts["lead"].to_numpy()]
    slot, day = (contacts[name].cast(pl.Int32).to_numpy() for name in ("slot", "date"))
    place = np.where(slot < 0, calendar.num_slots + day, slot)
    return _Held(
        contact=contacts["contact"].cast(pl.Int32).to_numpy(),
        customer=people.customer[lead],
        channel=contacts["channel"].cast(pl.Int32).to_numpy(),
        lead=lead,
        slot=slot,
        day=day,
        start_at=np.append(calendar.start_at, np.zeros(calendar.num_dates, np.int64))[place],
        date=calendar.date[people.zone[lead], place],
        date_index=calendar.date_index[people.zone[lead], place],
    )


def _of_caps(barred: Barred, held: _Held) -> Iterator[tuple[int, int, _Condition]]:
    """Caps that count outcomes, or that a contact or conversation switches on."""
    for room in barred.rooms:
        cap = room.scoped.rule
        if cap.count != "attempts" or cap.after in PLANNED_EVENTS:
            yield from _of_cap(room, barred, held)


def _of_cap(room: Headroom, barred: Barred, held: _Held) -> Iterator[tuple[int, int, _Condition]]:
    """Contacts in windows that would hold too many, if all that is planned in them counted."""
    bound = held.bound(room.scoped)
    key, holder = _holders(room, barred, held)
    members = np.flatnonzero(bound & (key >= 0) & np.isin(held.date_index, room.group.members))
    if not members.size:
        return
    number, _ = combine(held.customer[members], key[members])
    total = room.count[holder[members]] + np.bincount(number)[number]
    is_full = total > room.scoped.rule.max
    switch = room.switch
    is_on, preceding = np.ones(held.contact.size, np.bool_), dict[int, list[int]]()
    if switch is not None:
        view = barred.people.view[held.lead]
        is_on = np.where(held.slot >= 0, held.slot >= switch.first[view], switch.untimed[held.day, view])
        if room.scoped.rule.after in PLANNED_EVENTS:
            later, earlier = held.pairs
            asked = np.isin(later, members[is_full]) & ~is_on[later]
            preceding = _by_first(later[asked], earlier[asked]) if asked.any() else {}
    for nth in np.flatnonzero(is_full).tolist():
        one = int(members[nth])
        if not is_on[one] and one not in preceding:
            continue
        others = {*members[number == number[nth]].tolist(), *preceding.get(one, ())} - {one}
        condition = _Condition(int(total[nth]), int(room.first[holder[one]]), _positions(others, held))
        yield room.scoped.position, one, condition


def _holders(room: Headroom, barred: Barred, held: _Held) -> tuple[Ints, Ints]:
    """Of each contact what the cap counts by, within the customer (-1: nothing), and who holds its history."""
    if room.sites is None:
        key = held.lead if room.scoped.rule.per == "account" else np.zeros_like(held.lead)
        return key, room.holder[held.lead]
    column = room.sites.column[held.channel]
    site = np.where(column >= 0, room.sites.site[np.maximum(column, 0), held.lead], -1)
    return site, room.sites.view[np.maximum(column, 0), held.lead]


def _of_events(barred: Barred, held: _Held) -> Iterator[tuple[int, int, _Condition]]:
    """Cooldowns and exclusive channels after a contact or conversation that an earlier contact may end in."""
    rules: tuple[Scoped[CooldownRule] | Scoped[ExclusiveRule], ...] = (
        *barred.rules.cooldowns,
        *barred.rules.exclusives,
    )
    for rule in rules:
        if rule.rule.after not in PLANNED_EVENTS:
            continue
        later, earlier = held.pairs
        window = rule.rule.window if isinstance(rule.rule, ExclusiveRule) else DaysWindow(days=rule.rule.days)
        calendar = barred.calendar
        since = np.array([reach_back(window, date, calendar.plan_date) for date in calendar.dates])[held.date_index]
        near = (held.date[earlier] <= held.date[later]) & (held.date[earlier] >= since[later])
        near &= held.bound(rule)[later] & rule.events[held.channel[earlier]]
        if isinstance(rule.rule, ExclusiveRule):
            near &= held.channel[earlier] != held.channel[later]
        elif rule.rule.per == "account":
            near &= held.lead[earlier] == held.lead[later]
        if near.any():
            for one, events in _by_first(later[near], earlier[near]).items():
                yield rule.position, one, _Condition(-1, int(since[one]), _positions(set(events), held))


def _positions(contacts: set[int], held: _Held) -> frozenset[int]:
    return frozenset(held.contact[list(contacts)].tolist())
