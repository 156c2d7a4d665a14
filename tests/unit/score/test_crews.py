"""Which groups may take what."""

from __future__ import annotations

import numpy as np

from collectplan.domain.stages import Staffing
from collectplan.domain.strategy import Treatment
from collectplan.score.crews import crews_of_treatments


def staffing(*skills: str) -> Staffing:
    shape = (len(skills), 1)
    groups = tuple(f"g{number}" for number in range(len(skills)))
    own = tuple(frozenset(text.split()) for text in skills)
    return Staffing(groups, own, np.zeros(shape), np.zeros(shape, dtype=np.int32))


def treatment(*skills: str) -> Treatment:
    return Treatment(segments=("*",), skills=skills)


def test_a_group_needs_every_skill() -> None:
    """Of groups with `a`, `a b` and none, the second alone may take what asks for both; all may take no skill."""
    crews, crew = crews_of_treatments((treatment("a", "b"), treatment("a")), staffing("a", "a b", ""))
    assert crews.tolist() == [[True, True, True], [False, True, False], [True, True, False]]
    assert crew.tolist() == [1, 2, 0]


def test_treatments_with_the_same_groups_share_a_crew() -> None:
    """No skill, and a skill that every group has, come to the same; so do two skills of the one group."""
    crews, crew = crews_of_treatments((treatment("a"), treatment("b"), treatment("c")), staffing("a", "a b c"))
    assert crews.tolist() == [[True, True], [False, True]]
    assert crew.tolist() == [0, 1, 1, 0]


def test_a_skill_that_nobody_has() -> None:
    """Its crew is no group at all, so that nothing can be planned."""
    crews, crew = crews_of_treatments((treatment("relief"),), staffing("a"))
    assert crews[crew[0]].tolist() == [False]


def test_without_groups_there_is_one_empty_crew() -> None:
    """Nobody works: every treatment has the crew of no columns."""
    crews, crew = crews_of_treatments((treatment("a"),), staffing())
    assert crews.shape == (1, 0)
    assert crew.tolist() == [0, 0]
