"""How many contacts can count for a floor, and the two searches where one is missed."""

from __future__ import annotations

from functools import partial

import numpy as np

from collectplan.optimise.attainable import attainable, search_floors
from collectplan.optimise.limit import Watch
from collectplan.optimise.search import search
from tests.unit.optimise.test_floors import CEILING, problem_of

SOLVE = partial(search, watch=Watch())


def test_prices_prove_how_many_contacts_can_count() -> None:
    """Of five contacts three count, and there is room for two: a room at the price of one missing contact proves it."""
    problem = problem_of([9.0, 8.0, 1.0, 1.0, -1.0], [(4.0, {2, 3, 4})], room=2.0)
    assert attainable(problem, 1, np.array([CEILING, CEILING])) == 2
    assert attainable(problem, 1, np.zeros(2)) == 3


def test_a_missed_floor_leaves_prices_of_money() -> None:
    """Two of the three that count fill the room, at 1 each in the place of 9 and 8; the bound is of money too."""
    problem = problem_of([9.0, 8.0, 1.0, 1.0, -1.0], [(4.0, {2, 3, 4})], room=2.0)
    reached = search_floors(problem, Watch(), SOLVE)
    assert np.flatnonzero(reached.answer.chosen).tolist() == [2, 3]
    assert (reached.answer.objective, reached.answer.bound) == (2.0, 2.0)
    assert reached.possible == {1: 2}
    assert reached.problem.capacity.tolist() == [2.0, -2.0]


def test_a_floor_that_is_met_is_searched_for_once() -> None:
    """One contact of value 1 pushes out the one of 8; what one more would cost is the price."""
    problem = problem_of([9.0, 8.0, 1.0, 1.0], [(1.0, {2, 3})], room=2.0)
    reached = search_floors(problem, Watch(), SOLVE)
    assert reached.answer.objective == 10.0
    assert reached.possible == {}
    assert reached.problem is problem
    assert 7.0 <= reached.answer.prices[1] <= 8.0


def test_without_time_the_first_plan_is_taken() -> None:
    """Nothing is searched a second time once the deadline has passed; the limit is proven all the same."""
    problem = problem_of([9.0, 8.0, 1.0, 1.0, -1.0], [(4.0, {2, 3, 4})], room=2.0)
    watch = Watch(lambda: 1.0, 1.0)
    reached = search_floors(problem, watch, partial(search, watch=watch))
    assert reached.answer.objective <= reached.answer.bound
    assert reached.answer.use[0] <= 2.0
    assert reached.possible[1] >= 2
