"""Columns whose dates a rule asks for."""

from __future__ import annotations

import datetime as dt

import polars as pl

from collectplan.normalise import normalise
from tests.unit.check import worlds

NOTICE = {"id": "notice", "kind": "dated", "column": "sent", "min_days": 7}


def sent(cell: str, **said: object) -> tuple[pl.DataFrame, tuple[str, ...], int]:
    """The account's row, the notes, and how many rows were rejected."""
    loaded = worlds.rules(NOTICE, **said)
    inputs = normalise(worlds.table("portfolio", [worlds.account(sent=cell)]), None, None, loaded, tolerate=True)
    return inputs.portfolio, inputs.notes, inputs.rejects.height


def test_a_column_of_the_files_own_is_read_as_dates() -> None:
    """It would be text otherwise, and 02/03/2026 no date at all."""
    portfolio, _, _ = sent("2026-03-02")
    assert portfolio["sent"].to_list() == [dt.date(2026, 3, 2)]
    portfolio, _, _ = sent("02/03/2026", input={"date_format": "%d/%m/%Y"})
    assert portfolio["sent"].to_list() == [dt.date(2026, 3, 2)]


def test_what_is_no_date_counts_as_empty_and_is_told() -> None:
    """The account stays, since without a date the rule forbids or allows it by itself."""
    portfolio, notes, num_rejects = sent("soon")
    assert portfolio["sent"].to_list() == [None]
    assert num_rejects == 0
    assert any("column sent" in note for note in notes)


def test_a_derived_column_may_be_asked() -> None:
    """`input.derive` makes what the file has under another name or in another form."""
    loaded = worlds.rules(NOTICE | {"column": "told_on"}, input={"derive": {"told_on": "sent"}})
    inputs = normalise(worlds.table("portfolio", [worlds.account(sent="2026-03-02")]), None, None, loaded)
    assert inputs.portfolio["told_on"].to_list() == [dt.date(2026, 3, 2)]
