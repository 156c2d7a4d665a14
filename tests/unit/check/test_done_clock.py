"""When an attempt was made, to the minute of the customer's own clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.check.done_clock import on_own_clock

#: The closing minute of what ends on another date.
NEVER = 9999


def made(*rows: tuple[dt.datetime, float | None, str, bool]) -> pl.DataFrame:
    """Attempts on an operation's clock that is UTC."""
    names = {"at": pl.Datetime("us", "UTC"), "seconds": pl.Float64, "zone": pl.String, "untimed": pl.Boolean}
    attempts = pl.DataFrame(rows, schema=names, orient="row")
    return on_own_clock(attempts.with_columns(plan_date=pl.col("at").dt.date()))


#: 23:58:00 of 2 March in Bogota.
LATE = dt.datetime(2026, 3, 3, 4, 58, tzinfo=dt.UTC)


@pytest.mark.parametrize(("seconds", "closes"), [
    (None, 1439), (0, 1439), (1, 1439), (60, 1439), (60.5, 1440), (61, 1440), (120, 1440), (121, NEVER), (180, NEVER),
    (2 * 60 + 24 * 3600, NEVER), (24 * 3600, NEVER),
])  # fmt: skip
def test_a_begun_minute_is_gone(seconds: float | None, closes: int) -> None:
    """From 23:58: within the minute until 23:59, to midnight until 24:00; over midnight it is inside no hours."""
    row = made((LATE, seconds, "America/Bogota", False)).row(0, named=True)
    assert (row["start_at"], row["date"], row["opens"], row["closes"]) == (LATE, dt.date(2026, 3, 2), 1438, closes)
    assert row["end_at"] - LATE == dt.timedelta(seconds=seconds or 0.000001)


def test_each_on_its_own_clock_in_the_order_of_rows() -> None:
    """23:58 in Bogota is 13:58 of the next date in Tokyo; a letter has the operation's date and no hour."""
    rows = made((LATE, None, "Asia/Tokyo", False), (LATE, None, "America/Bogota", True), (LATE, 0, "Asia/Tokyo", False))
    tuesday = (dt.date(2026, 3, 3), 838, 839)
    expected: list[tuple[Any, ...]] = [tuesday, (dt.date(2026, 3, 3), None, None), tuesday]
    assert rows.select("date", "opens", "closes").rows() == expected
    assert rows.schema["zone"] == pl.Enum(["America/Bogota", "Asia/Tokyo"])
    assert rows.columns == [
        *("at", "seconds", "zone", "untimed", "plan_date", "start_at", "end_at", "date", "opens", "closes")
    ]


def test_nothing_made() -> None:
    """No attempt has all columns, too."""
    nothing = made()
    assert nothing.is_empty()
    assert nothing.schema == made((LATE, None, "UTC", False)).schema | {"zone": pl.Enum([])}
