"""Patterns of treatments against names of segments."""

from __future__ import annotations

import pytest

from collectplan.domain.strategy import Treatment
from collectplan.segment.treatment import NONE, treatment_of


@pytest.mark.parametrize(
    ("pattern", "segment", "matches"),
    [
        ("1-30/*", "1-30/low", True),
        ("1-30/*", "31-30/low", False),
        ("*/low", "1-30/low", True),
        ("1-30/l?w", "1-30/low", True),
        ("1-30/?", "1-30/low", False),
        ("Hardship", "hardship", False),
        ("*", "hardship", True),
        ("181+/*", "181+/high", True),
    ],
)
def test_a_pattern_matches_the_whole_name(pattern: str, segment: str, matches: bool) -> None:
    """`*` is any characters and `?` one; case counts, and a part of the name is not enough."""
    assert (treatment_of(segment, [Treatment(segments=(pattern,))]) == 0) is matches


def test_any_pattern_of_the_first_treatment_that_has_one() -> None:
    """The second pattern of the second treatment matches before the third treatment is asked."""
    treatments = [Treatment(segments=("a",)), Treatment(segments=("b", "c*")), Treatment(segments=("*",))]
    assert treatment_of("cd", treatments) == 1


def test_without_a_match_there_is_none() -> None:
    """No treatment at all, or none that matches, is position -1."""
    assert treatment_of("a", []) == treatment_of("a", [Treatment(segments=("b",))]) == NONE == -1
