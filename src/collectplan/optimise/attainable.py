"""The search where there are floors: first as little missing as can be, then the best plan that lacks no more.

In the first search a missing contact weighs more than any value, so that its bound and prices are in missing contacts
rather than in money. Where something is missing, a second search has every such floor as low as the plan found came:
its bound is one of money, over all plans that lack no more of any floor, and its prices are those of money too. How far
a floor could be met at all is shown by one pass more: at the first search's prices, in units of a missing contact, the
bound of the problem in which a contact that counts is worth 1 and every other one nothing.

Where all floors are duties and the operation is too large for one search to prove the best of both at once, the first
search is one for duties alone, and the second is the only one in money (see `kept`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from collectplan.optimise.floors import in_money
from collectplan.optimise.kept import most_kept
from collectplan.optimise.limit import Watch
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Bools, Floats, Problem
from collectplan.optimise.search import Answer, is_small
from collectplan.optimise.warm import Known


@dataclass(frozen=True, eq=False)
class Reached:
    """What a search with floors gives.

    Attributes:
        answer: in money, see `floors.in_money`.
        problem: with the floors that are missed as low as the plan came.
        possible: for each floor that is missed, by position of the resource, more contacts than any plan can have for
            it, or as many.
    """

    answer: Answer
    problem: Problem
    possible: Mapping[int, int]


def search_floors(
    problem: Problem,
    watch: Watch,
    solve: Callable[..., Answer],
    start: Floats | None = None,
    threads: int = 1,
    is_duty: Bools | None = None,
    known: Known | None = None,
) -> Reached:
    """Search, and search again with missed floors as low as they were reached.

    Args:
        problem: with or without floors.
        watch: on the deadline.
        solve: the search, of a problem, `start`, prices to begin with, and `known`, an earlier run.
        start: [resources] prices to begin with; None: none are known.
        threads: that share a pass.
        is_duty: [resources] floors that no plan can exceed, lines of duties; None: there are none.
        known: the earlier run that `solve` begins with, if there is one.
    """
    if is_duty is not None and is_duty.any() and not (problem.is_floor & ~is_duty).any() and not is_small(problem):
        return _search_duties(problem, watch, solve, start, known)
    found = solve(problem, start=start)
    first = in_money(problem, found)
    lacking = np.flatnonzero(problem.is_floor & (first.use > problem.capacity)).tolist()
    if not lacking:
        return Reached(first, problem, {})
    possible = {floor: attainable(problem, floor, found.prices, threads) for floor in lacking}
    if first.termination != "feasible" and len(lacking) == 1:
        possible[lacking[0]] = round(-first.use[lacking[0]])
    capacity = problem.capacity.copy()
    capacity[lacking] = first.use[lacking]
    lowered = replace(problem, capacity=capacity)
    if watch.is_over():
        return Reached(first, lowered, possible)
    # The first search's prices are in missing contacts: those of money are far from them.
    again = solve(lowered, start=start)
    second = in_money(lowered, again)
    if first.termination != "feasible":
        return Reached(replace(first, prices=second.prices), lowered, possible)
    is_met = bool((second.use <= capacity)[problem.is_floor].all())
    if is_met and second.objective >= first.objective:
        return Reached(second, lowered, possible)
    # Of plans that lack nothing the search's own bound is one of money, whatever its plan lacks.
    bound = max(first.objective, again.bound)
    return Reached(replace(first, prices=second.prices, bound=bound, limit=second.limit), lowered, possible)


def _search_duties(
    problem: Problem, watch: Watch, solve: Callable[..., Answer], start: Floats | None, known: Known | None
) -> Reached:
    """Most duties first, and then the best plan in money that keeps as many of each line."""
    plan, use = most_kept(problem, solve)
    lowered = replace(problem, capacity=np.where(problem.is_floor, np.maximum(problem.capacity, use), problem.capacity))
    own = Known(np.zeros(problem.num_resources) if start is None else start, plan)
    if known is None or known.plan is None:
        return Reached(in_money(lowered, solve(lowered, start=start, known=own)), lowered, {})
    found = solve(lowered, start=start, known=known)
    lacks = bool((found.use > lowered.capacity)[lowered.is_floor].any())
    if lacks and not watch.is_over():
        found = solve(lowered, start=found.prices, known=own)
    return Reached(in_money(lowered, found), lowered, {})


def attainable(problem: Problem, floor: int, prices: Floats, threads: int = 1) -> int:
    """No plan has more contacts that count for a floor.

    Args:
        problem: with floors.
        floor: position of the resource.
        prices: [resources] of the first search; any prices >= 0 prove a limit, and these a near one.
        threads: that share the pass.
    """
    counts = np.zeros(problem.num_options, bool)
    counts[problem.option_of_use[problem.use_resource == floor]] = True
    # A value is factor x gain - cost: without gains a contact that counts is worth 1, every other one nothing.
    counted = replace(problem, gain=np.zeros_like(problem.gain), cost=np.where(counts, -1.0, 0.0))
    pricer = Pricer(counted, threads)
    try:
        weighed = np.where(problem.is_floor, 0.0, prices / problem.ceiling[floor])
        return int(np.floor(pricer.evaluate(weighed).bound + 1e-6))
    finally:
        pricer.close()
