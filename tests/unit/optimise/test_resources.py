"""Capacities as whole plans can use them."""

from __future__ import annotations

import numpy as np
import pytest

from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Problem, Rules
from collectplan.optimise.resources import tighten


def tightened(capacity: float, minutes: list[float]) -> float:
    """Of one resource of minutes that one option uses, which each of some customers may take once."""
    num = len(minutes)
    rules = Rules(
        np.zeros(num, np.int32), np.zeros(2, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32),
        np.zeros((0, 1), bool), np.zeros(1, np.int32), np.zeros((1, 1, 1), bool),
    )  # fmt: skip
    problem = Problem.of_items(
        np.arange(num + 1), np.zeros(num, np.int32), np.ones(num), np.array(minutes), np.zeros(1, np.int32),
        np.array([0, 1], np.int32), np.zeros(1, np.int32), np.zeros(1), np.ones(1), np.array([capacity]),
        rules, np.zeros(num, np.uint64), np.zeros(1, np.uint64),
    )  # fmt: skip
    return float(tighten(problem, Pricer(problem).seen)[0])


def test_equal_uses_round_the_capacity_down() -> None:
    """10 minutes hold six calls of 1.54 minutes, 9.24, and never a part of the seventh."""
    assert tightened(10.0, [1.54, 1.54, 1.54]) == pytest.approx(6 * 1.54)


def test_unequal_uses_leave_the_capacity() -> None:
    """1.54 + 1.5 + ... may fill anything."""
    assert tightened(10.0, [1.54, 1.5]) == 10.0


def test_a_capacity_that_is_a_multiple_stays() -> None:
    """3 x 0.1 is not 0.3 in floating point; the guard of 1e-9 keeps the third contact."""
    assert tightened(0.3, [0.1, 0.1]) == pytest.approx(0.3)


def test_a_resource_that_nobody_uses_stays() -> None:
    """No candidate, no rounding."""
    assert tightened(7.7, []) == 7.7
