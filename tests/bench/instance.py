"""A public instance in neutral form, its way through the optimiser, and an independent check of what comes back.

Every instance here lets each customer (job, class, source) hold at most one candidate (agent, item, destination).
Instances that demand exactly one are read with an offset: each candidate is worth `offset` more than the instance says.
For any offset, a plan that serves everybody is worth num_customers x offset more than in the instance's own terms, so

    own worth of the best full plan <= bound - num_customers x offset

holds whatever the offset is. The offset only has to be large enough for the plan to serve everybody, which is looked
at, never assumed: `solve` doubles the offset until it does.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collectplan.optimise.limit import Watch
from collectplan.optimise.problem import Problem, Rules
from collectplan.optimise.search import search

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]

#: Times that the offset is doubled before a plan that leaves somebody out is reported as such.
MOST_DOUBLINGS = 6


@dataclass(frozen=True, eq=False)
class Instance:
    """An instance in compressed rows, to be maximised.

    Attributes:
        name: of the instance.
        start: [customers + 1] where each customer's candidates begin.
        option: [candidates] rising within a customer.
        value: [candidates] worth in the instance's own terms, of either sign.
        minutes: [candidates] what a candidate takes of resources that count by the minute.
        use_start: [options + 1]; use_resource, per_contact, per_minute: [uses].
        capacity: [resources].
        is_full: whether every customer must hold one candidate.
        scale: by which the optimiser's values are multiplied; it keeps six decimals.
    """

    name: str
    start: Longs
    option: Longs
    value: Floats
    minutes: Floats
    use_start: Longs
    use_resource: Longs
    per_contact: Floats
    per_minute: Floats
    capacity: Floats
    is_full: bool
    scale: float = 1.0

    @property
    def num_customers(self) -> int:
        return len(self.start) - 1


@dataclass(frozen=True, eq=False)
class Outcome:
    """What the optimiser made of an instance, in the instance's own terms.

    Attributes:
        chosen: [customers] candidate held, -1 for none.
        objective: worth of the plan, summed from the instance itself. bound: no legal plan is worth more.
        seconds: of the search that gave the plan, the building of the problem included.
        num_passes: over the customers. method: the optimiser's own sentence. faults: limits that the plan breaks.
    """

    chosen: Longs
    objective: float
    bound: float
    seconds: float
    num_passes: int
    method: str
    faults: list[str]


def as_problem(instance: Instance, offset: float) -> Problem:
    """The instance in the optimiser's own type: one moment for all options, so that a customer holds at most one.

    Candidates keep their numbers; those of no positive value are none to the optimiser.
    """
    num_options = len(instance.use_start) - 1
    rules = Rules(
        np.zeros(instance.num_customers, np.int32), np.zeros(2, np.int32), np.zeros(0, np.int32),
        np.zeros(0, np.int32), np.zeros((0, 1), bool), np.zeros(1, np.int32), np.zeros((1, 1, 1), bool),
    )  # fmt: skip
    return Problem.of_items(
        instance.start.astype(np.int64), instance.option.astype(np.int32), (instance.value + offset) * instance.scale,
        instance.minutes, np.zeros(num_options, np.int32), instance.use_start.astype(np.int32),
        instance.use_resource.astype(np.int32), instance.per_contact, instance.per_minute, instance.capacity, rules,
        _keys(instance.num_customers, 1), _keys(num_options, 2),
    )  # fmt: skip


def solve(instance: Instance, offset: float = 0.0, seconds: float | None = None) -> Outcome:
    """Runs the optimiser's search; where everybody must be served, with offsets that grow until everybody is.

    Args:
        instance: to solve.
        offset: first one tried, where everybody must be served.
        seconds: limit of one search; None: it ends by itself.
    """
    for number in range(MOST_DOUBLINGS + 1):
        outcome = _solve_once(instance, offset * 2**number, seconds)
        if not instance.is_full or (outcome.chosen >= 0).all():
            break
    return outcome


def _solve_once(instance: Instance, offset: float, seconds: float | None) -> Outcome:
    began = time.perf_counter()
    problem = as_problem(instance, offset)
    watch = Watch() if seconds is None else Watch(time.perf_counter, began + seconds)
    answer = search(problem, watch, threads=2)
    spent = time.perf_counter() - began
    held = np.flatnonzero(answer.chosen)
    customer = np.searchsorted(instance.start, held, side="right") - 1
    chosen = np.full(instance.num_customers, -1, np.int64)
    chosen[customer] = held
    doubled = ["a customer holds two"] if len(np.unique(customer)) < len(customer) else []
    bound = answer.bound / instance.scale - (instance.num_customers * offset if instance.is_full else 0.0)
    return Outcome(
        chosen, worth_of(instance, chosen), bound, spent, _passes_in(answer.method), answer.method,
        doubled + faults_of(instance, chosen),
    )  # fmt: skip


def worth_of(instance: Instance, chosen: Longs) -> float:
    """Worth of a plan in the instance's own terms."""
    return math.fsum(instance.value[chosen[chosen >= 0]].tolist())


def faults_of(instance: Instance, chosen: Longs, tolerance: float = 1e-9) -> list[str]:
    """Limits that a plan breaks, counted candidate by candidate without the optimiser."""
    used = [0.0] * len(instance.capacity)
    faults = []
    for customer, candidate in enumerate(chosen.tolist()):
        if candidate < 0:
            if instance.is_full:
                faults.append(f"customer {customer} holds nothing")
            continue
        if not instance.start[customer] <= candidate < instance.start[customer + 1]:
            faults.append(f"customer {customer} holds another's candidate")
        option, minutes = int(instance.option[candidate]), float(instance.minutes[candidate])
        for u in range(int(instance.use_start[option]), int(instance.use_start[option + 1])):
            use = float(instance.per_contact[u]) + float(instance.per_minute[u]) * minutes
            used[int(instance.use_resource[u])] += use
    over = [r for r, use in enumerate(used) if use > float(instance.capacity[r]) * (1 + tolerance)]
    return faults + [f"resource {r} is overdrawn" for r in over]


def _passes_in(method: str) -> int:
    """Passes over the customers, as the optimiser's sentence tells them."""
    words = method.replace(";", " ").split()
    return int(words[words.index("passes") - 1]) if "passes" in words else 0


def _keys(num: int, salt: int) -> npt.NDArray[np.uint64]:
    return np.random.default_rng(salt).integers(0, 2**63, num).astype(np.uint64)
