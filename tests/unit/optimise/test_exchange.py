"""Search by ejection, where customers hold at most one contact."""

from __future__ import annotations

import numpy as np
import pytest

from collectplan.optimise.exchange import exchange, may_exchange
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import Watch
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Problem, Rules
from collectplan.optimise.repair import repair


def assignment(seed: int, jobs: int = 60, agents: int = 5) -> Problem:
    """Jobs for agents of scarce hours: worth and hours of each job differ from agent to agent; a job goes to one at most."""
    r = np.random.default_rng(seed)
    num = jobs * agents
    order = np.arange(agents, dtype=np.int32)
    rules = Rules(
        np.zeros(jobs, np.int32), np.array([0, 1], np.int32), np.zeros(1, np.int32), np.ones(1, np.int32),
        np.ones((1, agents), bool), np.zeros(1, np.int32), np.zeros((1, agents, agents), bool),
    )  # fmt: skip
    hours = r.integers(5, 25, num).astype(float)
    return Problem.of_items(
        np.arange(jobs + 1) * agents, np.tile(order, jobs), r.integers(10, 50, num).astype(float), hours, order,
        np.arange(agents + 1, dtype=np.int32), order, np.zeros(agents), np.ones(agents),
        np.full(agents, 0.5 * hours.sum() / agents**2), rules,
        r.integers(1, 2**62, jobs).astype(np.uint64), r.integers(1, 2**62, agents).astype(np.uint64),
    )  # fmt: skip


def found(seed: int) -> tuple[float, Incumbent]:
    """What a repair alone is worth, and what the search made of it."""
    pricer = Pricer(assignment(seed))
    best = Incumbent(pricer)
    prices = np.zeros(pricer.problem.num_resources)
    best.offer_plan(repair(pricer, prices, pricer.evaluate(prices).chosen))
    before = best.objective
    exchange(best, Watch())
    return before, best


@pytest.mark.parametrize("seed", range(3))
def test_exchanges_gain_and_break_nothing(seed: int) -> None:
    """From a greedy repair at no prices there is much to gain; every agent's hours hold, and every job has one agent."""
    before, best = found(seed)
    problem = best.pricer.problem
    assert before < best.objective <= best.bound
    assert (problem.use_of(best.plan) <= problem.capacity * (1 + 1e-9)).all()
    assert np.bincount(problem.look_up(np.flatnonzero(best.plan)).customer).max() == 1


def test_the_same_problem_gets_the_same_plan() -> None:
    """Chance comes from the customers' keys, so that two searches end alike."""
    assert found(1)[1].plan.tolist() == found(1)[1].plan.tolist()


def test_customers_of_several_contacts_are_left_alone() -> None:
    """Two contacts a customer are more than one ejection can mend."""
    problem = assignment(1)
    rules = Rules(
        problem.rules.class_of_customer, problem.rules.cap_start, problem.rules.cap_set, np.full(1, 2, np.int32),
        problem.rules.moment_sets, problem.rules.clash_of_class, problem.rules.clashes,
    )  # fmt: skip
    two = Problem.of_items(
        problem.start, problem.pattern, problem.gain, problem.minutes.ravel(), problem.moment, problem.use_start,
        problem.use_resource, problem.use_per_contact, problem.use_per_minute, problem.capacity, rules, problem.key,
        problem.option_key,
    )  # fmt: skip
    assert not may_exchange(Incumbent(Pricer(two)))
