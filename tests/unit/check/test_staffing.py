"""The raw roster as skills of groups and minutes of slots."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.check.staffing import shared_skills, shifts, usable_minutes
from tests.unit.check.worlds import strategy, table

MONDAY, TUESDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
SLOTS = {"slots": {"start": "08:00", "end": "10:00", "minutes": 60}}
SHIFT = {"agent_id": "G1", "agent_group": "desk", "start": "08:00", "end": "10:00"}
MORE = ("date", "weekday", "skills", "break_minutes")


def minutes(
    *rows: dict[str, Any], dates: tuple[dt.date, ...] = (MONDAY,), **said: Any
) -> dict[tuple[str, int, int], float]:
    """Usable minutes by group, day of the month and hour, without the slots of none."""
    loaded = strategy(**{**SLOTS, **said}).strategy
    there = usable_minutes(shifts(table("roster", rows, MORE), loaded), loaded, list(dates))
    found = there.filter(pl.col("usable") > 0).sort("agent_group", "plan_date", "start")
    return {(group, date.day, start // 60): round(usable, 6) for group, date, start, usable in found.iter_rows()}


def shift(**cells: Any) -> dict[str, Any]:
    return {**SHIFT, **cells}


@pytest.mark.parametrize(("cells", "eight", "nine"), [
    ({}, 60, 60),
    ({"start": "08:30"}, 30, 60),
    ({"end": "09:15"}, 60, 15),
    ({"start": "06:00", "end": "14:00"}, 60, 60),
    ({"break_minutes": 30}, 45, 45),
    ({"break_minutes": 500}, 0, 0),
    ({"date": "2026-03-02"}, 60, 60),
    ({"date": "2026-03-03"}, 0, 0),
    ({"weekday": "MON"}, 60, 60),
    ({"weekday": "tue"}, 0, 0),
    ({"agent_group": None}, 0, 0),
    ({"start": "10:00"}, 0, 0),
    ({"start": "early"}, 0, 0),
    ({"date": "soon"}, 0, 0),
    ({"weekday": "someday"}, 0, 0),
    ({"break_minutes": "long"}, 0, 0),
    ({"break_minutes": -1}, 0, 0),
])  # fmt: skip
def test_minutes_of_one_shift(cells: dict[str, Any], eight: int, nine: int) -> None:
    """Of Monday's two slots: what of the shift lies in each, less its share of breaks; unreadable rows staff nobody."""
    there = {("desk", 2, 8): float(eight), ("desk", 2, 9): float(nine)}
    assert minutes(shift(**cells)) == {key: value for key, value in there.items() if value}


def test_minutes_add_up_in_a_group_on_each_date() -> None:
    """Two of desk and one of late; Tuesday's shift is of Tuesday."""
    rows = [
        shift(end="09:00"),
        shift(agent_id="G2", end="09:00"),
        shift(agent_id="G3", agent_group="late", date="2026-03-03", start="09:00"),
    ]
    expected = {("desk", 2, 8): 120.0, ("desk", 3, 8): 120.0, ("late", 3, 9): 60.0}
    assert minutes(*rows, dates=(MONDAY, TUESDAY)) == expected


def test_shrinkage_and_occupancy() -> None:
    """60 x (1 - 0.1) x 0.5 = 27."""
    assert minutes(shift(end="09:00"), agents={"shrinkage": 0.1, "occupancy": 0.5}) == {("desk", 2, 8): 27.0}


def test_an_hour_that_the_clock_jumps_over_has_no_minutes() -> None:
    """On 8 March 2026 New York has no hour from two to three."""
    said: dict[str, Any] = {"timezone": "America/New_York", "slots": {"start": "01:00", "end": "04:00", "minutes": 60}}
    there = minutes(shift(start="01:00", end="04:00"), dates=(dt.date(2026, 3, 8),), **said)
    assert there == {("desk", 8, 1): 60.0, ("desk", 8, 3): 60.0}


@pytest.mark.parametrize(("other", "collides"), [
    ({"start": "09:00"}, True),
    ({"start": "10:00", "end": "12:00"}, False),
    ({"start": "06:00", "end": "08:00"}, False),
    ({"start": "06:00", "end": "08:01"}, True),
    ({"agent_id": "G2"}, False),
    ({"agent_id": None}, False),
    ({"date": "2026-03-02"}, True),
    ({"weekday": "mon"}, True),
])  # fmt: skip
def test_nobody_is_in_two_shifts_at_once(other: dict[str, Any], collides: bool) -> None:
    """Where an agent would be, none of the colliding shifts counts; another agent's do."""
    assert (minutes(shift(), shift(**other)) == {}) is collides


@pytest.mark.parametrize(("one", "other", "collide"), [
    ({"weekday": "mon"}, {"weekday": "tue"}, False),
    ({"weekday": "mon"}, {"weekday": "mon"}, True),
    ({"date": "2026-03-02"}, {"date": "2026-03-03"}, False),
    ({"date": "2026-03-02"}, {"date": "2026-03-09"}, False),
    ({"date": "2026-03-02"}, {"weekday": "mon"}, True),
    ({"date": "2026-03-02"}, {"weekday": "tue"}, False),
])  # fmt: skip
def test_shifts_of_different_days_do_not_collide(one: dict[str, Any], other: dict[str, Any], collide: bool) -> None:
    """2 and 9 March are two Mondays, and 2 March is a Monday."""
    assert (minutes(shift(**one), shift(**other), dates=(MONDAY, TUESDAY)) == {}) is collide


def test_a_roster_of_the_required_columns_alone() -> None:
    """Dates, weekdays, skills and breaks may be absent."""
    loaded = strategy(**SLOTS).strategy
    read = shifts(table("roster", [SHIFT]), loaded)
    assert read.select("skills", "date", "weekday", "working").rows() == [("", None, None, 1.0)]


def test_a_group_has_the_skills_that_all_of_it_have() -> None:
    """Each of two agents lacks what only the other has; another group is for itself, and who cannot be read is in none."""
    rows = [
        shift(skills="es negotiation"),
        shift(agent_id="G2", skills="en negotiation"),
        shift(agent_id="G3", agent_group="late", skills="es"),
    ]
    rows.append(shift(agent_id="G4", weekday="someday", skills="none of these"))
    read = shifts(table("roster", rows, MORE), strategy(**SLOTS).strategy)
    assert shared_skills(read) == {"desk": frozenset({"negotiation"}), "late": frozenset({"es"})}
