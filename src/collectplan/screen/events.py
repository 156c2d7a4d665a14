"""Events of the history that look forward: cooldowns, exclusivity, and what switches a cap on.

An event counts for slots that start after its instant, and for channels without hours from its local date on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import Bools, Ints
from collectplan.domain.strategy import CapRule, CooldownRule, DaysWindow, ExclusiveRule, Strategy, Window
from collectplan.screen.bars import Bar, Stairs
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import dense
from collectplan.screen.history import History, Past, outcomes_of
from collectplan.screen.people import People
from collectplan.screen.scope import Rules, Scoped
from collectplan.screen.windows import reach_back

_LONG_AGO = -(1 << 30)


def cooldown_bars(rules: Rules, past: Past, calendar: Calendar, strategy: Strategy) -> list[Bar]:
    """No contact in the days after the event, the event's own date being day 1, with the customer or on the account."""
    bars = []
    for rule in rules.cooldowns:
        on = rule.channels[: len(strategy.channels)]
        history, holder, geometry = past.by(rule.rule.per)
        events = _events(rule, history)
        bars.append(_bar(rule, DaysWindow(days=rule.rule.days), on, events, (holder, geometry), calendar))
    return bars


def exclusive_bars(rules: Rules, history: History, people: People, calendar: Calendar, strategy: Strategy) -> list[Bar]:
    """After the event, within the window, no other channel than the event's: one bar a rule and channel."""
    bars = []
    for rule in rules.exclusives:
        events = _events(rule, history)
        for position in np.flatnonzero(rule.channels[: len(strategy.channels)]):
            on = np.arange(len(strategy.channels)) == position
            others = events.take(events.channel != position)
            held = people.view, calendar.geometry[people.view_zone]
            bars.append(_bar(rule, rule.rule.window, on, others, held, calendar))
    return bars


@dataclass(frozen=True, eq=False)
class Switch:
    """From when a cap with `after` is on for each view.

    Attributes:
        first: [views] first slot for which it is on; the number of slots: none.
        untimed: [plan dates, views] whether it is on for channels without hours.
    """

    first: Ints
    untimed: Bools


def switch_of(cap: CapRule, history: History, people: People, calendar: Calendar) -> Switch | None:
    """When the cap's event, on any channel and however long ago, switches it on; None: it always is."""
    if cap.after is None:
        return None
    events = history.take(history.came_to(outcomes_of(cap.after, cap.outcomes)))
    first = np.full(people.view_customer.size, calendar.num_slots, np.int32)
    np.minimum.at(first, events.holder, events.next_slot)
    untimed = np.zeros((calendar.num_dates, first.size), np.bool_)
    for date in range(calendar.num_dates):
        untimed[date, events.holder[events.date <= date]] = True
    return Switch(first, untimed)


def _events(rule: Scoped[CooldownRule] | Scoped[ExclusiveRule], history: History) -> History:
    return history.take(history.on(rule.events) & history.came_to(outcomes_of(rule.rule.after, rule.rule.outcomes)))


def _bar(
    rule: Scoped[CooldownRule] | Scoped[ExclusiveRule],
    window: Window,
    on: Bools,
    events: History,
    held: tuple[Ints, Ints],
    calendar: Calendar,
) -> Bar:
    """A bar of the events of holders; `held`: [accounts] the holder, and [holders] the geometry of its clock."""
    holder, geometry = held
    stairs = Stairs.none(calendar, geometry.size)
    latest = np.full(geometry.size, _LONG_AGO, np.int32)
    is_told = calendar.is_of_plan_date
    for i, date in enumerate(calendar.dates):
        near = (events.date <= date) & (events.date >= reach_back(window, date, calendar.plan_date))
        np.minimum.at(stairs.first[i], events.holder[near], events.next_slot[near])
        if 0 <= date < calendar.num_dates:
            stairs.untimed[date, events.holder[near]] = True
        if is_told[i]:
            np.maximum.at(latest, events.holder[near], events.date[near])
    mask, masks = stairs.masks(geometry, rule.in_force, calendar)
    detail, days = dense(latest)
    event = rule.rule.after.replace("_", " ")
    details = tuple(
        rule.named(f"{event} on {calendar.date_of(int(day))}" if day > _LONG_AGO else "open") for day in days
    )
    return Bar(rule.rule.kind, rule.rule.id, on, holder, mask, masks, details, detail, rule.applies)
