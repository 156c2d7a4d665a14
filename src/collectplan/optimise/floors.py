"""An answer to a problem with floors in money alone: without ceilings, and without contacts that nothing needs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from collectplan.optimise.numbers import marked
from collectplan.optimise.problem import Candidates, Floats, Problem
from collectplan.optimise.search import Answer


def in_money(problem: Problem, answer: Answer) -> Answer:
    """The answer with the objective in money alone, and without contacts that bring nothing and that no floor needs.

    The search's objective is less by the ceilings of what floors lack; a plan that lacks no more than this one is worth
    no more than the search's bound and those ceilings together.
    """
    if not problem.is_floor.any():
        return answer
    held = problem.look_up(marked(answer.chosen))
    idle, use = _idle(problem, held, answer.use)
    chosen = answer.chosen.copy()
    chosen[held.number[idle]] = 0
    objective = math.fsum(np.delete(held.value, idle).tolist())
    bound = max(objective, answer.bound + math.fsum(held.value.tolist()) - answer.objective)
    if answer.termination != "feasible":
        bound = objective
    return replace(answer, chosen=chosen, use=use, objective=objective, bound=bound)


def _idle(problem: Problem, held: Candidates, use: Floats) -> tuple[list[int], Floats]:
    """Positions of contacts that may go, those that cost most first, and the use of what stays."""
    use, idle = use.copy(), []
    free = np.flatnonzero(held.value <= 0)
    for position in free[np.lexsort((held.number[free], held.value[free]))].tolist():
        option = held.option[position]
        uses = slice(problem.use_start[option], problem.use_start[option + 1])
        resource = problem.use_resource[uses]
        amount = problem.use_per_contact[uses] + problem.use_per_minute[uses] * held.minutes[position]
        floors = problem.is_floor[resource]
        if (use[resource][floors] - amount[floors] <= problem.capacity[resource][floors]).all():
            idle.append(position)
            np.subtract.at(use, resource, amount)
    return idle, use
