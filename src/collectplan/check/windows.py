"""Windows of rules as runs of whole periods: N dates in a row, or one date, ISO week or month of the calendar."""

from __future__ import annotations

import polars as pl

from collectplan.domain.strategy import CalendarWindow, DaysWindow

#: Days from the first of January of year 1, a Monday, to 1970-01-01, from which polars counts.
_EPOCH = 719_162


def period(date: pl.Expr, window: DaysWindow | CalendarWindow) -> pl.Expr:
    """Number of the period in which a date lies, positive and rising by one from period to period."""
    day = date.to_physical().cast(pl.Int64) + _EPOCH
    if isinstance(window, CalendarWindow) and window.calendar == "week":
        return day // 7 + 1
    if isinstance(window, CalendarWindow) and window.calendar == "month":
        return date.dt.year().cast(pl.Int64) * 12 + date.dt.month()
    return day + 1


def length(window: DaysWindow | CalendarWindow) -> int:
    """How many periods in a row make the window."""
    return window.days if isinstance(window, DaysWindow) else 1


def most_days(window: DaysWindow | CalendarWindow) -> int:
    """The most days that two dates of one window lie apart."""
    if isinstance(window, DaysWindow):
        return window.days
    return {"day": 1, "week": 7, "month": 31}[window.calendar]


def name(window: DaysWindow | CalendarWindow) -> str:
    """The window in words."""
    return f"{window.days} days" if isinstance(window, DaysWindow) else f"calendar {window.calendar}"
