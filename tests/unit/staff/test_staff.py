"""Groups of the day: minutes, agents and skills."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.domain.day import make_day
from collectplan.domain.stages import LoadedStrategy, Staffing
from collectplan.staff import staff
from tests.builders import MONDAY, inputs, shift, strategy


def staffed(
    shifts: list[dict[str, Any]] | None, loaded: LoadedStrategy | None = None, date: dt.date = MONDAY
) -> Staffing:
    loaded = loaded or strategy()
    return staff(inputs([], roster=shifts, loaded=loaded), loaded, make_day(date, loaded.strategy))


def test_minutes_after_breaks_shrinkage_and_occupancy() -> None:
    """09:30-11:30 is 30, 60 and 30 minutes of three slots; less 25 % break, 10 % shrinkage, at 80 %: x 0.54."""
    found = staffed(
        [shift(start="09:30", end="11:30", break_minutes=30.0)], strategy(agents={"occupancy": 0.8, "shrinkage": 0.1})
    )
    np.testing.assert_allclose(found.minutes, [[0, 16.2, 32.4, 16.2]])
    assert found.agents.tolist() == [[0, 1, 1, 1]]


def test_groups_are_sorted_and_add_up_their_agents() -> None:
    """Two agents of group a are 120 minutes an hour until 10:00 and 60 after it; group b has one agent."""
    found = staffed(
        [
            shift(agent_id="G3", agent_group="b"),
            shift(agent_id="G1", agent_group="a"),
            shift(agent_id="G2", agent_group="a", end="10:00"),
        ]
    )
    assert found.groups == ("a", "b")
    assert found.minutes.tolist() == [[120, 120, 60, 60], [60, 60, 60, 60]]
    assert found.agents.tolist() == [[2, 2, 1, 1], [1, 1, 1, 1]]
    assert (found.minutes.dtype, found.agents.dtype) == ("float64", "int32")


def test_an_agent_with_two_shifts_in_a_slot_counts_once() -> None:
    """08:00-08:20 and 08:40-12:00 are 40 minutes of one agent in the first hour."""
    found = staffed([shift(end="08:20"), shift(start="08:40")])
    assert found.minutes.tolist() == [[40, 60, 60, 60]]
    assert found.agents.tolist() == [[1, 1, 1, 1]]


def test_one_agent_in_two_groups_counts_in_each() -> None:
    """An agent who changes group at 10:00 is seen in the group of the hour."""
    found = staffed([shift(agent_group="a", end="10:00"), shift(agent_group="b", start="10:00")])
    assert found.agents.tolist() == [[1, 1, 0, 0], [0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ({}, True),
        ({"weekday": "mon"}, True),
        ({"weekday": "tue"}, False),
        ({"date": "2026-03-02"}, True),
        ({"date": "2026-03-09"}, False),
        ({"date": "2026-03-02", "weekday": "tue"}, False),
        ({"date": "2026-03-02", "weekday": "mon"}, True),
    ],
)
def test_which_shifts_are_worked(day: dict[str, str], works: bool) -> None:
    """2026-03-02 is a Monday; a shift with a date and a weekday is worked only where both hold."""
    assert staffed([shift(**day)]).groups == (("desk",) if works else ())


def test_skills_are_those_that_all_agents_of_the_group_share() -> None:
    """Of `a b` and `b c` group x keeps b; an agent who has the day off counts, one without skills leaves none."""
    found = staffed(
        [
            shift(agent_group="x", agent_id="G1", skills="a  b"),
            shift(agent_group="x", agent_id="G2", skills="b c", weekday="sun"),
            shift(agent_group="y", agent_id="G3", skills="a"),
            shift(agent_group="y", agent_id="G4", skills=None),
        ]
    )
    assert found.skills == (frozenset({"b"}), frozenset())


def test_a_break_of_half_the_shift_leaves_half() -> None:
    """Two hours of break in a shift of four: 30 of every 60 minutes."""
    assert staffed([shift(break_minutes=120.0)]).minutes.tolist() == [[30, 30, 30, 30]]


@pytest.mark.parametrize("break_minutes", [240.0, 300.0])
def test_a_break_as_long_as_the_shift_leaves_nothing(break_minutes: float) -> None:
    """No slot ever gets minutes below zero."""
    assert staffed([shift(break_minutes=break_minutes)]).minutes.tolist() == [[0, 0, 0, 0]]


def test_a_shift_outside_the_slots_leaves_its_group_without_minutes() -> None:
    """18:00-20:00 lies after the last slot: the group is there, with nothing to use and nobody present."""
    found = staffed([shift(start="18:00", end="20:00")])
    assert (found.groups, found.minutes.tolist(), found.agents.tolist()) == (("desk",), [[0] * 4], [[0] * 4])


def test_a_shift_may_end_at_24_00() -> None:
    """22:00-24:00 fills the last two hours of the day."""
    found = staffed(
        [shift(start="22:00", end="24:00")], strategy(slots={"start": "21:00", "end": "24:00", "minutes": 60})
    )
    assert found.minutes.tolist() == [[0, 60, 60]]


@pytest.mark.parametrize(("start", "end"), [("10:00", "10:00"), ("22:00", "06:00")])
def test_a_shift_that_does_not_end_after_its_start_has_no_minutes(start: str, end: str) -> None:
    """An empty shift, and one over midnight, are worth nothing rather than an error or a negative number."""
    assert staffed([shift(start=start, end=end)]).minutes.tolist() == [[0, 0, 0, 0]]


@pytest.mark.parametrize("shifts", [None, [], [shift(weekday="sun")]])
def test_nobody_works(shifts: list[dict[str, Any]] | None) -> None:
    """No roster, an empty one, and one of another weekday alike: no group, and arrays of no row and four slots."""
    found = staffed(shifts)
    assert (found.groups, found.skills) == ((), ())
    assert found.minutes.shape == found.agents.shape == (0, 4)


def test_an_hour_that_is_jumped_over_has_no_minutes() -> None:
    """New York has no 02:00-03:00 on 8 March: of the roster's four hours three are worked."""
    loaded = strategy(timezone="America/New_York", slots={"start": "01:00", "end": "05:00", "minutes": 60})
    found = staffed([shift(start="01:00", end="05:00")], loaded, dt.date(2026, 3, 8))
    assert found.minutes.tolist() == [[60, 0, 60, 60]]
    assert found.agents.tolist() == [[1, 0, 1, 1]]


