"""Closed days as the check sees them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.check.worlds import account, broken, contact, rules, verdict


@pytest.mark.parametrize(("country", "date", "found"), [
    ("US", "2026-07-03", ["c"]), ("US", "2026-07-20", []), (None, "2026-07-20", ["c"]), (None, "2026-07-03", []),
])  # fmt: skip
def test_a_rule_may_name_whose_holidays_it_means(country: str | None, date: str, found: list[str]) -> None:
    """Friday 3 July 2026 is kept for the 4th in the United States, Monday 20 July is Colombia's; the strategy is CO's."""
    rule = {"id": "c", "kind": "closed", "holidays": True} | ({"holidays_of": country} if country else {})
    assert broken(verdict([contact(date=date)], rules(rule))) == found


def test_only_a_rule_about_holidays_closes_them() -> None:
    """Monday 20 July 2026 is a holiday of Colombia, and no Sunday."""
    sundays = {"id": "c", "kind": "closed", "weekdays": ["sun"]}
    assert broken(verdict([contact(date="2026-07-20")], rules(sundays))) == []
    assert broken(verdict([contact(date="2026-07-20")], rules(sundays | {"holidays": True}))) == ["c"]


@pytest.mark.parametrize("country", [None, "XX"])
def test_where_no_calendar_is_known_no_day_is_a_holiday(country: str | None) -> None:
    """A strategy without a country, or with one of no calendar, closes weekdays alone."""
    rule = {"id": "c", "kind": "closed", "holidays": True}
    assert broken(verdict([contact(date="2026-01-01")], rules(rule, country=country))) == []


@pytest.mark.parametrize(("region", "found"), [("US-CA", ["c"]), ("CA", []), ("US-NY", []), (None, [])])
def test_a_region_is_a_part_of_the_country_only_by_its_prefix(region: str | None, found: list[str]) -> None:
    """31 March is kept in California, US-CA; CA alone is Canada."""
    rule = {"id": "c", "kind": "closed", "holidays": True}
    loaded = rules(rule, country="US")
    assert broken(verdict([contact(date="2026-03-31")], loaded, [account(region=region)])) == found


@pytest.mark.parametrize(("said", "expected"), [
    ({"weekdays": ["mon"]}, [(2, "The call is on 2026-03-02, a closed weekday.")]),
    ({"dates": ["2026-03-03"]}, [(3, "The call is on 2026-03-03, a closed date.")]),
    ({"weekdays": ["tue"], "dates": ["2026-03-02"]}, [
        (2, "The call is on 2026-03-02, a closed date."), (3, "The call is on 2026-03-03, a closed weekday."),
    ]),
])  # fmt: skip
def test_weekdays_and_dates_that_are_named(said: dict[str, Any], expected: list[tuple[int, str]]) -> None:
    """2 March 2026 is a Monday; each is closed for itself."""
    plan = [contact(), contact(date="2026-03-03")]
    told = verdict(plan, rules({"id": "c", "kind": "closed", **said})).violations
    assert [(v.row, v.what) for v in told] == expected
