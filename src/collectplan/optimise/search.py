"""From a problem to a plan with its bound: prices, exact prices, integer programmes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import OutOfTimeError, Watch
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import NOISES, search_prices, settle
from collectplan.optimise.problem import Floats, Marks, Problem
from collectplan.optimise.prove import improve, prove
from collectplan.optimise.sift import ADDED_AT_LEAST, MAX_CUSTOMERS, sift

#: Steps of the price search before exact prices follow.
NUM_STEPS_BEFORE_SIFTING = 4
#: Customers up to which the search goes on to proven optimality, and the gap that is enough beyond: what the next
#: programme would still gain is worth less than the minute that it takes.
PROVEN_CUSTOMERS = 2_000
ENOUGH = 1e-4


@dataclass(frozen=True, eq=False)
class Answer:
    """A plan of a problem and how good it is.

    Attributes:
        chosen: [candidates] 1 where planned.
        use: [resources] of the plan.
        objective: sum of the planned values. bound: no plan is worth more.
        prices: [resources] >= 0, of the relaxation. reduced: [candidates] value less price of use.
        termination: optimal, feasible, empty. limit: none, time, work.
        method: sentence of what was run.
    """

    chosen: Marks
    use: Floats
    objective: float
    bound: float
    prices: Floats
    reduced: Floats
    termination: str
    limit: str
    method: str


def search(problem: Problem, watch: Watch, threads: int = 1) -> Answer:
    """Plans. The answer depends on the problem alone unless the watch has a deadline."""
    pricer = Pricer(problem, threads)
    try:
        return _search(pricer, watch)
    finally:
        pricer.close()


def _search(pricer: Pricer, watch: Watch) -> Answer:
    best = Incumbent(pricer)
    done: list[str] = []
    try:
        if not best.is_optimal:
            is_small = pricer.problem.num_customers <= MAX_CUSTOMERS
            if pricer.problem.num_candidates > ADDED_AT_LEAST:
                done.append("price search")
                search_prices(pricer, watch, best.offer_step, NOISES[:NUM_STEPS_BEFORE_SIFTING] if is_small else NOISES)
            if is_small:
                done.append("sifting by GLOP")
                sift(best, watch, ENOUGH if pricer.problem.num_customers > PROVEN_CUSTOMERS else 0.0)
            done.append("SCIP on the core")
            improve(best, watch)
            prove(best, watch)
        best.step = settle(pricer, best.step)
    except OutOfTimeError:
        pass
    limit = "time" if watch.is_over() else "work"
    termination = "empty" if not np.any(best.plan) and best.bound == 0 else "optimal" if best.is_optimal else "feasible"
    bound = best.objective if termination == "optimal" else best.bound
    method = f"{', '.join(done) or 'everybody has the best'}; {pricer.num_passes} passes over the customers"
    return Answer(
        best.plan, pricer.use_of(best.plan), best.objective, bound, best.step.prices,
        pricer.reduced_values(best.step.prices), termination, limit if termination == "feasible" else "none", method,
    )  # fmt: skip
