"""A problem of one customer, whom nothing but the local rules restrains, and every set of contacts that these allow."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Problem, Rules


def problem_of(rules: Rules, value: list[int]) -> Problem:
    """One customer with a candidate at every moment, and no resource."""
    num = len(value)
    return Problem.of_items(
        np.array([0, num]), np.arange(num, dtype=np.int32), np.array(value, float), np.zeros(num),
        np.arange(num, dtype=np.int32), np.zeros(num + 1, np.int32), np.zeros(0, np.int32), np.zeros(0), np.zeros(0),
        np.zeros(0), rules, np.zeros(1, np.uint64), np.zeros(num, np.uint64),
    )  # fmt: skip


def worth(problem: Problem, candidates: tuple[int, ...]) -> float:
    return float(problem.look_up(np.array(candidates, np.int64)).value.sum())


def is_allowed(problem: Problem, candidates: tuple[int, ...]) -> bool:
    rules, moments = problem.rules, problem.moment[list(candidates)].tolist()
    return (
        len(set(moments)) == len(moments)
        and all(rules.moment_sets[c, moments].sum() <= rules.cap_limit[c] for c in range(len(rules.cap_set)))
        and not any(rules.clashes[0, a, b] for a, b in combinations(moments, 2))
    )


def allowed_sets(problem: Problem) -> list[tuple[int, ...]]:
    every = range(problem.num_candidates)
    return [s for size in range(len(every) + 1) for s in combinations(every, size) if is_allowed(problem, s)]


def assert_the_best_is_found(problem: Problem) -> None:
    """A pass chooses an allowed set, none is worth more, and the bound is what it is worth but for a guard of 4e-12."""
    found = Pricer(problem).evaluate(np.zeros(0))
    chosen = tuple(np.flatnonzero(found.chosen).tolist())
    sets = allowed_sets(problem)
    best = max(worth(problem, each) for each in sets)
    assert chosen in sets
    assert worth(problem, chosen) == best
    assert best <= found.bound <= best * (1 + 5e-12)
