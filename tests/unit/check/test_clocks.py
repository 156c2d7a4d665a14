"""Planned hours as instants and on the customer's own clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from collectplan.check.clocks import NEVER, instant, with_clocks


@pytest.mark.parametrize(
    ("zone", "date", "minutes", "at"),
    [
        ("America/Bogota", (2026, 3, 2), 600, (2026, 3, 2, 15, 0)),
        ("America/Bogota", (2026, 3, 2), 1440, (2026, 3, 3, 5, 0)),
        # 02:00 to 03:00 does not exist: every time of it is the change itself, 07:00 UTC.
        ("America/New_York", (2026, 3, 8), 120, (2026, 3, 8, 7, 0)),
        ("America/New_York", (2026, 3, 8), 150, (2026, 3, 8, 7, 0)),
        ("America/New_York", (2026, 3, 8), 180, (2026, 3, 8, 7, 0)),
        # 01:00 to 02:00 comes twice: the first pass counts.
        ("America/New_York", (2026, 11, 1), 90, (2026, 11, 1, 5, 30)),
        ("America/New_York", (2026, 11, 1), 120, (2026, 11, 1, 7, 0)),
        # Lord Howe Island goes forward by half an hour at 02:00, 15:30 UTC of the day before.
        ("Australia/Lord_Howe", (2026, 10, 4), 135, (2026, 10, 3, 15, 30)),
    ],
)
def test_instants_of_wall_times(zone: str, date: tuple[int, int, int], minutes: int, at: tuple[int, ...]) -> None:
    """A wall time is the first instant at which the clock shows it or a later one."""
    assert instant(dt.date(*date), minutes, ZoneInfo(zone)) == dt.datetime(*at, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]  # year to minute


def test_own_clock() -> None:
    """22:00 to 23:00 of Bogota: 00:00 to 01:00 tomorrow in Santiago, 23:00 to 24:00 in Halifax, over midnight in St. John's."""
    zones = ["America/Santiago", "America/Halifax", "America/St_Johns"]
    frame = pl.DataFrame(
        {"plan_date": [dt.date(2026, 3, 2)] * 3, "start": [1320] * 3, "end": [1380] * 3, "zone": zones},
        schema_overrides={"start": pl.Int32, "end": pl.Int32},
    )
    own = with_clocks(frame, "America/Bogota").select("date", "opens", "closes").rows()
    monday, tuesday = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
    assert own == [(tuesday, 0, 60), (monday, 1380, 1440), (monday, 1410, NEVER)]


def test_untimed_contacts_have_the_plan_date_and_no_hour() -> None:
    """A letter of 2 March is of 2 March everywhere."""
    frame = pl.DataFrame(
        {"plan_date": [dt.date(2026, 3, 2)], "start": [None], "end": [None], "zone": ["Asia/Tokyo"]},
        schema_overrides={"start": pl.Int32, "end": pl.Int32},
    )
    row = with_clocks(frame, "America/Bogota").row(0, named=True)
    assert (row["date"], row["start_at"], row["opens"], row["closes"]) == (dt.date(2026, 3, 2), None, None, None)
