"""The search for prices of the resources: the Lagrangian dual, minimised over prices >= 0.

The dual is convex, and its slope is capacity less use, so a bounded quasi-Newton method follows it where it is smooth
(L-BFGS-B; Zhu, Byrd, Lu and Nocedal, ACM TOMS 23(4), 1997). Two things make that work here.

*Ties.* The dual has kinks wherever many customers are indifferent: before anything has been learned every hour is worth
the same, and all flock to the cheapest. Values perturbed by a hash of (customer, option) spread them. The perturbation
shrinks step by step, each step starting from the last one's prices; every bound is taken at the true values.

*Scale.* An hour of agents and a letter differ in price a thousandfold, and so does the curvature of the dual. A pass
tells how many choices stand at the margin of each resource, which is the curvature; variables are scaled by its root.
Where there are few enough resources, steps by the whole matrix of curvature take that method's place
(`newton.descend`). Margins tell the whole matrix only where the greedy set is the best, or nearly so where a customer
has two contacts at most: where more clash, or windows of several days overlap, one that turns drags others with it.
There the other method goes on from where Newton's steps ended; on seven days of 5,000 customers either alone ended
further above the bound that both find.

Prices settle on few customers before many: a part of the operation with its part of the capacities has nearly the same,
so the early steps look at thousands of customers and only the last at all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from collectplan.optimise.limit import OutOfTimeError, Watch
from collectplan.optimise.margins import curvature
from collectplan.optimise.newton import descend
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Floats
from collectplan.optimise.sample import sample


@dataclass(frozen=True)
class Stage:
    """Steps of the search that look at the same customers.

    Attributes:
        customers: how many; math.inf for all.
        noises: shares of the values by which they are perturbed, step by step.
        rounds: of each step at most; variables are scaled anew for each.
        passes: of each round at most.
    """

    customers: float
    noises: tuple[float, ...]
    rounds: int = 4
    passes: int = 50


#: The whole search, and the one that starts from prices that have been found before.
STAGES = (
    Stage(4_000, (0.3, 0.1)),
    Stage(8_000, (0.03,)),
    Stage(25_000, (0.01, 0.003)),
    Stage(100_000, (0.001, 0.0003, 0.0001)),
    Stage(math.inf, (0.0001,), 1, 12),
)
WARM_STAGES = STAGES[2:]
#: Last steps whose prices are handed over.
OFFERED_STEPS = 3
#: The search that only prepares a linear programme.
BRIEF_STAGES = (Stage(math.inf, (0.3, 0.1, 0.03, 0.01), 2),)
#: Share of the perturbation within which choices count as being at the margin: of a dozen hours of the same worth the
#: best two lie this near each other.
WINDOW = 0.2
#: Curvature taken for granted, as a share of what a price does to a demand that is its inverse.
LEAST_CURVATURE = 0.03
#: Relative fall of the dual, as a share of the perturbation, at which a round ends.
FALL = 1e-4
LEAST_FALL = 3e-8
#: Resources and options up to which the whole matrix of curvature is used, and rounds of the other method after it
#: where the matrix is not all; fewer than the stage's, of which the last only takes to everybody what a part settled.
FULL_RESOURCES, FULL_OPTIONS = 2_000, 2_000
LATER_ROUNDS = 1
#: Relative rise of the bound that is allowed for a price to be set to 0.
SLACK_OF_ZERO = 1e-9


@dataclass(frozen=True, eq=False)
class Step:
    """Prices at the end of a step, the perturbation they were found under, and the bound that they prove without it."""

    noise: float
    prices: Floats
    bound: float


def price_scale(pricer: Pricer) -> Floats:
    """[resources] mean value per unit of use, over the candidates that use the resource; 0 where none does."""
    problem, seen = pricer.problem, pricer.seen
    option = problem.option_of_use
    worth = np.bincount(problem.use_resource, seen.value[option], problem.num_resources)
    use = problem.use_per_contact * seen.count[option] + problem.use_per_minute * seen.minutes[option]
    used = np.abs(np.bincount(problem.use_resource, use, problem.num_resources))
    return np.where(used > 0, np.abs(worth) / np.where(used > 0, used, 1.0), 0.0)


def search_prices(
    pricer: Pricer,
    watch: Watch,
    at_step: Callable[[Step], None],
    start: Floats | None = None,
    stages: Sequence[Stage] = STAGES,
) -> None:
    """Searches, and hands over the prices of the last steps, if they look at all customers, or that the deadline cuts.

    Args:
        pricer: of the problem.
        watch: on the deadline.
        at_step: takes prices.
        start: [resources] prices to start from.
        stages: of the search; a stage that would look at more customers than there are looks at all.

    Raises:
        OutOfTimeError: the deadline has passed.
    """
    problem = pricer.problem
    scale = price_scale(pricer)
    prices = scale if start is None else np.where(scale > 0, start, 0.0)
    prices = np.minimum(prices, problem.ceiling)
    total = sum(len(stage.noises) for stage in stages)
    noise = math.inf
    done, part = 0, None
    for stage in stages:
        if part is pricer and stage.noises == (noise,):
            break  # the last stage only takes to everybody what a part has settled
        part = sample(pricer, stage.customers)
        try:
            for noise in stage.noises:
                watch.tell("prices", done / total)
                prices = _step(part, watch, scale, prices, noise, stage)
                if (part is pricer and done >= total - OFFERED_STEPS) or watch.is_over():
                    at_step(Step(noise, prices, pricer.evaluate(prices).bound))
                watch.check()
                done += 1
        finally:
            if part is not pricer:
                part.close()
    watch.tell("prices", 1.0)


def _step(pricer: Pricer, watch: Watch, scale: Floats, prices: Floats, noise: float, stage: Stage) -> Floats:
    """Prices at which the dual of the perturbed values is lowest, as far as one step or the deadline goes."""
    problem = pricer.problem
    natural = np.abs(problem.capacity) / np.where(scale > 0, scale, 1.0)
    granted = LEAST_CURVATURE * natural / math.sqrt(noise)
    fall = max(FALL * noise, LEAST_FALL)
    is_small = problem.num_resources <= FULL_RESOURCES and problem.num_options <= FULL_OPTIONS
    if is_small:
        prices = descend(pricer, watch, granted, scale, prices, noise, noise * WINDOW, stage.passes, fall)
        layout = pricer.layout
        if bool((layout.is_greedy | (layout.barred_of_class >= 0)).all()):
            return prices
    for _ in range(min(LATER_ROUNDS, stage.rounds - 1) if is_small else stage.rounds):
        seen = pricer.evaluate(prices, noise, noise * WINDOW)
        if seen.margins is None or watch.is_over():
            return prices
        curve = np.maximum(curvature(problem, seen.margins), granted)
        root = np.sqrt(max(abs(seen.bound), 1e-300))
        unit = np.where((scale > 0) & (curve > 0), root / np.sqrt(np.where(curve > 0, curve, 1.0)), 0.0)
        found = _minimise(pricer, watch, unit, prices, noise, stage.passes)
        is_lower = found[1] < seen.bound
        prices = found[0] if is_lower else prices
        if not is_lower:
            break
    return prices


def _minimise(
    pricer: Pricer, watch: Watch, unit: Floats, start: Floats, noise: float, num_passes: int
) -> tuple[Floats, float]:
    """Prices of the lowest dual of the perturbed values that one round or the deadline finds, and that dual.

    `unit` [resources] is what stands for 1 in the search's variables; 0 keeps a price at 0.
    """
    # A second of start-up that large operations, whose steps are all Newton's, do without.
    from scipy.optimize import minimize

    capacity, ceiling = pricer.problem.capacity, pricer.problem.ceiling
    size, lowest, best = 0.0, math.inf, start

    def dual(scaled: Floats) -> tuple[float, Floats]:
        nonlocal size, lowest, best
        watch.check()
        prices = np.minimum(scaled * unit, ceiling)
        found = pricer.evaluate(prices, noise)
        size = size or abs(found.bound) or 1.0
        if found.bound < lowest:
            lowest, best = found.bound, prices
        return found.bound / size, (capacity - found.use) * unit / size

    fall = max(FALL * noise, LEAST_FALL)
    options = {"maxiter": num_passes, "maxfun": num_passes, "maxcor": 20, "ftol": fall, "gtol": 1e-9}
    bounds = [(0.0, top / u if u > 0 else 0.0) for u, top in zip(unit, ceiling, strict=True)]
    try:
        minimize(
            dual, np.where(unit > 0, start / np.where(unit > 0, unit, 1.0), 0.0), jac=True, method="L-BFGS-B",
            bounds=bounds, options=options,
        )  # fmt: skip
    except OutOfTimeError:
        if math.isinf(lowest):
            return start, lowest
    return best, lowest


def settle(pricer: Pricer, step: Step) -> Step:
    """The same prices, 0 where the relaxation does not need them: where the bound does not rise by it."""
    prices, bound = step.prices.copy(), step.bound
    use = pricer.evaluate(prices).use
    capacity = pricer.problem.capacity
    # Prices that look idle go first, and all at once; what must stay is found by halves.
    idle = np.lexsort((np.arange(len(prices)), np.abs(prices * capacity)))
    idle = idle[(prices[idle] > 0) & (use[idle] < capacity[idle])]
    for _ in range(2 * int(math.log2(len(prices) + 1)) + 2):
        if not len(idle):
            break
        trial = prices.copy()
        trial[idle] = 0.0
        found = pricer.evaluate(trial).bound
        if found <= step.bound + SLACK_OF_ZERO * abs(step.bound):
            prices, bound = trial, min(bound, found)
            break
        idle = idle[: len(idle) // 2]
    return Step(step.noise, prices, bound)
