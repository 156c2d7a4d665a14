"""Spacing against the history: contacts lie at least so many local dates, or so many hours, apart, both ways."""

from __future__ import annotations

import numpy as np

from collectplan.domain.stages import Bools, Ints
from collectplan.domain.strategy import SpacingRule, Strategy
from collectplan.screen.bars import Bar, Stairs
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import combine, dense
from collectplan.screen.history import History, Past
from collectplan.screen.scope import Rules, Scoped
from collectplan.screen.sites import Sites

_MICROSECONDS_PER_HOUR = 3_600_000_000


def spacing_bars(
    rules: Rules, past: Past, calendar: Calendar, strategy: Strategy, sites: Sites | None = None
) -> list[Bar]:
    """One bar for the days of a rule and one for its hours; of a rule per address, for each column of addresses."""
    bars = []
    for rule in rules.spacings:
        on = rule.channels[: len(strategy.channels)]
        history, holder, geometry = past.by(rule.rule.per)
        parts = [(holder, on)]
        if rule.rule.per == "address" and sites is not None:
            history, geometry = sites.history, calendar.geometry[sites.view_zone]
            parts = [(view, on & sites.channels(column)) for column, view in enumerate(sites.view)]
        history = history.take(history.attempts(rule.rule) & history.on(rule.counts))
        for holder, channels in parts:
            bars += _bars(rule, history, holder, geometry, channels, calendar) if channels.any() else []
    return bars


def _bars(
    rule: Scoped[SpacingRule], history: History, holder: Ints, geometry: Ints, on: Bools, calendar: Calendar
) -> list[Bar]:
    bars = []
    if rule.rule.days is not None:
        mask, masks = _days(rule.rule.days, rule.in_force, history, geometry, calendar)
        details = (rule.named(f"another contact less than {rule.rule.days} days away"),) * len(masks)
        bars.append(Bar("spacing", rule.rule.id, on, holder, mask, masks, details, applies=rule.applies))
    if rule.rule.hours is not None:
        mask, masks = _hours(rule, history, geometry, calendar)
        details = (rule.named(f"another contact less than {rule.rule.hours:g} hours away"),) * len(masks)
        bars.append(Bar("spacing", rule.rule.id, on, holder, mask, masks, details, applies=rule.applies))
    return bars


def _days(days: int, in_force: Bools, history: History, geometry: Ints, calendar: Calendar) -> tuple[Ints, Bools]:
    stairs = Stairs.none(calendar, geometry.size)
    for i, date in enumerate(calendar.dates):
        near = history.holder[np.abs(history.date - date) < days]
        stairs.first[i, near] = 0
        if 0 <= date < calendar.num_dates:
            stairs.untimed[date, near] = True
    return stairs.masks(geometry, in_force, calendar)


def _hours(rule: Scoped[SpacingRule], history: History, geometry: Ints, calendar: Calendar) -> tuple[Ints, Bools]:
    """Slots that start less than so many hours from the instant of an attempt."""
    apart = np.int64(round((rule.rule.hours or 0) * _MICROSECONDS_PER_HOUR))
    first = np.searchsorted(calendar.start_at, history.at - apart, side="right")
    end = np.searchsorted(calendar.start_at, history.at + apart, side="left")
    near = np.flatnonzero(first < end)
    mask = np.zeros(geometry.size, np.int32)
    all_open = np.ones((1, calendar.num_places), np.bool_)
    if not near.size:
        return mask, all_open
    # Attempts with the same reach on the same clock bar the same slots; a holder's reaches are joined slot by slot.
    row, holders = dense(history.holder[near])
    change = np.zeros((holders.size, calendar.num_places), np.int32)
    np.add.at(change, (row, first[near]), 1)
    np.add.at(change, (row, end[near]), -1)
    is_barred = np.cumsum(change, axis=1) > 0
    is_barred[:, calendar.num_slots :] = False
    is_barred &= rule.in_force[calendar.geometry_dates[geometry[holders]]]
    packed = np.packbits(is_barred, axis=1)
    number, example = combine(*packed.T)
    mask[holders] = number + 1
    return mask, np.concatenate([all_open, ~is_barred[example]])
