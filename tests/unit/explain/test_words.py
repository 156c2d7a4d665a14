"""Columns of few different texts."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.explain.words import as_words, dense, joined, words_at


def test_names_at_positions() -> None:
    """-1 takes the last name, and a name that repeats is one word."""
    column = words_at(["call", "sms", "call", ""], np.array([2, 0, 1, -1], dtype=np.int32))
    assert column.to_list() == ["call", "call", "sms", ""]
    assert column.dtype == pl.Enum(["call", "sms", ""])


def test_two_columns_become_one_in_the_order_asked_for() -> None:
    """Words of both are sorted, so that the file's bytes do not hang on which came first."""
    above, below = as_words(pl.Series(["b", "a"])), as_words(pl.Series(["c"]))
    column = joined(above, below, 1, np.array([2, 0, 1]))
    assert column.to_list() == ["c", "b", "a"]
    assert column.dtype == pl.Enum(["a", "b", "c"])


def test_rows_without_a_column_say_nothing() -> None:
    """None below stands for empty texts, as many as there are rows; a side without rows adds none."""
    above = as_words(pl.Series(["b"]))
    assert joined(above, None, 2, np.array([1, 0, 2])).to_list() == ["", "b", ""]
    assert joined(above, as_words(pl.Series([], dtype=pl.String)), 0, np.array([0])).to_list() == ["b"]


def test_one_text_throughout_is_one_word() -> None:
    """A column of one text is an Enum of that text, in every row."""
    column = as_words(pl.Series(["a", "a", "a"]))
    assert column.to_list() == ["a", "a", "a"]
    assert column.dtype == pl.Enum(["a"])


def test_numbers_become_dense_by_table_and_by_sorting() -> None:
    """5 and 9 are the first and second number, and row 2 is the last that has 9; large numbers go another way."""
    for shift in (0, 1 << 30):
        place, example = dense(np.array([5, 9, 9, 5]) + np.array([0, shift, shift, 0]))
        assert place.tolist() == [0, 1, 1, 0]
        assert example.tolist() == [3, 2]
