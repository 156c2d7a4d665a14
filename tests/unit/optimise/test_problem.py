"""A problem is checked once, when it is made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from collectplan.optimise.expand import expand
from collectplan.optimise.problem import Problem
from tests.optimum.made_days import small_world


@pytest.fixture(scope="module")
def problem() -> Problem:
    return expand(*small_world(5, num=20).stages).problem


def test_every_fault_is_named_at_once(problem: Problem) -> None:
    """A negative capacity and a value of 0 are two faults in one message."""
    with pytest.raises(ValueError, match="a value is not positive and finite; a capacity is negative"):
        replace(problem, value=0 * problem.value, capacity=problem.capacity - 1e9)


def test_options_of_a_customer_rise(problem: Problem) -> None:
    """The kernels find the candidates of a moment side by side."""
    with pytest.raises(ValueError, match="options of a customer do not rise"):
        replace(problem, option=problem.option[::-1].copy())


def test_clashes_are_mutual(problem: Problem) -> None:
    """A moment that clashes with itself could never be used."""
    rules = replace(problem.rules, clashes=np.ones_like(problem.rules.clashes))
    with pytest.raises(ValueError, match="clashes are not symmetric or lie on the diagonal"):
        replace(problem, rules=rules)
