"""Capacities as whole plans can use them."""

from __future__ import annotations

import numpy as np
import pytest

from collectplan.optimise.resources import tighten


def tightened(capacity: float, minutes: list[float]) -> float:
    """Of one resource of minutes that one option uses."""
    num = len(minutes)
    return float(tighten(
        np.array([capacity]), np.zeros(num, np.int32), np.array(minutes), np.array([0, 1], np.int32),
        np.zeros(1, np.int32), np.zeros(1), np.ones(1),
    )[0])  # fmt: skip


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
