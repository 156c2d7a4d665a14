"""Rules of kind closed.

Proves, for every planned contact that the rule binds, by the customer's own local date, in each zone in which the
customer may live:
1. its weekday is not one of `weekdays`;
2. with `holidays`, it is no holiday of the country in `holidays_of`, else of the strategy's country;
3. nor, where the holiday calendar knows the lead account's region "CC-XX", of that region;
4. it is not one of `dates`.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays
import polars as pl

from collectplan.check.evidence import Evidence
from collectplan.check.findings import found, worded
from collectplan.check.hours import WEEKDAYS
from collectplan.domain.strategy import ClosedRule


def closed(rule: ClosedRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one closed rule."""
    regions = evidence.accounts["region"]
    bound = evidence.bound(rule, everywhere=True)
    bound = bound.with_columns(regions.gather(bound["account"]).alias("region"))
    weekdays = [WEEKDAYS.index(day) + 1 for day in rule.weekdays]
    rest = bound.filter(pl.col("date").dt.weekday().is_in(weekdays))
    named = bound.filter(pl.col("date").is_in(list(rule.dates)))
    findings = pl.concat(
        [
            found(_once(rest), worded("The {} is on {}, a closed weekday.", "channel", "date")),
            found(_once(named), worded("The {} is on {}, a closed date.", "channel", "date")),
        ]
    )
    if not rule.holidays:
        return findings
    country = rule.holidays_of or evidence.strategy.country
    days = bound.select("date", "region").unique().sort("date", "region")
    is_holiday = [_is_holiday(date, country, region) for date, region in days.iter_rows()]
    feast = bound.join(
        days.filter(pl.Series(is_holiday, dtype=pl.Boolean)), on=["date", "region"], how="semi", nulls_equal=True
    )
    return pl.concat([findings, found(_once(feast), worded("The {} is on {}, a holiday.", "channel", "date"))])


def _once(contacts: pl.DataFrame) -> pl.DataFrame:
    """Each contact on the first of the clocks on which it is at fault."""
    return contacts.unique("row", keep="first", maintain_order=True)


def _is_holiday(date: dt.date, country: str | None, region: str | None) -> bool:
    return date in _calendar(country, _part(country, region))


def _part(country: str | None, region: str | None) -> str | None:
    """The subdivision of an ISO 3166-2 region, where the calendar knows it."""
    if region is None or not region.startswith(f"{country}-"):
        return None
    part = region.removeprefix(f"{country}-")
    return part if part in holidays.list_supported_countries().get(country, []) else None


@lru_cache(maxsize=256)
def _calendar(country: str | None, part: str | None) -> holidays.HolidayBase:
    if country not in holidays.list_supported_countries():
        return holidays.HolidayBase()
    return holidays.country_holidays(country, subdiv=part)
