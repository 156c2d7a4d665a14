"""What became of every row of the portfolio's file."""

from __future__ import annotations

import random
from dataclasses import replace

import polars as pl

from collectplan.explain.sidecar import why_rows
from collectplan.write.files import csv_bytes
from collectplan.write.frames import led_grid
from tests.unit.write import tiny
from tests.unit.write.as_text import fates_frame, grid_frame, why_frame

FATES = """\
account_id,customer_id,segment,fate,reason,detail
,,,rejected,rejected,"has 3 cells, the header 5"
A10,,,rejected,rejected,balance: is no number
A1,C1,late,planned,in_grid,call 10:00
A2,C1,late,planned,in_grid,sms 08:00
A8,C1,late,not_planned,led_by_other_account,A1 A2
A3,C2,late,not_planned,capacity,"best: call 09:00-10:00 desk worth 812.40, the capacity it needs is worth 930.10"
A4,C3,late,not_planned,cooldown,call: cooldown after_talk (conversation on 2026-03-01); sms: consent; letter: address
A5,C4,late,suppressed,stop_reason,attorney
A6,C5,late,not_planned,no_value,sms: no_value
A7,C6,relief,not_planned,skills,call: skills (needs relief)
'=A9,C7,late,planned,in_grid,letter
"""


def why(solution: object = None) -> pl.DataFrame:
    made = tiny.solution() if solution is None else solution
    return why_frame(
        tiny.segmented(), tiny.permitted(), tiny.staffing(), tiny.valued(), made, tiny.loaded(), tiny.day()
    )


def grid(solution: object = None) -> pl.DataFrame:
    made = tiny.solution() if solution is None else solution
    return grid_frame(tiny.segmented(), tiny.permitted(), tiny.staffing(), made, tiny.loaded(), tiny.day())


def fates() -> pl.DataFrame:
    return fates_frame(tiny.raw(), tiny.inputs(), tiny.segmented(), tiny.permitted(), why(), grid())


def test_fates_are_these_bytes() -> None:
    """Each of the morning's accounts and both rejected records have one fate with a reason."""
    assert csv_bytes(fates()).decode() == FATES


def test_fates_have_one_row_for_every_record() -> None:
    """Nine accounts, one rejected row and one broken record are eleven."""
    assert fates().height == tiny.raw().num_records == 11


def test_an_account_planned_twice_names_both_contacts_by_hour() -> None:
    """A1 leads the call at 10:00 and now the SMS at 08:00 too; the earlier is named first."""
    contacts = tiny.solution().contacts.with_columns(
        lead=pl.when(pl.col("channel") == tiny.SMS).then(tiny.position_of("A1")).otherwise("lead").cast(pl.Int32)
    )
    made = replace(tiny.solution(), contacts=contacts)
    frame = fates_frame(tiny.raw(), tiny.inputs(), tiny.segmented(), tiny.permitted(), why(made), grid(made))
    assert frame.filter(pl.col("account_id") == "A1")["detail"].to_list() == ["sms 08:00; call 10:00"]


def test_row_order_of_the_file_is_forgotten() -> None:
    """The same rows in another order give the same bytes."""
    raw = tiny.raw()
    order = list(range(raw.frame.height))
    random.Random(5).shuffle(order)
    shuffled = replace(raw, frame=raw.frame[order])
    frame = fates_frame(shuffled, tiny.inputs(), tiny.segmented(), tiny.permitted(), why(), grid())
    assert csv_bytes(frame).decode() == FATES


def test_positions_say_the_same_as_ids() -> None:
    """The tables on the way to their files carry positions of accounts and customers; looking ids up finds the same."""
    made, parts = tiny.solution(), (tiny.segmented(), tiny.permitted(), tiny.staffing())
    led = led_grid(*parts, made, tiny.loaded(), tiny.day())
    rows = why_rows(*parts, tiny.valued(), made, tiny.loaded(), tiny.day())
    assert fates_frame(tiny.raw(), tiny.inputs(), tiny.segmented(), tiny.permitted(), rows, led).equals(fates())


def test_an_account_that_leads_thrice_names_every_contact_in_order() -> None:
    """A1 leads all of C1's contacts here: the letter has no hour and stands first, then 08:00 and 10:00."""
    contacts = tiny.solution().contacts
    first = contacts.head(1)
    three = [
        first.with_columns(channel=pl.lit(c, pl.Int16), slot=pl.lit(s, pl.Int32), group=pl.lit(-1, pl.Int32))
        for c, s in ((tiny.CALL, tiny.TEN), (tiny.SMS, tiny.EIGHT), (tiny.LETTER, -1))
    ]
    made = replace(tiny.solution(), contacts=pl.concat(three))
    frame = fates_frame(tiny.raw(), tiny.inputs(), tiny.segmented(), tiny.permitted(), why(made), grid(made))
    led = frame.filter(pl.col("fate") == "planned")
    assert led.select("account_id", "detail").rows() == [("A1", "letter; sms 08:00; call 10:00")]
