"""The best plan and bound so far."""

from __future__ import annotations

import math

import numpy as np
import pytest

from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.prices import Step


@pytest.mark.parametrize(("bound", "objective", "gap"), [(4.0, 3.0, 0.25), (0.0, 0.0, 0.0), (0.0, -10.0, math.inf)])
def test_the_gap_is_relative_to_the_bound(bound: float, objective: float, gap: float) -> None:
    """A missed floor may cost more than anything earns: beside a bound of 0 that is no share of it, and no fault."""
    best = object.__new__(Incumbent)
    best.objective, best._closed, best.step = objective, math.inf, Step(0.0, np.zeros(0), bound)
    assert best.gap == gap
