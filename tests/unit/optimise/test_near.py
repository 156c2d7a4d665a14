"""From an earlier run's prices to near ones: bounds that hold, and that come near what a search from nothing proves."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from collectplan.optimise.expand import expand
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import Watch
from collectplan.optimise.near import approach
from collectplan.optimise.passes import Pricer
from collectplan.optimise.prices import Step, search_prices
from collectplan.optimise.problem import Floats, Problem
from collectplan.optimise.repair import repair
from tests.optimum.made_days import operation

WATCH = Watch(lambda: 0.0, None)


def lowest(problem: Problem) -> Step:
    """What a search from nothing proves."""
    pricer, steps = Pricer(problem), list[Step]()
    search_prices(pricer, WATCH, steps.append)
    pricer.close()
    return min(steps, key=lambda step: step.bound)


@pytest.fixture(scope="module")
def problem() -> Problem:
    """3,000 customers, of whom the search looks at 1,000 before it looks at all."""
    return expand(*operation(3_000, hourly=True).stages).problem


@pytest.fixture(scope="module")
def earlier(problem: Problem) -> Step:
    """Of the run before."""
    return lowest(problem)


@pytest.fixture(params=[1.0, 1.3, 0.8], ids=["the same", "more of all", "less of all"])
def changed(problem: Problem, request: pytest.FixtureRequest) -> Problem:
    """The same operation with other capacities."""
    return replace(problem, capacity=problem.capacity * request.param)


def approached(problem: Problem, start: Floats) -> tuple[list[Step], float]:
    """All steps that are handed over, and what the plan repaired at the first prices is worth."""
    pricer, steps = Pricer(problem), list[Step]()
    best = Incumbent(pricer)
    best.offer_prices(Step(0.0, start, pricer.evaluate(start).bound))
    best.offer_plan(repair(pricer, start, pricer.evaluate(start).chosen))
    approach(best, WATCH, start, steps.append)
    pricer.close()
    return steps, best.objective


def test_every_bound_holds_and_the_last_is_near_the_lowest(changed: Problem, earlier: Step) -> None:
    """No step's bound lies below a legal plan's worth, and the best is within 0.2 % of a whole search's.

    That search takes some hundred passes over everybody, this one a dozen; a bound of prices is a bound at any prices.
    """
    steps, worth = approached(changed, earlier.prices)
    cold = lowest(changed)
    assert all(math.isfinite(step.bound) and step.bound >= worth for step in steps)
    assert min(step.bound for step in steps) <= cold.bound * 1.002


def test_prices_stay_where_nothing_has_changed(problem: Problem, earlier: Step) -> None:
    """A part of the customers that lacks its share of what all lack asks for no other prices."""
    steps, _ = approached(problem, earlier.prices)
    assert steps[0].bound <= earlier.bound * 1.0005
