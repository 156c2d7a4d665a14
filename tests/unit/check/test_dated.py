"""The check of dated rules, from raw cells."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.check import worlds

NOTICE: dict[str, Any] = {"id": "notice", "kind": "dated", "column": "sent", "min_days": 7}
EXPIRY: dict[str, Any] = {"id": "expiry", "kind": "dated", "column": "sent", "max_days": 60}


def is_found(rule: dict[str, Any], sent: str | None, date: str, **said: Any) -> bool:
    account = worlds.account(sent=sent)
    verdict = worlds.verdict([worlds.contact(date=date)], worlds.rules(rule, **said), [account])
    assert set(worlds.broken(verdict)) <= {rule["id"]}
    return bool(verdict.violations)


@pytest.mark.parametrize(("date", "expected"), [("2026-03-06", True), ("2026-03-08", True), ("2026-03-09", False)])
def test_a_notice_must_be_so_many_days_old(date: str, expected: bool) -> None:
    """A notice of Monday the 2nd allows a call on Monday the 9th, and none on Friday the 6th (K22)."""
    assert is_found(NOTICE, "2026-03-02", date) is expected


@pytest.mark.parametrize(("date", "expected"), [("2026-03-05", False), ("2026-03-06", False), ("2026-03-09", True)])
def test_a_check_expires(date: str, expected: bool) -> None:
    """Confirmed on 5 January: 60 days later is 6 March, 63 days the 9th (K18)."""
    assert is_found(EXPIRY, "2026-01-05", date) is expected


def test_a_date_to_come() -> None:
    """It has not passed: even min_days 0 is not kept; max_days is."""
    assert is_found(NOTICE | {"min_days": 0}, "2026-03-03", "2026-03-02")
    assert not is_found(NOTICE | {"min_days": 0}, "2026-03-02", "2026-03-02")
    assert not is_found(EXPIRY, "2026-03-03", "2026-03-02")


def test_an_empty_cell() -> None:
    """It is what the rule says, and so is a column that the file does not have."""
    assert is_found(NOTICE, None, "2026-03-02")
    assert not is_found(NOTICE | {"missing": "allow"}, None, "2026-03-02")
    bare = worlds.verdict([worlds.contact()], worlds.rules(NOTICE))
    assert worlds.broken(bare) == ["notice"]


def test_dates_are_written_as_the_strategy_says() -> None:
    """02/03/2026 is 2 March where input.date_format has the day first."""
    said = {"input": {"date_format": "%d/%m/%Y"}}
    assert not is_found(NOTICE, "02/03/2026", "2026-03-09", **said)
    assert is_found(NOTICE, "03/03/2026", "2026-03-09", **said)


def test_the_date_is_the_customers_own() -> None:
    """Noon of the 8th in Bogota is the 9th in Tokyo, on which a notice of the 2nd is seven days old."""
    account = worlds.account(sent="2026-03-02", timezone="Asia/Tokyo")
    plan = [worlds.contact(date="2026-03-08", start="12:00", end="13:00")]
    assert worlds.broken(worlds.verdict(plan, worlds.rules(NOTICE), [account])) == []
    early = [worlds.contact(date="2026-03-08", start="09:00", end="10:00")]
    assert worlds.broken(worlds.verdict(early, worlds.rules(NOTICE), [account])) == ["notice"]
