"""A problem of one customer, whom nothing but the local rules restrains."""

from __future__ import annotations

import numpy as np

from collectplan.optimise.problem import Problem, Rules


def problem_of(rules: Rules, value: list[int]) -> Problem:
    """One customer with a candidate at every moment, and no resource."""
    num = len(value)
    return Problem.of_items(
        np.array([0, num]), np.arange(num, dtype=np.int32), np.array(value, float), np.zeros(num),
        np.arange(num, dtype=np.int32), np.zeros(num + 1, np.int32), np.zeros(0, np.int32), np.zeros(0), np.zeros(0),
        np.zeros(0), rules, np.zeros(1, np.uint64), np.zeros(num, np.uint64),
    )  # fmt: skip
