"""The best set over several days by a decision diagram, held against every set there is."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.optimise.diagram import diagrams_of
from collectplan.optimise.layout import lay_out
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Bools, Ints, Problem, Rules
from collectplan.optimise.regret import regrets
from collectplan.optimise.strips import MOST, strips_of
from tests.unit.optimise.one_customer import allowed_sets, assert_the_best_is_found, problem_of, worth

#: Days of two channels, calls first, with so many hours each.
DAYS, HOURS = 3, 2


def moments_of(days: int, hours: int) -> tuple[Ints, Ints, Ints]:
    """Day, channel and hour of each moment."""
    day, channel, hour = np.meshgrid(np.arange(days), np.arange(2), np.arange(hours), indexing="ij")
    return day.ravel(), channel.ravel(), hour.ravel()


def rules_of(
    days: int, hours: int, a_day: int, calls: int, window: int, in_window: int, apart: int, pause: int
) -> Rules:
    """Caps on contacts a day, on all calls and on each run of `window` days; hours apart; days between two calls."""
    day, channel, hour = moments_of(days, hours)
    caps = [(day == d, a_day) for d in range(days)] + [(channel == 0, calls)]
    caps += [((day >= d) & (day < d + window), in_window) for d in range(days - window + 1)]
    same_day = day[:, None] == day
    both_calls = (channel[:, None] == 0) & (channel == 0)
    clash = same_day & (abs(hour[:, None] - hour) < apart)
    clash |= both_calls & ~same_day & (abs(day[:, None] - day) < pause)
    np.fill_diagonal(clash, val=False)
    num = len(caps)
    return Rules(
        np.zeros(1, np.int32), np.array([0, num], np.int32), np.arange(num, dtype=np.int32),
        np.array([limit for _, limit in caps], np.int32), np.array([members for members, _ in caps]),
        np.zeros(1, np.int32), clash[None],
    )  # fmt: skip


@st.composite
def horizons(draw: st.DrawFn) -> Problem:
    """Three days with caps on a day, on calls and on two days, hours apart and days between calls."""
    rules = rules_of(
        DAYS, HOURS, draw(st.integers(1, 3)), draw(st.integers(0, 3)), 2, draw(st.integers(1, 4)),
        draw(st.integers(0, 2)), draw(st.integers(1, 3)),
    )  # fmt: skip
    num = DAYS * 2 * HOURS
    return problem_of(rules, draw(st.lists(st.integers(1, 9), min_size=num, max_size=num)))


@given(horizons())
@settings(max_examples=30, deadline=None)
def test_the_longest_path_is_the_best_of_all_sets(problem: Problem) -> None:
    """Of all 4,096 sets of twelve candidates; values are small integers, so sums and equality are exact."""
    assert_the_best_is_found(problem)


@given(horizons())
@settings(max_examples=15, deadline=None)
def test_regrets_over_days_are_what_insisting_and_abstaining_cost(problem: Problem) -> None:
    """The best of all sets, less the best of those that hold the candidate, or of those that lack it."""
    sets = [(frozenset(each), worth(problem, each)) for each in allowed_sets(problem)]
    best = max(gained for _, gained in sets)
    holding, lacking = regrets(Pricer(problem), np.zeros(0))
    for j in range(problem.num_candidates):
        with_j = max((gained for each, gained in sets if j in each), default=-np.inf)
        assert holding[j] == best - with_j
        assert lacking[j] == best - max(gained for each, gained in sets if j not in each)


def has_diagram(rules: Rules) -> bool:
    num = rules.moment_sets.shape[1]
    return bool(lay_out(problem_of(rules, [1] * num)).has_diagram[0])


def test_a_fortnight_of_windows_has_a_diagram_and_knows_the_most_contacts() -> None:
    """Two a day and five in any seven of fourteen days are ten at most: five in each of two weeks."""
    rules = rules_of(14, 12, a_day=2, calls=14, window=7, in_window=5, apart=3, pause=3)
    layout = lay_out(problem_of(rules, [1] * (14 * 24)))
    assert layout.has_diagram.tolist() == [True]
    assert layout.most.tolist() == [10]


def test_days_with_too_many_contacts_do_without() -> None:
    """Patterns are searched up to three contacts a day: with four hours apart enough a fourth could be had."""
    assert has_diagram(rules_of(2, 12, a_day=MOST, calls=9, window=2, in_window=5, apart=3, pause=2))
    assert not has_diagram(rules_of(2, 12, a_day=MOST + 1, calls=9, window=2, in_window=5, apart=3, pause=2))


def test_calls_and_the_rest_of_a_day_are_two_strips_of_one_span() -> None:
    """Hours apart join a day's two channels, between which some hours clash and others do not; days stay apart."""
    rules = rules_of(2, 6, a_day=2, calls=2, window=2, in_window=3, apart=2, pause=2)
    num = rules.moment_sets.shape[1]
    strips = strips_of(np.arange(num, dtype=np.int32), rules.moment_sets, rules.clashes[0])
    assert strips is not None
    assert strips.of_cell.tolist() == [0] * 6 + [1] * 6 + [2] * 6 + [3] * 6
    assert strips.span_of_strip.tolist() == [0, 0, 1, 1]
    # A call bars the other day's calls: from the second day on that is strip 2, bit 4.
    assert strips.bars[strips.members[:, 0] == 0].tolist()[0] & strips.later[1] == 4


def test_unwanted_classes_have_no_diagram() -> None:
    """Classes whose greedy set is the best need none."""
    rules = rules_of(2, 2, a_day=2, calls=2, window=2, in_window=3, apart=2, pause=2)
    cells = np.arange(rules.moment_sets.shape[1], dtype=np.int32)[None]
    wanted: Bools = np.array([False])
    assert len(diagrams_of(rules, cells, wanted).arc) == 0
