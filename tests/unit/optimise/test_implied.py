"""Clashes that caps make needless."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.optimise.cliques import cover_by_cliques
from collectplan.optimise.implied import without_implied_clashes
from collectplan.optimise.problem import Bools, Rules

NUM_MOMENTS = 5


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """One class over five moments with up to three caps of 0 to 2, and any clashes."""
    pairs = list(combinations(range(NUM_MOMENTS), 2))
    clash = np.zeros((NUM_MOMENTS, NUM_MOMENTS), bool)
    for one, other in draw(st.lists(st.sampled_from(pairs), unique=True)):
        clash[one, other] = clash[other, one] = True
    caps = draw(
        st.lists(st.tuples(st.sets(st.integers(0, NUM_MOMENTS - 1), min_size=1), st.integers(0, 2)), max_size=3)
    )
    sets = np.array([[m in members for m in range(NUM_MOMENTS)] for members, _ in caps], bool).reshape(-1, NUM_MOMENTS)
    limits = np.array([limit for _, limit in caps], np.int32)
    position = np.arange(len(caps), dtype=np.int32)
    zero = np.zeros(1, np.int32)
    return Rules(zero, np.array([0, len(caps)], np.int32), position, limits, sets, zero, clash[None])


def is_allowed(made: Rules, moments: tuple[int, ...]) -> bool:
    """Whether the only customer may use these moments, by the definition of caps and clashes."""
    clash: Bools = made.clashes[made.clash_of_class[0]]
    counts = made.moment_sets[:, list(moments)].sum(axis=1) if len(made.cap_limit) else np.zeros(0)
    return bool((counts <= made.cap_limit).all()) and not any(clash[a, b] for a, b in combinations(moments, 2))


@settings(max_examples=150, deadline=None)
@given(rules())
def test_the_same_sets_of_moments_stay_allowed(made: Rules) -> None:
    """All 32 subsets of five moments are judged alike before and after, so nothing but needless work is taken away."""
    less = without_implied_clashes(made)
    for size in range(NUM_MOMENTS + 1):
        for moments in combinations(range(NUM_MOMENTS), size):
            assert is_allowed(less, moments) == is_allowed(made, moments)


def test_a_clash_under_a_cap_of_one_goes_and_others_stay() -> None:
    """Moments 0 and 1 share a cap of 1, so their clash says nothing new; 1 and 2 share none."""
    clash = np.zeros((1, 3, 3), bool)
    clash[0, [0, 1, 1, 2], [1, 0, 2, 1]] = True
    zero = np.zeros(1, np.int32)
    made = Rules(
        zero, np.array([0, 1], np.int32), zero, np.ones(1, np.int32), np.array([[True, True, False]]), zero, clash
    )
    assert np.argwhere(without_implied_clashes(made).clashes[0]).tolist() == [[1, 2], [2, 1]]


def test_cliques_grow_over_pairs_that_need_no_row() -> None:
    """Only 0 and 1 must be held; 2 excludes both by a cap, so one row of three serves where two rows stood."""
    clash = np.zeros((3, 3), bool)
    clash[0, 1] = clash[1, 0] = True
    graph = ~np.eye(3, dtype=bool)
    assert [np.flatnonzero(clique).tolist() for clique in cover_by_cliques(clash, graph)] == [[0, 1, 2]]
