"""The relaxation at other capacities, against the same problem solved from the beginning."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from collectplan.optimise import optimise, relaxation_of
from tests.optimum.made_days import operation


@pytest.mark.parametrize("seed", [1, 2])
def test_a_price_at_another_capacity_is_that_of_a_problem_with_it(seed: int) -> None:
    """The programme kept open, a search from the beginning, and the bound as a convex curve agree.

    Between two capacities the bound rises by no less than the price at the greater times what lies between, and by no
    more than the price at the lesser: duality, whatever solver found them.
    """
    day = operation(100, seed, learned=seed == 2).stages
    solution = optimise(*day)
    rows = solution.resources.select("kind", "resource", "slot", "shadow_price").iter_rows()
    prices = {(kind, name, slot): price for kind, name, slot, price in rows}
    relaxation = relaxation_of(*day, prices)
    priced = int(np.argmax([prices[r.kind, r.name, r.slot] for r in relaxation.resources]))
    today = relaxation.resources[priced].capacity
    points = [0.5 * today, 0.8 * today, today, 1.2 * today, 2 * today]
    found = [relaxation.price_at(priced, point) for point in points]
    assert all(dear >= cheap * (1 - 1e-9) for dear, cheap in pairwise(found))
    bounds = [relaxation.at(priced, point).bound for point in points]
    for (low, high), (dear, cheap), (less, more) in zip(*map(pairwise, (points, found, bounds)), strict=True):
        # Capacities that whole plans cannot use to the end are lowered by less than one contact.
        slack = 1e-6 * abs(more) + dear * 5.5
        assert cheap * (high - low) - slack <= more - less <= dear * (high - low) + slack
    relaxation.close()
