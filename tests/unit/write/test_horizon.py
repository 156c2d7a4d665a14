"""What is written of a plan of two days: today's grid, tomorrow's outlook, and fates that speak of today."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from collectplan.domain.stages import Day, LocalRules, Permitted, Solution, Staffing, Valued
from collectplan.write.frames import capacity_frame
from collectplan.write.manifest import horizon
from tests.unit.write import tiny
from tests.unit.write.as_text import fates_frame, grid_frame, outlook_frame, why_frame

ONE = dt.timedelta(days=1)


def day() -> Day:
    """Monday's morning, and Tuesday's."""
    monday = tiny.day()
    tuesday = [replace(s, start_at=s.start_at + ONE, end_at=s.end_at + ONE, date=1) for s in monday.slots]
    return replace(monday, slots=(*monday.slots, *tuesday), num_dates=2)


def permitted() -> Permitted:
    """Tuesday's pairs are Monday's; a customer may have two contacts on both days together."""
    one = tiny.permitted()
    later = one.pairs.with_columns(date=pl.lit(1, pl.Int16), opening=pl.col("opening") + 2)
    own = one.moments
    slot = np.where(own.slot < 0, -1, own.slot + 4).astype(np.int32)
    moments = replace(
        own,
        channel=np.tile(own.channel, 2),
        slot=np.concatenate([own.slot, slot]),
        date=np.repeat(np.array([0, 1], dtype=np.int32), 9),
    )
    local: LocalRules = replace(
        one.local, moment_sets=np.ones((1, 18), dtype=np.bool_), clashes=np.zeros((1, 18, 18), dtype=np.bool_)
    )
    pairs = pl.concat([one.pairs, later]).sort("customer", "date", "channel")
    none = np.zeros_like(one.openings)
    openings = np.block([[one.openings, none], [none, one.openings]])
    return replace(one, pairs=pairs, moments=moments, local=local, openings=openings)


def valued() -> Valued:
    one = tiny.valued()
    later = one.pairs.with_columns(date=pl.lit(1, pl.Int16), opening=pl.col("opening") + 2)
    pairs = pl.concat([one.pairs, later]).sort("customer", "date", "channel")
    return replace(one, pairs=pairs, reach=np.tile(one.reach, 2))


def staffing() -> Staffing:
    one = tiny.staffing()
    return replace(one, minutes=np.tile(one.minutes, 2), agents=np.tile(one.agents, 2))


def solution() -> Solution:
    """Monday's contacts; on Tuesday C1 gets a call about A2 at ten, and C2, not planned on Monday, one at nine."""
    one = tiny.solution()
    rows = [
        (0, 1, tiny.CALL, 4 + tiny.TEN, 0, tiny.position_of("A2"), 0.2, 2.0, 150.0),
        (1, 1, tiny.CALL, 4 + tiny.NINE, 0, tiny.position_of("A3"), 0.2, 2.0, 812.4),
    ]
    later = pl.DataFrame(rows, schema=one.contacts.schema, orient="row")
    resources = pl.concat([one.resources, one.resources.with_columns(date=pl.lit(1, pl.Int16))])
    contacts = pl.concat([one.contacts, later]).sort("customer", "date", "channel", "slot")
    return replace(one, contacts=contacts, resources=resources, objective=1152.152, bound=1160.0)


PARTS = (tiny.segmented(), permitted(), staffing(), solution(), tiny.loaded(), day())


def fates() -> dict[str, tuple[str, str, str]]:
    why = why_frame(tiny.segmented(), permitted(), staffing(), valued(), solution(), tiny.loaded(), day())
    frame = fates_frame(
        tiny.raw(), tiny.inputs(), tiny.segmented(), permitted(), why, grid_frame(*PARTS), outlook_frame(*PARTS)
    )
    return {row[0]: (row[3], row[4], row[5]) for row in frame.iter_rows()}


