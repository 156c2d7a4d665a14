"""Addresses that are written in other words."""

from __future__ import annotations

import polars as pl
import pytest

from collectplan.check.same_address import is_same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+573005550101", "300 555 0101", True),
        ("00573005550101", "(300) 555-0101", True),
        ("3005550101", "3005550102", False),
        ("550101", "3005550101", False),
        ("550101", "55-01-01", True),
        ("a.b@mail.example", "A.B@mail.example ", True),
        ("a.b@mail.example", "ab@mail.example", False),
        ("Calle 1 # 2-3", "calle 1  #2-3", True),
        ("Calle 1 # 2-3", "Calle 1 # 2-4", False),
        ("-", "+", False),
        (None, "3005550101", None),
    ],
)
def test_the_same_in_other_words(one: str | None, other: str, same: bool | None) -> None:
    """Numbers by their last digits, seven at least; other addresses without blanks and capitals; nothing of nothing."""
    frame = pl.DataFrame({"one": [one], "other": [other]}, schema={"one": pl.String, "other": pl.String})
    both = frame.select(a=is_same(pl.col("one"), pl.col("other")), b=is_same(pl.col("other"), pl.col("one")))
    assert both.row(0) == (same, same)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Calle 3005550100", "3005550100"), ("3005550100", "Calle 3005550100"), ("a3005550100@x.co", "b3005550100@y.co")],
)
def test_what_has_letters_is_no_number(one: str, other: str) -> None:
    """The digits are the same, the addresses are not."""
    frame = pl.DataFrame({"one": [one], "other": [other]})
    assert frame.select(is_same(pl.col("one"), pl.col("other"))).item() is False
