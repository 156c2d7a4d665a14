"""Numbers of candidates are found as numpy finds them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.optimise.numbers import homes, marked


@settings(max_examples=100, deadline=None)
@given(st.lists(st.booleans(), max_size=40))
def test_what_is_marked_is_found(marks: list[bool]) -> None:
    """The positions of all ones, rising, also in the last few that make no whole word of eight."""
    found = marked(np.array(marks, np.uint8))
    assert found.tolist() == [position for position, is_one in enumerate(marks) if is_one]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 3) | st.integers(0, 60), min_size=1, max_size=60), st.data())
def test_a_number_is_at_home_where_a_search_puts_it(sizes: list[int], data: st.DataObject) -> None:
    """The last of equal starts, in whatever order numbers come, near to each other or further than is walked."""
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
    numbers = np.array(data.draw(st.lists(st.integers(0, max(int(starts[-1]) - 1, 0)), max_size=30)), np.int64)
    for some in (numbers, np.sort(numbers)):
        if starts[-1]:
            assert homes(starts, some).tolist() == (np.searchsorted(starts, some, "right") - 1).tolist()
