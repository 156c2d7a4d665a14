"""Moments a second time: what a customer with a duty may do at them, and that nobody else is changed."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from collectplan.optimise.expand import expand
from collectplan.optimise.problem import Rules
from collectplan.optimise.twins import twins_of
from tests.optimum.made_days import small_world
from tests.optimum.shared_worlds import with_duties


def allowed(rules: Rules, customer: int, moments: tuple[int, ...]) -> bool:
    k = rules.class_of_customer[customer]
    caps = range(rules.cap_start[k], rules.cap_start[k + 1])
    clash = rules.clashes[rules.clash_of_class[k]]
    within = all(rules.moment_sets[rules.cap_set[c], list(moments)].sum() <= rules.cap_limit[c] for c in caps)
    return within and not clash[np.ix_(moments, moments)].any()


def test_without_duties_nothing_is_there_twice() -> None:
    """The moments of the problem are those of the stages before."""
    made = small_world(3, num=10)
    assert not twins_of(made.permitted).has_any
    assert (expand(*made.stages).twin == -1).all()


@pytest.mark.parametrize("seed", range(5))
def test_a_moment_and_its_twin_are_one(seed: int) -> None:
    """Pairs of moments are allowed as before; a moment never beside its twin, two twins of one duty never."""
    made = with_duties(small_world(seed, num=12), seed)
    twins, problem = twins_of(made.permitted), expand(*made.stages).problem
    duties = made.permitted.duties
    assert duties is not None
    plain = expand(*small_world(seed, num=12).stages).problem.rules
    bound = set(duties.customer.tolist())
    for customer in range(problem.num_customers):
        number_of_duties = int((duties.customer == customer).sum())
        for one, other in combinations(range(len(twins.source)), 2):
            source = tuple(twins.source[[one, other]].tolist())
            may = allowed(problem.rules, customer, (one, other))
            if source[0] != source[1]:
                both = bool(twins.is_twin[[one, other]].all())
                assert not may or allowed(plain, customer, source)
                assert may == allowed(plain, customer, source) or (both and customer in bound)
                assert not (may and both and number_of_duties == 1)
            elif customer in bound:
                assert not may


@pytest.mark.parametrize("seed", range(5))
def test_marks_of_twins_are_of_the_same_contact(seed: int) -> None:
    """The twin of a candidate has its pair, its slot and its group; marking twice marks no more."""
    expanded = expand(*with_duties(small_world(seed, num=12), seed).stages)
    problem = expanded.problem
    numbers = np.arange(problem.num_candidates)
    looked_up = problem.look_up(numbers)
    marked = 0
    for number in numbers[expanded.twin[looked_up.option] >= 0].tolist():
        chosen = np.zeros(problem.num_candidates, np.uint8)
        chosen[number] = 1
        both = expanded.with_twins(chosen)
        found = problem.look_up(np.flatnonzero(both))
        if len(found.number) == 2:
            marked += 1
            assert len(set(found.pair.tolist())) == 1
            assert len({(expanded.slot[o], expanded.group[o]) for o in found.option.tolist()}) == 1
        assert (expanded.with_twins(both) == both).all()
    assert marked > 0
