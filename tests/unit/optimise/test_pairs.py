"""Customers who may have two contacts at most: the best pair, and what could take the place of either contact."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.optimise import pairs
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Bools, Problem, Rules
from tests.unit.optimise.one_customer import assert_the_best_is_found, is_allowed, problem_of, worth

#: Nearly every choice is told of as a margin.
WIDE = 100.0


def rules_of(clash: Bools, one: list[int]) -> Rules:
    """Two contacts at most, and one of some moments; moments clash as told."""
    num = len(clash)
    sets = np.zeros((2, num), bool)
    sets[0], sets[1, one] = True, True
    return Rules(
        np.zeros(1, np.int32), np.array([0, 2], np.int32), np.arange(2, dtype=np.int32), np.array([2, 1], np.int32), sets,
        np.zeros(1, np.int32), clash[None],
    )  # fmt: skip


@st.composite
def customers(draw: st.DrawFn) -> Problem:
    """Up to 9 moments of small whole worth, of which any two may clash; ties are many."""
    num = draw(st.integers(2, 9))
    clash = np.zeros((num, num), bool)
    for a, b in combinations(range(num), 2):
        clash[a, b] = clash[b, a] = draw(st.booleans())
    one = draw(st.lists(st.integers(0, num - 1), unique=True))
    return problem_of(rules_of(clash, one), draw(st.lists(st.integers(1, 12), min_size=num, max_size=num)))


@given(customers())
@settings(max_examples=150, deadline=None)
def test_the_best_pair_is_the_best_of_all(problem: Problem) -> None:
    """Of all pairs, and all that stand alone; the best candidate need not be in it."""
    assert_the_best_is_found(problem)


@given(customers())
@settings(max_examples=100, deadline=None)
def test_margins_are_what_could_be_had_beside_the_other_contact(problem: Problem) -> None:
    """Of each contact chosen the best that may take its place while the other stays; nothing where all are barred."""
    pricer = Pricer(problem)
    if pricer.layout.barred_of_class[0] < 0:
        return
    found = pricer.evaluate(np.zeros(0), window=WIDE)
    chosen = np.flatnonzero(found.chosen).tolist()
    assert found.margins is not None
    assert sorted(found.margins.ahead.tolist()) == chosen
    for ahead, behind in zip(found.margins.ahead.tolist(), found.margins.behind.tolist(), strict=True):
        others = [j for j in chosen if j != ahead]
        free = [j for j in range(problem.num_candidates) if j not in chosen and is_allowed(problem, (*others, j))]
        assert (behind >= 0) == bool(free)
        if free:
            assert behind in free
            assert worth(problem, (behind,)) == max(worth(problem, (j,)) for j in free)


def test_two_others_pass_the_best_that_bars_them_all() -> None:
    """10 alone, or 8 and 7 that it clashes with: the pair is worth 15."""
    clash = np.zeros((4, 4), bool)
    clash[0, 1:] = clash[1:, 0] = True
    found = Pricer(problem_of(rules_of(clash, []), [10, 8, 7, 1])).evaluate(np.zeros(0))
    assert np.flatnonzero(found.chosen).tolist() == [1, 2]


def test_hours_that_clash_alike_are_one_cell_whatever_the_channel() -> None:
    """Two channels of four hours, contacts two hours apart: eight moments, four cells, unless a cap tells channels apart."""
    hour = np.tile(np.arange(4), 2)
    clash = (np.abs(hour[:, None] - hour) < 2) & ~np.eye(8, dtype=bool)
    rules = rules_of(clash, [])
    assert Pricer(problem_of(rules, [1] * 8)).layout.cell.tolist() == [[0, 1, 2, 3, 0, 1, 2, 3]]
    told_apart = rules_of(clash, [0, 1, 2, 3])
    assert Pricer(problem_of(told_apart, [1] * 8)).layout.cell.tolist() == [[0, 1, 2, 3, 4, 5, 6, 7]]


def test_tables_are_shared_and_end_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Classes that differ in nothing that bars a pair share a table; who may have three contacts has none."""
    clash = np.zeros((3, 3), bool)
    clash[0, 2] = clash[2, 0] = True
    sets = np.array([[True, True, False], [True, True, True]])
    rules = Rules(
        np.zeros(3, np.int32), np.array([0, 2, 4, 6], np.int32), np.array([0, 1] * 3, np.int32),
        np.array([1, 2, 1, 2, 2, 3], np.int32), sets, np.zeros(3, np.int32), clash[None],
    )  # fmt: skip
    tables, table_of_class = pairs.pairs(rules, np.array([2, 2, 3], np.int32))
    assert table_of_class.tolist() == [0, 0, -1]
    assert tables[0].tolist() == [[True, True, True], [True, True, False], [True, False, False]]
    monkeypatch.setattr(pairs, "MOST_ANSWERS", 8)
    tables, table_of_class = pairs.pairs(rules, np.array([2, 2, 3], np.int32))
    assert tables.shape == (0, 3, 3)
    assert table_of_class.tolist() == [-1, -1, -1]
