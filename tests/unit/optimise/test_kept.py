"""Duties before money, as a large operation is searched: the most that can be kept, and then the best that keeps them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from collectplan.domain.stages import Solution
from collectplan.optimise import attainable, optimise
from collectplan.optimise.attainable import search_floors
from collectplan.optimise.kept import duties_alone, most_kept
from collectplan.optimise.limit import Watch
from collectplan.optimise.numbers import marked
from collectplan.optimise.problem import Problem
from collectplan.optimise.search import PROVEN_CUSTOMERS, is_small, search
from collectplan.optimise.warm import Known
from tests.optimum.made_days import small_world
from tests.optimum.shared_worlds import with_duties
from tests.optimum.whole_mip import Contact, broken_limits, least_missed, missed_contacts, whole_optimum
from tests.unit.optimise.test_floors import problem_of

SOLVE = partial(search, watch=Watch())


@pytest.fixture
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every problem is searched as a large one."""
    monkeypatch.setattr(attainable, "is_small", lambda _: False)


def room_for_two() -> Problem:
    """Five contacts of one customer and room for two; three of them answer a duty of a line that asks for three."""
    return problem_of([9.0, 8.0, 1.0, 2.0, -1.0], [(3.0, {2, 3, 4})], room=2.0)


def test_a_problem_of_duties_alone_has_their_customers_and_their_contacts() -> None:
    """A contact is worth the duties that it answers, whatever its money: 1 each, and nothing where it answers none."""
    problem = problem_of([9.0, 8.0, 1.0, 2.0, -1.0], [(3.0, {2, 3, 4}), (1.0, {3})], room=2.0)
    alone, customers = duties_alone(problem)
    some = alone.look_up(np.arange(alone.num_candidates))
    assert customers.tolist() == [2, 3, 4]
    assert some.value.tolist() == [1.0, 2.0, 1.0]
    assert not alone.is_floor.any()


def test_a_plan_of_duties_alone_fills_the_room_with_them() -> None:
    """Three duties, room for two: two are kept, by contacts that answer one, and the floor is used by as many."""
    plan, use = most_kept(room_for_two(), partial(SOLVE))
    assert set(marked(plan).tolist()) < {2, 3, 4}
    assert use.tolist() == [0.0, -2.0]


@pytest.mark.usefixtures("_large")
def test_money_chooses_among_plans_that_keep_as_many() -> None:
    """Of the three pairs of answers that fill the room 1 + 2 is worth most, and 9 + 8 keeps no duty."""
    problem = room_for_two()
    is_duty = np.array([False, True])
    reached = search_floors(problem, Watch(), SOLVE, is_duty=is_duty)
    assert marked(reached.answer.chosen).tolist() == [2, 3]
    assert (reached.answer.objective, reached.answer.bound) == (3.0, 3.0)
    assert reached.problem.capacity.tolist() == [2.0, -2.0]


@pytest.mark.usefixtures("_large")
def test_an_earlier_plan_that_misses_more_is_not_enough() -> None:
    """An earlier plan of 9 + 8 that says it is as good as was asked for keeps no duty: two are kept all the same."""
    problem = room_for_two()
    earlier = np.zeros(problem.num_candidates, np.uint8)
    earlier[:2] = 1
    known = Known(np.zeros(2), earlier, 17.0, 1e9)
    reached = search_floors(
        problem, Watch(), partial(SOLVE, known=known), known.prices, is_duty=np.array([False, True]), known=known
    )
    assert marked(reached.answer.chosen).tolist() == [2, 3]


def contacts_of(solution: Solution) -> list[Contact]:
    return list(solution.contacts.select("customer", "channel", "slot", "group").iter_rows())


@pytest.mark.usefixtures("_large")
@pytest.mark.parametrize("seed", [0, 1, 2, 4, 5, 7])
def test_small_worlds_searched_as_large_ones_miss_as_few(seed: int) -> None:
    """A whole integer programme misses no fewer; no plan that misses as few of every line is worth more."""
    made = with_duties(small_world(seed), seed)
    solution, best = optimise(*made.stages), whole_optimum(made)
    assert broken_limits(made, contacts_of(solution)) == []
    assert missed_contacts(made, contacts_of(solution)) == least_missed(made)
    assert solution.objective <= best + 1e-6 * (1 + abs(best))
    assert solution.bound >= solution.objective


@pytest.mark.usefixtures("_large")
def test_at_once_the_plan_is_legal() -> None:
    """With the deadline passed before the start there is a legal plan and a bound above it."""
    made = with_duties(small_world(4), 4)
    solution = optimise(*made.stages, clock=lambda: 1.0, deadline=1.0)
    assert broken_limits(made, contacts_of(solution)) == []
    assert solution.objective <= solution.bound


def many_of(problem: Problem) -> Problem:
    """The same customers over and over, more than a proof is tried for."""
    customers = np.resize(np.arange(problem.num_customers), PROVEN_CUSTOMERS + 1)
    return problem.part(customers, 1.0)


def test_a_small_operation_is_searched_for_both_at_once() -> None:
    """Its plan is proven to be the best of those that miss least, whichever lines they miss."""
    problem = room_for_two()
    assert is_small(problem)
    assert not is_small(many_of(problem))
