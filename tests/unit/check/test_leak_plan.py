"""Attempts against rows of the grid: which row stands for which attempt, and what is told where none does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.check.leak_plan import planned_rows, stood_for, unplanned
from tests.unit.check.worlds import Row, contact, grid, strategy

#: Monday 2 March 2026 on the clock of Bogota, which is five hours behind UTC.
MONDAY = dt.date(2026, 3, 2)


def utc(hour: int, minute: int = 0, day: int = 2) -> dt.datetime:
    """An instant by the clock of Bogota."""
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=dt.UTC) + dt.timedelta(hours=5)


def plan(*rows: Row) -> pl.DataFrame:
    return planned_rows(grid(rows), strategy().strategy)


def attempts(*made: Row) -> pl.DataFrame:
    """In the order of their instants, in rows 2, 3, ... of the log."""
    plain = {"customer_id": "C1", "channel": "call", "account_id": None, "address": None}
    rows = [{"row": row, **plain, **one} for row, one in enumerate(made, 2)]
    types = {"at": pl.Datetime("us", "UTC"), "account_id": pl.String, "address": pl.String}
    return pl.DataFrame(rows, schema_overrides=types).with_columns(
        day=pl.col("at").dt.convert_time_zone("America/Bogota").dt.date()
    )


def test_rows_that_can_be_read() -> None:
    """A letter lasts its whole date, whatever hour is written; a channel that we lack has its hour; the rest drops out."""
    rows = plan(
        contact(),
        contact(channel="letter"),
        contact(channel="letter", start="10:00", end="11:00"),
        contact(channel="fax"),
        contact(date="soon"),
        contact(start=None),
        contact(end="late"),
    )
    hour, day = (utc(10), utc(11)), (utc(0), utc(0, day=3))
    assert rows.select("row", "start_at", "end_at").rows() == [(2, *hour), (3, *day), (4, *day), (5, *hour)]


def test_a_row_stands_for_the_first_attempt_in_its_slot() -> None:
    """Of a customer and channel, from its start to before its end; the next row of the slot for the next attempt."""
    rows = plan(
        contact(start="12:00", end="13:00", account_id="A2", address="'+57 300", condition="talk"),
        contact(account_id="A1"),
        contact(customer_id="C2", account_id="A3"),
        contact(channel="sms", account_id="A4"),
        contact(account_id="A5"),
    )
    made = attempts(
        {"at": utc(9, 59)},
        {"at": utc(10)},
        {"at": utc(10, 30), "channel": "sms"},
        {"at": utc(10, 40), "customer_id": "C2"},
        {"at": utc(10, 50)},
        {"at": utc(10, 59)},
        {"at": utc(11)},
        {"at": utc(12, 30)},
        {"at": utc(12, 31), "customer_id": "C3"},
    )
    met = stood_for(rows, made)
    assert met.columns == ["row", "slot_at", "planned_row", "planned_account", "planned_address", "condition"]
    assert met.select("row", "slot_at", "planned_row", "planned_account").rows() == [
        (2, None, None, None),
        (3, utc(10), 3, "A1"),
        (4, utc(10), 5, "A4"),
        (5, utc(10), 4, "A3"),
        (6, utc(10), 6, "A5"),
        (7, utc(10), None, None),
        (8, None, None, None),
        (9, utc(12), 2, "A2"),
        (10, None, None, None),
    ]
    assert met.select("planned_address", "condition").row(7) == ("+57 300", "talk")


def test_of_two_slots_that_begin_together_the_first_row_s_is_meant() -> None:
    """A grid of somebody else's may have slots of different lengths."""
    rows = plan(contact(end="10:30"), contact(end="12:00"))
    met = stood_for(rows, attempts({"at": utc(10, 10)}, {"at": utc(11)}))
    assert met["planned_row"].to_list() == [2, None]


def test_a_bare_grid_tells_neither_address_nor_condition() -> None:
    """Both are null then, as where nothing stands for an attempt."""
    met = stood_for(plan(contact()), attempts({"at": utc(10)}))
    assert met.drop("slot_at").rows() == [(2, 2, "A1", None, None)]


FATES = [
    {"account_id": "A2", "customer_id": "C1", "fate": "suppressed", "reason": "hold_until"},
    {"account_id": "A1", "customer_id": " C1", "fate": "not_planned", "reason": "no_value"},
    {"account_id": "A3", "customer_id": "C2", "fate": "rejected", "reason": "balance"},
]
NOWHERE = "The plan has no contact with the customer that day"


