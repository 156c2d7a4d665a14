"""Exclusive rules: no other channel for a while after an event."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.unit.check.worlds import account, attempt, contact, findings_of, rules, verdict

ALONE = {"id": "alone", "kind": "exclusive", "window": {"days": 4}, "after": "conversation"}
FRIDAY = attempt(outcome="rpc")
found = partial(findings_of, ALONE)


@pytest.mark.parametrize(("window", "name"), [
    ({"days": 4}, "4 days"), ({"days": 3}, None), ({"calendar": "week"}, None), ({"calendar": "month"}, None),
])  # fmt: skip
def test_another_channel_within_the_window(window: dict[str, Any], name: str | None) -> None:
    """Monday 2 March is the fourth day of a call on Friday 27 February, and of another week and month."""
    told = [(3, f"The sms on 2026-03-02 follows a conversation on call on 2026-02-27 within the {name}.")]
    plan = [contact(), contact(channel="sms")]
    assert found({"window": window}, plan, [FRIDAY]) == (told if name else [])


def test_an_event_of_a_later_date_does_not_look_back() -> None:
    """Whatever the history knows of Tuesday says nothing of Monday."""
    assert found({}, [contact(channel="letter")], [attempt(at="2026-03-03T09:00", outcome="rpc")]) == []


@pytest.mark.parametrize(("said", "expected"), [
    ({}, [2, 3]), ({"channels": ["sms"]}, []), ({"channels": ["sms"], "event_channels": ["call"]}, [2]),
    ({"event_channels": ["whatsapp"]}, []), ({"channels": ["call", "email"]}, [3]),
])  # fmt: skip
def test_whose_events_and_whose_contacts(said: dict[str, Any], expected: list[int]) -> None:
    """After a conversation by call: events count on their own channels, else on the rule's, else on any."""
    assert [row for row, _ in found(said, [contact(channel="sms"), contact(channel="email")], [FRIDAY])] == expected


def test_planned_contacts_are_assumed_to_be_conversations() -> None:
    """Under worst_case the call at ten is one for the message at eleven, and not the other way."""
    plan = [contact(channel="sms", start="11:00", end="12:00"), contact()]
    told = (2, "The sms on 2026-03-02 follows a conversation on call on 2026-03-02 within the 4 days.")
    assert found({}, plan, []) == [told]
    assert found({}, plan, [], "contingent") == []


def test_a_later_date_of_an_earlier_instant_does_not_look_back() -> None:
    """The message at eleven is of Tuesday on its account's clock in Tokyo, and the call at two of Monday in Bogota."""
    people = [account(), account(account_id="A2", timezone="Asia/Tokyo")]
    plan = [contact(channel="sms", account_id="A2", start="11:00", end="12:00"), contact(start="14:00", end="15:00")]
    assert verdict(plan, rules(ALONE), people).violations == ()
    assert [v.row for v in verdict(plan, rules(ALONE), [people[0], account(account_id="A2")]).violations] == [3]
