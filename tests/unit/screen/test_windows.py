"""Windows of dates, grouped by the dates of the plan that they contain."""

from __future__ import annotations

import datetime as dt

import pytest

from collectplan.domain.strategy import CalendarWindow, DaysWindow
from collectplan.screen.windows import WindowGroup, reach_back, span_of, window_groups
from tests.builders import MONDAY


def test_runs_of_days_that_contain_one_date_are_one_group() -> None:
    """Three dates that contain day 0 begin on days -2, -1 and 0."""
    assert window_groups(DaysWindow(days=3), (0,), MONDAY) == (WindowGroup((0,), ((-2, 0), (-1, 1), (0, 2))),)


def test_two_dates_make_three_groups() -> None:
    """Runs of two dates around days 0 and 1: one before, one with both, one after."""
    groups = window_groups(DaysWindow(days=2), (0, 1), MONDAY)
    assert groups == (
        WindowGroup((0,), ((-1, 0),)),
        WindowGroup((0, 1), ((0, 1),)),
        WindowGroup((1,), ((1, 2),)),
    )


def test_calendar_windows_of_two_dates_in_two_weeks() -> None:
    """Sunday and Monday belong to two ISO weeks, and to one month."""
    assert window_groups(CalendarWindow(calendar="week"), (-1, 0), MONDAY) == (
        WindowGroup((0,), ((-7, -1),)),
        WindowGroup((1,), ((0, 6),)),
    )
    assert window_groups(CalendarWindow(calendar="month"), (-1, 0), MONDAY) == (WindowGroup((0, 1), ((-1, 29),)),)


@pytest.mark.parametrize(
    ("date", "last"), [(dt.date(2024, 2, 10), 19), (dt.date(2026, 2, 10), 18), (dt.date(2026, 12, 31), 0)]
)
def test_a_month_ends_where_the_calendar_says(date: dt.date, last: int) -> None:
    """February has 29 days in 2024 and 28 in 2026; December ends on the 31st."""
    assert span_of(CalendarWindow(calendar="month"), 0, date) == (1 - date.day, last)


def test_looking_back() -> None:
    """Seven dates that end today begin six days ago; the calendar week of a Monday begins on it."""
    assert reach_back(DaysWindow(days=7), 0, MONDAY) == -6
    assert reach_back(CalendarWindow(calendar="week"), 0, MONDAY) == 0
