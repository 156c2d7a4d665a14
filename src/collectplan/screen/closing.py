"""Closed days by the contact's local date: weekdays, holidays of the country and of known regions, single dates."""

from __future__ import annotations

import datetime as dt

import holidays
import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Ints, LoadedStrategy
from collectplan.domain.strategy import ClosedRule
from collectplan.errors import Finding, StrategyError
from collectplan.screen.bars import Bar
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import dense
from collectplan.screen.hours import WEEKDAYS
from collectplan.screen.people import People, positions_of
from collectplan.screen.scope import Rules, Scoped

_OPEN, _WEEKDAY, _HOLIDAY, _DATE = 0, 1, 2, 3


def closed_bars(
    rules: Rules, accounts: pl.DataFrame, people: People, calendar: Calendar, loaded: LoadedStrategy
) -> list[Bar]:
    """One bar a rule, with a mask for each set of clocks and holiday calendar: closed on one clock is closed.

    Raises:
        StrategyError: holidays are asked for, but the country is not named or not known, or the year not covered.
    """
    nowhere = np.zeros(people.num_accounts, np.int32), np.zeros((1, len(calendar.dates)), np.bool_)
    found: dict[str | None, tuple[Ints, Bools]] = {}
    bars = []
    for rule in rules.closed:
        country = rule.rule.holidays_of or loaded.strategy.country
        if rule.rule.holidays and country not in found:
            found[country] = _holidays(country, accounts, calendar, _place(rule, loaded))
        region, is_holiday = found[country] if rule.rule.holidays else nowhere
        num_regions = len(is_holiday)
        holder, values = dense(people.clock.astype(np.int64) * num_regions + region)
        why_of = _why(rule, calendar, is_holiday)
        why = np.zeros((values.size, calendar.num_places), np.int32)
        for row, value in enumerate(values.tolist()):
            dates = calendar.date_index[list(people.clocks[value // num_regions])]
            why[row] = why_of[value % num_regions][dates].max(axis=0)
        masks = np.concatenate([np.ones((1, why.shape[1]), np.bool_), why == _OPEN])
        # A weekday names the block of the plan date only where no holiday does, and that where no single date does.
        detail = why[:, calendar.day == 0].max(axis=1, initial=_OPEN).astype(np.int32)
        names = tuple(rule.named(what) for what in ("open", "closed weekday", "holiday", "closed date"))
        mask = np.arange(1, len(masks), dtype=np.int32)
        on = rule.channels[: len(loaded.strategy.channels)]
        bars.append(Bar("closed", rule.rule.id, on, holder, mask, masks, names, detail, rule.applies))
    return bars


def _why(scoped: Scoped[ClosedRule], calendar: Calendar, is_holiday: Bools) -> Ints:
    """[regions, dates] why a date is closed."""
    weekday = [WEEKDAYS[calendar.date_of(days).weekday()] in scoped.rule.weekdays for days in calendar.dates]
    why = np.where(np.array(weekday, np.bool_), _WEEKDAY, np.full(is_holiday.shape, _OPEN))
    if scoped.rule.holidays:
        why = np.where(is_holiday, _HOLIDAY, why)
    if scoped.rule.dates:
        is_named = [calendar.date_of(days) in scoped.rule.dates for days in calendar.dates]
        why = np.where(np.array(is_named, np.bool_), _DATE, why)
    return np.where(scoped.in_force, why, _OPEN).astype(np.int32)


def _place(rule: Scoped[ClosedRule], loaded: LoadedStrategy) -> str:
    """Where it is said whose holidays are meant."""
    own = ("limits", "rules", rule.position, "holidays")
    return loaded.source.where(*(("country",) if rule.rule.holidays_of is None else own))


def _holidays(country: str | None, accounts: pl.DataFrame, calendar: Calendar, where: str) -> tuple[Ints, Bools]:
    """[accounts] the holiday calendar of each account, 0 the country's; and [calendars, dates] what is a holiday."""
    if country is None:
        raise StrategyError(Finding(where, "holidays are asked for, but no country is named", "name its ISO code"))
    days = [calendar.date_of(date) for date in calendar.dates]
    national = _calendar_of(country, None, days, where)
    position, regions = positions_of(accounts["region"])
    known = set(national.subdivisions)
    parts = [region.removeprefix(f"{country}-") if region.startswith(f"{country}-") else "" for region in regions]
    used = sorted({part for part in parts if part in known})
    # The last entry stands for position -1, an account without a region.
    number = np.array([*(used.index(part) + 1 if part in known else 0 for part in parts), 0], np.int32)
    calendars = [national, *(_calendar_of(country, part, days, where) for part in used)]
    return number[position], np.array([[day in each for day in days] for each in calendars], np.bool_)


def _calendar_of(country: str, part: str | None, days: list[dt.date], where: str) -> holidays.HolidayBase:
    years = sorted({day.year for day in days})
    try:
        found = holidays.country_holidays(country, subdiv=part, years=years, expand=False)
    except NotImplementedError:
        raise StrategyError(
            Finding(
                where, f"holidays of country {country} are not known", "leave `holidays` out and close dates by hand"
            )
        ) from None
    missing = [year for year in years if not found.start_year <= year <= found.end_year]
    if missing:
        raise StrategyError(Finding(where, f"holidays of country {country} are not known for {missing[0]}"))
    return found
