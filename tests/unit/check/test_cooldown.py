"""Cool-downs: how long after an event a customer is left in peace, and after which one."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.unit.check.worlds import account, attempt, contact, findings_of, rules, verdict

TALK = {"id": "talk", "kind": "cooldown", "days": 3, "after": "conversation"}
#: Friday 27 February, three days before the planned Monday.
FRIDAY = attempt(outcome="rpc")
found = partial(findings_of, TALK)


@pytest.mark.parametrize(("days", "is_found"), [(3, False), (4, True)])
def test_the_event_s_own_date_is_day_one(days: int, is_found: bool) -> None:
    """Monday is the fourth day of a conversation on Friday."""
    told = [(2, f"The call on 2026-03-02 is within {days} days of a conversation on call on 2026-02-27.")]
    assert found({"days": days}, [contact()], [FRIDAY]) == (told if is_found else [])


def test_an_event_of_a_later_date_does_not_look_back() -> None:
    """The history may know more than the plan's date; whoever called later has not been called before."""
    assert found({}, [contact(channel="letter")], [attempt(at="2026-03-03T09:00", outcome="rpc")]) == []


@pytest.mark.parametrize(("said", "expected"), [
    ({}, [2, 3]), ({"channels": ["call"]}, [2]), ({"channels": ["sms"]}, []), ({"event_channels": ["sms"]}, []),
    ({"channels": ["sms"], "event_channels": ["call"]}, [3]),
])  # fmt: skip
def test_whose_events_and_whose_contacts(said: dict[str, Any], expected: list[int]) -> None:
    """After a conversation by call: events count on their own channels, else on the rule's, else on any."""
    plan = [contact(), contact(channel="sms")]
    assert [row for row, _ in found({"days": 9, **said}, plan, [FRIDAY])] == expected


def test_the_last_event_is_told_and_planned_ones_are_assumed() -> None:
    """Of Friday's and Sunday's conversations the latter; under worst_case today's call is one for the message after it."""
    past = [FRIDAY, attempt(at="2026-03-01T10:00", outcome="rpc")]
    plan = [contact(), contact(channel="sms", start="11:00", end="12:00")]
    sunday = (2, "The call on 2026-03-02 is within 3 days of a conversation on call on 2026-03-01.")
    worst = (3, "The sms on 2026-03-02 is within 3 days of a conversation on call on 2026-03-02.")
    sure = (3, "The sms on 2026-03-02 is within 3 days of a conversation on call on 2026-03-01.")
    assert found({}, plan, past) == [sunday, worst]
    assert found({}, plan, past, "contingent") == [sunday, sure]


def test_a_later_date_of_an_earlier_instant_does_not_look_back() -> None:
    """The message at eleven is of Tuesday on its account's clock in Tokyo, and the call at two of Monday in Bogota."""
    people = [account(), account(account_id="A2", timezone="Asia/Tokyo")]
    plan = [contact(channel="sms", account_id="A2", start="11:00", end="12:00"), contact(start="14:00", end="15:00")]
    assert verdict(plan, rules(TALK), people).violations == ()
    assert [v.row for v in verdict(plan, rules(TALK), [people[0], account(account_id="A2")]).violations] == [3]


@pytest.mark.parametrize(("said", "outcome", "is_found"), [
    ({}, "busy", False), ({"outcomes": {"conversations": ["busy"]}}, "busy", True),
    ({"outcomes": {"conversations": ["busy"]}}, "rpc", False),
])  # fmt: skip
def test_what_a_conversation_is_to_the_rule(said: dict[str, Any], outcome: str, is_found: bool) -> None:
    """A list of its own takes the place of the contract's."""
    assert bool(found({"days": 9, **said}, [contact()], [attempt(outcome=outcome)])) is is_found


@pytest.mark.parametrize(("per", "named", "is_found"), [
    ("customer", "A2", True), ("account", "A2", False), ("account", "A1", True), ("account", None, True),
])  # fmt: skip
def test_whose_conversation_it_was(per: str, named: str | None, is_found: bool) -> None:
    """The customer's, or that of the account that leads; one of no account is of all."""
    past = [{**FRIDAY, "account_id": named}]
    assert bool(found({"days": 9, "per": per}, [contact()], past)) is is_found
