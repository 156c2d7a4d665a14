"""Pools: which spans are looked at."""

from __future__ import annotations

from typing import Any

from tests.unit.check.worlds import account, attempt, broken, contact, rules, verdict

POOL: dict[str, Any] = {"id": "p", "kind": "pool", "max": 1, "hours": 1}
PEOPLE = [account(account_id=f"A{n}", customer_id=f"C{n}") for n in (1, 2)]


def test_a_letter_has_no_instant_and_hides_none() -> None:
    """The letter is in no span; the call at ten shares its hour with one of 9:30 to another customer all the same."""
    plan = [contact(channel="letter"), contact()]
    assert broken(verdict(plan, rules(POOL), PEOPLE, [attempt(at="2026-03-02T09:30", customer_id="C2")])) == ["p"]
    assert broken(verdict(plan[:1], rules(POOL), PEOPLE, [attempt(at="2026-03-02T09:30", customer_id="C2")])) == []


def test_a_full_span_without_a_planned_contact_is_no_fault_of_the_plan() -> None:
    """Two customers were called at 13:00, between the contacts of 10:00 and 16:00 and in the span of neither."""
    plan = [contact(), contact(start="16:00", end="17:00")]
    past = [attempt(at="2026-03-02T13:00"), attempt(at="2026-03-02T13:10", customer_id="C2")]
    assert broken(verdict(plan, rules(POOL), PEOPLE, past)) == []
