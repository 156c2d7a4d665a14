"""Shifts: hours, days, breaks, and shifts that collide."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from tests.unit.normalise.tables import rejected, understood

HEAD = "agent_id,agent_group,start,end,date,weekday,skills,break_minutes\n"


def test_shifts() -> None:
    """Times are minutes, Monday is 0, skills are sorted, and a break that is not given is none."""
    inputs = understood(
        roster=HEAD + "a,g,08:00,16:30,,Tue,relief negotiation relief,45\nb,g,07:00,24:00,2026-11-05,,,\n"
    )
    assert inputs.roster is not None
    assert inputs.roster.rows() == [
        ("a", "g", "negotiation relief", 480, 990, None, 1, 45.0),
        ("b", "g", None, 420, 1440, dt.date(2026, 11, 5), None, 0.0),
    ]
    assert inputs.roster.schema["weekday"] == pl.Int8
    assert inputs.roster.schema["start"] == pl.Int32


@pytest.mark.parametrize(
    ("shift", "column", "reason"),
    [
        (
            "a,g,22:00,06:00,,,,",
            "end",
            "is not after start 22:00; write a shift past midnight as two, to 24:00 and from 00:00",
        ),
        ("a,g,08:00,09:00,,,,60", "break_minutes", "leaves nothing of the shift"),
        ("a,g,08:00,09:00,,,,-1", "break_minutes", "is negative"),
        ("a,g,08:00,09:00,,lunes,,", "weekday", "is none of mon, tue, wed, thu, fri, sat, sun"),
        ("a,g,08:00,09:00,2026-11-05,mon,,", "weekday", "is not the weekday of the row's date"),
        ("a,,08:00,09:00,,,,", "agent_group", "is missing"),
        ("a,g,8am,09:00,,,,", "start", "is not a time of day from 00:00 to 24:00"),
    ],
)
def test_bad_shifts(shift: str, column: str, reason: str) -> None:
    """Each rule, broken alone, is one reject; 5 November 2026 is a Thursday."""
    inputs = understood(roster=HEAD + shift + "\n")
    assert [(found[1], found[3]) for found in rejected(inputs)] == [(column, reason)]


@pytest.mark.parametrize(
    ("one", "other", "is_collision"),
    [
        ("08:00,12:00,,", "11:00,13:00,,", True),
        ("08:00,12:00,,", "12:00,13:00,,", False),
        ("08:00,12:00,2026-11-05,", "11:00,13:00,2026-11-05,", True),
        ("08:00,12:00,2026-11-05,", "11:00,13:00,2026-11-06,", False),
        ("08:00,12:00,2026-11-05,", "11:00,13:00,,thu", True),
        ("08:00,12:00,2026-11-05,", "11:00,13:00,,fri", False),
        ("08:00,12:00,,mon", "11:00,13:00,,mon", True),
        ("08:00,12:00,,mon", "11:00,13:00,,tue", False),
        ("08:00,12:00,,", "11:00,13:00,,tue", True),
        ("08:00,12:00,,", "08:00,12:00,2026-11-05,", True),
    ],
)
def test_shifts_of_one_agent(one: str, other: str, is_collision: bool) -> None:
    """Shifts collide where they overlap on a day that both are worked; both are rejected, whichever comes first."""
    for rows in ((one, other), (other, one)):
        inputs = understood(roster=HEAD + "".join(f"a,g,{row},,\n" for row in rows))
        reasons = [found[3] for found in rejected(inputs)]
        expected = ["has another shift that overlaps (row 3)", "has another shift that overlaps (row 2)"]
        assert reasons == (expected if is_collision else [])


def test_agent_in_two_groups() -> None:
    """Nobody works in two groups at once; a third agent is not touched."""
    inputs = understood(roster=HEAD + "a,g,08:00,12:00,,,,\na,h,11:00,13:00,,,,\nb,h,11:00,13:00,,,,\n")
    assert [found[3] for found in rejected(inputs)] == [
        "is in another group at the same time (row 3)",
        "is in another group at the same time (row 2)",
    ]
    assert inputs.roster is not None
    assert inputs.roster["agent_id"].to_list() == ["b"]


def test_no_roster() -> None:
    """No roster is none, and an empty one has no shifts."""
    assert understood().roster is None
    empty = understood(roster=HEAD).roster
    assert empty is not None
    assert empty.height == 0
