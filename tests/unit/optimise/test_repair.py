"""What repair does with capacities that are overdrawn by little."""

from __future__ import annotations

import numpy as np

from collectplan.optimise.passes import Pricer
from collectplan.optimise.repair import LOOKS_AT_LEAST, LOOKS_PER_EXCESS, _near_indifference, repair
from tests.bench.instance import Instance, as_problem


def test_half_a_minute_too_many_sends_one_customer_away() -> None:
    """Each takes a minute and half a minute is missing: the cheapest goes, though no whole contact is too many."""
    num = LOOKS_AT_LEAST + 1_000
    ones, numbers = np.ones(num), np.arange(num)
    value = 10.0 + numbers[::-1]
    problem = as_problem(
        Instance(
            "minutes", np.arange(num + 1), np.zeros(num, np.int64), value, ones, np.array([0, 1]), np.zeros(1, np.int64),
            np.zeros(1), np.ones(1), np.array([num - 0.5]), is_full=False,
        ),
        0.0,
    )  # fmt: skip
    pricer, everybody, prices = Pricer(problem), np.ones(problem.num_candidates, np.uint8), np.array([1.0])
    assert np.flatnonzero(repair(pricer, prices, everybody) == 0).tolist() == [num - 1]
    # In the last round all who hold such a contact are looked at: as many as you like for no whole contact was no number.
    residual = problem.capacity - problem.use_of(everybody)
    affected = _near_indifference(pricer, prices, residual, np.zeros(1), everybody, LOOKS_PER_EXCESS[-1])
    assert affected.tolist() == numbers.tolist()
