"""Rules of kind hours.

Proves, for every timed contact that the rule binds:
1. the whole slot lies inside the hours of its local weekday, on the customer's own clock and on one local date;
   where the customer may live in several zones, on the clock of each;
2. the narrower key decides: a weekday before weekdays and weekend, these before mon-sun;
3. a day that is not named is closed.
"""

from __future__ import annotations

import polars as pl

from collectplan.check.evidence import Evidence
from collectplan.check.findings import found, worded
from collectplan.domain.clock import minutes_of
from collectplan.domain.strategy import HoursRule

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hours(rule: HoursRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one hours rule."""
    timed = evidence.bound(rule, everywhere=True).filter(pl.col("opens").is_not_null())
    week = _week(rule)
    open_days = timed.with_columns(weekday=pl.col("date").dt.weekday()).join(week, on="weekday", how="left")
    is_inside = (pl.col("opens") >= pl.col("open")) & (pl.col("closes") <= pl.col("close"))
    outside = open_days.filter(~is_inside.fill_null(False))
    own_time = worded("{}:{}", pl.col("opens") // 60, (pl.col("opens") % 60).cast(pl.String).str.zfill(2))
    what = worded("The {} on {} at {} of the customer's own clock is outside the hours.", "channel", "date", own_time)
    return found(outside.unique("row", keep="first", maintain_order=True), what)


def _week(rule: HoursRule) -> pl.DataFrame:
    """`weekday` (1 Monday .. 7) with `open, close` in minutes, of the days that are open."""
    spans = []
    for number, day in enumerate(WEEKDAYS, 1):
        part = rule.weekend if number > 5 else rule.weekdays
        span = getattr(rule, day) or part or rule.mon_sun
        if span is not None:
            spans.append((number, minutes_of(span[0]), minutes_of(span[1])))
    return pl.DataFrame(spans, schema={"weekday": pl.Int8, "open": pl.Int32, "close": pl.Int32}, orient="row")
