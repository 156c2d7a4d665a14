"""One customer's best set, held against every set there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Problem, Rules
from collectplan.optimise.regret import regrets
from tests.unit.optimise.one_customer import allowed_sets, assert_the_best_is_found, worth


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """One customer with up to 7 candidates at up to 5 moments, caps and clashes of any kind, no resource."""
    num_moments = draw(st.integers(1, 5))
    moment = np.array(sorted(draw(st.lists(st.integers(0, num_moments - 1), min_size=1, max_size=7))), np.int32)
    num = len(moment)
    value = np.array(draw(st.lists(st.integers(1, 9), min_size=num, max_size=num)), float)
    caps = draw(st.lists(st.tuples(st.sets(st.integers(0, num_moments - 1)), st.integers(0, 3)), max_size=3))
    sets = np.zeros((len(caps), num_moments), bool)
    for i, (members, _) in enumerate(caps):
        sets[i, list(members)] = True
    clash = np.zeros((num_moments, num_moments), bool)
    for a, b in combinations(range(num_moments), 2):
        clash[a, b] = clash[b, a] = draw(st.booleans())
    rules = Rules(
        np.zeros(1, np.int32), np.array([0, len(caps)], np.int32), np.arange(len(caps), dtype=np.int32),
        np.array([limit for _, limit in caps], np.int32), sets, np.zeros(1, np.int32), clash[None],
    )  # fmt: skip
    return Problem.of_items(
        np.array([0, num]), np.arange(num, dtype=np.int32), value, np.zeros(num), moment, np.zeros(num + 1, np.int32),
        np.zeros(0, np.int32), np.zeros(0), np.zeros(0), np.zeros(0), rules, np.zeros(1, np.uint64), np.zeros(num, np.uint64),
    )  # fmt: skip


@given(problems())
@settings(max_examples=150, deadline=None)
def test_the_best_set_is_the_best_of_all_sets(problem: Problem) -> None:
    """Values are small integers, so sums are exact and equality is too; the guard for rounding is 4e-12 of the bound."""
    assert_the_best_is_found(problem)


@given(problems())
@settings(max_examples=150, deadline=None)
def test_regrets_are_what_insisting_and_abstaining_cost(problem: Problem) -> None:
    """The best of all sets, less the best of those that hold the candidate, or of those that lack it."""
    sets = [(set(s), worth(problem, s)) for s in allowed_sets(problem)]
    best = max(gained for _, gained in sets)
    holding, lacking = regrets(Pricer(problem), np.zeros(0))
    for j in range(problem.num_candidates):
        with_j = [gained for s, gained in sets if j in s]
        assert holding[j] == (best - max(with_j) if with_j else np.inf)
        assert lacking[j] == best - max(gained for s, gained in sets if j not in s)
