"""Closed days as the check sees them."""

from __future__ import annotations

import pytest

from tests.unit.check.worlds import broken, contact, rules, verdict


@pytest.mark.parametrize(("country", "date", "found"), [
    ("US", "2026-07-03", ["c"]), ("US", "2026-07-20", []), (None, "2026-07-20", ["c"]), (None, "2026-07-03", []),
])  # fmt: skip
def test_a_rule_may_name_whose_holidays_it_means(country: str | None, date: str, found: list[str]) -> None:
    """Friday 3 July 2026 is kept for the 4th in the United States, Monday 20 July is Colombia's; the strategy is CO's."""
    rule = {"id": "c", "kind": "closed", "holidays": True} | ({"holidays_of": country} if country else {})
    assert broken(verdict([contact(date=date)], rules(rule))) == found
