"""The search for prices of the resources: the Lagrangian dual, minimised over prices >= 0.

The dual is convex, and its slope is capacity less use, so a bounded quasi-Newton method follows it where it is smooth
(L-BFGS-B; Zhu, Byrd, Lu and Nocedal, ACM TOMS 23(4), 1997). It has kinks wherever many customers are indifferent:
before anything has been learned every hour is worth the same, and all flock to the cheapest. Values perturbed by a hash
of (customer, option) spread them. The perturbation shrinks step by step, each step starting from the last one's prices;
every bound is taken at the true values, and the best is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from collectplan.optimise.limit import OutOfTimeError, Watch
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Floats, Problem

#: Shares of the values by which they are perturbed, step by step.
NOISES = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001)
#: Iterations and passes of one step, at most.
STEP_ITERATIONS = 40
STEP_PASSES = 60
#: Relative rise of the bound that is allowed for a price to be set to 0.
SLACK_OF_ZERO = 1e-9


@dataclass(frozen=True, eq=False)
class Step:
    """Prices at the end of a step, the perturbation they were found under, and the bound that they prove without it."""

    noise: float
    prices: Floats
    bound: float


def price_scale(problem: Problem) -> Floats:
    """[resources] mean value per unit of use, over the candidates that use the resource; 0 where none does."""
    of_option = np.repeat(np.arange(problem.num_options), np.diff(problem.use_start))
    count = np.bincount(problem.option, minlength=problem.num_options)
    value = np.bincount(problem.option, problem.value, problem.num_options)
    minutes = np.bincount(problem.option, problem.minutes, problem.num_options)
    worth = np.bincount(problem.use_resource, value[of_option], problem.num_resources)
    use = problem.use_per_contact * count[of_option] + problem.use_per_minute * minutes[of_option]
    used = np.bincount(problem.use_resource, use, problem.num_resources)
    return np.where(used > 0, worth / np.where(used > 0, used, 1.0), 0.0)


def search_prices(
    pricer: Pricer, watch: Watch, at_step: Callable[[Step], None], noises: Sequence[float] = NOISES
) -> None:
    """Searches, and hands over the prices after each step; those of a step that the deadline cuts short too.

    Raises:
        OutOfTimeError: the deadline has passed.
    """
    problem = pricer.problem
    scale = price_scale(problem)
    scaled = np.where(scale > 0, 1.0, 0.0)
    for number, noise in enumerate(noises):
        watch.tell("prices", number / len(noises))
        scaled = _minimise(pricer, watch, scale, scaled, noise)
        prices = scaled * scale
        at_step(Step(noise, prices, pricer.evaluate(prices).bound))
        watch.check()
    watch.tell("prices", 1.0)


def _minimise(pricer: Pricer, watch: Watch, scale: Floats, start: Floats, noise: float) -> Floats:
    """Scaled prices at which the dual of the perturbed values is lowest, as far as one step or the deadline goes."""
    capacity = pricer.problem.capacity
    unit, lowest, best = 0.0, math.inf, start

    def dual(scaled: Floats) -> tuple[float, Floats]:
        nonlocal unit, lowest, best
        watch.check()
        found = pricer.evaluate(scaled * scale, noise)
        unit = unit or found.bound or 1.0
        if found.bound < lowest:
            lowest, best = found.bound, scaled.copy()
        return found.bound / unit, (capacity - found.use) * scale / unit

    options = {"maxiter": STEP_ITERATIONS, "maxfun": STEP_PASSES, "maxcor": 20, "ftol": 1e-9, "gtol": 1e-9}
    bounds = [(0.0, None if s > 0 else 0.0) for s in scale]
    try:
        return np.asarray(minimize(dual, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x)
    except OutOfTimeError:
        if math.isinf(lowest):
            raise
        return best


def settle(pricer: Pricer, step: Step) -> Step:
    """The same prices, 0 where the relaxation does not need them: where the bound does not rise by it."""
    prices, bound = step.prices.copy(), step.bound
    use = pricer.evaluate(prices).use
    capacity = pricer.problem.capacity
    # Prices that look idle go first, and all at once; what must stay is found by halves.
    idle = np.lexsort((np.arange(len(prices)), prices * capacity))
    idle = idle[(prices[idle] > 0) & (use[idle] < capacity[idle])]
    for _ in range(2 * int(math.log2(len(prices) + 1)) + 2):
        if not len(idle):
            break
        trial = prices.copy()
        trial[idle] = 0.0
        found = pricer.evaluate(trial).bound
        if found <= step.bound * (1 + SLACK_OF_ZERO):
            prices, bound = trial, min(bound, found)
            break
        idle = idle[: len(idle) // 2]
    return Step(step.noise, prices, bound)
