"""The best candidate of each customer that a plan does not hold: what the customer would have next."""

from __future__ import annotations

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.layout import Layout
from collectplan.optimise.local import list_candidates, make_room
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Floats, Longs, Marks, Problem


def passed_over(
    problem: Problem, plan: Marks, prices: Floats, num_moments: int, threads: int = 1
) -> tuple[Longs, Floats]:
    """Numbers and reduced values of the candidates; customers who have none are left out.

    Args:
        problem: whose local rules may bar candidates even alone; these are none.
        plan: [candidates] marks.
        prices: [resources].
        num_moments: candidates at the first so many moments are looked at.
        threads: that share the customers.
    """
    pricer = Pricer(problem, threads)
    contact, minute = pricer.option_prices(prices)

    def block(first: int, last: int) -> tuple[Longs, Floats]:
        numbers, reduced = np.full(last - first, -1, np.int64), np.zeros(last - first)
        passed_block(pricer.layout, first, last, contact, minute, plan, num_moments, numbers, reduced)
        return numbers[numbers >= 0], reduced[numbers >= 0]

    parts = pricer.by_block(block)
    pricer.close()
    numbers = np.concatenate([np.zeros(0, np.int64), *(part for part, _ in parts)])
    return numbers, np.concatenate([np.zeros(0), *(part for _, part in parts)])


@kernel
def passed_block(
    layout: Layout, first: int, last: int, contact: Floats, minute: Floats, plan: Marks, num_moments: int,
    numbers: Longs, reduced: Floats,
) -> None:  # fmt: skip
    """Fills number and reduced value for customers first..last-1, ties: the lower number."""
    room = make_room(layout, 1)
    for customer in range(first, last):
        k = layout.class_of_customer[customer]
        begin = layout.first[layout.start[customer]]
        best = -np.inf
        for j in range(list_candidates(layout, customer, contact, minute, room)):
            moment = layout.moment[room.option[j]]
            barred = moment >= num_moments or layout.cell[k, moment] < 0
            if room.reduced[j] > best and not plan[begin + j] and not barred:
                best = room.reduced[j]
                numbers[customer - first], reduced[customer - first] = begin + j, best
