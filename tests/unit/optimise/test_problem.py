"""A problem is checked once, when it is made."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from collectplan.optimise.expand import expand
from collectplan.optimise.problem import Problem
from tests.optimum.made_days import small_world


@pytest.fixture(scope="module")
def problem() -> Problem:
    return expand(*small_world(5, num=20).stages).problem


def test_every_fault_is_named_at_once(problem: Problem) -> None:
    """A gain that is no number and a negative capacity are two faults in one message."""
    with pytest.raises(ValueError, match="a gain is not finite; a capacity is negative"):
        replace(problem, gain=np.nan * problem.gain, capacity=problem.capacity - 1e9)


def test_moments_of_a_customer_rise(problem: Problem) -> None:
    """The kernels find the candidates of a cell side by side, which they would not if a pattern ran backwards."""
    backwards = problem.pattern_option[::-1].copy()
    sizes = np.diff(problem.pattern_start)[::-1]
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    with pytest.raises(ValueError, match="moments fall from option to option of a customer"):
        replace(problem, pattern_option=backwards, pattern_start=start)


def test_a_candidate_is_found_by_its_number(problem: Problem) -> None:
    """All numbers of all customers, looked up, are those of the pairs one after the other, each in its pattern."""
    everyone = problem.of_customers(np.arange(problem.num_customers))
    assert everyone.tolist() == list(range(problem.num_candidates))
    found = problem.look_up(everyone)
    assert (np.bincount(found.pair, minlength=len(problem.gain)) == np.diff(problem.first)).all()
    value = problem.factor[problem.row[found.pair], problem.column[found.option]] * problem.gain[found.pair]
    assert np.allclose(found.value, value - problem.cost[found.option], atol=5.1e-7, rtol=0)


def test_a_part_has_its_customers_and_its_share(problem: Problem) -> None:
    """Customers 3 and 5 keep their candidates; a tenth of the capacities is theirs."""
    part = problem.part(np.array([3, 5]), 0.1)
    whole, mine = problem.look_up(problem.of_customers(np.array([3, 5]))), part.look_up(np.arange(part.num_candidates))
    assert mine.option.tolist() == whole.option.tolist()
    assert mine.value.tolist() == whole.value.tolist()
    assert part.capacity.tolist() == (problem.capacity * 0.1).tolist()


def test_customers_are_put_in_order_by_what_they_are_like(problem: Problem) -> None:
    """By class, by the pattern of their first pair, none before the first, and by the sum of gains: as plain tuples."""
    gains = [problem.gain[a:b] for a, b in pairwise(problem.start)]
    patterns = [problem.pattern[a] if a < b else -1 for a, b in pairwise(problem.start)]
    like = [
        (int(k), int(p), sum(g.tolist()))
        for k, p, g in zip(problem.rules.class_of_customer, patterns, gains, strict=True)
    ]
    order = problem.by_likeness.tolist()
    assert sorted(order) == list(range(problem.num_customers))
    for one, other in pairwise(like[customer] for customer in order):
        assert one[:2] <= other[:2]
        assert one[:2] < other[:2] or one[2] <= other[2] + 1e-9


def test_equal_customers_stand_in_the_order_of_keys(problem: Problem) -> None:
    """By place, every k-th of a file's customers is of a kind; nothing but keys is left where all gains are 0."""
    equal = replace(problem, gain=np.zeros(len(problem.gain)), key=problem.key[::-1].copy())
    first = np.minimum(equal.start[:-1], len(equal.gain) - 1)
    patterns = np.where(np.diff(equal.start) > 0, equal.pattern[first], -1)
    like = list(zip(equal.rules.class_of_customer.tolist(), patterns.tolist(), equal.key.tolist(), strict=True))
    assert equal.by_likeness.tolist() == sorted(range(equal.num_customers), key=lambda customer: like[customer])


def test_clashes_are_mutual(problem: Problem) -> None:
    """A moment that clashes with itself could never be used."""
    rules = replace(problem.rules, clashes=np.ones_like(problem.rules.clashes))
    with pytest.raises(ValueError, match="clashes are not symmetric or lie on the diagonal"):
        replace(problem, rules=rules)
