"""Clashes as cliques."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.optimise.cliques import cover_by_cliques


@given(st.integers(2, 7).flatmap(lambda n: st.lists(st.booleans(), min_size=n * n, max_size=n * n)))
@settings(max_examples=100, deadline=None)
def test_cliques_cover_every_clash_and_nothing_else(flags: list[bool]) -> None:
    """Two moments lie in a common clique exactly when they clash."""
    size = int(len(flags) ** 0.5)
    one_way = np.triu(np.array(flags).reshape(size, size), 1)
    clash = one_way | one_way.T
    cliques = cover_by_cliques(clash, clash)
    for a, b in combinations(range(size), 2):
        assert clash[a, b] == any(clique[a] and clique[b] for clique in cliques)


def test_hours_in_a_row_make_windows() -> None:
    """Five hours, contacts at least three apart: the cliques are the windows 0-2, 1-3 and 2-4."""
    hours = np.arange(5)
    clash = (np.abs(hours[:, None] - hours) < 3) & ~np.eye(5, dtype=bool)
    assert [np.flatnonzero(clique).tolist() for clique in cover_by_cliques(clash, clash)] == [
        [0, 1, 2],
        [1, 2, 3],
        [2, 3, 4],
    ]
