"""Candidates that a better one can always stand in for."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Rules
from collectplan.optimise.spare import spare
from tests.unit.optimise.one_customer import allowed_sets, problem_of, worth

#: Hours of a day; two channels have a moment in each.
HOURS = 5


def rules_of(of_day: int, of_channel: int, apart: int) -> Rules:
    """So many contacts a day and on each of two channels at most, so many hours apart at least."""
    hour, channel = np.tile(np.arange(HOURS), 2), np.repeat([0, 1], HOURS)
    sets = np.array([channel >= 0, channel == 0, channel == 1])
    clash = abs(hour[:, None] - hour) < apart
    np.fill_diagonal(clash, val=False)
    limits = np.array([of_day, of_channel, of_channel], np.int32)
    return Rules(
        np.zeros(1, np.int32), np.array([0, 3], np.int32), np.arange(3, dtype=np.int32), limits, sets,
        np.zeros(1, np.int32), clash[None],
    )  # fmt: skip


@given(
    st.integers(2, 4), st.integers(1, 2), st.integers(1, 4),  # two a day are searched as pairs
    st.lists(st.integers(1, 30), min_size=2 * HOURS, max_size=2 * HOURS),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_the_best_set_is_among_those_kept(of_day: int, of_channel: int, apart: int, value: list[int]) -> None:
    """Hours of two channels, with few contacts a day that lie apart: what a pass chooses is worth as much as any set."""
    problem = problem_of(rules_of(of_day, of_channel, apart), value)
    pricer = Pricer(problem)
    chosen = tuple(np.flatnonzero(pricer.evaluate(np.zeros(0)).chosen).tolist())
    sets = allowed_sets(problem)
    assert chosen in sets
    assert worth(problem, chosen) == max(worth(problem, each) for each in sets)


def test_of_a_dozen_hours_two_hours_apart_four_are_kept() -> None:
    """Of two contacts a day the other may take three hours of a channel, its own and one on each side: the fourth stands free."""
    hours = 12
    hour, channel = np.tile(np.arange(hours), 2), np.repeat([0, 1], hours)
    clash = abs(hour[:, None] - hour) < 2
    np.fill_diagonal(clash, val=False)
    sets = np.array([channel >= 0, channel == 0, channel == 1])
    rules = Rules(
        np.zeros(1, np.int32), np.array([0, 3], np.int32), np.arange(3, dtype=np.int32), np.array([2, 1, 1], np.int32),
        sets, np.zeros(1, np.int32), clash[None],
    )  # fmt: skip
    group, keep = spare(rules, np.arange(2 * hours, dtype=np.int32)[None], np.array([2], np.int32))
    assert group[0].tolist() == np.repeat([group[0, 0], group[0, -1]], hours).tolist()
    assert group[0, 0] != group[0, -1]
    assert keep[0, :2].tolist() == [4, 4]
