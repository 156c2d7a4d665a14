"""What it costs at given prices to insist on a candidate, or to do without it.

Let L be the Lagrangian bound: price x capacity, summed, and everybody's best reduced value. A plan that holds candidate
j is worth at most L less the regret of j: what its customer's best set loses in reduced value by having to hold j. A
plan without j is worth at most L less what the best set loses without it. So a candidate whose regret exceeds bound -
objective is in no plan that is better than the one at hand, and one that cannot be done without for less is in all of
them (reduced-cost fixing; Balas and Zemel, "An algorithm for large zero-one knapsack problems", Operations Research
28(5), 1980).
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.local import NODE_LIMIT, Layout, Room, best_of_moments, best_set, make_room
from collectplan.optimise.passes import Pricer, unit_noise
from collectplan.optimise.problem import Floats, Longs


def regrets(pricer: Pricer, reduced: Floats) -> tuple[Floats, Floats]:
    """[candidates] regret of holding each, and of doing without each; both >= 0, never more than they truly are.

    A candidate that can never be held has an infinite regret.

    Args:
        pricer: of the problem.
        reduced: [candidates] reduced values.
    """
    holding = np.empty(pricer.problem.num_candidates)
    lacking = np.zeros(pricer.problem.num_candidates)
    customers = np.arange(pricer.problem.num_customers)
    fill_regrets(pricer.layout, customers, reduced, holding, lacking)
    return holding, lacking


def perturbation(pricer: Pricer) -> Floats:
    """[candidates] the numbers in [-1, 1) by which passes perturb values."""
    out = np.empty(pricer.problem.num_candidates)
    fill_noise(pricer.layout, out)
    return out


@kernel
def fill_noise(layout: Layout, out: Floats) -> None:
    """Fills the perturbation of each candidate."""
    starts, options, keys, option_keys = layout.start, layout.option, layout.key, layout.option_key
    for customer in range(len(starts) - 1):
        for j in range(starts[customer], starts[customer + 1]):
            out[j] = unit_noise(keys[customer], option_keys[options[j]])


@kernel
def fill_regrets(layout: Layout, customers: Longs, reduced: Floats, holding: Floats, lacking: Floats) -> None:
    """Fills both regrets for the candidates of some customers."""
    room, other = make_room(layout.widest, layout.most_caps), make_room(layout.widest, layout.most_caps)
    starts = layout.start
    for customer in customers:
        start, end = starts[customer], starts[customer + 1]
        room.reduced[: end - start] = reduced[start:end]
        other.reduced[: end - start] = reduced[start:end]
        num = best_of_moments(layout, customer, room)
        size, best, _ = best_set(layout, customer, num, room, 0, NODE_LIMIT)
        for d in range(size):
            # The second-best candidate of the moment may step in, so the items are gathered anew.
            j = room.picked[d]
            other.reduced[j - start] = -1.0
            num_without = best_of_moments(layout, customer, other)
            _, _, upper = best_set(layout, customer, num_without, other, 0, NODE_LIMIT)
            lacking[j] = max(0.0, best - upper)
            other.reduced[j - start] = reduced[j]
        for j in range(start, end):
            num_beside = _items_beside(layout, customer, j, num, room, other)
            if num_beside < 0:
                holding[j] = np.inf
                continue
            _, _, upper = best_set(layout, customer, num_beside, other, 1, NODE_LIMIT)
            holding[j] = max(0.0, best - upper - reduced[j])


@kernel
def _items_beside(layout: Layout, customer: int, candidate: int, num: int, room: Room, other: Room) -> int:
    """Gathers in `other` the items of `room` that may be held beside a candidate, and counts it in its caps.

    Returns:
        The number of items; -1 where the candidate may not be held at all.
    """
    moment_of, option_of, moment_sets, clashes = layout.moment, layout.option, layout.moment_sets, layout.clashes
    cap_set, cap_limit, cap_start = layout.cap_set, layout.cap_limit, layout.cap_start
    k = layout.class_of_customer[customer]
    kind, moment = layout.clash_of_class[k], moment_of[option_of[candidate]]
    for cap in range(cap_start[k], cap_start[k + 1]):
        inside = moment_sets[cap_set[cap], moment]
        other.counts[cap - cap_start[k]] = 1 if inside else 0
        if inside and cap_limit[cap] <= 0:
            return -1
    kept = 0
    for i in range(num):
        beside = moment_of[option_of[room.items[i]]]
        if beside != moment and not clashes[kind, moment, beside]:
            other.items[kept], other.worth[kept] = room.items[i], room.worth[i]
            kept += 1
    return kept
