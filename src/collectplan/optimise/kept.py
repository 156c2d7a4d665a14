"""As many duties kept as can be, and then the best plan in money that keeps as many: the search of a large operation.

A customer answers a duty once at most, so that no plan has more answers than a line of duties asks for, and an answer
more is always one missed fewer. Which duties can be kept beside each other is thus a problem of its own, without
floors: of those customers alone who have a duty, and of those candidates alone that answer one, each worth the number
of duties that it answers. It is small, and its values are small whole numbers, while in one search for both a missed
duty weighs more than all money together, and the prices of what duties compete for are found a thousandth of that
weight too high or too low, which is a few duties. The search in money then asks of every line for what was found, which
is known to be possible, begins with the plan that was found, and finds prices of money.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from collectplan.optimise.numbers import marked
from collectplan.optimise.problem import Floats, Longs, Marks, Problem
from collectplan.optimise.search import Answer


def duties_alone(problem: Problem) -> tuple[Problem, Longs]:
    """The problem of keeping most duties: of the customers who have one, whose positions are given beside it.

    Args:
        problem: all of whose floors are lines of duties.
    """
    of_floor = problem.is_floor[problem.use_resource]
    answers = np.where(of_floor, problem.use_per_contact, 0.0)
    # A value is factor x gain - cost: without gains a contact is worth the duties that it answers.
    cost = np.bincount(problem.option_of_use, answers, problem.num_options).astype(np.float64)
    num_uses = np.bincount(problem.option_of_use[~of_floor], minlength=problem.num_options)
    alone = replace(
        problem, gain=np.zeros_like(problem.gain), cost=cost,
        use_start=np.concatenate([np.zeros(1, np.int64), np.cumsum(num_uses)]).astype(np.int32),
        use_resource=problem.use_resource[~of_floor], use_per_contact=problem.use_per_contact[~of_floor],
        use_per_minute=problem.use_per_minute[~of_floor], capacity=np.where(problem.is_floor, 0.0, problem.capacity),
        ceiling=np.full(problem.num_resources, np.inf),
    )  # fmt: skip
    num_able = np.concatenate([np.zeros(1, np.int64), np.cumsum(cost[problem.pattern_option] < 0)])
    is_able = num_able[problem.pattern_start[1:]] > num_able[problem.pattern_start[:-1]]
    customers = np.unique(np.searchsorted(problem.start, np.flatnonzero(is_able[problem.pattern]), "right") - 1)
    return alone.part(customers, 1.0), customers


def most_kept(problem: Problem, solve: Callable[..., Answer]) -> tuple[Marks, Floats]:
    """[candidates] a plan of nothing but answers that keeps as many duties as the search finds, and its use of floors.

    Args:
        problem: all of whose floors are lines of duties.
        solve: the search, of a problem, `start` and `known`.
    """
    alone, customers = duties_alone(problem)
    plan = np.zeros(problem.num_candidates, np.uint8)
    plan[problem.of_customers(customers)[marked(solve(alone, start=None, known=None).chosen)]] = 1
    return plan, np.where(problem.is_floor, problem.use_of(plan), 0.0)
