"""Integer programmes that improve the plan and, where the gap is small enough, prove that no plan is better."""

from __future__ import annotations

import numpy as np

from collectplan.optimise.core import Core, cut_core
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import Watch
from collectplan.optimise.numbers import marked
from collectplan.optimise.problem import Floats, Longs, Marks
from collectplan.optimise.regret import regrets
from collectplan.optimise.repair import SLACK, repair
from collectplan.optimise.solver import solve

#: Free candidates of the improving programmes, one after the other; none has a tree. Of 4,000 free candidates the root
#: alone has taken 57 seconds.
IMPROVE_SIZES = (500, 1_000, 2_000)
#: Free candidates up to which the proof is tried; nodes of its tree, at most, and times the free candidates.
PROOF_SIZE = 15_000
PROOF_NODES = 2_000
PROOF_WORK = 100_000
#: Relative guard for rounding in regrets.
GUARD = 2e-10


def polish(best: Incumbent, watch: Watch) -> None:
    """Solves the customers near indifference anew, and searches all plans that could be better, if they are few enough.

    Raises:
        OutOfTimeError: the deadline has passed.
    """
    if best.is_optimal:
        return
    watch.check()
    watch.tell("improve", 0.0)
    holding, lacking = regrets(best.pricer, best.step.prices)
    for number, size in enumerate(IMPROVE_SIZES):
        watch.check()
        watch.tell("improve", number / len(IMPROVE_SIZES))
        if not _improve(best, watch, holding, lacking, size):
            return
    watch.check()
    watch.tell("prove", 0.0)
    _prove(best, watch, holding, lacking)
    watch.tell("prove", 1.0)


def _improve(best: Incumbent, watch: Watch, holding: Floats, lacking: Floats, size: int) -> bool:
    """Solves the candidates of least regret anew, with the capacity they hold; gives whether more can be gained."""
    problem, held = best.pricer.problem, best.plan > 0
    regret = np.where(held, lacking, holding)
    size = min(size, len(regret))
    near = np.flatnonzero(regret <= np.partition(regret, size - 1)[size - 1])
    order = np.lexsort((problem.key[problem.look_up(near).customer], regret[near]))
    free = np.zeros(len(regret), bool)
    free[near[order[:size]]] = True
    core = cut_core(best.pricer, free, (held & ~free).astype(np.uint8))
    offer(best, core, solve(core, np.flatnonzero(held), 1, watch.seconds_left()).chosen)
    return not best.is_optimal


def _prove(best: Incumbent, watch: Watch, holding: Floats, lacking: Floats) -> None:
    """Searches all plans that could be better, if few enough candidates could be in one."""
    problem = best.pricer.problem
    reach = best.step.bound - best.objective + GUARD * abs(best.step.bound)
    free, settled = holding <= reach, (lacking > reach).astype(np.uint8)
    if free.sum() > PROOF_SIZE:
        return
    core = cut_core(best.pricer, free, settled)
    nodes = min(PROOF_NODES, PROOF_WORK // max(1, len(core.free)))
    found = solve(core, marked(best.plan), nodes, watch.seconds_left())
    is_kept = offer(best, core, found.chosen)
    worth = float(problem.look_up(marked(settled)).value.sum())
    bound = worth + found.bound + GUARD * (abs(worth) + abs(found.bound))
    if found.is_proven and is_kept:
        best.close(best.objective)
    elif bound < best.step.bound:
        best.close(max(bound, best.objective))


def offer(best: Incumbent, core: Core, chosen: Longs | None) -> bool:
    """Offers a solver's choice as plan, mended where rounding broke a capacity; gives whether it needed no mending."""
    if chosen is None:
        return False
    plan: Marks = core.settled.copy()
    plan[chosen] = 1
    problem = best.pricer.problem
    is_legal = bool((problem.use_of(plan) <= problem.capacity * (1 + SLACK))[~problem.is_floor].all())
    best.offer_plan(plan if is_legal else repair(best.pricer, best.step.prices, plan))
    return is_legal
