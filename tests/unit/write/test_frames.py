"""Grid, capacity and rejects of the morning made by hand, to the byte."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from collectplan.write.files import csv_bytes
from collectplan.write.frames import capacity_frame, fixed, rejects_frame
from tests.unit.write import tiny
from tests.unit.write.as_text import grid_frame

GRID = """\
date,start,end,customer_id,account_id,segment,channel,address,agent_group,template,offer,reach,minutes,value,rank,condition
2026-03-02,,,C7,'=A9,late,letter,street 7,,,discount,0.050000,0.0000,5.000000,1,
2026-03-02,08:00,09:00,C1,A2,late,sms,'+573000000001,,'=reminder,discount,0.100000,0.0000,4.000000,1,
2026-03-02,10:00,11:00,C1,A1,late,call,'+573000000001,desk,,discount,0.200000,2.0000,200.000000,1,
"""

CAPACITY = """\
resource,date,start,capacity,used,shadow_price,unit,holds_from,holds_to
budget,2026-03-02,,1000.000000,6.000000,0.000000,COP,,
per_day:letter,2026-03-02,,10,1,0.000000,contacts,,
agent_minutes:desk,2026-03-02,08:00,60.0000,0.0000,0.000000,minutes,,
per_slot:sms,2026-03-02,08:00,100,1,0.000000,contacts,,
agent_minutes:desk,2026-03-02,09:00,60.0000,59.1235,465.050000,minutes,,
agent_minutes:desk,2026-03-02,10:00,60.0000,2.0000,0.000000,minutes,,
"""

REJECTS = """\
file,row,column,value,reason
attempts.csv,11,at,yesterday,is no time
portfolio.csv,11,balance,minus ten,is no number
portfolio.csv,11,days_past_due,x,is no integer
portfolio.csv,12,,,"has 3 cells, the header 5"
"""


def grid(solution: object = None) -> pl.DataFrame:
    made = tiny.solution() if solution is None else solution
    return grid_frame(tiny.segmented(), tiny.permitted(), tiny.staffing(), made, tiny.loaded(), tiny.day())


def test_grid_is_these_bytes() -> None:
    """Untimed contacts have no hours and come first; template and offer are the lead's treatment's; formulas are quoted."""
    assert csv_bytes(grid()).decode() == GRID


def test_capacity_is_these_bytes() -> None:
    """Minutes have four decimals, contacts none, money six; the day's own capacities come before those of its hours."""
    assert csv_bytes(capacity_frame(tiny.solution(), tiny.loaded(), tiny.day())).decode() == CAPACITY


def test_spans_of_prices_stand_beside_them_in_their_unit() -> None:
    """Minutes with four decimals, contacts whole; a price of 0 has no end upwards, and what was not asked is empty."""
    ranges = {("agent_minutes", "desk", 1): (50.0, 61.25), ("per_slot", "sms", 0): (1.0, None)}
    frame = capacity_frame(tiny.solution(), tiny.loaded(), tiny.day(), ranges)
    rows = frame.select("resource", "start", "holds_from", "holds_to").rows()
    assert ("agent_minutes:desk", "09:00", "50.0000", "61.2500") in rows
    assert ("per_slot:sms", "08:00", "1", "") in rows
    assert ("budget", "", "", "") in rows


def test_rejects_are_these_bytes() -> None:
    """Rejects are sorted by file, row and column, and a cell with a comma is quoted."""
    assert csv_bytes(rejects_frame(tiny.inputs())).decode() == REJECTS


def test_rank_counts_by_value_and_then_by_customer() -> None:
    """Of three SMS at 08:00 worth 2, 4 and 4, the two of 4 come first, ordered by customer_id: C1 before C5."""
    three = pl.concat(
        [tiny.solution().contacts.with_columns(customer=pl.lit(c, pl.Int32), channel=pl.lit(tiny.SMS, pl.Int16), slot=pl.lit(0, pl.Int32), group=pl.lit(-1, pl.Int32), value=pl.lit(v)).head(1)
         for c, v in ((4, 4.0), (0, 4.0), (1, 2.0))]
    )  # fmt: skip
    frame = grid(replace(tiny.solution(), contacts=three))
    assert frame.select("customer_id", "rank").rows() == [("C1", "1"), ("C5", "2"), ("C2", "3")]


def test_an_empty_plan_is_a_header() -> None:
    """A plan without contacts still has a grid with every column."""
    empty = replace(tiny.solution(), contacts=tiny.solution().contacts.clear())
    assert csv_bytes(grid(empty)).decode() == GRID.splitlines(keepends=True)[0]


def test_fixed_never_uses_an_exponent_and_has_no_negative_zero() -> None:
    """1e-7 is 0.000000 at six decimals, and so is -1e-7; 1e12 has all its digits."""
    numbers = pl.DataFrame({"x": [1e-7, -1e-7, 1e12, -5.25]})
    assert numbers.select(fixed(pl.col("x"), 6))["x"].to_list() == [
        "0.000000",
        "0.000000",
        "1000000000000.000000",
        "-5.250000",
    ]