def test_the_grid_is_today_and_the_outlook_the_rest() -> None:
    """The grid is what a plan of Monday alone would hold, to the byte; the outlook has Tuesday's two, with the same columns."""
    alone = grid_frame(tiny.segmented(), tiny.permitted(), tiny.staffing(), tiny.solution(), tiny.loaded(), tiny.day())
    assert grid_frame(*PARTS).equals(alone)
    outlook = outlook_frame(*PARTS)
    assert outlook.columns == alone.columns
    assert outlook.select("date", "start", "customer_id", "account_id", "rank").rows() == [
        ("2026-03-03", "09:00", "C2", "A3", "1"),
        ("2026-03-03", "10:00", "C1", "A2", "1"),
    ]
    assert outlook["address"].to_list() == ["phone-2", "+573000000001"]


def test_a_customer_planned_for_later_only_is_told_when() -> None:
    """C2 has nothing on Monday and its call on Tuesday; C1's accounts lead today, but for A8, which never does."""
    told = fates()
    assert told["A3"] == ("not_planned", "planned_later", "2026-03-03 call 09:00")
    assert told["A1"] == ("planned", "in_grid", "call 10:00")
    assert told["A8"] == ("not_planned", "led_by_other_account", "A1 A2")
    assert told["A5"] == ("suppressed", "stop_reason", "attorney")


def test_another_account_of_a_customer_planned_for_later_is_told_about_whom() -> None:
    """Were A1 and A2 not planned today, A8 and A1 would hear of Tuesday's call, which is about A2."""
    later = solution().contacts.filter((pl.col("customer") != 0) | (pl.col("date") == 1))
    made = replace(solution(), contacts=later)
    parts = (tiny.segmented(), permitted(), staffing(), made, tiny.loaded(), day())
    why = why_frame(tiny.segmented(), permitted(), staffing(), valued(), made, tiny.loaded(), day())
    frame = fates_frame(
        tiny.raw(), tiny.inputs(), tiny.segmented(), permitted(), why, grid_frame(*parts), outlook_frame(*parts)
    )
    told = {row[0]: row[4:] for row in frame.iter_rows()}
    assert told["A2"] == ("planned_later", "2026-03-03 call 10:00")
    assert told["A1"] == told["A8"] == ("planned_later", "2026-03-03 call 10:00 about account A2")


def test_capacities_of_both_days_are_written() -> None:
    """Six capacities a day, with their own dates."""
    dates = capacity_frame(solution(), tiny.loaded(), day())["date"].to_list()
    assert dates == ["2026-03-02"] * 6 + ["2026-03-03"] * 6


def test_why_speaks_of_today_and_minds_tomorrow() -> None:
    """C1 may have two contacts on both days together and has three: Monday's letter is kept out by the cap, not by price."""
    why = why_frame(tiny.segmented(), permitted(), staffing(), valued(), solution(), tiny.loaded(), day())
    alone = why_frame(
        tiny.segmented(), tiny.permitted(), tiny.staffing(), tiny.valued(), tiny.solution(), tiny.loaded(), tiny.day()
    )
    assert why.select("customer_id", "channel").equals(alone.select("customer_id", "channel"))
    assert why["open"].equals(alone["open"])
    letter = why.filter((pl.col("customer_id") == "C1") & (pl.col("channel") == "letter")).row(0, named=True)
    assert (letter["state"], letter["reason"], letter["rule"]) == ("passed_over", "cap", "house.day")


def test_the_run_says_what_today_is_worth_and_what_all_days_count_for() -> None:
    """209 today; 962.4 tomorrow count for 962.4 x 0.98 = 943.152, so that 1160 for both leaves today at most 216.848."""
    told, today = horizon(solution(), day(), [1.0, 0.98])
    assert today["objective"] == pytest.approx(209.0000004)
    assert today["bound"] == pytest.approx(216.848)
    assert today["gap"] == pytest.approx(1 - 209 / 216.848, abs=1e-6)
    assert told["days"] == 2
    assert told["horizon"] == {"objective": 1152.152, "bound": 1160.0, "gap": solution().gap, "weights": [1.0, 0.98]}
    assert told["outlook"] == {
        "contacts": 2,
        "value": 962.4,
        "by_date": {"2026-03-03": {"contacts": 2, "value": 962.4}},
    }
    assert horizon(tiny.solution(), tiny.day(), [1.0])[0] == {}
