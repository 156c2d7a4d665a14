"""A packed table says what the open one says."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from collectplan.domain.packed import packed
from collectplan.domain.tables import ROW, RawTable
from collectplan.opening import packed_from

BROKEN = pl.DataFrame(schema={"row": pl.UInt32})
CELLS = st.lists(st.none() | st.text(max_size=20), max_size=30)


def table(cells: list[str | None]) -> RawTable:
    rows = pl.Series(ROW, range(2, len(cells) + 2), dtype=pl.UInt32)
    frame = pl.DataFrame(
        {"account_id": pl.Series(cells, dtype=pl.String), "note": pl.Series(cells[::-1], dtype=pl.String)}
    )
    return RawTable("portfolio", "p.csv", frame.with_columns(rows), "0" * 64, BROKEN, len(cells), {"note": "Nota"})


@settings(max_examples=40, deadline=None)
@given(CELLS)
def test_what_was_packed_comes_out_the_same(cells: list[str | None]) -> None:
    """Every cell, null and row number, in the same order: the check reads of a packed portfolio what the file says."""
    raw = table(cells)
    small = packed(raw)
    assert_frame_equal(small.unpacked().frame, raw.frame)
    assert small.unpacked().headers == raw.headers
    assert (small.columns, small.height, small.num_records) == (raw.columns, raw.height, raw.num_records)


def test_columns_come_in_the_order_asked_for() -> None:
    """`select` of a packed table is that of the open one, also of no column at all, whose rows still count."""
    raw = table(["a", None, "c"])
    for names in (["note"], ["_row", "account_id"]):
        assert_frame_equal(packed(raw).select(names), raw.select(names))
    assert packed(raw).select([]).height == raw.height == 3


def test_a_table_is_packed_from_its_size_on() -> None:
    """Two rows of three columns are six cells; what is packed is not packed again."""
    raw = table(["a", "b"])
    assert packed_from(7, raw) is raw
    small = packed_from(6, raw)
    assert small is not raw
    assert packed_from(0, small) is small


def test_a_packed_table_takes_a_fraction_of_an_open_one() -> None:
    """Ten thousand rows of two columns of 40 characters, 800,000 bytes of text that repeats: less than a fifth packed."""
    raw = table([f"{n % 7:040d}" for n in range(10_000)])
    assert len(packed(raw).data) < 0.2 * raw.frame.estimated_size()


def test_packing_is_the_same_every_time() -> None:
    """The same bytes for the same cells: nothing of the machine is in them."""
    assert packed(table(["a", "b"])).data == packed(table(["a", "b"])).data


@pytest.mark.parametrize("name", ["account_id", "note"])
def test_an_unknown_column_is_refused(name: str) -> None:
    """Asking for what is not there fails, as of an open table, and gives no empty column."""
    with pytest.raises(pl.exceptions.PolarsError):
        packed(table(["a"])).select([name + "x"])
