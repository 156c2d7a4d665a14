"""Headroom: how many more contacts each cap leaves to each customer or account, history counted in."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from collectplan.domain.stages import Bools, Ints
from collectplan.domain.strategy import CapRule, Strategy
from collectplan.screen.bars import Bar, Stairs
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import combine, dense
from collectplan.screen.events import Switch, switch_of
from collectplan.screen.history import History, Past, outcomes_of
from collectplan.screen.people import People
from collectplan.screen.scope import Rules, Scoped
from collectplan.screen.sites import Sites
from collectplan.screen.windows import WindowGroup, window_groups

#: A limit that never binds.
NO_LIMIT = 1 << 30


@dataclass(frozen=True, eq=False)
class Headroom:
    """What one cap leaves in the windows that contain the same dates.

    Attributes:
        scoped: the rule.
        group: the windows.
        holder: [accounts] position below.
        left: [holders] max - history in the fullest of the windows, never below 0.
        count: [holders] history in it. first: [holders] its first date, in days from the plan date.
        switch: from when the cap is on, by view; None: always.
        sites: whose views hold a cap per address, in the place of `holder`; None for other caps.
    """

    scoped: Scoped[CapRule]
    group: WindowGroup
    holder: Ints
    left: Ints
    count: Ints
    first: Ints
    switch: Switch | None
    sites: Sites | None = None


def headrooms(rules: Rules, past: Past, sites: Sites | None = None) -> list[Headroom]:
    """One for each cap and group of windows, by rule and then the earliest window."""
    calendar = past.calendar
    found = []
    for rule in rules.caps:
        cap = rule.rule
        history, holder, geometry = past.by(cap.per)
        at = sites if cap.per == "address" else None
        if at is not None:
            history, geometry = at.history, calendar.geometry[at.view_zone]
        rows = _counts(history, cap) & history.on(rule.counts) & ~history.came_to(cap.except_outcomes)
        counted = history.take(rows)
        switch = switch_of(cap, past.history, past.people, calendar)
        for group in window_groups(cap.window, calendar.dates, calendar.plan_date):
            count, first = _fullest(counted, group, geometry.size)
            left = np.maximum(cap.max - count, 0).astype(np.int32)
            found.append(Headroom(rule, group, holder, left, count, first, switch, at))
    return _without_idle(found)


def _counts(history: History, cap: CapRule) -> Bools:
    """Rows of the history that are what the cap counts; inbound ones never are."""
    if cap.count == "attempts":
        return history.attempts(cap)
    return history.is_outbound & history.came_to(outcomes_of(cap.count, cap.outcomes))


def cap_bars(rooms: list[Headroom], past: Past, strategy: Strategy) -> list[Bar]:
    """Places whose date lies in a window that is full already."""
    return [
        _bar(part, on, past)
        for room in rooms
        if (room.left == 0).any()
        for part, on in _by_channels(room, past.people, room.scoped.channels[: len(strategy.channels)])
    ]


def _by_channels(room: Headroom, people: People, on: Bools) -> list[tuple[Headroom, Bools]]:
    """The headroom held by accounts or views, and the channels of which it is; one for each column of addresses."""
    sites = room.sites
    if sites is None:
        return [(room, on)]
    own = np.arange(people.num_accounts, dtype=np.int32)
    return [
        (replace(room, holder=own, left=room.left[view], count=room.count[view], first=room.first[view]), channels)
        for column, view in enumerate(sites.view)
        if (channels := on & sites.channels(column)).any()
    ]


def _without_idle(rooms: list[Headroom]) -> list[Headroom]:
    """Without windows free of history whose dates all lie in another window of the same cap, which leaves no more."""
    return [
        room
        for room in rooms
        if room.count.any()
        or not any(
            other.scoped is room.scoped and set(room.group.members) < set(other.group.members) for other in rooms
        )
    ]


def _bar(room: Headroom, on: Bools, past: Past) -> Bar:
    calendar, rule, people = past.calendar, room.scoped, past.people
    is_by_view = rule.rule.per == "customer"
    geometry = calendar.geometry[people.view_zone if is_by_view else people.zone]
    stairs = Stairs.none(calendar, geometry.size)
    full = np.flatnonzero(room.left == 0)
    first, untimed = np.zeros(full.size, np.int32), np.ones((calendar.num_dates, full.size), np.bool_)
    if room.switch is not None:
        view = full if is_by_view else people.view[full]
        first, untimed = room.switch.first[view], room.switch.untimed[:, view]
    for member in room.group.members:
        stairs.first[member, full] = first
        date = calendar.dates[member]
        if 0 <= date < calendar.num_dates:
            stairs.untimed[date, full] = untimed[date]
    mask, masks = stairs.masks(geometry, rule.in_force, calendar)
    detail, example = combine(room.count, room.first)
    details = tuple(_told(room, int(i), calendar) for i in example)
    return Bar("cap", rule.rule.id, on, room.holder, mask, masks, details, detail, rule.applies)


def _told(room: Headroom, holder: int, calendar: Calendar) -> str:
    first = int(room.first[holder])
    last = dict(room.group.spans)[first]
    span = f"{calendar.date_of(first)}..{calendar.date_of(last)}" if last > first else f"{calendar.date_of(first)}"
    return room.scoped.named(f"{room.count[holder]} of {room.scoped.rule.max} in {span}")


def _fullest(history: History, group: WindowGroup, num_holders: int) -> tuple[Ints, Ints]:
    """[holders] the most rows in any window of the group, and that window's first date."""
    first, last = group.spans[0]
    date, holder = history.date, history.holder
    inside = (date >= first) & (date <= group.spans[-1][1])
    date, holder = date[inside], holder[inside]
    count = np.bincount(holder[date <= last], minlength=num_holders).astype(np.int32)
    start = np.full(num_holders, first, np.int32)
    # Windows that begin later hold more only for those with rows after the earliest window.
    late = np.zeros(num_holders, np.bool_)
    late[holder[date > last]] = True
    rows: Bools = late[holder]
    if rows.any():
        number, holders = dense(holder[rows])
        date = date[rows]
        for begin, end in group.spans[1:]:
            more = np.bincount(number[(date >= begin) & (date <= end)], minlength=holders.size).astype(np.int32)
            better = holders[more > count[holders]]
            start[better] = begin
            count[holders] = np.maximum(count[holders], more)
    return count, start
