"""What rules cost, as text: no digit that is not known."""

from __future__ import annotations

import pytest

from collectplan.console.rule_prices import sentences, span_of


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (0.0, 0.0, "0.00"),
        (1234.561, 1234.562, "1,235"),
        (12_312.4, 12_788.9, "12,300 to 12,800"),
        (0.0, 2_071.3, "0 to 3,000"),
        (-40.2, 17.9, "-50 to 20"),
        (3.14, 3.92, "3.1 to 4.0"),
    ],
)
def test_a_span_has_the_digits_that_its_width_leaves(least: float, most: float, said: str) -> None:
    """476 wide: hundreds are known; the ends are rounded outwards, so that nothing possible is left out."""
    assert span_of(least, most) == said


def test_what_is_not_felt_is_named_and_nobody_is_told_to_break_a_law() -> None:
    """One rule that costs nothing is named; the sentence says that all stay in force."""
    rule = {"rule": "closed", "is_felt": False}
    lines = sentences({"date": "2026-03-03", "days": 1, "currency": "COP", "rules": [rule], "seconds": 1.0})
    assert "all of them stay in force" in lines[0]
    assert lines[2].endswith(": closed")
