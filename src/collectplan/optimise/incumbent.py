"""The best plan and the best bound that a search has found so far."""

from __future__ import annotations

import math

import numpy as np

from collectplan.domain.stages import GAP_OF_OPTIMAL
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import Step
from collectplan.optimise.problem import Marks
from collectplan.optimise.repair import repair


class Incumbent:
    """The best plan and the best bound so far.

    Attributes:
        pricer: of the problem.
        plan: [candidates] legal. objective: its worth.
        step: the prices that prove the lowest bound. bound: that, or a lower one that an integer programme has proven.
    """

    def __init__(self, pricer: Pricer) -> None:
        """Starts from prices of 0, which prove the sum of everybody's best, and from a repair of those choices."""
        self.pricer = pricer
        self.plan = np.zeros(pricer.problem.num_candidates, np.uint8)
        self.objective = 0.0
        prices = np.zeros(pricer.problem.num_resources)
        first = pricer.evaluate(prices)
        self.step = Step(0.0, prices, first.bound)
        self._closed = math.inf
        self.offer_plan(repair(pricer, prices, first.chosen))

    @property
    def bound(self) -> float:
        """No plan is worth more. Never below the plan at hand, which rounding could otherwise pass."""
        return max(self.objective, min(self.step.bound, self._closed))

    @property
    def gap(self) -> float:
        """Of the plan to the bound, relative to the bound; 0 where nothing can be gained."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0

    @property
    def is_optimal(self) -> bool:
        """Whether what is left of the gap is rounding."""
        return self.bound - self.objective <= GAP_OF_OPTIMAL * self.bound

    def offer_plan(self, plan: Marks) -> None:
        """Keeps a legal plan if it is worth more than the one before."""
        objective = math.fsum(self.pricer.problem.value[plan > 0].tolist())
        if objective > self.objective:
            self.plan, self.objective = plan.copy(), objective

    def offer_step(self, step: Step) -> None:
        """Keeps prices if they prove a lower bound, and repairs the choices that they lead to."""
        if step.bound < self.step.bound:
            self.step = step
        self.offer_plan(repair(self.pricer, step.prices, self.pricer.evaluate(step.prices, step.noise).chosen))

    def close(self, bound: float) -> None:
        """Takes a bound that an integer programme has proven."""
        self._closed = min(self._closed, bound)
