"""The relaxation alone, solved again and again with another capacity: bound and prices, no plan.

In a small operation the linear programme over the candidates near the margin is kept open, and one limit at a time is
changed; a pass over all customers proves that no candidate is missing from it. Where one is, and in large operations,
the search is run again from prices near the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from collectplan.domain.stages import Day, LoadedStrategy, Permitted, Staffing, Valued
from collectplan.optimise.core import cut_core
from collectplan.optimise.expand import Expanded, expand
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import Watch
from collectplan.optimise.parametric import Parametric
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import WARM_STAGES, Step, search_prices, settle
from collectplan.optimise.problem import Floats
from collectplan.optimise.regret import regrets
from collectplan.optimise.resources import Added, Resource, prices_in_order, tighten
from collectplan.optimise.search import PROVEN_CUSTOMERS
from collectplan.optimise.sift import NOISE, sift

#: Candidates of the programme that is kept open, to begin with: per customer, and at least.
NEAR_PER_CUSTOMER = 4
NEAR_AT_LEAST = 1_000
#: Relative distance of bound and programme at which the programme lacks nothing.
EXACT = 1e-7


@dataclass(frozen=True, eq=False)
class Relaxed:
    """What the relaxation says at some capacities.

    Attributes:
        bound: no plan is worth more. prices: [resources] >= 0.
    """

    bound: float
    prices: Floats


class Relaxation:
    """The relaxation of a problem, of which one capacity at a time is changed.

    Attributes:
        resources: with the capacities of the day, as users know them.
        prices: [resources] at these.
    """

    def __init__(
        self, expanded: Expanded, prices: Floats, threads: int, clock: Callable[[], float] | None, with_programme: bool
    ) -> None:
        self.resources: tuple[Resource, ...] = expanded.resources
        self.prices = prices
        self._problem, self._threads, self._clock = expanded.problem, threads, clock
        self._pricer = Pricer(self._problem, threads)
        self._seen = self._pricer.seen
        self._programme = self._open() if with_programme else None

    def close(self) -> None:
        """End the threads."""
        self._pricer.close()

    def price_at(self, resource: int, capacity: float) -> float:
        """The price of a resource at another capacity, the others as they are.

        Args:
            resource: position.
            capacity: as users know it, in the resource's unit, >= 0.
        """
        prices = None if self._programme is None else self._proven(self._programme, resource, capacity)
        if prices is None:
            prices = self.at(resource, capacity).prices
        return float(prices[resource])

    def at(self, resource: int, capacity: float) -> Relaxed:
        """Solve with another capacity of one resource, from today's prices."""
        capacities = np.array([each.capacity for each in self.resources], np.float64)
        capacities[resource] = capacity
        problem = replace(self._problem, capacity=np.where(self._problem.is_floor, -capacities, capacities))
        problem = replace(problem, capacity=tighten(problem, self._seen))
        pricer = Pricer(problem, self._threads)
        watch = Watch(self._clock, None, None)
        try:
            best = Incumbent(pricer)
            best.offer_prices(Step(0.0, self.prices, pricer.evaluate(self.prices).bound))
            if problem.num_customers <= PROVEN_CUSTOMERS:
                sift(best, watch, 0.0)
            else:
                search_prices(pricer, watch, best.offer_prices, self.prices, WARM_STAGES)
            step = settle(pricer, best.step)
            return Relaxed(step.bound, step.prices)
        finally:
            pricer.close()

    def _proven(self, programme: Parametric, resource: int, capacity: float) -> Floats | None:
        """Prices by the programme; None where it lacks the resource or a candidate."""
        found = programme.at(resource, capacity)
        if found is None:
            return None
        objective, prices, usable = found
        # The pass reckons with today's capacity of the resource.
        more = prices[resource] * (usable - self._problem.capacity[resource])
        bound = self._pricer.evaluate(prices).bound + more
        return prices if bound - objective <= EXACT * abs(bound) else None

    def _open(self) -> Parametric:
        """The linear programme over so many candidates of least regret that it lacks nothing at today's capacities."""
        problem, num = self._problem, self._problem.num_candidates
        holding, _ = regrets(self._pricer, self.prices, noise=NOISE)
        priced = int(np.argmax(self.prices))
        near = max(NEAR_AT_LEAST, NEAR_PER_CUSTOMER * problem.num_customers)
        while True:
            inside = holding <= np.partition(holding, near - 1)[near - 1] if near < num else np.ones(num, bool)
            core = cut_core(self._pricer, inside, np.zeros(num, np.uint8))
            programme = Parametric(core, problem.num_resources)
            if near >= num or self._proven(programme, priced, self.resources[priced].capacity) is not None:
                return programme
            near *= 2


def relaxation_of(
    permitted: Permitted,
    valued: Valued,
    staffing: Staffing,
    loaded: LoadedStrategy,
    day: Day,
    prices: dict[tuple[str, str, int], float],
    *,
    seed: int = 0,
    threads: int = 1,
    added: Added | None = None,
    clock: Callable[[], float] | None = None,
) -> Relaxation:
    """The relaxation of what `optimise` has planned with the same arguments.

    Args:
        permitted: who may be contacted.
        valued: what each contact is worth.
        staffing: agent minutes.
        loaded: the strategy.
        day: the slots.
        prices: that were found, by (kind, name, position of the slot or -1).
        seed: breaks ties.
        threads: that share the passes.
        added: more, or less, of capacities.
        clock: seconds, rising.
    """
    expanded = expand(permitted, valued, staffing, loaded, day, seed, added)
    with_programme = expanded.problem.num_customers <= PROVEN_CUSTOMERS and expanded.problem.num_candidates > 0
    return Relaxation(expanded, prices_in_order(expanded.resources, prices), threads, clock, with_programme)
