"""What an earlier run hands to the search: when it is enough, and which of its contacts may still stand together."""

from __future__ import annotations

import numpy as np
import pytest

from collectplan.optimise.problem import Problem, Rules
from collectplan.optimise.warm import Known, _rule_breakers


@pytest.mark.parametrize(
    ("objective", "bound", "has_floors", "enough"),
    [
        (1_000.0, 1_002.4, False, True),
        (1_000.0, 1_002.6, False, False),
        (1_100.0, 1_105.4, False, True),
        (1_100.0, 1_105.6, False, False),
        (1_100.0, 1_102.6, True, False),
    ],
)
def test_enough_is_the_earlier_gap_and_a_quarter_and_a_share_of_the_difference(
    objective: float, bound: float, has_floors: bool, enough: bool
) -> None:
    """Two were left open of 1,000: 2.5 may be, and of a difference of 100 three more, but not where floors blur it."""
    known = Known(np.zeros(1), None, 1_000.0, 2.0)
    assert known.is_enough(objective, bound, has_floors) is enough


def test_nothing_is_enough_where_the_search_is_to_go_as_far_as_it_can() -> None:
    """Without a gap to compare with, even an optimal plan is left to the search to end."""
    assert not Known(np.zeros(1)).is_enough(5.0, 5.0, has_floors=False)


def test_customers_whose_contacts_clash_are_told_and_no_others() -> None:
    """Moments 0 and 1 clash, two of 0, 1 and 2 are one too many, two contacts of a moment are never both made."""
    clashes = np.zeros((1, 4, 4), bool)
    clashes[0, 0, 1] = clashes[0, 1, 0] = True
    rules = Rules(
        np.zeros(4, np.int32), np.array([0, 1], np.int32), np.zeros(1, np.int32), np.ones(1, np.int32),
        np.array([[True, True, True, False]]), np.zeros(1, np.int32), clashes,
    )  # fmt: skip
    # Options 3 and 4 are of the same moment. Customers hold (0, 3), (0, 1), (1, 2) and (3, 4).
    option = np.array([0, 3, 0, 1, 1, 2, 3, 4], np.int32)
    problem = Problem.of_items(
        np.array([0, 2, 4, 6, 8]), option, np.full(8, 5.0), np.zeros(8), np.array([0, 1, 2, 3, 3], np.int32),
        np.zeros(6, np.int32), np.zeros(0, np.int32), np.zeros(0), np.zeros(0), np.ones(1), rules,
        np.arange(4, dtype=np.uint64), np.arange(5, dtype=np.uint64),
    )  # fmt: skip
    held = problem.look_up(np.arange(8))
    assert _rule_breakers(problem, held).tolist() == [1, 2, 3]
    assert _rule_breakers(problem, held.of(np.arange(8) % 2 == 0)).tolist() == []
