"""Changes as capacities and shifts."""

from __future__ import annotations

import polars as pl
import pytest

from collectplan.domain.day import make_day
from collectplan.domain.stages import Day, LoadedStrategy, Staffing
from collectplan.domain.tables import RawTable
from collectplan.errors import UsageError
from collectplan.staff import staff
from collectplan.whatif.changes import added_capacity, with_agents, with_minutes
from collectplan.whatif.grammar import parse_add, parse_agents
from tests.builders import MONDAY, inputs, shift, strategy


def world() -> tuple[LoadedStrategy, Staffing, Day]:
    """Slots at 08, 09, 10 and 11; group a has 120 minutes until 10:00 and 60 after it, group b 60 from 09:00 on."""
    loaded = strategy(budget={"per_day": 50.0})
    shifts = [
        shift(agent_id="G1", agent_group="a"),
        shift(agent_id="G2", agent_group="a", end="10:00"),
        shift(agent_id="G3", agent_group="b", start="09:00"),
    ]
    day = make_day(MONDAY, loaded.strategy)
    return loaded, staff(inputs([], roster=shifts, loaded=loaded), loaded, day), day


def changed(*said: str) -> dict[tuple[str, str, int], tuple[float, float]]:
    """Before and after by resource."""
    loaded, staffing, day = world()
    found = added_capacity([parse_add(each) for each in said], loaded.strategy, staffing, day)
    return {each.resource: (each.before, each.after) for each in found}


def test_minutes_of_a_channel_are_shared_by_those_at_work() -> None:
    """90 minutes at 09:00 go to a (120 there) and b (60) as two to one; at 08:00 only a works and takes all."""
    assert changed("call=90min@09:00") == {("agent_minutes", "a", 1): (120, 180), ("agent_minutes", "b", 1): (60, 90)}
    assert changed("call=90min@08:00") == {("agent_minutes", "a", 0): (120, 210)}


def test_minutes_of_a_group_go_to_it_alone_even_where_it_does_not_work() -> None:
    """Group b has nobody at 08:00; an hour there is an hour."""
    assert changed("call/b=1h@08:00") == {("agent_minutes", "b", 0): (0, 60)}


def test_minutes_without_an_hour_go_to_every_slot_in_which_the_group_works() -> None:
    """Group b works from 09:00 on: three slots of the four."""
    assert changed("call/b=30min") == {("agent_minutes", "b", slot): (60, 90) for slot in (1, 2, 3)}


def test_capacity_never_falls_below_nothing() -> None:
    """Group b has 60 minutes at 09:00; 500 taken away leave 0, and taken and given back they cancel."""
    assert changed("call/b=-500min@09:00") == {("agent_minutes", "b", 1): (60, 0)}
    assert changed("call/b=-20min@09:00", "call/b=20min@09:00") == {}


def test_contacts_and_money() -> None:
    """per_slot at an hour, per_slot everywhere where a channel has no per_day, per_day, and the budget."""
    assert changed("sms=50@10:00") == {("per_slot", "sms", 2): (100, 150)}
    assert len(changed("sms=-5")) == 4
    assert changed("letter=5") == {("per_day", "letter", -1): (10, 15)}
    assert changed("budget=-20") == {("budget", "budget", -1): (50, 30)}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("cal=60min@10:00", "there is no channel cal; did you mean call?"),
        ("call/c=60min", "there is no agent group c; write one of a, b"),
        ("call=60min@10:30", "no slot begins then; slots begin at 08:00, 09:00, 10:00, 11:00"),
        ("sms=60min", "sms needs no agents"),
        ("call=60", "call is limited by agents; write minutes"),
        ("letter=5@10:00", "sets no channels.letter.per_slot"),
        ("budget=5@10:00", "the budget is one for the day"),
        ("sms=2.5@10:00", "contacts are whole"),
    ],
)
def test_what_is_not_there_cannot_be_added_to(said: str, told: str) -> None:
    """Each slip is told with what is known."""
    with pytest.raises(UsageError, match=told.replace("?", r"\?")):
        changed(said)


def test_minutes_reach_the_staffing() -> None:
    """Only the group and slot of the change have other minutes."""
    loaded, staffing, day = world()
    after = with_minutes(staffing, added_capacity([parse_add("call/b=30min@10:00")], loaded.strategy, staffing, day))
    assert (after.minutes - staffing.minutes).tolist() == [[0, 0, 0, 0], [0, 0, 30, 0]]


def roster() -> tuple[RawTable, pl.DataFrame]:
    """Three of group a, two of them from 08:00 to 12:00, and one of group b; and who works today."""
    rows = [("G1", "a", "09:00", "12:00"), ("G2", "a", "08:00", "12:00"), ("G3", "a", "08:00", "12:00"),
            ("G4", "b", "08:00", "10:00")]  # fmt: skip
    columns = ("agent_id", "agent_group", "start", "end")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row").with_columns(
        skills=pl.lit("x"), weekday=pl.lit("mon"), _row=pl.int_range(2, 6).cast(pl.UInt32)
    )
    raw = RawTable("roster", "roster.csv", frame, "0", pl.DataFrame(), 4)
    hours = {"08:00": 480, "09:00": 540, "10:00": 600, "12:00": 720}
    at_work = frame.select("agent_id", "agent_group", pl.col("start", "end").replace_strict(hours))
    return raw, at_work


def test_new_agents_have_the_commonest_shift() -> None:
    """Two of three agents of a begin at 08:00, so do the new ones, with the skills of those; rows are counted on."""
    raw, at_work = roster()
    after = with_agents(raw, at_work, [parse_agents("a=+2")])
    assert after is not None
    assert after.frame.tail(2).rows() == [
        ("+a1", "a", "08:00", "12:00", "x", "mon", 6),
        ("+a2", "a", "08:00", "12:00", "x", "mon", 7),
    ]


def test_a_shift_can_be_asked_for() -> None:
    """The hours are those asked for, on any date; skills are the group's."""
    raw, at_work = roster()
    after = with_agents(raw, at_work, [parse_agents("b=1@10:00-11:30")])
    assert after is not None
    assert after.frame.tail(1).rows() == [("+b1", "b", "10:00", "11:30", "x", None, 6)]


def test_who_leaves_has_the_commonest_shift_first() -> None:
    """Of three agents of a those from 08:00 go first: G2 and G3 before G1."""
    raw, at_work = roster()
    after = with_agents(raw, at_work, [parse_agents("a=-2")])
    assert after is not None
    assert after.frame["agent_id"].to_list() == ["G1", "G4"]


@pytest.mark.parametrize(("said", "told"), [("c=1", "no group c is at work"), ("b=-2", "only 1 agents of b")])
def test_agents_that_are_not_there(said: str, told: str) -> None:
    """Nobody can join a group that does not work, or leave where nobody is."""
    with pytest.raises(UsageError, match=told):
        with_agents(*roster(), [parse_agents(said)])
