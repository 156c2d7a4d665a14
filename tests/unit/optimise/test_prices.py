"""The search for prices, cut short by a deadline."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from collectplan.optimise.expand import expand
from collectplan.optimise.limit import OutOfTimeError, Watch
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import Step, search_prices
from tests.optimum.made_days import small_world


def cut_after(num_questions: int) -> list[Step]:
    """Steps handed over when the clock, which gains a second with every question, passes the deadline."""
    pricer = Pricer(expand(*small_world(5, num=40).stages).problem, 1)
    ticks = count()
    steps: list[Step] = []
    with pytest.raises(OutOfTimeError):
        search_prices(pricer, Watch(lambda: float(next(ticks)), float(num_questions)), steps.append)
    pricer.close()
    return steps


def test_a_step_that_is_cut_short_hands_over_its_best_prices() -> None:
    """After 12 of a step's 60 passes there is one step, and its prices prove less than prices of 0 do.

    Were the step thrown away, a short time limit would end with the bound and the plan from before any search.
    """
    pricer = Pricer(expand(*small_world(5, num=40).stages).problem, 1)
    at_zero = pricer.evaluate(np.zeros(pricer.problem.num_resources)).bound
    pricer.close()
    (step,) = cut_after(12)
    assert step.bound < at_zero


def test_without_a_single_pass_the_prices_at_hand_are_handed_over() -> None:
    """A deadline that has passed already leaves the prices that the search would have begun with: mean values."""
    (step,) = cut_after(0)
    assert step.prices.max() > 0
