"""Dense numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectplan.screen.codes import combine, dense


@given(st.lists(st.integers(-(2**40), 2**40) | st.integers(-3, 3)))
def test_numbers_stand_for_the_sorted_values(values: list[int]) -> None:
    """The number of a value is its position among the distinct values, whichever way they are counted."""
    number, distinct = dense(np.array(values, np.int64))
    assert distinct.tolist() == sorted(set(values))
    assert [int(distinct[n]) for n in number] == values


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 10**12))))
def test_rows_are_numbered_in_the_order_of_their_values(rows: list[tuple[int, int]]) -> None:
    """As sorting the distinct rows would number them; the example is the first row with the number."""
    first, second = (np.array([row[i] for row in rows], np.int64) for i in (0, 1))
    number, example = combine(first, second)
    assert [rows[i] for i in example] == sorted(set(rows))
    assert example.tolist() == [rows.index(row) for row in sorted(set(rows))]
    assert [rows[example[n]] for n in number] == rows


@pytest.mark.parametrize("spread", [1, 10**9])
def test_nothing_has_no_numbers(spread: int) -> None:
    """An empty column has no numbers; a single value, however large, has number 0."""
    assert dense(np.zeros(0, np.int64))[0].size == 0
    assert dense(np.array([spread]))[0].tolist() == [0]
