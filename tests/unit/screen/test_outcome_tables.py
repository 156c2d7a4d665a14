"""Rules with a table of outcomes of their own: what counts as an attempt, a contact and a conversation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.unit.screen.worlds import screened

#: Sunday 8 March 2026, the last of seven dates.
SUNDAY = dt.date(2026, 3, 8)
#: As the United States count: busy lines and wrong numbers do not.
REG_F = {"attempts": ["no_answer", "voicemail", "third_party", "rpc", "promise", "refusal"]}
SEVEN: dict[str, Any] = {"id": "r", "kind": "cap", "max": 7, "window": {"days": 7}, "outcomes": REG_F}


def calls(*outcomes: str, **changes: Any) -> list[dict[str, Any]]:
    """One call a day up to Saturday 7 March, the last outcome on it."""
    last = dt.datetime(2026, 3, 7, 10)
    days = range(len(outcomes) - 1, -1, -1)
    return [
        {"at": (last - dt.timedelta(days=min(back, 5))).isoformat(), "outcome": outcome, **changes}
        for back, outcome in zip(days, outcomes, strict=True)
    ]


def is_open(rule: dict[str, Any], attempts: list[dict[str, Any]], date: dt.date = SUNDAY) -> bool:
    return screened([{}], attempts, rules=[rule], date=date).pair("call") is not None


def test_what_the_table_leaves_out_is_no_attempt() -> None:
    """Seven calls of which one met a busy line leave room for another; seven unanswered ones do not (K16)."""
    assert is_open(SEVEN, calls(*["no_answer"] * 6, "busy"))
    assert not is_open(SEVEN, calls(*["no_answer"] * 7))
    assert not is_open(SEVEN | {"outcomes": None}, calls(*["no_answer"] * 6, "busy"))


def test_a_failed_attempt_counts_where_the_table_says_so() -> None:
    """Nothing left the house, so that it is no attempt by the contract; a table may list it all the same."""
    rule = {"id": "r", "kind": "cap", "max": 1, "window": {"days": 7}}
    assert is_open(rule, calls("failed"))
    assert not is_open(rule | {"outcomes": {"attempts": ["failed"]}}, calls("failed"))
    assert is_open(rule | {"outcomes": {"attempts": ["failed"]}}, calls("rpc"))


def test_unmapped_counts_whatever_the_table_says() -> None:
    """A code that nobody explained is on the safe side an attempt, a contact and a conversation."""
    empty = {"attempts": [], "contacts": [], "conversations": []}
    for count in ("attempts", "contacts", "conversations"):
        rule = {"id": "r", "kind": "cap", "max": 1, "window": {"days": 7}, "count": count, "outcomes": empty}
        assert not is_open(rule, calls("unmapped"))
        assert is_open(rule, calls("rpc"))


def test_inbound_is_no_attempt() -> None:
    """A call from the customer is an event, whatever the table lists."""
    rule = {"id": "r", "kind": "cap", "max": 1, "window": {"days": 7}, "outcomes": {"attempts": ["rpc"]}}
    assert is_open(rule, calls("rpc", is_inbound=True))
    assert not is_open(rule, calls("rpc"))


@pytest.mark.parametrize(("contacts", "expected"), [(["rpc"], True), (["rpc", "voicemail"], False)])
def test_contacts_are_counted_by_their_own_list(contacts: list[str], expected: bool) -> None:
    """Australia counts a voicemail as a contact, Colombia does not (K06)."""
    rule = {"id": "r", "kind": "cap", "max": 1, "window": {"days": 7}, "count": "contacts"}
    assert is_open(rule | {"outcomes": {"contacts": contacts}}, calls("voicemail")) is expected


def test_events_are_by_the_table() -> None:
    """Cooldown and exclusivity after a conversation, and what switches a cap on, ask the rule's own list."""
    talks = {"conversations": ["voicemail"]}
    cooldown = {"id": "r", "kind": "cooldown", "days": 7, "after": "conversation"}
    assert is_open(cooldown, calls("voicemail"))
    assert not is_open(cooldown | {"outcomes": talks}, calls("voicemail"))
    assert is_open(cooldown | {"outcomes": talks}, calls("rpc"))
    exclusive = {"id": "r", "kind": "exclusive", "window": {"days": 7}, "after": "conversation"}
    by_sms = calls("voicemail", channel="sms")
    assert is_open(exclusive, by_sms)
    assert not is_open(exclusive | {"outcomes": talks}, by_sms)
    switched = {"id": "r", "kind": "cap", "max": 0, "window": {"days": 1}, "after": "conversation"}
    assert screened([{}], calls("voicemail"), rules=[switched], date=SUNDAY).hours("call")
    assert not is_open(switched | {"outcomes": talks}, calls("voicemail"))


def test_an_old_event_is_remembered_by_the_table() -> None:
    """What switches a cap on may lie long ago: the history is read that far for the outcomes of the rule's own list."""
    old = [{"at": "2024-01-05T10:00", "outcome": "voicemail"}]
    switched = {"id": "r", "kind": "cap", "max": 0, "window": {"days": 1}, "after": "contact"}
    assert not is_open(switched, old)
    assert is_open(switched | {"outcomes": {"contacts": ["rpc"]}}, old) is True
    assert not is_open(switched | {"outcomes": {"contacts": ["no_answer"]}}, [old[0] | {"outcome": "no_answer"}])


def test_spacing_and_pools_ask_what_an_attempt_is() -> None:
    """An attempt that does not count keeps nobody away."""
    spacing = {"id": "r", "kind": "spacing", "days": 3}
    pool = {"id": "r", "kind": "pool", "max": 0, "hours": 24}
    table = {"outcomes": {"attempts": ["rpc"]}}
    assert not is_open(spacing, calls("busy"))
    assert is_open(spacing | table, calls("busy"))
    full = screened([{}], calls("busy"), rules=[pool | {"max": 1}], date=SUNDAY).permitted.pools
    left = screened([{}], calls("busy"), rules=[pool | {"max": 1} | table], date=SUNDAY).permitted.pools
    assert full is not None
    assert left is not None
    assert full.capacity.min() == 0
    assert left.capacity.min() == 1
