"""Windows of rules as runs of periods."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from collectplan.check import windows
from collectplan.domain.strategy import CalendarWindow, DaysWindow

DAY, WEEK, MONTH = (CalendarWindow(calendar=name) for name in ("day", "week", "month"))
THREE = DaysWindow(days=3)


def periods(window: DaysWindow | CalendarWindow, *dates: tuple[int, int, int]) -> list[int]:
    frame = pl.DataFrame({"date": [dt.date(*date) for date in dates]})
    return frame.select(windows.period(pl.col("date"), window)).to_series().to_list()


@pytest.mark.parametrize("window", [DAY, THREE])
def test_days_are_periods_of_their_own(window: DaysWindow | CalendarWindow) -> None:
    """Each date is one more than the date before, over months and years, and leap days count."""
    first, *others = periods(window, (2024, 2, 28), (2024, 2, 29), (2024, 3, 1), (2025, 1, 1))
    assert [other - first for other in others] == [1, 2, 308]


def test_weeks_begin_on_monday() -> None:
    """Monday 23 February to Sunday 1 March 2026 are one week, Monday 2 March begins the next; also over a new year."""
    first, *others = periods(WEEK, (2026, 2, 23), (2026, 3, 1), (2026, 3, 2), (2025, 12, 29), (2026, 1, 4))
    assert [other - first for other in others] == [0, 1, -8, -8]


def test_months_follow_each_other() -> None:
    """From the first to the last of a month is one period; January follows December."""
    first, *others = periods(MONTH, (2025, 12, 1), (2025, 12, 31), (2026, 1, 1), (2026, 2, 1))
    assert [other - first for other in others] == [0, 1, 2]


@pytest.mark.parametrize("window", [DAY, WEEK, MONTH, THREE])
def test_periods_are_positive(window: DaysWindow | CalendarWindow) -> None:
    """Also that of the first day of the calendar: positions by key and period could otherwise meet."""
    assert periods(window, (1, 1, 1))[0] > 0


def test_a_calendar_window_is_one_period_and_others_as_many_as_days() -> None:
    """Lengths in periods, the most days between two dates of one window, and words."""
    every = (DAY, WEEK, MONTH, THREE)
    assert [windows.length(window) for window in every] == [1, 1, 1, 3]
    assert [windows.most_days(window) for window in every] == [1, 7, 31, 3]
    assert [windows.name(window) for window in every] == ["calendar day", "calendar week", "calendar month", "3 days"]
