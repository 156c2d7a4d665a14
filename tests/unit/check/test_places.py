"""Texts are found among others exactly, whatever their hashes are."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.check.places import NOWHERE, numbered, places

#: Few different texts, so that many are equal; some are null.
TEXTS = st.lists(st.none() | st.text("ab", max_size=3), max_size=30)

Hashes = Callable[[pl.Series], pl.Series]


def honest(texts: pl.Series) -> pl.Series:
    """The hash of polars."""
    return texts.hash()


def poor(texts: pl.Series) -> pl.Series:
    """A hash that is the same for all texts of a length."""
    return texts.str.len_bytes().fill_null(99).cast(pl.UInt64)


def text(cells: list[str | None]) -> pl.Series:
    """Cells as a String series."""
    return pl.Series(cells, dtype=pl.String)


@pytest.mark.parametrize("hashes", [honest, poor])
@settings(max_examples=30, deadline=None)
@given(wanted=TEXTS, known=TEXTS)
def test_the_first_equal_text_is_found(hashes: Hashes, wanted: list[str | None], known: list[str | None]) -> None:
    """As `list.index` says, which looks at one text after another; nulls are nowhere, and never found."""
    due = [known.index(cell) if cell is not None and cell in known else NOWHERE for cell in wanted]
    assert places(text(wanted), text(known), hashes).tolist() == due


@pytest.mark.parametrize("hashes", [honest, poor])
@settings(max_examples=30, deadline=None)
@given(cells=TEXTS)
def test_equal_texts_and_only_they_have_one_number(hashes: Hashes, cells: list[str | None]) -> None:
    """Two numbers are the same just where the two texts are; nulls are equal to each other."""
    numbers = numbered(text(cells), hashes).tolist()
    for one, number in zip(cells, numbers, strict=True):
        assert [other == one for other in cells] == [other == number for other in numbers]


def test_numbers_leave_none_out() -> None:
    """Three different texts are numbered 0, 1 and 2, so that a number is a position in a table of them."""
    assert sorted(set(numbered(text(["b", "a", "b", "c"])).tolist())) == [0, 1, 2]
