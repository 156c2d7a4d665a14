"""History: instants, outcomes, directions."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.unit.normalise.tables import rejected, understood

HEAD = "at,customer_id,channel,outcome,account_id,direction\n"


def instant(cell: str, **input_: object) -> dt.datetime | None:
    attempts = understood(attempts=f'at,customer_id,channel,outcome\n"{cell}",C,call,rpc\n', **input_).attempts
    assert attempts is not None
    return attempts["at"].item() if attempts.height else None


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]  # year, month, day, hour, minute ...


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-11-05T10:00:00", utc(2026, 11, 5, 15)),
        ("2026-11-05 10:00:00", utc(2026, 11, 5, 15)),
        ("2026-11-05T10:00", utc(2026, 11, 5, 15)),
        ("2026-11-05T10:00:00.25", utc(2026, 11, 5, 15, 0, 0, 250_000)),
        ("2026-11-05T10:00:00Z", utc(2026, 11, 5, 10)),
        ("2026-11-05 10:00:00+02:00", utc(2026, 11, 5, 8)),
        ("2026-11-05T10:00:00-0500", utc(2026, 11, 5, 15)),
        ("2026-11-05T10:00+00:00", utc(2026, 11, 5, 10)),
    ],
)
def test_iso_timestamps(cell: str, expected: dt.datetime) -> None:
    """With an offset it counts; without one the time is Bogotá's, five hours behind UTC."""
    assert instant(cell) == expected


@pytest.mark.parametrize(
    "cell", ["2026-11-05", "2026-11-31T10:00:00", "1899-01-01T00:00:00", "10:00", "now", "2026-11-05T25:00:00"]
)
def test_no_timestamps(cell: str) -> None:
    """A date alone has no time of day; dates that no calendar knows are none."""
    assert instant(cell) is None


def test_timestamps_of_every_form_in_one_column() -> None:
    """A file that two systems wrote: each cell is read by its own form, as it is where it stands alone."""
    cells = {
        "2026-11-05T10:00:00": utc(2026, 11, 5, 15),
        "2026-11-05 10:00:01": utc(2026, 11, 5, 15, 0, 1),
        "2026-11-05T10:00:02.5": utc(2026, 11, 5, 15, 0, 2, 500_000),
        "2026-11-05T10:00:03Z": utc(2026, 11, 5, 10, 0, 3),
        "2026-11-05 10:00:04+02:00": utc(2026, 11, 5, 8, 0, 4),
        "05/11/2026 10:00:05": utc(2026, 11, 5, 15, 0, 5),
    }
    rows = "".join(f"{cell},C,call,rpc\n" for cell in [*cells, "soon"])
    made = understood(attempts=f"at,customer_id,channel,outcome\n{rows}", timestamp_format="%d/%m/%Y %H:%M:%S")
    assert made.attempts is not None
    assert made.attempts["at"].to_list() == sorted(cells.values())
    assert made.rejects["value"].to_list() == ["soon"]


def test_timestamp_format() -> None:
    """The strategy's form of timestamps, and ISO always."""
    assert instant("05/11/2026 22:30", timestamp_format="%d/%m/%Y %H:%M") == utc(2026, 11, 6, 3, 30)
    assert instant("2026-11-05T22:30:00", timestamp_format="%d/%m/%Y %H:%M") == utc(2026, 11, 6, 3, 30)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-09-06T00:30:00", utc(2026, 9, 6, 4, 30)),
        ("2026-04-04T23:30:00", utc(2026, 4, 5, 2, 30)),
    ],
)
def test_clock_changes(cell: str, expected: dt.datetime) -> None:
    """In Santiago 00:30 of 6 September 2026 does not exist, and is 01:30 (-03); 23:30 of 4 April occurs twice, first at -03."""
    assert instant(cell, timezone="America/Santiago") == expected


def test_outcomes() -> None:
    """The dialler's codes first, then the contract's words, in any case; what is left is unmapped and said once."""
    rows = "".join(
        f"2026-11-05T10:00:0{second},C,call,{code},,\n"
        for second, code in enumerate(["nc", " RPC ", "ZZ", "ZZ", "promise"])
    )
    inputs = understood(attempts=HEAD + rows, outcomes={"NC": "no_answer", "promise": "refusal"})
    assert inputs.attempts is not None
    assert inputs.attempts["outcome"].to_list() == ["no_answer", "rpc", "unmapped", "unmapped", "refusal"]
    said = [note for note in inputs.notes if "outcome" in note]
    assert said == [
        "attempts: outcome ZZ stands for nothing under input.outcomes (2 rows); it counts as an attempt, a contact and a conversation"
    ]


def test_rows() -> None:
    """Rows are sorted by customer and time; foreign channels stay, ours get their spelling; direction is outbound by default."""
    rows = "2026-11-05T10:00:00,D,CALL,rpc,,\n2026-11-05T09:00:00,C,fax,rpc,A9,Inbound\n"
    attempts = understood(attempts=HEAD + rows).attempts
    expected = pl.DataFrame(
        {
            "at": [utc(2026, 11, 5, 14), utc(2026, 11, 5, 15)],
            "customer_id": ["C", "D"],
            "account_id": ["A9", None],
            "channel": ["fax", "call"],
            "outcome": ["rpc", "rpc"],
            "address": [None, None],
            "is_inbound": [True, False],
        },
        schema_overrides={"at": pl.Datetime("us", "UTC"), "address": pl.String},
    )
    assert_frame_equal(attempts, expected)


def test_bad_rows() -> None:
    """Missing cells, bad times and unknown directions are rejects; a bad cell that no rule reads loses no history."""
    text = "at,customer_id,channel,outcome,direction,seconds\n,C,call,rpc,,\nx,,call,rpc,,\n2026-11-05T09:00:00,C,call,,up,\n2026-11-05T09:00:00,C,call,rpc,,much\n"
    inputs = understood(attempts=text)
    assert rejected(inputs) == [
        (2, "at", "", "is missing"),
        (
            3,
            "at",
            "x",
            "is not a timestamp of 1900..2200, written as 2026-11-05T09:30:00 or as input.timestamp_format says",
        ),
        (3, "customer_id", "", "is missing"),
        (4, "direction", "up", "is neither inbound nor outbound"),
        (4, "outcome", "", "is missing"),
    ]
    assert inputs.attempts is not None
    assert inputs.attempts.height == 1
    assert inputs.num_records == {"portfolio": 1, "attempts": 4}


def test_no_history() -> None:
    """None is what the user said; an empty file is a history without attempts."""
    assert understood().attempts is None
    empty = understood(attempts=HEAD).attempts
    assert empty is not None
    assert empty.columns == ["at", "customer_id", "account_id", "channel", "outcome", "address", "is_inbound"]
    assert empty.height == 0
