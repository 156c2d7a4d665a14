"""Exact prices by sifting: the linear relaxation over few candidates at a time.

The candidates of least regret at the prices so far make a small linear programme, whose own prices then find the
candidates that it lacks (Bixby, Gregory, Lustig, Marsten and Shanno, "Very large-scale linear programming: a case study
in combining interior point and simplex methods", Operations Research 40(5), 1992). It ends when a pass over everybody
proves the programme's value as bound. Values are told apart by a tiny perturbation where they tie, but only to choose
candidates.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.core import cut_core
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import Watch
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import Step
from collectplan.optimise.problem import Bools, Longs, Marks
from collectplan.optimise.regret import regrets
from collectplan.optimise.repair import repair
from collectplan.optimise.solver import relax

#: Candidates that each round adds, per customer and at least.
ADDED_PER_CUSTOMER = 2
ADDED_AT_LEAST = 8_000
ROUNDS = 8
#: Relative distance of bound and relaxation at which the prices are exact.
EXACT = 1e-9
#: Perturbations under which choices at the exact prices are repaired, for want of a whole relaxation.
REPAIR_NOISES = (0.003, 0.001, 0.0003, 0.0001)
#: Share of the values by which ties are told apart.
NOISE = 1e-5


def sift(best: Incumbent, watch: Watch, enough: float) -> None:
    """Improves the bound to that of the linear relaxation, and the plan to its rounding.

    Args:
        best: improved in place.
        watch: on the deadline.
        enough: relative gap at which it ends.

    Raises:
        OutOfTimeError: the deadline has passed.
    """
    pricer = best.pricer
    problem = pricer.problem
    added = min(problem.num_candidates, max(ADDED_AT_LEAST, ADDED_PER_CUSTOMER * problem.num_customers))
    inside: Bools = best.plan > 0
    nobody = np.zeros(problem.num_candidates, np.uint8)
    prices = best.step.prices
    for number in range(ROUNDS):
        watch.check()
        watch.tell("sift", number / ROUNDS)
        holding, _ = regrets(pricer, prices, noise=NOISE)
        inside = inside | (holding <= np.partition(holding, added - 1)[added - 1]) | (best.plan > 0)
        core = cut_core(pricer, inside, nobody)
        found = relax(core, watch.seconds_left())
        if found is None:
            return
        prices = np.zeros(problem.num_resources)
        prices[core.resource] = found.prices
        bound = pricer.evaluate(prices).bound
        if bound < best.step.bound:
            best.step = Step(0.0, prices, bound)
        start = whole_part(pricer, core.free[found.share > 1e-6], core.free[found.share > 1 - 1e-6])
        best.offer_plan(repair(pricer, best.step.prices, start))
        if best.gap <= enough:
            return
        if bound - found.objective <= EXACT * bound or number == ROUNDS - 1:
            for noise in REPAIR_NOISES:
                watch.check()
                best.offer_plan(repair(pricer, best.step.prices, pricer.evaluate(best.step.prices, noise).chosen))
            return


def whole_part(pricer: Pricer, touched: Longs, whole: Longs) -> Marks:
    """[candidates] marks of the contacts of the customers whose contacts in the relaxation are all whole."""
    problem = pricer.problem
    split = np.zeros(problem.num_customers, bool)
    split[problem.look_up(np.setdiff1d(touched, whole)).customer] = True
    marks = np.zeros(problem.num_candidates, np.uint8)
    marks[whole[~split[problem.look_up(whole).customer]]] = 1
    return marks
