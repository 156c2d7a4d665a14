"""How far a price holds, on price curves that are known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.whatif.ranges import DOWN, TOLERANCE, UP, holds, ladder


def counted(price_at: Callable[[float], float], asked: list[float]) -> Callable[[float], float]:
    def solve(capacity: float) -> float:
        asked.append(capacity)
        return price_at(capacity)

    return solve


def test_a_step_curve() -> None:
    """Worth 9 up to 80 units, 5 up to 130, then 1: at 100 the price of 5 holds from 80 to 120, the last point before 130."""
    asked: list[float] = []
    found = holds(counted(lambda b: 9.0 if b < 80 else 5.0 if b <= 130 else 1.0, asked), 100.0, 5.0, is_whole=False)
    assert found == (80, 120)
    # Nine points on either side are searched by halves.
    assert len(asked) <= 8


def test_a_kink_at_todays_capacity() -> None:
    """Where the price falls at once, it holds up to today's capacity and no further."""
    assert holds(lambda b: 5.0 if b <= 100 else 0.0, 100.0, 5.0, is_whole=False) == (0, 100)


def test_whole_things_are_tried_one_by_one() -> None:
    """Of three letters a day the points are 2, 1, 0 downwards, and no point is asked that is today's."""
    assert ladder(3, DOWN, -1, is_whole=True) == (2, 1, 0)
    assert ladder(3, UP, 1, is_whole=True) == (4, 5, 6, 9, 15)


@settings(max_examples=50)
@given(st.floats(1, 1e6), st.floats(0.01, 0.99), st.floats(1.001, 6), st.booleans())
def test_what_is_told_was_solved_and_holds(capacity: float, low: float, high: float, is_whole: bool) -> None:
    """Both ends have the price and lie on their sides of today's capacity, whatever the curve of three steps."""

    def price_at(b: float) -> float:
        return 2.0 if b < low * capacity else 1.0 if b <= high * capacity else 0.3

    begin, end = holds(price_at, capacity, 1.0, is_whole=is_whole)
    assert begin <= capacity <= end
    assert abs(price_at(begin) - 1.0) <= TOLERANCE >= abs(price_at(end) - 1.0)
    assert begin == pytest.approx(low * capacity, abs=0.26 * capacity + 1)
