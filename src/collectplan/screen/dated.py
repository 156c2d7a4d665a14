"""Dated rules: an account leads only so many days after a date of its own, or only until so many days have passed.

The contact's local date decides, date by date; a place without an hour is on the operation's date.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Ints, LoadedStrategy
from collectplan.domain.strategy import DatedRule
from collectplan.errors import Finding, StrategyError
from collectplan.screen.bars import Bar
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import combine, dense
from collectplan.screen.people import People
from collectplan.screen.scope import Rules, Scoped


def dated_bars(
    rules: Rules, accounts: pl.DataFrame, people: People, calendar: Calendar, loaded: LoadedStrategy
) -> list[Bar]:
    """One bar a rule, with a mask for each clock and each run of dates that stand alike to every planned date.

    Raises:
        StrategyError: columns that the portfolio lacks, or that hold no dates; all of them.
    """
    findings, bars = [], []
    for rule in rules.dated:
        dates = _dates(rule, accounts, loaded)
        if isinstance(dates, Finding):
            findings.append(dates)
            continue
        bars.append(_bar(rule, dates, people, calendar, rule.channels[: len(loaded.strategy.channels)]))
    if findings:
        raise StrategyError(findings)
    return bars


def _dates(rule: Scoped[DatedRule], accounts: pl.DataFrame, loaded: LoadedStrategy) -> pl.Series | Finding:
    """[accounts] the rule's dates."""
    column, declared = rule.rule.column, loaded.strategy.limits.columns
    where = loaded.source.where("limits", "rules", rule.position, "column")
    if column not in accounts.columns:
        if column in declared:
            return pl.Series([None], dtype=pl.Date).new_from_index(0, accounts.height)
        return Finding(where, f"the portfolio has no column {column}", "name a column that holds dates")
    if accounts[column].null_count() == accounts.height:
        return pl.Series([None], dtype=pl.Date).new_from_index(0, accounts.height)
    if accounts[column].dtype != pl.Date:
        return Finding(where, f"column {column} holds no dates", "name a column that does")
    return accounts[column]


def _bar(rule: Scoped[DatedRule], dates: pl.Series, people: People, calendar: Calendar, on: Bools) -> Bar:
    plan = (calendar.plan_date - dt.date(1970, 1, 1)).days
    given = dates.is_not_null().to_numpy()
    days = (dates.to_physical().fill_null(plan).to_numpy() - plan).astype(np.int32)
    # Whether a date passes changes only here; between two of these all dates stand alike.
    since, until = _edges(rule.rule, calendar)
    edges = np.unique(np.concatenate([since, until]))
    run = np.where(given, np.searchsorted(edges, days, side="right") + 1, 0)
    number, example = combine(run, calendar.geometry[people.zone])
    passes = np.stack([_passes(rule.rule, bool(given[i]), int(days[i]), calendar) for i in example])
    date = calendar.geometry_dates[calendar.geometry[people.zone[example]]]
    is_open = np.take_along_axis(passes | ~rule.in_force, date, axis=1)
    masks = np.concatenate([np.ones((1, calendar.num_places), np.bool_), is_open])
    # Holders with every place open have the first mask, so that nobody is led through a bar in vain.
    mask_of = np.where(is_open.all(axis=1), 0, np.arange(1, len(masks))).astype(np.int32)
    detail, told = dense(np.where(given, days.astype(np.int64), -(1 << 40)))
    details = tuple(_told(rule, None if day == -(1 << 40) else int(day), calendar) for day in told)
    holder = np.arange(people.num_accounts, dtype=np.int32)
    return Bar("dated", rule.rule.id, on, holder, mask_of[number], masks, details, detail, rule.applies)


def _edges(rule: DatedRule, calendar: Calendar) -> tuple[Ints, Ints]:
    """Days from the plan date at which an account's date stops, and at which it begins, to pass on a planned date."""
    dates = np.array(calendar.dates, np.int32)
    none = np.zeros(0, np.int32)
    stops = none if rule.min_days is None else dates - rule.min_days + 1
    begins = none if rule.max_days is None else dates - rule.max_days
    return stops.astype(np.int32), begins.astype(np.int32)


def _passes(rule: DatedRule, is_given: bool, day: int, calendar: Calendar) -> Bools:
    """[dates] whether a contact on the date may be led by an account with such a date."""
    dates = np.array(calendar.dates)
    if not is_given:
        return np.full(dates.shape, rule.missing == "allow")
    is_old: Bools = dates - day >= (rule.min_days if rule.min_days is not None else -(1 << 40))
    is_young: Bools = dates - day <= (rule.max_days if rule.max_days is not None else 1 << 40)
    return is_old & is_young


def _told(rule: Scoped[DatedRule], day: int | None, calendar: Calendar) -> str:
    """From when on and until when the account may lead."""
    column = rule.rule.column
    if day is None:
        return rule.named(f"{column} is empty")
    span = []
    if rule.rule.min_days is not None:
        span.append(f"from {calendar.date_of(day + rule.rule.min_days)} on")
    if rule.rule.max_days is not None:
        span.append(f"until {calendar.date_of(day + rule.rule.max_days)}")
    return rule.named(f"{column} is {calendar.date_of(day)}, open {' and '.join(span) or 'always'}")
