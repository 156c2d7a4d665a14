"""From a problem to a plan with its bound: prices, exact prices, integer programmes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.optimise.exchange import exchange, may_exchange
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import OutOfTimeError, Watch
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import BRIEF_STAGES, STAGES, WARM_STAGES, search_prices, settle
from collectplan.optimise.problem import Floats, Marks, Problem
from collectplan.optimise.prove import polish
from collectplan.optimise.repair import repair
from collectplan.optimise.sift import ADDED_AT_LEAST, sift

#: Customers, and candidates, up to which the search goes on to proven optimality, and customers up to which integer
#: programmes improve the plan.
PROVEN_CUSTOMERS = 2_000
PROVEN_CANDIDATES = 150_000
POLISHED_CUSTOMERS = 30_000


@dataclass(frozen=True, eq=False)
class Answer:
    """A plan of a problem and how good it is.

    Attributes:
        chosen: [candidates] 1 where planned.
        use: [resources] of the plan.
        objective: sum of the planned values. bound: no plan is worth more.
        prices: [resources] >= 0, of the relaxation.
        termination: optimal, feasible, empty. limit: none, time, work.
        method: sentence of what was run.
    """

    chosen: Marks
    use: Floats
    objective: float
    bound: float
    prices: Floats
    termination: str
    limit: str
    method: str


def search(problem: Problem, watch: Watch, threads: int = 1, start: Floats | None = None) -> Answer:
    """Plans. The answer depends on the problem and the start alone unless the watch has a deadline.

    Args:
        problem: without floors.
        watch: on the deadline.
        threads: that share the passes.
        start: [resources] prices near those that will be found.
    """
    pricer = Pricer(problem, threads)
    try:
        return _search(pricer, watch, start)
    finally:
        pricer.close()


def _search(pricer: Pricer, watch: Watch, start: Floats | None) -> Answer:
    best = Incumbent(pricer)
    done: list[str] = []
    try:
        if not best.is_optimal:
            _run(best, watch, start, done)
        best.step = settle(pricer, best.step)
    except OutOfTimeError:
        if not best.plan.any():
            best.offer_plan(repair(pricer, best.step.prices, pricer.evaluate(best.step.prices).chosen, 1))
    limit = "time" if watch.is_over() else "work"
    termination = "empty" if not np.any(best.plan) and best.bound == 0 else "optimal" if best.is_optimal else "feasible"
    bound = best.objective if termination == "optimal" else best.bound
    method = f"{', '.join(done) or 'everybody has the best'}; {pricer.num_passes} passes over all customers"
    return Answer(
        best.plan, pricer.use_of(best.plan), best.objective, bound, best.step.prices,
        termination, limit if termination == "feasible" else "none", method,
    )  # fmt: skip


def _run(best: Incumbent, watch: Watch, start: Floats | None, done: list[str]) -> None:
    """Prices, exact prices where there are few customers, integer programmes; `done` lists what was begun."""
    num_customers = best.pricer.problem.num_customers
    is_small = num_customers <= PROVEN_CUSTOMERS and best.pricer.problem.num_candidates <= PROVEN_CANDIDATES
    if best.pricer.problem.num_candidates > ADDED_AT_LEAST:
        done.append("price search")
        stages = BRIEF_STAGES if is_small else STAGES if start is None else WARM_STAGES
        search_prices(best.pricer, watch, best.offer_step, start, stages)
    if is_small:
        done.append("sifting by GLOP")
        sift(best, watch, 0.0)
    if num_customers <= POLISHED_CUSTOMERS:
        if may_exchange(best):
            done.append("exchanges")
            exchange(best, watch)
        done.append("SCIP on the core")
        polish(best, watch)
