"""Floors after the search, and what a missing contact costs in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from collectplan.optimise.ceilings import ceiling_of
from collectplan.optimise.floors import in_money
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Problem, Rules
from collectplan.optimise.search import Answer

#: What one missing contact costs in the problems below.
CEILING = 50.0


def problem_of(value: list[float], floors: list[tuple[float, set[int]]], room: float = 9.0) -> Problem:
    """A customer with an option of its own for each value; each takes 1 of the room, and serves the floors that name it."""
    num, order = len(value), np.arange(len(value), dtype=np.int32)
    none = np.zeros(num, np.int32)
    one = np.ones(1, np.int32)
    rules = Rules(
        none,
        np.array([0, 1], np.int32),
        none[:1],
        one,
        np.ones((1, num), bool),
        none[:1],
        np.zeros((1, num, num), bool),
    )
    keys = order.astype(np.uint64)
    plain = Problem.of_items(
        np.arange(num + 1), order, np.array(value), np.zeros(num), order, np.arange(num + 1, dtype=np.int32), none,
        np.ones(num), np.zeros(num), np.array([room]), rules, keys, keys,
    )  # fmt: skip
    uses = [[(0, 1.0), *((f, -1.0) for f, (_, members) in enumerate(floors, 1) if j in members)] for j in range(num)]
    flat = [use for row in uses for use in row]
    return replace(
        plain, use_start=np.cumsum([0, *map(len, uses)]).astype(np.int32),
        use_resource=np.array([r for r, _ in flat], np.int32), use_per_contact=np.array([amount for _, amount in flat]),
        use_per_minute=np.zeros(len(flat)), capacity=np.array([room, *(-floor for floor, _ in floors)]),
        ceiling=np.array([np.inf] + [CEILING] * len(floors)),
    )  # fmt: skip


def answer_of(problem: Problem, chosen: list[int], bound: float, termination: str = "feasible") -> Answer:
    """The plan with those candidates, its objective less the ceilings of what floors lack."""
    marks = np.zeros(problem.num_candidates, np.uint8)
    marks[chosen] = 1
    use = problem.use_of(marks)
    lacking = np.maximum(use - problem.capacity, 0.0)[problem.is_floor].sum()
    objective = float(problem.look_up(np.array(chosen)).value.sum() - CEILING * lacking)
    return Answer(marks, use, objective, bound, np.zeros(problem.num_resources), termination, "work", "by hand")


def test_what_floors_lack_is_taken_out_of_objective_and_bound() -> None:
    """Values 5 - 2, one contact missing: 3 - 50 = -47 in the search. A bound of -45 there is one of 5 in money."""
    problem = problem_of([5.0, -2.0, 4.0], [(2.0, {1})])
    money = in_money(problem, answer_of(problem, [0, 1], -45.0))
    assert (money.objective, money.bound) == (3.0, 5.0)
    proven = in_money(problem, answer_of(problem, [0, 1], -47.0 + 1e-9, "optimal"))
    assert (proven.objective, proven.bound) == (3.0, 3.0)


def test_a_contact_that_brings_nothing_goes_where_its_floors_stand_without_it() -> None:
    """A floor of one has three contacts of 0, -1 and -2: the dearest two go, and the last must stay."""
    problem = problem_of([5.0, 0.0, -1.0, -2.0], [(1.0, {1, 2, 3})])
    money = in_money(problem, answer_of(problem, [0, 1, 2, 3], 5.0))
    assert np.flatnonzero(money.chosen).tolist() == [0, 1]
    assert money.objective == 5.0
    assert money.use.tolist() == [2.0, -1.0]


def test_a_contact_stays_that_one_of_its_floors_needs() -> None:
    """Candidate 1 is one too many for the first floor, but the only one of the second."""
    problem = problem_of([5.0, -1.0], [(1.0, {0, 1}), (1.0, {1})])
    assert in_money(problem, answer_of(problem, [0, 1], 9.0)).chosen.tolist() == [1, 1]


def test_without_floors_nothing_changes() -> None:
    """The answer is handed on as it is."""
    problem = problem_of([5.0], [])
    answer = answer_of(problem, [0], 5.0)
    assert in_money(problem, answer) is answer


def ceiling(problem: Problem) -> float:
    pricer = Pricer(problem)
    return ceiling_of(pricer, pricer.seen)


def test_a_missing_contact_costs_more_than_a_whole_small_plan() -> None:
    """Everything together is worth 5 + 3.5 = 8.5, and the floor of one can lose nothing: 9.5, rounded up."""
    assert ceiling(problem_of([5.0, 3.5, -1.0], [(1.0, {2})])) == 10.0


def test_in_a_large_plan_it_costs_more_than_any_chain_of_exchanges() -> None:
    """One contact takes 1 of the room: the densest value there is 5, one contact more is 5, its customer's own is 5.

    With two resources a chain is as long as 3, so that 1 + 3 x 15 = 46 is enough, though the plan is worth 500.
    """
    assert ceiling(problem_of([5.0] * 100, [(1.0, {2})], room=50.0)) == 46.0


def test_without_floors_there_is_no_ceiling_to_find() -> None:
    """Any number does."""
    assert ceiling(problem_of([5.0], [])) == 1.0
