"""Steps by the whole matrix of curvature: the lowest point of a model in a box, and how far the steps get."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import lsq_linear

from collectplan.optimise.expand import expand
from collectplan.optimise.limit import Watch
from collectplan.optimise.newton import fall_of_model, lowest_point
from collectplan.optimise.passes import BLOCK, LEAST_BLOCK, Pricer, block_size
from collectplan.optimise.prices import Stage, _step, price_scale, search_prices
from collectplan.optimise.problem import Floats
from tests.optimum.made_days import operation

NOISE = 0.0003


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_a_step_stays_in_its_box_and_nears_the_lowest_point(seed: int, num: int) -> None:
    """By an independent least-squares method in the same box: the model falls, and by most of what it could fall."""
    random = np.random.default_rng(seed)
    root = random.normal(size=(num + 2, num))
    matrix, damp, slope = root.T @ root, np.full(num, 0.1), 3 * random.normal(size=num)
    low, high = -random.uniform(0, 2, num), random.uniform(0, 2, num)
    step = lowest_point(matrix, damp, slope, low, high)
    assert (low <= step).all()
    assert (step <= high).all()
    # slope x + x M x / 2 is |L'x + L^-1 slope|^2 / 2 less a constant, with M = LL'.
    whole = matrix + np.diag(damp)
    factor = np.linalg.cholesky(whole)
    wide = np.maximum(high, low + 1e-9)
    best = lsq_linear(factor.T, -np.linalg.solve(factor, slope), (low, wide), tol=1e-12).x
    fell, could = (fall_of_model(whole, slope, at) for at in (step, best))
    assert fell >= 0.5 * could - 1e-6
    assert fell <= could + 1e-6


def test_a_step_that_no_limit_stops_is_newtons() -> None:
    """In an endless box the model's slope is 0 where the step ends: matrix x step = -slope."""
    matrix = np.array([[4.0, 1.0], [1.0, 3.0]])
    step = lowest_point(matrix, np.zeros(2), np.array([1.0, 2.0]), np.full(2, -9.0), np.full(2, 9.0))
    assert matrix @ step == pytest.approx([-1.0, -2.0])


def dual_after(pricer: Pricer, start: Floats, passes: int) -> float:
    """The dual of the perturbed values where one step of the search, from these prices, has ended."""
    stage = Stage(1e9, (NOISE,), passes=passes)
    prices = _step(pricer, Watch(), price_scale(pricer), start, NOISE, stage)
    return pricer.evaluate(prices, NOISE).bound


@pytest.mark.parametrize("hourly", [True, False])
def test_fifty_passes_from_far_away_come_as_near_as_two_hundred(hourly: bool) -> None:
    """Within 0.05 % of what the whole search finds, though prices begin a third too high, a hundred times the perturbation.

    Where a price with few margins was thrown to 0 and crept back, pass after pass, fifty ended percents above.
    """
    pricer = Pricer(expand(*operation(5_000, hourly=hourly).stages).problem, 1)
    steps: list[Floats] = []
    search_prices(pricer, Watch(), lambda step: steps.append(step.prices))
    near = pricer.evaluate(steps[-1], NOISE).bound
    far = dual_after(pricer, np.minimum(1.3 * steps[0] + 1.0, pricer.problem.ceiling), 50)
    assert near * (1 - 1e-6) <= far <= near * 1.0005
    pricer.close()


@given(st.integers(0, 20_000_000))
def test_blocks_come_in_pairs_of_a_size(num: int) -> None:
    """So that two threads end at once: an even number of blocks where there are two at all, and no larger than allowed."""
    size = block_size(num)
    assert LEAST_BLOCK <= size <= BLOCK
    blocks = -(-num // size)
    assert blocks < 2 or blocks % 2 == 0
