"""Caps: what counts, in whose zone, and what is told of a window that is too full."""

from __future__ import annotations

from typing import Any

from tests.unit.check.worlds import account, attempt, broken, contact, rules, verdict

DAY: dict[str, Any] = {"id": "c", "kind": "cap", "max": 1, "window": {"days": 1}}


def test_only_the_contact_in_whose_zone_the_window_is_full_is_found() -> None:
    """11:00 of Monday in Bogota is 01:00 of Tuesday in Tokyo: Monday has three contacts by A1's clock, two by A2's."""
    accounts = [account(), account(account_id="A2", timezone="Asia/Tokyo")]
    plan = [
        contact(start="09:00", end="10:00"),
        contact(start="09:00", end="10:00", channel="sms", account_id="A2"),
    ]
    past = [attempt(at="2026-03-02T11:00")]
    found = verdict(plan, rules(DAY | {"max": 2}), accounts, past)
    assert [(v.row, v.rule) for v in found.violations] == [(2, "c")]


def test_inbound_conversations_are_no_contacts_of_ours() -> None:
    """The customer's own call of the day does not use up the one contact; ours does."""
    rule = DAY | {"count": "contacts"}
    ours = attempt(at="2026-03-02T08:00", outcome="rpc")
    assert broken(verdict([contact()], rules(rule), attempts=[ours | {"direction": "inbound"}])) == []
    assert broken(verdict([contact()], rules(rule), attempts=[ours])) == ["c"]


def test_a_shared_address_is_counted_whoever_is_called() -> None:
    """Two customers with one contact each, at the same number: two where one is allowed."""
    accounts = [account(phone="+57 300"), account(account_id="A2", customer_id="C2", phone="+57 300")]
    plan = [contact(), contact(account_id="A2", customer_id="C2", start="12:00", end="13:00")]
    assert broken(verdict(plan, rules(DAY | {"per": "address"}), accounts)) == ["c"]
    assert broken(verdict(plan, rules(DAY), accounts)) == []


def test_strangers_in_the_history_stand_against_nobody() -> None:
    """A pool makes the check read everybody's attempts: those of customers without an account fill no other's cap."""
    pool = {"id": "p", "kind": "pool", "max": 9, "hours": 24}
    strangers = [attempt(at="2026-03-02T08:00", customer_id=f"X{n}") for n in range(3)]
    assert broken(verdict([contact()], rules(DAY, pool), attempts=strangers)) == []
    assert broken(verdict([contact()], rules(DAY, pool), attempts=[*strangers, attempt(at="2026-03-02T08:00")])) == [
        "c"
    ]


def test_a_calendar_window_is_told_by_its_first_contact() -> None:
    """Calls on the 5th and 6th and one planned on the 9th are three of March, which began with that of the 5th."""
    rule = DAY | {"window": {"calendar": "month"}, "max": 2}
    past = [attempt(at=f"2026-03-0{day}T10:00") for day in (6, 5)]
    found = verdict([contact(date="2026-03-09")], rules(rule), attempts=past)
    told = "3 attempts in the calendar month of 2026-03-05, with the call on 2026-03-09, at most 2."
    assert [v.what for v in found.violations] == [told]


def test_attempts_are_certain_and_their_outcomes_are_not() -> None:
    """Two calls of a day are two attempts whatever comes of them, and contacts at the worst alone."""
    plan = [contact(), contact(start="12:00", end="13:00")]
    assert broken(verdict(plan, rules(DAY, assume="contingent"))) == ["c"]
    assert broken(verdict(plan, rules(DAY | {"count": "contacts"}, assume="contingent"))) == []
    assert broken(verdict(plan, rules(DAY | {"count": "contacts"}))) == ["c"]


def test_what_lies_before_the_event_is_counted_and_not_at_fault() -> None:
    """At the worst the call at ten is the conversation after which one of the day is all; the one at noon is too many."""
    plan = [contact(), contact(start="12:00", end="13:00")]
    found = verdict(plan, rules(DAY | {"after": "conversation"}))
    assert [v.row for v in found.violations] == [3]
