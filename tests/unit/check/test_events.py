"""What has happened before a planned contact."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.check.worlds import attempt, contact, rules, verdict

TALK: dict[str, Any] = {"id": "c", "kind": "cooldown", "days": 7, "after": "conversation"}


def rows(plan: list[dict[str, Any]], *past: dict[str, Any], assume: str = "worst_case", **said: Any) -> list[int]:
    found = verdict(plan, rules(TALK | said, assume=assume), attempts=past)
    assert {violation.rule for violation in found.violations} <= {"c"}
    return [violation.row for violation in found.violations]


@pytest.mark.parametrize(("at", "found"), [
    ("2026-03-02T09:59:59", [2]), ("2026-03-02T10:00", []), ("2026-03-02T12:00", []), ("2026-03-03T09:00", []),
])  # fmt: skip
def test_an_event_lies_strictly_before_the_slot(at: str, found: list[int]) -> None:
    """The call is planned from ten: what happens at ten or later does not look back."""
    assert rows([contact()], attempt(at=at, outcome="rpc")) == found


@pytest.mark.parametrize(("at", "found"), [("2026-03-02T23:00", [2]), ("2026-03-03T00:00", [])])
def test_to_a_letter_events_of_its_date_lie_before_it(at: str, found: list[int]) -> None:
    """It has no hour: the conversation of Monday evening stands against Monday's letter, Tuesday's does not."""
    assert rows([contact(channel="letter")], attempt(at=at, outcome="rpc")) == found


def test_a_planned_letter_is_no_event() -> None:
    """It has no hour from which it could be one; a planned call of the day before is one to the letter."""
    letters = [contact(channel="letter"), contact(channel="letter", date="2026-03-03")]
    assert rows(letters) == []
    assert rows([contact(), letters[1]]) == [3]


def test_a_planned_contact_is_no_other_event() -> None:
    """In the worst case the call of ten ends in a conversation before that of noon, and never in a promise."""
    plan = [contact(), contact(start="12:00", end="13:00")]
    assert rows(plan) == [3]
    assert rows(plan, after="contact") == [3]
    assert rows(plan, after="promise") == []


def test_contingent_plans_raise_no_events() -> None:
    """Then only the history does."""
    plan = [contact(), contact(start="12:00", end="13:00")]
    assert rows(plan, assume="contingent") == []
    assert rows(plan, attempt(at="2026-03-02T11:30", outcome="rpc"), assume="contingent") == [3]


def test_events_count_on_their_own_channels() -> None:
    """A conversation by whatsapp starts a cool-down of calls only where event_channels name it."""
    past = attempt(channel="whatsapp", outcome="rpc")
    assert rows([contact()], past, channels=["call"]) == []
    assert rows([contact()], past, channels=["call"], event_channels=["whatsapp"]) == [2]
    planned = [contact(channel="whatsapp"), contact(start="12:00", end="13:00")]
    assert rows(planned, channels=["call"]) == []
    assert rows(planned, channels=["call"], event_channels=["whatsapp"]) == [3]


def test_the_last_event_is_told() -> None:
    """Of three conversations the finding names the latest, once."""
    past = [attempt(at=f"2026-02-{day}T10:00", outcome="rpc") for day in (26, 28, 27)]
    found = verdict([contact()], rules(TALK), attempts=past)
    told = "The call on 2026-03-02 is within 7 days of a conversation on call on 2026-02-28."
    assert [violation.what for violation in found.violations] == [told]
