"""Entries left out of a pass: nothing that a pass gives may depend on them."""

from __future__ import annotations

import numpy as np
import pytest

from collectplan.optimise.able import able
from collectplan.optimise.bands import bands_of
from collectplan.optimise.expand import expand
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Problem
from collectplan.optimise.repair import repair
from tests.optimum.made_days import operation


def made(seed: int, *, hourly: bool, spaced: bool) -> Problem:
    """An operation of 1,500 customers on several channels and a dozen hours."""
    return expand(*operation(1_500, seed, hourly=hourly, spaced=spaced).stages).problem


def without_bands(problem: Problem) -> Pricer:
    """A pricer that tells no gains apart, so that every entry is looked at."""
    pricer = Pricer(problem)
    endless = np.full(len(pricer.layout.pattern_start) - 1, np.inf)
    pricer.layout = pricer.layout._replace(
        band=pricer.layout.pattern, band_pattern=np.arange(len(endless), dtype=np.int32), band_low=-endless,
        band_high=endless,
    )  # fmt: skip
    return pricer


@pytest.mark.parametrize(("hourly", "spaced"), [(False, False), (True, False), (True, True)])
def test_passes_give_the_same_bits_with_bands_and_without(hourly: bool, spaced: bool) -> None:
    """At prices from none to dear, ties and perturbations included: bound, use, choices and margins are all equal."""
    problem = made(3, hourly=hourly, spaced=spaced)
    banded, plain = Pricer(problem), without_bands(problem)
    assert len(banded.layout.band_pattern) > 2 * len(plain.layout.band_pattern)
    chance = np.random.default_rng(5)
    for noise, window in ((0.0, 0.0), (0.0, 0.01), (1e-4, 2e-5), (0.01, 0.002), (0.3, 0.06)):
        for dear in (0.0, 0.3, 3.0, 100.0):
            prices = dear * chance.exponential(size=problem.num_resources)
            one, other = banded.evaluate(prices, noise, window), plain.evaluate(prices, noise, window)
            assert one.bound == other.bound
            assert (one.use == other.use).all()
            assert (one.chosen == other.chosen).all()
            if one.margins is not None and other.margins is not None:
                assert all((a == b).all() for a, b in zip(one.margins, other.margins, strict=True))


def test_a_repair_gives_the_same_plan_with_bands_and_without() -> None:
    """Who is moved and who is served next depends on what customers lose and promise, not on how it was looked up."""
    problem = made(4, hourly=True, spaced=False)
    banded, plain = Pricer(problem), without_bands(problem)
    prices = 0.5 * np.random.default_rng(1).exponential(size=problem.num_resources)
    chosen = banded.evaluate(prices).chosen.copy()
    assert (repair(banded, prices, chosen) == repair(plain, prices, chosen)).all()


def test_few_entries_are_left_where_hours_differ_in_price() -> None:
    """Of a dozen hours of like worth most are never the best of anybody within 3 % of the same gain."""
    problem = made(3, hourly=True, spaced=False)
    pricer = Pricer(problem)
    prices = 0.5 * np.random.default_rng(2).exponential(size=problem.num_resources)
    price, is_open = pricer.entry_prices(prices)
    least = np.where(is_open, price + pricer.layout.entry_cost, np.inf)
    start, _ = able(pricer.layout, pricer.layout.entry_alike, price, least)
    looked_at = np.diff(start)[pricer.layout.band].sum()
    assert looked_at < 0.4 * problem.num_candidates


def test_a_band_holds_every_gain_of_its_pairs() -> None:
    """Each pair's gain, 0 among them, lies between the ends of its band, which tells its own pattern."""
    chance = np.random.default_rng(8)
    gain = np.concatenate([np.zeros(20), np.exp(chance.normal(0, 4, 20_000))])
    pattern = chance.integers(0, 3, len(gain)).astype(np.int32)
    bands = bands_of(pattern, 3, gain)
    assert np.isfinite(bands.high).all()
    assert (bands.pattern[bands.of_pair] == pattern).all()
    assert (bands.low[bands.of_pair] <= gain).all()
    assert (gain < bands.high[bands.of_pair]).all()


@pytest.mark.parametrize("gain", [[], [0.0] * 100, [-1.0] + [1.0] * 99, [1.0]])
def test_gains_are_not_told_apart_where_that_is_worth_nothing(gain: list[float]) -> None:
    """No pairs, pairs worth nothing, a negative gain or a single pair: one endless band for each pattern."""
    bands = bands_of(np.zeros(len(gain), np.int32), 1, np.array(gain, float))
    assert (bands.low, bands.high) == (-np.inf, np.inf)
    assert len(bands.of_pair) == len(gain)