def told(rows: list[Row], made: list[Row], fates: list[Row] | None = None, **more: Any) -> list[tuple[int, str, str]]:
    """Row, how and words of what no row stands for."""
    known = plan(*rows)
    done = attempts(*made)
    frame = None if fates is None else pl.DataFrame(fates)
    dates = more.get("dates", pl.Series("plan_date", [MONDAY]))
    said = unplanned(
        done.join(stood_for(known, done), on="row", maintain_order="left"), known, frame, dates, strategy().strategy
    )
    assert set(said["customer_id"]) <= {"C1", "C2"}
    return sorted(said.select("row", "how", "what").rows())


@pytest.mark.parametrize(("address", "is_other"), [("+57 300", False), ("301", True), (None, False)])
def test_at_the_address_of_the_row(address: str | None, is_other: bool) -> None:
    """Where the log tells one; otherwise it says nothing."""
    found = [(2, "address", "Row 2 of the grid plans this call at another address.")]
    rows = [contact(address="'+57 300")]
    assert told(rows, [{"at": utc(10), "address": address}]) == (found if is_other else [])


@pytest.mark.parametrize(("row", "made", "how", "what"), [
    ({}, {"at": utc(15, 5)}, "another_hour", "The call was planned at 08:30, 10:00, not at 15:05."),
    ({}, {"at": utc(10), "channel": "sms"}, "another_channel", "The customer was planned on call, letter, not on sms."),
    ({}, {"at": utc(10), "customer_id": "C2"}, "not_in_plan", f"{NOWHERE}."),
    ({"date": "2026-03-03"}, {"at": utc(15)}, "another_hour", "The call was planned at 08:30, not at 15:00."),
    ({"customer_id": "C2"}, {"at": utc(15)}, "another_hour", "The call was planned at 08:30, not at 15:00."),
])  # fmt: skip
def test_why_no_row_stands_for_an_attempt(row: Row, made: Row, how: str, what: str) -> None:
    """What else the plan has for the customer on the date, first of the channel; each hour and channel once."""
    rows = [
        contact(**row),
        contact(start="08:30", end="09:30"),
        contact(start="08:30", end="09:30"),
        contact(channel="letter"),
    ]
    assert told(rows, [made]) == [(2, how, what)]


def test_hours_and_channels_are_told_in_order() -> None:
    """However the grid is sorted."""
    hours = (17, 8, 12, 9, 15, 11)
    rows = [contact(start=f"{hour:02}:00", end=f"{hour + 1:02}:00") for hour in hours]
    rows += [contact(channel=channel) for channel in ("whatsapp", "sms", "voice_blast", "letter", "email")]
    every = ", ".join(f"{hour:02}:00" for hour in sorted(hours))
    channels = "call, email, letter, sms, voice_blast, whatsapp"
    assert [what for _, _, what in told(rows, [{"at": utc(7)}, {"at": utc(7), "channel": "visit"}])] == [
        f"The call was planned at {every}, not at 07:00.",
        f"The customer was planned on {channels}, not on visit.",
    ]


def test_a_second_attempt_in_a_slot() -> None:
    """The one row stands for the first."""
    assert told([contact()], [{"at": utc(10)}, {"at": utc(10, 1)}]) == [
        (3, "again", "The call planned in this slot was done already.")
    ]


def test_dates_that_are_not_the_plan_s() -> None:
    """Tuesday's attempt is asked only where the plan is of Tuesday too."""
    tuesday = {"at": utc(10, day=3)}
    assert told([contact()], [tuesday]) == []
    both = pl.Series("plan_date", [MONDAY, dt.date(2026, 3, 3)])
    assert told([contact()], [tuesday], dates=both) == [(2, "not_in_plan", f"{NOWHERE}.")]


@pytest.mark.parametrize(("account_id", "customer_id", "fates", "why"), [
    ("A2", "C1", FATES, ": suppressed, hold_until"), ("A1", "C1", FATES, ": not_planned, no_value"),
    (None, "C1", FATES, ": not_planned, no_value"), ("A3", "C1", FATES, ": not_planned, no_value"),
    (None, "C2", FATES, ": rejected, balance"), ("A9", "C2", FATES, ": rejected, balance"),
    (None, "C2", FATES[:2], ""), ("A1", "C1", None, ""),
    ("A1", "C1", [{"account_id": "A1", "fate": "planned", "reason": "x"}], ""),
    ("A1", "C1", [FATES[1], {**FATES[1], "fate": "rejected"}], ": not_planned, no_value"),
])  # fmt: skip
def test_fates_say_why(account_id: str | None, customer_id: str, fates: list[Row] | None, why: str) -> None:
    """That of the account that the attempt names, else of the customer's first."""
    made = {"at": utc(10), "account_id": account_id, "customer_id": customer_id}
    assert told([], [made], fates) == [(2, "not_in_plan", f"{NOWHERE}{why}.")]
