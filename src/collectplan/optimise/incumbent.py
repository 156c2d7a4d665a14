"""The best plan and the best bound that a search has found so far."""

from __future__ import annotations

import math

import numpy as np

from collectplan.domain.stages import GAP_OF_OPTIMAL
from collectplan.optimise.numbers import marked
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import Step
from collectplan.optimise.problem import Marks
from collectplan.optimise.repair import repair


class Incumbent:
    """The best plan and the best bound so far.

    Attributes:
        pricer: of the problem.
        plan: [candidates] keeps every capacity and local rule. objective: its worth, less the ceilings of what its
            floors lack.
        step: the prices that prove the lowest bound. bound: that, or a lower one that an integer programme has proven.
    """

    def __init__(self, pricer: Pricer, plan: Marks | None = None) -> None:
        """Starts from prices of 0 and what they prove, and from everybody's best if the capacities take it.

        Args:
            pricer: of the problem.
            plan: [candidates] legal and with every floor met: from now on only such plans are kept.
        """
        self.pricer = pricer
        self.plan = np.zeros(pricer.problem.num_candidates, np.uint8)
        self.keeps_floors = plan is not None
        self.objective = -math.inf
        self._closed = math.inf
        problem = pricer.problem
        prices = np.zeros(problem.num_resources)
        first = pricer.evaluate(prices)
        self.step = Step(0.0, prices, first.bound)
        # A floor may need what is worth nothing; without floors the empty plan is always legal.
        self.offer_plan(self.plan if plan is None else plan)
        if (first.use <= problem.capacity)[~problem.is_floor].all():
            self.offer_plan(first.chosen)

    @property
    def bound(self) -> float:
        """No plan is worth more. Never below the plan at hand, which rounding could otherwise pass."""
        return max(self.objective, min(self.step.bound, self._closed))

    @property
    def gap(self) -> float:
        """Of the plan to the bound, relative to the bound; 0 where they are equal, infinite beside a bound of 0."""
        slack = self.bound - self.objective
        if not slack:
            return 0.0
        return slack / abs(self.bound) if self.bound else math.inf

    @property
    def is_optimal(self) -> bool:
        """Whether what is left of the gap is rounding."""
        return self.bound - self.objective <= GAP_OF_OPTIMAL * abs(self.bound)

    def offer_plan(self, plan: Marks) -> None:
        """Keeps a legal plan if it is worth more than the one before."""
        problem = self.pricer.problem
        objective = math.fsum(problem.look_up(marked(plan)).value.tolist())
        if problem.is_floor.any():
            lacking = np.maximum(problem.use_of(plan) - problem.capacity, 0.0)[problem.is_floor]
            if self.keeps_floors and lacking.any():
                return
            objective -= math.fsum((problem.ceiling[problem.is_floor] * lacking).tolist())
        if objective > self.objective:
            self.plan, self.objective = plan.copy(), objective

    def offer_step(self, step: Step) -> None:
        """Keeps prices if they prove a lower bound, and repairs the choices that they lead to."""
        self.offer_prices(step)
        self.offer_plan(repair(self.pricer, step.prices, self.pricer.evaluate(step.prices, step.noise).chosen))

    def offer_prices(self, step: Step) -> None:
        """Keeps prices if they prove a lower bound."""
        if step.bound < self.step.bound:
            self.step = step

    def close(self, bound: float) -> None:
        """Takes a bound that an integer programme has proven."""
        self._closed = min(self._closed, bound)
