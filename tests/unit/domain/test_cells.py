"""Cells that no spreadsheet runs as a formula."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.domain.cells import guarded, guarded_text, unguarded, unguarded_text


def guard(cell: str) -> str:
    return str(pl.DataFrame({"a": [cell]}).select(guarded("a")).item())


def unguard(cell: str) -> str:
    return str(pl.DataFrame({"a": [cell]}).select(unguarded("a")).item())


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-5e3", "+573000000000", "-", "-1-1"]
)
def test_what_could_be_a_formula_gets_an_apostrophe(cell: str) -> None:
    """Each begins with a sign that a spreadsheet takes for the beginning of a formula."""
    assert guard(cell).startswith("'" + cell[0])


@pytest.mark.parametrize("cell", ["", "A1", "-5", "-5.25", "1=1", "a'=1", " lead", "ñ@x", "'", "'a"])
def test_everything_else_stays(cell: str) -> None:
    """Among them plain negative numbers, and signs inside a cell."""
    assert guard(cell) == cell


def test_a_formula_after_a_semicolon_gets_one_too() -> None:
    """A spreadsheet whose list separator is the semicolon begins a new cell there."""
    assert guard("A1;=1+1") == "A1;'=1+1"


@settings(max_examples=300)
@given(st.text(alphabet="=+-@'\t\r\n;aé0.＝", max_size=8))
def test_unguarding_gives_back_every_cell(cell: str) -> None:
    """Whatever the cell holds, apostrophes of its own included."""
    assert unguard(guard(cell)) == cell


@settings(max_examples=300)
@given(st.text(alphabet="=+-@'\t\r\n;a0.", max_size=8))
def test_no_guarded_cell_begins_with_a_sign(cell: str) -> None:
    """But for plain negative numbers, at the beginning and after each semicolon."""
    safe = guard(cell)
    if safe != cell or not cell.startswith("-"):
        assert not any(part.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for part in [safe, *safe.split(";")])


@settings(max_examples=100)
@given(st.lists(st.none() | st.text(alphabet="=+-@'\t;a0.", max_size=5), max_size=4))
def test_whole_columns_are_guarded_as_their_cells_are(cells: list[str | None]) -> None:
    """The quick way for columns gives what the cell by cell way gives, nulls and all, and so does the way back."""
    column = pl.Series("a", cells, dtype=pl.String)
    assert guarded_text(column).equals(column.to_frame().select(guarded("a")).to_series(), check_names=True)
    assert unguarded_text(column).equals(column.to_frame().select(unguarded("a")).to_series(), check_names=True)
