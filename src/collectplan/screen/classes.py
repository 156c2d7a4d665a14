"""Classes of customers whose own contacts keep the same caps and clashes.

A cap becomes, for each group of windows, a limit on how many of a set of moments are used: what the history leaves.
Caps that another cap implies, or that cannot bind, are dropped, so that customers with different histories share a
class.

A cap with `after` binds contacts that the event precedes. Contacts that a past event precedes are bound for certain;
for others a planned contact in an earlier slot may be the event. With a headroom of 0 or 1 that is said by clashes,
with more by an ordinary cap; `switches` tells in which corners that is on the safe side. Under `contingent` no planned
contact is that event, and caps on contacts or conversations count none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import Bools, Ints, LocalRules
from collectplan.screen.calendar import Calendar
from collectplan.screen.clashes import PLANNED_EVENTS, clashes_of
from collectplan.screen.codes import Longs, combine
from collectplan.screen.headroom import NO_LIMIT, Headroom
from collectplan.screen.people import People
from collectplan.screen.profiles import Profiles
from collectplan.screen.scope import Rules
from collectplan.screen.switches import State, states_of, switch_clashes


@dataclass(frozen=True, eq=False)
class _Column:
    """One cap's limit for one of the customer's leads, or for all of them.

    Attributes:
        room: the cap and its windows.
        group: of leads; -1: all.
        site: of addresses; -1: all, with an address or without one.
        limit: [members]
        state: [members] 0, or one more than the position in `states`: the switch says more than the limit.
        states: of the switch.
    """

    room: Headroom
    group: int
    site: int
    limit: Ints
    state: Ints
    states: tuple[State, ...]


def local_rules(
    rules: Rules, rooms: list[Headroom], profiles: Profiles, people: People, calendar: Calendar, num_moments: int
) -> LocalRules:
    """Rules among each customer's own contacts; customers without a pair are put into the first class."""
    columns = [
        column
        for room in rooms
        if rules.counts_planned(room.scoped.rule)
        for column in _columns(room, profiles, people, calendar, num_moments, is_worst=rules.is_worst)
    ]
    keys = [profiles.profile, *(key for column in columns for key in (column.limit, column.state))]
    number, example = combine(*keys) if profiles.customer.size else (profiles.profile, np.zeros(0, np.int64))
    book = _Book(num_moments)
    class_of_number = _classes(rules, columns, profiles, calendar, example, book)
    class_of_customer = np.zeros(people.num_customers, np.int32)
    class_of_customer[profiles.customer] = class_of_number[number]
    return book.local_rules(class_of_customer)


def _columns(
    room: Headroom, profiles: Profiles, people: People, calendar: Calendar, num_moments: int, *, is_worst: bool
) -> list[_Column]:
    is_event = is_worst and room.scoped.rule.after in PLANNED_EVENTS
    found = []
    for group, site, limit, views in _limits(room, profiles, people):
        limit = np.where(limit >= num_moments, NO_LIMIT, limit).astype(np.int32)
        state, states = np.zeros_like(limit), tuple[State, ...]()
        if room.switch is not None:
            limit, state, states = states_of(room.switch, calendar.num_slots, views, limit, is_event)
        found.append(_Column(room, group, site, limit, state, states))
    return found


