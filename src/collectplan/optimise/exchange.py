"""Local search by ejection, for customers who hold at most one contact each.

A customer moves to a contact for which a capacity has no room, and one holder of that capacity makes way: to the best
of its own contacts that fits what is left, or to none (an ejection chain of two; Yagiura, Ibaraki and Glover, "An
ejection chain approach for the generalized assignment problem", INFORMS Journal on Computing 16(2), 2004). Where no
such move gains, a few customers are put elsewhere by chance and the search goes on from there; a little loss is
forgiven, less and less as the work is used up. What differs from the prices' choice by much is not looked at.

Chance comes from the customers' keys, ties fall by keys, and the work is counted, not timed: the same problem gives the
same plan on any machine and with its rows in any order.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.ejection import Near, State, settle_down, wander, worth_of
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import Watch
from collectplan.optimise.problem import Floats, Keys, Marks, spread
from collectplan.optimise.repair import SLACK

#: Candidates of one customer that are looked at: those of least regret, and the one held.
NEAR = 6
#: Work of the whole search for each customer and at most, of which a unit is one candidate tried, and work between two
#: looks at the clock.
WORK_PER_CUSTOMER = 100_000
WORK = 30_000_000
SLICE = 4_000_000
#: Loss forgiven at first, in mean regrets of the customers' second choices.
FORGIVEN = 0.5


def may_exchange(best: Incumbent) -> bool:
    """Whether the search applies: no customer may hold two contacts, and there are no floors."""
    layout, problem = best.pricer.layout, best.pricer.problem
    return bool(problem.num_candidates) and int(layout.most.max(initial=0)) <= 1 and not problem.is_floor.any()


def exchange(best: Incumbent, watch: Watch) -> None:
    """Improves the plan by ejections; where customers may hold several contacts or there are floors, does nothing.

    Args:
        best: improved in place.
        watch: on the deadline.

    Raises:
        OutOfTimeError: the deadline has passed; what was found until then is kept.
    """
    if best.is_optimal or not may_exchange(best):
        return
    near, forgiven = look_near(best)
    work = min(WORK, WORK_PER_CUSTOMER * best.pricer.problem.num_customers)
    capacity = best.pricer.problem.capacity
    state = begin(near, best.plan, capacity, best.pricer.problem.key)
    try:
        for until in range(min(SLICE, work), work + SLICE, SLICE):
            watch.check()
            watch.tell("exchange", (until - SLICE) / work)
            wander(near, state, capacity, min(until, work), work, forgiven)
    finally:
        plan = np.zeros(best.pricer.problem.num_candidates, np.uint8)
        plan[near.number[state.best[state.best >= 0]]] = 1
        if (best.pricer.problem.use_of(plan) <= capacity * (1 + SLACK)).all():
            best.offer_plan(plan)
    watch.tell("exchange", 1.0)


def look_near(best: Incumbent) -> tuple[Near, float]:
    """The candidates that are looked at, and the loss that is forgiven at first."""
    pricer, problem, layout = best.pricer, best.pricer.problem, best.pricer.layout
    contact, minute = pricer.option_prices(best.step.prices)
    found = problem.look_up(np.arange(problem.num_candidates))
    cell = layout.cell[layout.class_of_customer[found.customer], layout.moment[found.option]]
    found = found.of(problem.is_some(found) & (cell >= 0))
    reduced = found.value - contact[found.option] - minute[found.option] * found.minutes
    top = np.zeros(problem.num_customers)
    np.maximum.at(top, found.customer, reduced)
    regret = top[found.customer] - reduced
    held = best.plan[found.number] > 0
    # By customer in the order of keys, by regret, by key of the option.
    order = np.lexsort((problem.option_key[found.option], regret, found.customer, problem.key[found.customer]))
    customer = found.customer[order]
    heads = np.flatnonzero(np.concatenate([np.ones(min(1, len(order)), bool), customer[1:] != customer[:-1]]))
    rank = np.arange(len(order)) - np.repeat(heads, np.diff(np.append(heads, len(order))))
    # No plan that is better than the one at hand holds a candidate whose regret exceeds what is still open.
    kept = ((rank < NEAR) & (regret[order] <= best.bound - best.objective)) | held[order]
    second = regret[order][rank == 1]
    order = order[kept]
    customer, option, value = found.customer[order], found.option[order], found.value[order]
    starts = np.flatnonzero(np.concatenate([np.ones(min(1, len(order)), bool), customer[1:] != customer[:-1]]))
    num_uses = np.diff(problem.use_start)[option].astype(np.int64)
    entry = spread(problem.use_start[option].astype(np.int64), num_uses)
    lengths = np.repeat(found.minutes[order], num_uses)
    near = Near(
        np.append(starts, len(order)).astype(np.int64), found.number[order], value,
        np.concatenate([np.zeros(1, np.int64), np.cumsum(num_uses)]), problem.use_resource[entry].astype(np.int64),
        problem.use_per_contact[entry] + problem.use_per_minute[entry] * lengths,
        np.maximum.reduceat(value, starts) if len(starts) else np.zeros(0), 0.5 * SLACK * problem.capacity,
    )  # fmt: skip
    # Sorted, so that the sum does not depend on the order of rows.
    return near, FORGIVEN * float(np.sort(second).sum()) / max(1, len(second))


def begin(near: Near, plan: Marks, capacity: Floats, keys: Keys) -> State:
    """The state at the plan at hand."""
    num = len(near.start) - 1
    held = np.full(num, -1, np.int64)
    marked = np.flatnonzero(plan[near.number])
    held[np.searchsorted(near.start, marked, "right") - 1] = marked
    most_uses = int(np.diff(near.use_start).max(initial=0))
    dice = np.bitwise_xor.reduce(keys) | np.uint64(1)
    state = State(
        held, capacity.astype(np.float64), held.copy(), capacity.astype(np.float64), held.copy(),
        np.zeros(len(capacity) + 1, np.int64), np.zeros(num * most_uses, np.int64), np.array([dice], np.uint64),
        np.zeros(2), np.zeros(1, np.int64),
    )  # fmt: skip
    settle_down(near, state, capacity)
    state.kept_left[:] = state.left
    state.worth[:] = worth_of(near, state.held)
    return state
