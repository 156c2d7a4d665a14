"""From an earlier run's prices to those of nearly the same problem, and no further than a comparison needs.

An earlier plan, repaired at its prices, is worth nearly what the best one is; what is missing is the proof, since
a capacity that has become larger has another price. It is sought among few customers. Their share of every capacity is
set so that at the earlier prices they lack, or have left, just their share of what all lack or have left: what sets
such a part apart from all then touches the change alone, and where nothing has changed the earlier prices stay.
(Sampling statistics knows this as a control variate; Hammersley and Handscomb, Monte Carlo Methods, 1964, chapter 5.)
A few steps with everybody follow, the bound being looked at after each.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import Watch
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import Stage, Step, search_prices
from collectplan.optimise.problem import Floats
from collectplan.optimise.sample import sample

#: Parts: customers, unless a third of all are fewer, and the perturbation at which the next part takes over.
PARTS: Final = ((8_000, 0.003), (25_000, 0.0003))
SMALLEST_SHARE: Final = 3
#: Perturbation to begin with, at most; what becomes of it from step to step; and the one for everybody.
WIDEST, FALLING, LAST = 0.1, 0.3, 0.0002
#: Passes of a step among a part; of one with everybody, between two looks at the bound; and looks.
PASSES_OF_PART, PASSES, LOOKS = 50, 4, 3


def approach(best: Incumbent, watch: Watch, start: Floats, at_step: Callable[[Step], None]) -> None:
    """Hands over prices nearer and nearer to those that prove the lowest bound.

    Args:
        best: what is known at the earlier prices, the earlier plan repaired among it.
        watch: on the deadline.
        start: [resources] the earlier prices.
        at_step: takes prices and the bound that they prove; it ends this by raising.

    Raises:
        OutOfTimeError: the deadline has passed.
    """
    pricer, prices = best.pricer, start
    # A gap is about half of a change of price times one of capacity, and these two are of a size.
    noise = min(WIDEST, math.sqrt(best.gap))
    for customers, least in PARTS:
        part = sample(pricer, min(customers, pricer.problem.num_customers / SMALLEST_SHARE))
        try:
            while part is not pricer and noise > least:
                prices = _of_part(part, pricer, watch, start, prices, noise)
                noise *= FALLING
        finally:
            if part is not pricer:
                part.close()
    at_step(Step(0.0, prices, pricer.evaluate(prices).bound))
    for _ in range(LOOKS):
        step = _searched(pricer, watch, prices, LAST, PASSES)
        prices = step.prices
        at_step(step)


def _of_part(part: Pricer, pricer: Pricer, watch: Watch, start: Floats, prices: Floats, noise: float) -> Floats:
    """[resources] prices among a part of the customers, which at the earlier prices, `start`, lacks its share."""
    problem = pricer.problem
    share = part.problem.num_customers / problem.num_customers
    left = problem.capacity - pricer.evaluate(start, noise).use
    capacity = part.evaluate(start, noise).use + share * left
    # What a floor asks for is negative, what others leave is not.
    capacity = np.where(problem.is_floor, np.minimum(capacity, 0.0), np.maximum(capacity, 0.0))
    same = Pricer(replace(part.problem, capacity=capacity), part.threads, part.layout)
    try:
        return _searched(same, watch, prices, noise, PASSES_OF_PART).prices
    finally:
        same.close()


def _searched(pricer: Pricer, watch: Watch, start: Floats, noise: float, passes: int) -> Step:
    found: list[Step] = []
    search_prices(pricer, watch, found.append, start, (Stage(math.inf, (noise,), 1, passes),))
    return found[-1]