def test_a_slot_that_is_partly_jumped_over_has_what_there_is_of_it() -> None:
    """Of 01:30-02:30 there are 30 minutes before the clock jumps, and nobody works longer than the slot lasts."""
    loaded = strategy(timezone="America/New_York", slots={"start": "00:30", "end": "04:30", "minutes": 60})
    found = staffed([shift(start="00:00", end="05:00")], loaded, dt.date(2026, 3, 8))
    assert found.minutes.tolist() == [[60, 30, 30, 60]]


def test_a_repeated_hour_is_staffed_as_it_is_written() -> None:
    """New York's 01:00-02:00 lasts two hours on 1 November; the roster writes one, and one is counted on."""
    loaded = strategy(timezone="America/New_York", slots={"start": "00:00", "end": "03:00", "minutes": 60})
    found = staffed([shift(start="00:00", end="03:00")], loaded, dt.date(2026, 11, 1))
    assert found.minutes.tolist() == [[60, 60, 60]]


SHIFTS = st.lists(
    st.builds(
        lambda group, agent, start, length, rest, skills: shift(
            agent_group=group,
            agent_id=agent,
            start=start,
            end=min(start + length, 1440),
            break_minutes=rest,
            skills=skills,
        ),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["G1", "G2", "G3"]),
        st.integers(0, 1400),
        st.integers(1, 700),
        st.floats(0, 90),
        st.sampled_from(["", "x", "x y"]),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=30, deadline=None)
@given(shifts=SHIFTS, data=st.data())
def test_row_order_does_not_show(shifts: list[dict[str, Any]], data: st.DataObject) -> None:
    """Sums of floats depend on their order; shifts are put in one order first, so that every bit is the same."""
    loaded = strategy(agents={"occupancy": 0.85, "shrinkage": 0.1})
    day = make_day(MONDAY, loaded.strategy)
    world = inputs([], roster=shifts, loaded=loaded)
    assert world.roster is not None
    order = data.draw(st.permutations(range(len(shifts))))
    shuffled = type(world)(world.portfolio, world.attempts, world.roster[order], world.rejects)
    one, two = staff(world, loaded, day), staff(shuffled, loaded, day)
    assert one.groups == two.groups
    assert one.skills == two.skills
    assert one.minutes.tobytes() == two.minutes.tobytes()
    assert one.agents.tobytes() == two.agents.tobytes()


@settings(max_examples=30, deadline=None)
@given(shifts=SHIFTS)
def test_a_whole_day_of_slots_uses_the_whole_shift(shifts: list[dict[str, Any]]) -> None:
    """Slots from 00:00 to 24:00 lose nothing: minutes add up to what shifts leave after their breaks."""
    loaded = strategy(slots={"start": "00:00", "end": "24:00", "minutes": 60})
    expected = sum(max(0.0, s["end"] - s["start"] - s["break_minutes"]) for s in shifts)
    assert staffed(shifts, loaded).minutes.sum() == pytest.approx(expected, abs=1e-6)


def test_each_date_of_a_horizon_has_the_shifts_of_its_own() -> None:
    """G1 works on Mondays, G2 on the Tuesday of the horizon alone, G3 every day; group `gone` works on neither."""
    loaded = strategy()
    roster = [
        shift(agent_id="G1", agent_group="a", weekday="mon"),
        shift(agent_id="G2", agent_group="b", date="2026-03-03"),
        shift(agent_id="G3", agent_group="b", start="08:00", end="09:00"),
        shift(agent_id="G4", agent_group="gone", weekday="fri"),
    ]
    found = staff(inputs([], roster=roster, loaded=loaded), loaded, make_day(MONDAY, loaded.strategy, 2))
    assert found.groups == ("a", "b")
    assert found.minutes.tolist() == [[60.0] * 4 + [0.0] * 4, [60.0, 0.0, 0.0, 0.0, 120.0, 60.0, 60.0, 60.0]]
    assert found.agents.tolist() == [[1] * 4 + [0] * 4, [1, 0, 0, 0, 2, 1, 1, 1]]


def test_a_date_of_a_horizon_is_staffed_as_it_would_be_alone() -> None:
    """The second date's half is the table of that date planned by itself."""
    loaded = strategy(agents={"occupancy": 0.7, "shrinkage": 0.1})
    roster = [shift(agent_id=f"G{n}", start=f"0{8 + n}:10", break_minutes=7.0 * n) for n in range(2)]
    world = inputs([], roster=roster, loaded=loaded)
    both = staff(world, loaded, make_day(MONDAY, loaded.strategy, 2))
    alone = staff(world, loaded, make_day(MONDAY + dt.timedelta(1), loaded.strategy))
    assert (both.minutes[:, 4:] == alone.minutes).all()
