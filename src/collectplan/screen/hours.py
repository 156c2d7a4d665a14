"""Hours rules: the whole slot lies inside, on each of the customer's own clocks; untimed channels are free."""

from __future__ import annotations

import numpy as np

from collectplan.domain.clock import minutes_of
from collectplan.domain.stages import Bools
from collectplan.domain.strategy import HoursRule, Span, Strategy
from collectplan.screen.bars import Bar
from collectplan.screen.calendar import Calendar
from collectplan.screen.people import People
from collectplan.screen.scope import Rules, Scoped

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SATURDAY = 5


def hours_bars(rules: Rules, people: People, calendar: Calendar, strategy: Strategy) -> list[Bar]:
    """One bar a rule, with a mask for each set of clocks."""
    bars = []
    for rule in rules.hours:
        masks = np.ones((len(people.clocks) + 1, calendar.num_places), np.bool_)
        masks[1:] = calendar.open_on(people.clocks, _open_places(rule, calendar))
        mask = np.arange(1, len(masks), dtype=np.int32)
        on = rule.channels[: len(strategy.channels)]
        details = (rule.named("no slot inside on the customer's clock"),) * len(masks)
        bars.append(Bar("hours", rule.rule.id, on, people.clock, mask, masks, details, applies=rule.applies))
    return bars


def span_of(rule: HoursRule, weekday: int) -> Span | None:
    """Opening hours of a weekday, 0 Monday .. 6; the narrower key wins, and a day not named is closed."""
    own: Span | None = getattr(rule, WEEKDAYS[weekday])
    part = rule.weekend if weekday >= _SATURDAY else rule.weekdays
    return own or part or rule.mon_sun


def _open_places(scoped: Scoped[HoursRule], calendar: Calendar) -> Bools:
    """[zones, places]"""
    opening, closing = np.zeros(len(calendar.dates), np.int32), np.full(len(calendar.dates), -1, np.int32)
    for i, days in enumerate(calendar.dates):
        span = span_of(scoped.rule, calendar.date_of(days).weekday())
        if span is not None:
            opening[i], closing[i] = minutes_of(span[0]), minutes_of(span[1])
    index = calendar.date_index[:, : calendar.num_slots]
    is_inside = (calendar.start >= opening[index]) & (calendar.end <= closing[index])
    is_open = np.ones(calendar.date_index.shape, np.bool_)
    is_open[:, : calendar.num_slots] = is_inside | ~scoped.in_force[index]
    return is_open
