"""Which two contacts of the planned dates cannot both be made.

Under `worst_case` every planned contact with an hour is, from its slot's start, a contact and a conversation for
contacts in strictly later slots, and for contacts without an hour on later dates; it is no other event. If an earlier
contact forbids a later one, the two clash. Under `contingent` it is no event at all, and only spacing makes clashes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import Bools, Ints, Moments
from collectplan.domain.strategy import CooldownRule, ExclusiveRule, Window
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import Longs
from collectplan.screen.scope import AnyScoped, Rules, Scoped
from collectplan.screen.windows import reach_back

_MICROSECONDS_PER_HOUR = 3_600_000_000

#: Events that a planned contact with an hour is taken to end in.
PLANNED_EVENTS = frozenset({"contact", "conversation"})


@dataclass(frozen=True, eq=False)
class Layout:
    """The moments of one kind of customer: whose leads have these clocks, and bind these rules.

    Attributes:
        channel: [moments]
        slot: [moments] -1 for moments without an hour.
        cell: [moments] position of the moment's (date, channel).
        day: [moments] the date on the operation's calendar.
        start_at: [moments] microseconds since 1970; 0 for moments without an hour.
        date: [moments] local, in days from the plan date.
        date_index: [moments] position in `Calendar.dates`.
        group: [moments] which of the customer's leads leads there, 0 the first.
        site: [moments] which of the customer's addresses it goes to, 0 the first; -1: to none.
        lead: [cells] an account that stands for the lead.
    """

    channel: Ints
    slot: Ints
    cell: Ints
    day: Ints
    start_at: Longs
    date: Ints
    date_index: Ints
    group: Ints
    site: Ints
    lead: Ints

    def binds(self, rule: AnyScoped) -> Bools:
        """[moments] whether the rule binds a contact made there."""
        applies = True if rule.applies is None else rule.applies[self.lead][self.cell]
        return rule.channels[self.channel] & rule.in_force[self.date_index] & applies

    @property
    def both_timed(self) -> Bools:
        """[moments, moments] both have an hour."""
        return (self.slot >= 0)[:, None] & (self.slot >= 0)[None, :]

    @property
    def is_earlier(self) -> Bools:
        """[moments, moments] the first has an hour that begins before that of the second, or before its date."""
        is_before = self.both_timed & (self.start_at[:, None] < self.start_at[None, :])
        is_day_before = (self.slot >= 0)[:, None] & (self.slot < 0)[None, :] & (self.day[:, None] < self.day[None, :])
        return is_before | is_day_before


def layout_of(moments: Moments, calendar: Calendar, geometry: Ints, group: Ints, site: Ints, lead: Ints) -> Layout:
    """The moments on these clocks.

    Args:
        moments: of the planned dates.
        calendar: of the same.
        geometry: [cells] of the lead's clock; a cell is a (date, channel), numbered by date and then channel.
        group: [cells] which of the customer's leads leads.
        site: [cells] which of the customer's addresses is used; -1: none.
        lead: [cells] an account that stands for the lead.
    """
    place = np.where(moments.slot < 0, calendar.num_slots + moments.date, moments.slot)
    cell = (moments.date * (geometry.size // calendar.num_dates) + moments.channel).astype(np.int32)
    date_index = calendar.geometry_dates[geometry[cell], place]
    return Layout(
        channel=moments.channel,
        slot=moments.slot,
        cell=cell,
        day=moments.date,
        start_at=np.append(calendar.start_at, np.zeros(calendar.num_dates, np.int64))[place],
        date=np.array(calendar.dates, np.int32)[date_index],
        date_index=date_index,
        group=group[cell],
        site=site[cell],
        lead=lead,
    )


def clashes_of(rules: Rules, layout: Layout, calendar: Calendar) -> Bools:
    """[moments, moments] pairs that spacing, cooldowns and exclusivity forbid within the plan."""
    clash = np.zeros((layout.channel.size, layout.channel.size), np.bool_)
    for spacing in rules.spacings:
        bound = layout.binds(spacing)
        both = bound[:, None] & bound[None, :]
        if spacing.rule.per == "account":
            both &= layout.group[:, None] == layout.group[None, :]
        if spacing.rule.per == "address":
            both &= (layout.site[:, None] == layout.site[None, :]) & (layout.site >= 0)[:, None]
        if spacing.rule.days is not None:
            clash |= both & (np.abs(layout.date[:, None] - layout.date[None, :]) < spacing.rule.days)
        if spacing.rule.hours is not None:
            apart = np.abs(layout.start_at[:, None] - layout.start_at[None, :])
            clash |= both & layout.both_timed & (apart < round(spacing.rule.hours * _MICROSECONDS_PER_HOUR))
    for cooldown in rules.cooldowns if rules.is_worst else ():
        since = np.array(calendar.dates) - cooldown.rule.days + 1
        same = layout.group[:, None] == layout.group[None, :] if cooldown.rule.per == "account" else np.True_
        clash |= _forbidden_later(cooldown, since, layout) & same
    for exclusive in rules.exclusives if rules.is_worst else ():
        since = _window_starts(exclusive.rule.window, calendar)
        other = layout.channel[:, None] != layout.channel[None, :]
        clash |= _forbidden_later(exclusive, since, layout) & other
    clash |= clash.T
    np.fill_diagonal(clash, val=False)
    return clash


def _window_starts(window: Window, calendar: Calendar) -> Longs:
    return np.array([reach_back(window, date, calendar.plan_date) for date in calendar.dates])


def _forbidden_later(rule: Scoped[CooldownRule] | Scoped[ExclusiveRule], since: Longs, layout: Layout) -> Bools:
    """[moments, moments] the first, as an event, forbids the second; `since`: [dates] the earliest date that does."""
    if rule.rule.after not in PLANNED_EVENTS:
        return np.zeros((layout.channel.size, layout.channel.size), np.bool_)
    is_event, bound = rule.events[layout.channel], layout.binds(rule)
    near = (layout.date[:, None] <= layout.date[None, :]) & (layout.date[:, None] >= since[layout.date_index][None, :])
    return layout.is_earlier & is_event[:, None] & bound[None, :] & near
