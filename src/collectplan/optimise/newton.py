"""Newton's method on the dual of perturbed values, with its whole matrix of second derivatives.

Where choices are perturbed the dual is smooth to the eye, and the choices at the margin tell how each price bends the
slope of every other (`margins.bends`). Each step goes to the lowest point of that model between prices of 0 and the
ceilings, damped where the model has promised too much (Levenberg and Marquardt; Nocedal and Wright, Numerical
Optimization, 2nd edition, 2006, chapters 10 and 16). A dozen passes do what a quasi-Newton method, which has to learn
the matrix from its own steps, does in fifty.

Sums and factors are computed here, in a fixed order, and not by a library whose order depends on threads and machine.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.limit import Watch
from collectplan.optimise.margins import bends
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Bools, Floats

#: Margins wanted for each resource, so that the matrix is no accident; the window is widened until there are so many.
MARGINS_PER_RESOURCE = 10
WIDEN, WIDEST = 3.0, 0.3
#: Damping at first, at least, and at most; its factors where the model has failed, promised too much, or kept its word.
DAMPING, LEAST_DAMPING, MOST_DAMPING = 1e-3, 1e-6, 1e4
FAILED, WORSE, BETTER = 8.0, 2.0, 0.2
#: Share of the curvature taken for granted that always damps.
BRIDLE = 1e-3
#: Steps that fall little, one after the other, at which it ends: a damped step may be followed by a long one.
SLOW_STEPS = 2
#: Sets of prices held at their limits that are tried in a step.
TRIES = 30
#: Relative guard against pivots that are rounding.
SMALL = 1e-14


def descend(
    pricer: Pricer, watch: Watch, granted: Floats, start: Floats, noise: float, window: float, num_steps: int,
    fall: float,
) -> Floats:  # fmt: skip
    """Prices whose dual of perturbed values is lower, or the same.

    Args:
        pricer: of the problem.
        watch: on the deadline.
        granted: [resources] second derivatives taken for granted; prices of resources with 0 stay.
        start: [resources] prices.
        noise: share of the values by which they are perturbed.
        window: share of the values within which choices count as being at the margin, at first.
        num_steps: at most.
        fall: relative fall of the dual that is little.
    """
    problem, damping, prices = pricer.problem, DAMPING, start
    is_free = granted > 0
    seen, num_slow = pricer.evaluate(prices, noise, window), 0
    for _ in range(num_steps):
        while seen.margins is not None and len(seen.margins.ahead) < MARGINS_PER_RESOURCE * is_free.sum():
            if window >= WIDEST or watch.is_over():
                break
            window *= WIDEN
            seen = pricer.evaluate(prices, noise, window)
        if seen.margins is None:
            return prices
        matrix, slope, bound = bends(problem, seen.margins), problem.capacity - seen.use, seen.bound
        damp = np.maximum(np.diag(matrix), granted)
        while True:
            if watch.is_over():
                return prices
            low, high = np.where(is_free, -prices, 0.0), np.where(is_free, problem.ceiling - prices, 0.0)
            step = lowest_point(matrix, damping * damp + BRIDLE * granted, slope, low, high)
            trial = np.clip(prices + step, 0.0, problem.ceiling)
            hoped = fall_of_model(matrix, slope, step)
            seen = pricer.evaluate(trial, noise, window)
            if seen.bound < bound or damping > MOST_DAMPING:
                break
            damping = max(FAILED * damping, DAMPING)
        if seen.bound >= bound:
            break
        prices, fell = trial, bound - seen.bound
        damping *= BETTER if fell > 0.5 * hoped else WORSE if fell < 0.1 * hoped else 1.0
        damping = max(damping, LEAST_DAMPING)
        num_slow = num_slow + 1 if fell < fall * abs(bound) else 0
        if num_slow == SLOW_STEPS:
            break
    return prices


@kernel
def fall_of_model(matrix: Floats, slope: Floats, step: Floats) -> float:
    """By how much the quadratic model falls with a step."""
    fall = 0.0
    for i in range(len(step)):
        bend = 0.0
        for j in range(len(step)):
            bend += matrix[i, j] * step[j]
        fall -= step[i] * (slope[i] + 0.5 * bend)
    return fall


@kernel
def lowest_point(matrix: Floats, damp: Floats, slope: Floats, low: Floats, high: Floats) -> Floats:
    """The step between `low` <= 0 and `high` >= 0 at which slope x step + step (matrix + damp) step / 2 is lowest.

    Resources that pass a limit are held there and the others solved anew. None is let go again, so that it may end
    short of the lowest point, which the next step mends.
    """
    num = len(slope)
    step, is_held = np.zeros(num), np.zeros(num, np.bool_)
    for i in range(num):
        is_held[i] = low[i] >= high[i] or (low[i] >= 0.0 and slope[i] > 0.0) or (high[i] <= 0.0 and slope[i] < 0.0)
    for _ in range(TRIES):
        solved = _solve_free(matrix, damp, slope, step, is_held)
        passed = False
        for i in range(num):
            if is_held[i]:
                continue
            step[i] = min(max(solved[i], low[i]), high[i])
            if step[i] != solved[i]:
                is_held[i], passed = True, True
        if not passed:
            break
    return step


@kernel
def _solve_free(matrix: Floats, damp: Floats, slope: Floats, step: Floats, is_held: Bools) -> Floats:
    """[resources] the free steps at which the model is lowest while the others are held, by Cholesky's method."""
    free = np.flatnonzero(~is_held)
    num = len(free)
    factor, right, out = np.zeros((num, num)), np.empty(num), step.copy()
    for a in range(num):
        i = free[a]
        right[a] = -slope[i]
        for j in range(len(step)):
            if is_held[j]:
                right[a] -= matrix[i, j] * step[j]
        for b in range(a):
            rest = matrix[i, free[b]]
            for c in range(b):
                rest -= factor[a, c] * factor[b, c]
            factor[a, b] = rest / factor[b, b]
        rest = matrix[i, i] + damp[i]
        least = SMALL * rest
        for c in range(a):
            rest -= factor[a, c] * factor[a, c]
        factor[a, a] = np.sqrt(max(rest, least))
    for a in range(num):
        for c in range(a):
            right[a] -= factor[a, c] * right[c]
        right[a] /= factor[a, a]
    for a in range(num - 1, -1, -1):
        for c in range(a + 1, num):
            right[a] -= factor[c, a] * right[c]
        right[a] /= factor[a, a]
        out[free[a]] = right[a]
    return out