def _limits(room: Headroom, profiles: Profiles, people: People) -> Iterator[tuple[int, int, Ints, Ints]]:
    """For each group of leads, or of addresses, its number or -1, what the cap leaves, and views that switch it on."""
    cells = _cells(room, profiles, people)
    if room.scoped.rule.per == "account":
        for group in range(profiles.num_groups):
            account = profiles.leading(group)
            left = np.where(account >= 0, room.left[account], NO_LIMIT)
            yield group, -1, left.astype(np.int32), people.view[account][:, None]
        return
    views = people.view[profiles.lead[:, cells]]
    if room.sites is None:
        # Leads on different clocks see different dates; the least headroom is on the safe side.
        yield -1, -1, room.left[views].min(axis=1, initial=NO_LIMIT).astype(np.int32), views
        return
    column = np.tile(room.sites.column, profiles.lead.shape[1] // room.sites.column.size)
    left = room.left[room.sites.view[np.maximum(column, 0), profiles.lead]]
    for site in range(profiles.num_sites):
        there = np.where(profiles.site == site, left, NO_LIMIT).min(axis=1, initial=NO_LIMIT)
        yield -1, site, there.astype(np.int32), people.view[profiles.lead]


def _cells(room: Headroom, profiles: Profiles, people: People) -> Bools:
    """[cells] whose leads may see the cap from different clocks; one of them, where every customer has one clock."""
    num_dates = profiles.lead.shape[1] // (room.scoped.channels.size - 1)
    cells = np.tile(room.scoped.channels[:-1], num_dates)
    if people.view_customer.size == people.num_customers:
        cells &= np.cumsum(cells) == 1
    return cells


def _classes(
    rules: Rules, columns: list[_Column], profiles: Profiles, calendar: Calendar, example: Longs, book: _Book
) -> Ints:
    """[numbers] the class of each distinct combination of profile, limits and states."""
    found = np.zeros(example.size, np.int32)
    profile_of = profiles.profile[example]
    limits = np.stack([c.limit[example] for c in columns], axis=1) if columns else np.zeros((example.size, 0), np.int32)
    states = np.stack([c.state[example] for c in columns], axis=1) if columns else limits
    for p, layout in enumerate(profiles.layouts):
        rows = np.flatnonzero(profile_of == p)
        sets = np.zeros((len(columns), layout.channel.size), np.bool_)
        for k, column in enumerate(columns):
            sets[k] = layout.binds(column.room.scoped) & np.isin(layout.date_index, column.room.group.members)
            sets[k] &= (column.group < 0) | (layout.group == column.group)
            sets[k] &= (column.site < 0) | (layout.site == column.site)
        kept = _without_implied(limits[rows], sets)
        fixed = clashes_of(rules, layout, calendar)
        clash_of_states: dict[bytes, int] = {}
        class_of_row: dict[bytes, int] = {}
        for row, limit in zip(rows.tolist(), kept, strict=True):
            key = states[row].tobytes()
            whole = key + limit.tobytes()
            if whole in class_of_row:
                found[row] = class_of_row[whole]
                continue
            if key not in clash_of_states:
                clash = fixed.copy()
                for k in np.flatnonzero(states[row]).tolist():
                    clash |= switch_clashes(columns[k].states[states[row, k] - 1], sets[k], layout)
                clash_of_states[key] = book.clash(clash)
            caps = tuple(
                (book.moment_set(sets[k]), int(limit[k]), columns[k].room.scoped.position)
                for k in np.flatnonzero(limit < NO_LIMIT).tolist()
            )
            found[row] = class_of_row[whole] = book.class_of(clash_of_states[key], caps)
    return found


def _without_implied(limits: Ints, sets: Bools) -> Ints:
    """Limits, NO_LIMIT where the cap cannot bind or another one of the row implies it.

    Args:
        limits: [rows, caps]
        sets: [caps, moments] that each cap counts.
    """
    size = sets.sum(axis=1)
    limits = np.where(limits >= size, NO_LIMIT, limits).astype(np.int32)
    kept = limits.copy()
    for i in range(len(sets)):
        for j in range(len(sets)):
            if i == j or np.any(sets[i] & ~sets[j]):
                continue
            # Of two caps on the same set with the same limit the first stays.
            wins_ties = size[j] > size[i] or j < i
            implied = limits[:, j] <= limits[:, i] if wins_ties else limits[:, j] < limits[:, i]
            kept[implied, i] = NO_LIMIT
    return kept


class _Book:
    """Moment sets, clashes and classes, each once, numbered as they are first needed."""

    def __init__(self, num_moments: int) -> None:
        self._num_moments = num_moments
        self._sets: dict[bytes, Bools] = {}
        self._clashes: dict[bytes, Bools] = {}
        self._number_of_set: dict[bytes, int] = {}
        self._number_of_clash: dict[bytes, int] = {}
        self._classes: dict[tuple[int, tuple[tuple[int, int, int], ...]], int] = {}

    def moment_set(self, members: Bools) -> int:
        key = members.tobytes()
        self._sets.setdefault(key, members)
        return self._number_of_set.setdefault(key, len(self._number_of_set))

    def clash(self, clash: Bools) -> int:
        key = clash.tobytes()
        self._clashes.setdefault(key, clash)
        return self._number_of_clash.setdefault(key, len(self._number_of_clash))

    def class_of(self, clash: int, caps: tuple[tuple[int, int, int], ...]) -> int:
        return self._classes.setdefault((clash, caps), len(self._classes))

    def local_rules(self, class_of_customer: Ints) -> LocalRules:
        m = self._num_moments
        if not self._classes:
            self.class_of(self.clash(np.zeros((m, m), np.bool_)), ())
        caps = [caps for _, caps in self._classes]
        flat = np.array([cap for row in caps for cap in row], np.int32).reshape(-1, 3)
        return LocalRules(
            class_of_customer=class_of_customer,
            cap_start=np.cumsum([0, *map(len, caps)]).astype(np.int32),
            cap_set=flat[:, 0].copy(),
            cap_limit=flat[:, 1].copy(),
            cap_rule=flat[:, 2].copy(),
            moment_sets=np.array(list(self._sets.values()), np.bool_).reshape(-1, m),
            clash_of_class=np.array([clash for clash, _ in self._classes], np.int32),
            clashes=np.stack(list(self._clashes.values())),
        )
