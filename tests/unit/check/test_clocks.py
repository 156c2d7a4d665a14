"""Planned hours as instants and on the customer's own clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from collectplan.check.clocks import instant, on_every_clock, with_clocks

#: The minute at which a slot closes that ends on another date: after every minute of a day.
NEVER = 9999


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


def test_two_midnights_on_the_customers_clock_close_no_day() -> None:
    """1 November 2026 has 25 hours in New York: 23:00 of the day before to 24:00 of the same day in Bogota."""
    frame = pl.DataFrame(
        {"plan_date": [dt.date(2026, 11, 1)], "start": [0], "end": [1440], "zone": ["America/Bogota"]},
        schema_overrides={"start": pl.Int32, "end": pl.Int32},
    )
    own = with_clocks(frame, "America/New_York").row(0, named=True)
    assert (own["date"], own["opens"], own["closes"]) == (dt.date(2026, 10, 31), 1380, NEVER)


@pytest.mark.parametrize(("start", "end"), [(600, None), (None, 660)])
def test_half_an_hour_s_name_is_no_hour(start: int | None, end: int | None) -> None:
    """Neither instant is known where start or end is missing."""
    frame = pl.DataFrame(
        {"plan_date": [dt.date(2026, 3, 2)], "start": [start], "end": [end], "zone": ["Asia/Tokyo"]},
        schema_overrides={"start": pl.Int32, "end": pl.Int32},
    )
    row = with_clocks(frame, "America/Bogota").row(0, named=True)
    assert (row["start_at"], row["end_at"], row["opens"], row["closes"]) == (None,) * 4


@pytest.mark.parametrize(("end", "date", "closes"), [
    ((2, 23, 0, 0), (2026, 3, 3), 480), ((3, 15, 0, 0), (2026, 3, 3), 1440), ((3, 15, 1, 0), (2026, 3, 3), NEVER),
    ((4, 15, 0, 0), (2026, 3, 3), NEVER), ((2, 23, 0, 1), (2026, 3, 3), 481),
])  # fmt: skip
def test_each_further_clock(end: tuple[int, ...], date: tuple[int, ...], closes: int) -> None:
    """From 18:00 UTC of 2 March, 03:00 of the 3rd in Tokyo; a begun minute is gone; 24:00 is the end of the same date."""
    frame = pl.DataFrame(
        {
            "row": [2, 3],
            "start_at": [dt.datetime(2026, 3, 2, 18, tzinfo=dt.UTC)] * 2,
            "end_at": [dt.datetime(2026, 3, *end, tzinfo=dt.UTC)] * 2,
            "date": [dt.date(2026, 3, 2)] * 2,
            "opens": [780, 780],
            "closes": [840, 840],
        },
        schema_overrides={"opens": pl.Int32, "closes": pl.Int32},
    )
    own = on_every_clock(frame, pl.Series(["America/Bogota Asia/Tokyo", "America/Bogota"]))
    expected = [
        (2, dt.date(2026, 3, 2), 780, 840),
        (2, dt.date(*date), 180, closes),
        (3, dt.date(2026, 3, 2), 780, 840),
    ]
    assert own.select("row", "date", "opens", "closes").rows() == expected


def test_untimed_contacts_have_the_plan_date_and_no_hour() -> None:
    """A letter of 2 March is of 2 March everywhere."""
    frame = pl.DataFrame(
        {"plan_date": [dt.date(2026, 3, 2)], "start": [None], "end": [None], "zone": ["Asia/Tokyo"]},
        schema_overrides={"start": pl.Int32, "end": pl.Int32},
    )
    row = with_clocks(frame, "America/Bogota").row(0, named=True)
    assert (row["date"], row["start_at"], row["opens"], row["closes"]) == (dt.date(2026, 3, 2), None, None, None)
