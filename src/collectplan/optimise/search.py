"""From a problem to a plan with its bound: prices, exact prices, integer programmes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import GAP_OF_OPTIMAL
from collectplan.optimise.exchange import exchange, may_exchange
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import OutOfTimeError, Watch
from collectplan.optimise.near import LAST, approach
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import BRIEF_STAGES, STAGES, WARM_STAGES, Stage, Step, search_prices, settle
from collectplan.optimise.problem import Floats, Marks, Problem
from collectplan.optimise.prove import polish
from collectplan.optimise.repair import SLACK, repair
from collectplan.optimise.sift import ADDED_AT_LEAST, sift
from collectplan.optimise.warm import NEARLY, Known

#: Customers, and candidates, up to which the search goes on to proven optimality, and customers up to which integer
#: programmes improve the plan.
PROVEN_CUSTOMERS = 2_000
PROVEN_CANDIDATES = 150_000
POLISHED_CUSTOMERS = 30_000
#: Gap of an earlier plan, taken up, at which its prices are near, and the search for prices then.
NEAR_GAP = 3e-3
LATE_STAGES = (Stage(25_000, (0.01, 0.003)), Stage(100_000, (0.001, 0.0003)), Stage(math.inf, (0.0001,), 1, 12))


class _EnoughError(Exception):
    """The plan is near enough to its bound; caught where the search was begun."""


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


def search(
    problem: Problem, watch: Watch, threads: int = 1, start: Floats | None = None, known: Known | None = None
) -> Answer:
    """Plans. The answer depends on the problem, the start and what is known alone unless the watch has a deadline.

    Args:
        problem: without floors.
        watch: on the deadline.
        threads: that share the passes.
        start: [resources] prices near those that will be found.
        known: an earlier plan, which is then the first.
    """
    pricer = Pricer(problem, threads)
    try:
        return _search(pricer, watch, start, known)
    finally:
        pricer.close()


def _search(pricer: Pricer, watch: Watch, start: Floats | None, known: Known | None) -> Answer:
    best = Incumbent(pricer)
    done: list[str] = []
    try:
        if not best.is_optimal and known is not None and known.plan is not None:
            done.append("the earlier plan")
            _take_up(best, known, known.plan)
        if not best.is_optimal and not _is_enough(best, known) and not _is_near(best, watch, known, done):
            _run(best, watch, start, known, done)
        # Where plans are compared, nobody asks which of the prices could as well be 0.
        if known is None or known.open is None:
            best.step = settle(pricer, best.step)
    except OutOfTimeError:
        if not best.plan.any():
            best.offer_plan(repair(pricer, best.step.prices, pricer.evaluate(best.step.prices).chosen, 1))
    limit = "time" if watch.is_over() else "work"
    termination = "empty" if not np.any(best.plan) and best.bound == 0 else "optimal" if best.is_optimal else "feasible"
    bound = best.objective if termination == "optimal" else best.bound
    method = f"{', '.join(done) or 'everybody has the best'}; {pricer.num_passes} passes over all customers"
    return Answer(
        best.plan, pricer.problem.use_of(best.plan), best.objective, bound, best.step.prices,
        termination, limit if termination == "feasible" else "none", method,
    )  # fmt: skip


def _take_up(best: Incumbent, known: Known, plan: Marks) -> None:
    """Offers what the earlier prices prove, and the earlier plan, as it is where it can be so, and repaired."""
    problem = best.pricer.problem
    prices = np.minimum(known.prices, problem.ceiling)
    best.offer_prices(Step(0.0, prices, best.pricer.evaluate(prices).bound))
    if (problem.use_of(plan) <= problem.capacity * (1 + SLACK))[~problem.is_floor].all():
        best.offer_plan(plan)
    best.offer_plan(repair(best.pricer, prices, plan, _rounds(known)))


def _rounds(known: Known | None) -> int | None:
    """Rounds of a repair: one finds nearly all, and the rest is less than what a comparison leaves open."""
    return None if known is None or known.open is None else 1


def _is_near(best: Incumbent, watch: Watch, known: Known | None, done: list[str]) -> bool:
    """Whether a few steps from the earlier prices are enough; what they find is kept in any case."""
    problem = best.pricer.problem
    if known is None or known.open is None or known.plan is None or is_small(problem) or problem.is_floor.any():
        return False
    plan = known.plan
    done.append("prices near the earlier ones")

    def at_step(step: Step) -> None:
        # A repair takes as long as many passes, and a better bound alone may be enough.
        is_better = step.bound < best.step.bound or not step.noise
        best.offer_prices(step)
        if is_better and not _is_enough(best, known):
            best.offer_plan(repair(best.pricer, step.prices, plan, 1))
            # Where much is changed, what all would choose now is nearer to the best than what was planned then.
            if not _is_enough(best, known, NEARLY):
                best.offer_plan(repair(best.pricer, step.prices, best.pricer.evaluate(step.prices, LAST).chosen, 1))
        if _is_enough(best, known, 1.0 if is_better and not step.noise else NEARLY):
            raise _EnoughError

    try:
        approach(best, watch, np.minimum(known.prices, problem.ceiling), at_step)
    except _EnoughError:
        return True
    return False


def _is_enough(best: Incumbent, known: Known | None, times: float = 1.0) -> bool:
    """Whether the plan is as near to its bound as was asked for; what was proven in a small problem is so again."""
    if known is None or known.open is None:
        return False
    was_optimal = known.open <= GAP_OF_OPTIMAL * abs(known.objective)
    if was_optimal and is_small(best.pricer.problem):
        return best.is_optimal
    return known.is_enough(best.objective, best.bound, bool(best.pricer.problem.is_floor.any()), times)


def is_small(problem: Problem) -> bool:
    """Whether the search goes on to proven optimality."""
    return problem.num_customers <= PROVEN_CUSTOMERS and problem.num_candidates <= PROVEN_CANDIDATES


def _stages(best: Incumbent, start: Floats | None, known: Known | None) -> Sequence[Stage]:
    """Of the search for prices: the fewer, the nearer those to begin with are."""
    if is_small(best.pricer.problem):
        return BRIEF_STAGES
    if start is None:
        return STAGES
    if known is None or known.plan is None:
        return WARM_STAGES
    return LATE_STAGES if best.gap <= NEAR_GAP else STAGES


def _run(best: Incumbent, watch: Watch, start: Floats | None, known: Known | None, done: list[str]) -> None:
    """Prices, exact prices where there are few customers, integer programmes; `done` lists what was begun."""
    problem = best.pricer.problem

    def at_step(step: Step) -> None:
        best.offer_step(step)
        if known is not None and known.plan is not None:
            best.offer_plan(repair(best.pricer, step.prices, known.plan, _rounds(known)))
        if _is_enough(best, known):
            raise _EnoughError

    if problem.num_candidates > ADDED_AT_LEAST:
        done.append("price search")
        stages = _stages(best, start, known)
        try:
            search_prices(best.pricer, watch, at_step, start, stages)
        except _EnoughError:
            return
    if is_small(problem):
        done.append("sifting by GLOP")
        sift(best, watch, 0.0)
    if problem.num_customers <= POLISHED_CUSTOMERS:
        if may_exchange(best):
            done.append("exchanges")
            exchange(best, watch)
        done.append("SCIP on the core")
        polish(best, watch)
