"""The day's slots: rows of the operation's clock, as local times and as instants."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

UTC = dt.UTC


def minutes_of(time: str) -> int:
    """Minutes after midnight of "HH:MM"; "24:00" is 1440."""
    return int(time[:2]) * 60 + int(time[3:5])


def hhmm(minutes: int) -> str:
    """Write minutes after midnight, 0..1440, as HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True)
class Slot:
    """One row of the day's clock, `[start, end)` in the operation's zone.

    Attributes:
        start, end: minutes after midnight on the operation's clock.
        start_at, end_at: the same as UTC instants; equal where the clock jumps over the whole slot, which then
            does not exist on that date and takes no contact.
        date: days after the plan date, on the operation's calendar.
    """

    start: int
    end: int
    start_at: dt.datetime
    end_at: dt.datetime
    date: int = 0

    @property
    def exists(self) -> bool:
        """Whether the clock shows any part of the slot on its date."""
        return self.start_at < self.end_at
