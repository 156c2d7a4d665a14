"""The check of rules with a table of outcomes of their own."""

from __future__ import annotations

from typing import Any

from tests.unit.check import worlds

CAP: dict[str, Any] = {"id": "r", "kind": "cap", "max": 1, "window": {"days": 7}}


def is_found(rule: dict[str, Any], *outcomes: str, table: dict[str, Any] | None = None, **cells: Any) -> bool:
    attempts = [worlds.attempt(outcome=outcome, **cells) for outcome in outcomes]
    loaded = worlds.rules(rule if table is None else rule | {"outcomes": table})
    return bool(worlds.verdict([worlds.contact()], loaded, attempts=attempts).violations)


def test_attempts() -> None:
    """Only what the table lists; a failed one only there; an unmapped one always; an inbound one never."""
    assert is_found(CAP, "busy")
    assert not is_found(CAP, "busy", table={"attempts": ["rpc"]})
    assert not is_found(CAP, "failed")
    assert is_found(CAP, "failed", table={"attempts": ["failed"]})
    assert is_found(CAP, "ZZ", table={"attempts": []})
    assert not is_found(CAP, "rpc", table={"attempts": ["rpc"]}, direction="inbound")


def test_contacts_and_conversations() -> None:
    """Counted by their own lists, whatever counts as an attempt."""
    for count in ("contacts", "conversations"):
        rule = CAP | {"count": count}
        assert not is_found(rule, "no_answer")
        assert is_found(rule, "no_answer", table={count: ["no_answer"]})
        assert is_found(rule, "no_answer", table={count: ["no_answer"], "attempts": ["rpc"]})
        assert not is_found(rule, "rpc", table={count: ["no_answer"]})
        assert is_found(rule, "ZZ", table={count: []})


def test_events() -> None:
    """What starts a cooldown or exclusivity, and what switches a cap on."""
    cooldown = {"id": "r", "kind": "cooldown", "days": 7, "after": "conversation"}
    exclusive = {"id": "r", "kind": "exclusive", "window": {"days": 7}, "after": "contact"}
    switched = CAP | {"max": 0, "after": "conversation"}
    for rule, name in ((cooldown, "conversations"), (exclusive, "contacts"), (switched, "conversations")):
        assert not is_found(rule, "busy", channel="sms")
        assert is_found(rule, "busy", channel="sms", table={name: ["busy"]})
        assert is_found(rule, "rpc", channel="sms")
        assert not is_found(rule, "rpc", channel="sms", table={name: ["busy"]})


def test_spacing_and_pools() -> None:
    """Both keep a distance from attempts, as the rule counts them."""
    for rule in ({"id": "r", "kind": "spacing", "days": 7}, {"id": "r", "kind": "pool", "max": 1, "hours": 24 * 7}):
        other = {"customer_id": "C9"} if rule["kind"] == "pool" else {}
        assert is_found(rule, "busy", **other)
        assert not is_found(rule, "busy", table={"attempts": ["rpc"]}, **other)
