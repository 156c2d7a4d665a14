"""From the choices at the final prices to a legal plan.

Choices overdraw a handful of capacities and leave slack in others. Customers on overdrawn capacity move first, those
with the least regret before the others, each to its best set that fits what is left; then everybody who gains from
what is left is served, the greatest gain first. A customer is always answered as a whole, by the exact local search,
so that local rules hold at every step.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.local import Layout, Room, best_of_moments, best_set, fits, make_room, take
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Bools, Floats, Longs, Marks

#: Sets tried for one customer in a step of the repair, which is a heuristic and needs no proof.
NODE_LIMIT = 500
#: Sets looked at for one customer until one fits as a whole: two contacts may want the last of the same resource.
TRIES = 8
#: Shares of the prices at which slack is filled: full prices keep scarce capacity for those who gain most from it.
FILL_AT = (1.0, 0.9, 0.5, 0.0)
#: Share of a capacity that rounding may seem to overdraw.
SLACK = 1e-10
#: Relative gain that may be rounding; without it two customers could swap for ever.
ROUNDING = 1e-9


def repair(pricer: Pricer, prices: Floats, chosen: Marks, num_rounds: int = 3) -> Marks:
    """A legal plan near the choices.

    Args:
        pricer: of the problem.
        prices: [resources] at which regret and gain are measured.
        chosen: [candidates] marks that keep the local rules; not changed.
        num_rounds: rounds of filling at each share of the prices, at most.
    """
    problem, layout = pricer.problem, pricer.layout
    plan = chosen.copy()
    slack = SLACK * problem.capacity
    residual = problem.capacity - pricer.use_of(plan)
    reduced = pricer.reduced_values(prices)
    everyone = np.arange(problem.num_customers)
    if (residual < -slack).any():
        affected = everyone[on_overdrawn(layout, plan, residual, slack)]
        regret = -gains(layout, affected, reduced, residual, slack, plan)
        order = affected[np.lexsort((problem.key[affected], regret))]
        reassign(layout, order, reduced, residual, slack, plan, True)
    for share in FILL_AT:
        reduced = pricer.reduced_values(share * prices)
        for _ in range(num_rounds):
            residual = problem.capacity - pricer.use_of(plan)
            gain = gains(layout, everyone, reduced, residual, slack, plan)
            hopeful = np.flatnonzero(gain > 0)
            if not len(hopeful):
                break
            order = hopeful[np.lexsort((problem.key[hopeful], -gain[hopeful]))]
            if not reassign(layout, order, reduced, residual, slack, plan, False):
                break
    return plan


@kernel
def on_overdrawn(layout: Layout, plan: Marks, residual: Floats, slack: Floats) -> Bools:
    """[customers] whether the customer holds a contact that uses an overdrawn resource."""
    num = len(layout.start) - 1
    found = np.zeros(num, np.bool_)
    for customer in range(num):
        found[customer] = _is_over(layout, customer, plan, residual, slack)
    return found


@kernel
def _is_over(layout: Layout, customer: int, plan: Marks, residual: Floats, slack: Floats) -> bool:
    option_of, use_start, use_resource = layout.option, layout.use_start, layout.use_resource
    for j in range(layout.start[customer], layout.start[customer + 1]):
        if plan[j]:
            for u in range(use_start[option_of[j]], use_start[option_of[j] + 1]):
                if residual[use_resource[u]] < -slack[use_resource[u]]:
                    return True
    return False


@kernel
def _answer(
    layout: Layout, customer: int, reduced: Floats, residual: Floats, slack: Floats, plan: Marks, room: Room
) -> tuple[int, float, float]:
    """Picks a customer's best set within what is left once its own contacts are given back; they stay given back.

    Returns:
        Size of the set, its reduced value, and that of what the customer holds.
    """
    start, end = layout.start[customer], layout.start[customer + 1]
    mine = room.reduced
    held = 0.0
    for j in range(start, end):
        if plan[j]:
            held += reduced[j]
            take(layout, j, -1.0, residual)
    for j in range(start, end):
        mine[j - start] = reduced[j] if reduced[j] > 0.0 and fits(layout, j, residual, slack) else 0.0
    for _ in range(TRIES):
        num = best_of_moments(layout, customer, room)
        size, best, _ = best_set(layout, customer, num, room, 0, NODE_LIMIT)
        misfit = _first_misfit(layout, size, room, residual, slack)
        if misfit < 0:
            return size, best, held
        mine[misfit - start] = 0.0
    return 0, 0.0, held


@kernel
def _first_misfit(layout: Layout, size: int, room: Room, residual: Floats, slack: Floats) -> int:
    """The first picked candidate that does not fit beside those before it, though it may alone; -1 where all fit."""
    misfit, num_taken = -1, 0
    while num_taken < size and misfit < 0:
        if fits(layout, room.picked[num_taken], residual, slack):
            take(layout, room.picked[num_taken], 1.0, residual)
            num_taken += 1
        else:
            misfit = room.picked[num_taken]
    for d in range(num_taken):
        take(layout, room.picked[d], -1.0, residual)
    return misfit


@kernel
def _take_plan(layout: Layout, customer: int, plan: Marks, residual: Floats) -> None:
    """Takes what a customer holds from the residual capacity."""
    for j in range(layout.start[customer], layout.start[customer + 1]):
        if plan[j]:
            take(layout, j, 1.0, residual)


@kernel
def gains(layout: Layout, customers: Longs, reduced: Floats, residual: Floats, slack: Floats, plan: Marks) -> Floats:
    """What each customer would gain in reduced value if the others stayed as they are; negative where it loses."""
    room = make_room(layout.widest, layout.most_caps)
    out = np.empty(len(customers))
    for i in range(len(customers)):
        _, best, held = _answer(layout, customers[i], reduced, residual, slack, plan, room)
        out[i] = best - held if abs(best - held) > ROUNDING * (abs(held) + best) else 0.0
        _take_plan(layout, customers[i], plan, residual)
    return out


@kernel
def reassign(
    layout: Layout, order: Longs, reduced: Floats, residual: Floats, slack: Floats, plan: Marks, is_eviction: bool
) -> int:
    """Answers customers anew, one after the other, within what is left; gives the number that changed.

    `residual` and `plan` change in place. An eviction touches only customers on overdrawn resources, whatever they
    lose; otherwise only those change who gain.
    """
    room = make_room(layout.widest, layout.most_caps)
    changed = 0
    for customer in order:
        if is_eviction and not _is_over(layout, customer, plan, residual, slack):
            continue
        size, best, held = _answer(layout, customer, reduced, residual, slack, plan, room)
        if is_eviction or best - held > ROUNDING * (abs(held) + best):
            changed += 1
            for j in range(layout.start[customer], layout.start[customer + 1]):
                plan[j] = 0
            for d in range(size):
                plan[room.picked[d]] = 1
        _take_plan(layout, customer, plan, residual)
    return changed
