"""Newton's method on the dual of perturbed values, with its whole matrix of second derivatives.

Where choices are perturbed the dual is smooth to the eye, and the choices at the margin tell how each price bends the
slope of every other (`margins.bends`). Each step goes to the lowest point of that model within a box: prices of 0, the
ceilings, and a reach around the present price in which the model is trusted (Nocedal and Wright, Numerical
Optimization, 2nd edition, 2006, chapter 4). What is trusted is measured by the perturbation: a price that moves
further than values are perturbed meets customers of whom the margins tell nothing, and where a resource has much
capacity and few margins, such a step threw its price to 0 and the whole operation upon it. Some ten passes do what a
quasi-Newton method, which has to learn the matrix from its own steps, does in fifty.

Sums and factors are computed here, in a fixed order, and not by a library whose order depends on threads and machine.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.compiled import inner_kernel, kernel
from collectplan.optimise.limit import Watch
from collectplan.optimise.margins import bends
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Bools, Floats

#: Margins wanted for each resource, so that the matrix is no accident; the window is widened until there are so many.
MARGINS_PER_RESOURCE = 10
WIDEN, WIDEST = 3.0, 0.3
#: Reach of a step, in multiples of the perturbation; what becomes of it where the dual rose, where it fell by less than
#: the share `LITTLE` of what was hoped, and by more than the share `MUCH`; and the least at which it goes on.
REACH, LEAST_REACH = 2.0, 1e-6
FAILED, WORSE, BETTER = 0.25, 0.5, 3.0
LITTLE, MUCH = 0.25, 0.5
#: Shares of the matrix's diagonal and of the curvature taken for granted that always damp.
DAMPING, BRIDLE = 1e-3, 1e-3
#: Steps that fall little, one after the other, at which it ends: a short step may be followed by a long one.
SLOW_STEPS = 2
#: Sets of prices held at their limits that are tried in a step, and sweeps before each.
TRIES, SWEEPS = 10, 2
#: Relative guard against pivots that are rounding.
SMALL = 1e-14


def descend(
    pricer: Pricer, watch: Watch, granted: Floats, scale: Floats, start: Floats, noise: float, window: float,
    num_passes: int, fall: float,
) -> Floats:  # fmt: skip
    """Prices whose dual of perturbed values is lower, or the same.

    Args:
        pricer: of the problem.
        watch: on the deadline.
        granted: [resources] second derivatives taken for granted.
        scale: [resources] what prices are measured by: value per unit of use; prices of resources with 0 stay.
        start: [resources] prices.
        noise: share of the values by which they are perturbed.
        window: share of the values within which choices count as being at the margin, at first.
        num_passes: at most.
        fall: relative fall of the dual that is little.
    """
    problem, trust, prices = pricer.problem, REACH * noise, start
    wanted, last = MARGINS_PER_RESOURCE * np.count_nonzero(scale), pricer.num_passes + num_passes
    seen, num_slow = pricer.evaluate(prices, noise, window), 0
    while num_slow < SLOW_STEPS and pricer.num_passes < last:
        while seen.margins is not None and len(seen.margins.ahead) < wanted and window < WIDEST:
            if watch.is_over():
                return prices
            window *= WIDEN
            seen = pricer.evaluate(prices, noise, window)
        if seen.margins is None:
            return prices
        matrix, slope, bound = bends(problem, seen.margins), problem.capacity - seen.use, seen.bound
        damp = DAMPING * np.maximum(np.diag(matrix), granted) + BRIDLE * granted
        while True:
            if watch.is_over():
                return prices
            reach = np.where(scale > 0, trust * np.maximum(scale, prices), 0.0)
            low, high = np.maximum(-prices, -reach), np.minimum(problem.ceiling - prices, reach)
            step = lowest_point(matrix, damp, slope, low, high)
            trial = np.clip(prices + step, 0.0, problem.ceiling)
            hoped = fall_of_model(matrix, slope, step)
            seen = pricer.evaluate(trial, noise, window)
            # Of a reach that was not used up the step alone is what was tried.
            used = float(np.max(np.abs(step) / np.where(reach > 0, reach, 1.0)))
            if seen.bound < bound:
                break
            trust *= FAILED * min(1.0, used)
            if trust < LEAST_REACH * noise or pricer.num_passes >= last:
                return prices
        prices, fell = trial, bound - seen.bound
        if fell < LITTLE * hoped:
            trust *= WORSE * min(1.0, used)
        elif fell > MUCH * hoped and used > 1 - SMALL:
            trust *= BETTER
        num_slow = num_slow + 1 if fell < fall * abs(bound) else 0
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

    Sweeps over the resources one by one tell which stand at a limit; the others are then solved together and go as far
    as the box lets them. Both only ever fall. It ends where none that stands at a limit would leave it, or nearly so.
    """
    num = len(slope)
    step, is_held = np.zeros(num), np.zeros(num, np.bool_)
    for _ in range(TRIES):
        for _ in range(SWEEPS):
            for i in range(num):
                if low[i] < high[i]:
                    best = step[i] - _tilt(matrix, damp, slope, step, i) / (matrix[i, i] + damp[i])
                    step[i] = min(max(best, low[i]), high[i])
        for i in range(num):
            is_held[i] = step[i] <= low[i] or step[i] >= high[i]
        solved = _solve_free(matrix, damp, slope, step, is_held)
        if _go_within(step, solved, low, high) and not _would_leave(matrix, damp, slope, step, low, high, is_held):
            break
    return step


@inner_kernel
def _tilt(matrix: Floats, damp: Floats, slope: Floats, step: Floats, i: int) -> float:
    """The model's slope along resource i where the step is."""
    tilt: float = slope[i] + damp[i] * step[i]
    for j in range(len(step)):
        tilt += matrix[i, j] * step[j]
    return tilt


@inner_kernel
def _go_within(step: Floats, goal: Floats, low: Floats, high: Floats) -> bool:
    """Moves the step straight towards the goal, as far as the box goes; whether it arrives."""
    share = 1.0
    for i in range(len(step)):
        if goal[i] > high[i]:
            share = min(share, (high[i] - step[i]) / (goal[i] - step[i]))
        elif goal[i] < low[i]:
            share = min(share, (low[i] - step[i]) / (goal[i] - step[i]))
    for i in range(len(step)):
        step[i] = min(max(step[i] + share * (goal[i] - step[i]), low[i]), high[i])
    return share == 1.0


@inner_kernel
def _would_leave(
    matrix: Floats, damp: Floats, slope: Floats, step: Floats, low: Floats, high: Floats, is_held: Bools
) -> bool:
    """Whether the model falls where a resource leaves the limit that it is held at."""
    for i in range(len(step)):
        if is_held[i] and low[i] < high[i]:
            tilt = _tilt(matrix, damp, slope, step, i)
            if (tilt < 0.0 and step[i] < high[i]) or (tilt > 0.0 and step[i] > low[i]):
                return True
    return False


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
