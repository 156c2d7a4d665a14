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

from collectplan.optimise.compiled import inner_kernel, kernel
from collectplan.optimise.layout import Layout
from collectplan.optimise.local import NODE_LIMIT, Room, best_of_cells, best_set, list_candidates, make_room
from collectplan.optimise.passes import Pricer, unit_noise
from collectplan.optimise.problem import Floats, Longs


def regrets(
    pricer: Pricer, prices: Floats, customers: Longs | None = None, noise: float = 0.0
) -> tuple[Floats, Floats]:
    """Regret of holding each candidate, and of doing without it; both >= 0, never more than they truly are.

    A candidate that can never be held has an infinite regret.

    Args:
        pricer: of the problem.
        prices: [resources].
        customers: whose candidates are looked at, in the order of `Problem.of_customers`; None: everybody's.
        noise: share of the values by which they are perturbed.
    """
    contact, minute = pricer.option_prices(prices)
    if customers is not None:
        widths = np.diff(pricer.problem.first[pricer.problem.start])[customers]
        holding, lacking = np.empty(int(widths.sum())), np.zeros(int(widths.sum()))
        fill_regrets(pricer.layout, customers, contact, minute, noise, np.cumsum(widths) - widths, holding, lacking)
        return holding, lacking
    holding, lacking = np.empty(pricer.problem.num_candidates), np.zeros(pricer.problem.num_candidates)
    offsets = pricer.problem.first[pricer.problem.start[:-1]]

    def block(first: int, last: int) -> None:
        some = np.arange(first, last)
        fill_regrets(pricer.layout, some, contact, minute, noise, offsets[first:last], holding, lacking)

    pricer.by_block(block)
    return holding, lacking


@kernel
def fill_regrets(
    layout: Layout, customers: Longs, contact: Floats, minute: Floats, noise: float, offsets: Longs,
    holding: Floats, lacking: Floats,
) -> None:  # fmt: skip
    """Fills both regrets for the candidates of some customers, each customer's from its offset on."""
    room, other = make_room(layout, NODE_LIMIT), make_room(layout, NODE_LIMIT)
    for i in range(len(customers)):
        customer, start = customers[i], offsets[i]
        width = list_candidates(layout, customer, contact, minute, room)
        for j in range(width):
            if noise > 0.0:
                shift = noise * unit_noise(layout.key[customer], layout.option_key[room.option[j]])
                room.reduced[j] += shift * abs(room.value[j])
            other.reduced[j], other.option[j] = room.reduced[j], room.option[j]
        other.asked[1], other.asked[2] = 0, -1
        num = best_of_cells(layout, customer, width, room)
        size, best, _ = best_set(layout, customer, num, room)
        for d in range(size):
            # The second-best candidate of the cell may step in, so the items are gathered anew.
            j = room.picked[d]
            other.reduced[j] = -1.0
            num_without = best_of_cells(layout, customer, width, other)
            _, _, upper = best_set(layout, customer, num_without, other)
            lacking[start + j] = max(0.0, best - upper)
            other.reduced[j] = room.reduced[j]
        other.asked[1] = 1
        k, cell, beside = layout.class_of_customer[customer], -2, -1.0
        for j in range(width):
            if np.isinf(room.reduced[j]):
                holding[start + j] = np.inf
                continue
            # Rules treat the candidates of a cell alike: what may be held beside one may be held beside all.
            if layout.cell[k, layout.moment[room.option[j]]] != cell:
                other.asked[2] = layout.moment[room.option[j]]
                cell, beside = layout.cell[k, other.asked[2]], -1.0
                num_beside = _items_beside(layout, customer, j, num, room, other)
                if num_beside >= 0:
                    _, _, beside = best_set(layout, customer, num_beside, other)
            holding[start + j] = np.inf if beside < 0.0 else max(0.0, best - beside - room.reduced[j])


@inner_kernel
def _items_beside(layout: Layout, customer: int, candidate: int, num: int, room: Room, other: Room) -> int:
    """Gathers in `other` the items of `room` that may be held beside a candidate, and counts it in its caps.

    Returns:
        The number of items; -1 where the candidate may not be held at all.
    """
    moment_of, moment_sets, clashes = layout.moment, layout.moment_sets, layout.clashes
    cap_set, cap_limit, cap_start = layout.cap_set, layout.cap_limit, layout.cap_start
    k = layout.class_of_customer[customer]
    kind, moment = layout.clash_of_class[k], moment_of[room.option[candidate]]
    for cap in range(cap_start[k], cap_start[k + 1]):
        inside = moment_sets[cap_set[cap], moment]
        other.counts[cap - cap_start[k]] = 1 if inside else 0
        if inside and cap_limit[cap] <= 0:
            return -1
    kept = 0
    for i in range(num):
        beside = moment_of[room.option[room.items[i]]]
        if layout.cell[k, beside] != layout.cell[k, moment] and not clashes[kind, moment, beside]:
            other.items[kept], other.worth[kept] = room.items[i], room.worth[i]
            kept += 1
    return kept
