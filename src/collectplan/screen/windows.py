"""Windows of local dates: every run of so many days, or a calendar day, week or month.

A cap holds in every window that contains a planned contact, forwards too. Windows that contain the same dates of the
plan bind the same contacts, so they are treated together.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from collectplan.domain.strategy import CalendarWindow, DaysWindow, Window


@dataclass(frozen=True)
class WindowGroup:
    """Windows that contain the same dates of the plan.

    Attributes:
        members: positions of those dates in `Calendar.dates`.
        spans: first and last date of each window, in days from the plan date, earliest first.
    """

    members: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


def window_groups(window: Window, dates: tuple[int, ...], plan_date: dt.date) -> tuple[WindowGroup, ...]:
    """Every window that contains one of `dates`, by the dates that it contains; earliest first.

    Args:
        window: of a rule.
        dates: in days from the plan date, rising.
        plan_date: day 0.
    """
    if isinstance(window, DaysWindow):
        spans = [(first, first + window.days - 1) for first in range(dates[0] - window.days + 1, dates[-1] + 1)]
    else:
        spans = list(dict.fromkeys(span_of(window, date, plan_date) for date in dates))
    groups: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for first, last in spans:
        members = tuple(i for i, date in enumerate(dates) if first <= date <= last)
        if members:
            groups.setdefault(members, []).append((first, last))
    return tuple(WindowGroup(members, tuple(inside)) for members, inside in groups.items())


def span_of(window: CalendarWindow, days: int, plan_date: dt.date) -> tuple[int, int]:
    """First and last date of the calendar window that contains a date; all in days from the plan date."""
    date = plan_date + dt.timedelta(days=days)
    if window.calendar == "day":
        return days, days
    if window.calendar == "week":
        return days - date.weekday(), days - date.weekday() + 6
    return days - date.day + 1, days - date.day + calendar.monthrange(date.year, date.month)[1]


def reach_back(window: Window, days: int, plan_date: dt.date) -> int:
    """The earliest date that shares a window, ending on or containing `days`, with it; in days from the plan date."""
    if isinstance(window, DaysWindow):
        return days - window.days + 1
    return span_of(window, days, plan_date)[0]
