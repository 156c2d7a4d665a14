"""Integer programmes that improve the plan and, where the gap is small enough, prove that no plan is better."""

from __future__ import annotations

import numpy as np

from collectplan.optimise.core import Core, cut_core
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import Watch
from collectplan.optimise.problem import Longs, Marks
from collectplan.optimise.regret import regrets
from collectplan.optimise.repair import SLACK, repair
from collectplan.optimise.solver import solve

#: Free candidates of an improving programme, and nodes of its tree.
IMPROVE_SIZES = (1_000, 4_000)
IMPROVE_NODES = 50
#: Free candidates up to which the proof is tried, and nodes of its tree.
PROOF_SIZE = 15_000
PROOF_NODES = 2_000
#: Relative guard for rounding in regrets.
GUARD = 2e-10


def improve(best: Incumbent, watch: Watch) -> None:
    """Solves the customers near indifference anew, with the capacity that they hold.

    Raises:
        OutOfTimeError: the deadline has passed.
    """
    problem = best.pricer.problem
    holding, lacking = regrets(best.pricer, best.step.prices)
    keys = problem.key[problem.look_up(np.arange(problem.num_candidates)).customer]
    for number, size in enumerate(IMPROVE_SIZES):
        if best.is_optimal:
            return
        watch.check()
        watch.tell("improve", number / len(IMPROVE_SIZES))
        held = best.plan > 0
        order = np.lexsort((keys, np.where(held, lacking, holding)))
        free = np.zeros(problem.num_candidates, bool)
        free[order[:size]] = True
        core = cut_core(best.pricer, free, (held & ~free).astype(np.uint8))
        found = solve(core, np.flatnonzero(held), IMPROVE_NODES, watch.seconds_left())
        offer(best, core, found.chosen)


def prove(best: Incumbent, watch: Watch) -> bool:
    """Searches all plans that could be better, if they are few enough; gives whether the plan is proven the best.

    Raises:
        OutOfTimeError: the deadline has passed.
    """
    if best.is_optimal:
        return True
    watch.check()
    watch.tell("prove", 0.0)
    pricer, problem = best.pricer, best.pricer.problem
    reach = best.step.bound - best.objective + GUARD * abs(best.step.bound)
    holding, lacking = regrets(pricer, best.step.prices)
    free, settled = holding <= reach, (lacking > reach).astype(np.uint8)
    if free.sum() > PROOF_SIZE:
        return False
    core = cut_core(pricer, free, settled)
    found = solve(core, np.flatnonzero(best.plan), PROOF_NODES, watch.seconds_left())
    is_kept = offer(best, core, found.chosen)
    worth = float(problem.look_up(np.flatnonzero(settled)).value.sum())
    bound = worth + found.bound + GUARD * (abs(worth) + abs(found.bound))
    if found.is_proven and is_kept:
        best.close(best.objective)
    elif bound < best.step.bound:
        best.close(max(bound, best.objective))
    watch.tell("prove", 1.0)
    return best.is_optimal


def offer(best: Incumbent, core: Core, chosen: Longs | None) -> bool:
    """Offers a solver's choice as plan, mended where rounding broke a capacity; gives whether it needed no mending."""
    if chosen is None:
        return False
    plan: Marks = core.settled.copy()
    plan[chosen] = 1
    problem = best.pricer.problem
    is_legal = bool((best.pricer.use_of(plan) <= problem.capacity * (1 + SLACK))[~problem.is_floor].all())
    best.offer_plan(plan if is_legal else repair(best.pricer, best.step.prices, plan))
    return is_legal
