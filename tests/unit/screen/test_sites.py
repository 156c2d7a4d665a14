"""Rules per address: shared addresses, history at an address, and channels that go to one address."""

from __future__ import annotations

from tests.unit.screen.worlds import screened

CAP = {"id": "site", "kind": "cap", "max": 1, "window": {"days": 1}, "per": "address", "channels": ["call", "sms"]}
SPACING = {"id": "apart", "kind": "spacing", "hours": 2, "per": "address"}


def test_one_customer_holds_a_shared_address() -> None:
    """B owes more than A: A is barred on the rule's channels, on no other, and is told why."""
    people = [
        {"account_id": "A", "phone": "shared", "past_due": 10.0},
        {"account_id": "B", "phone": "shared", "past_due": 20.0},
    ]
    answer = screened(people, rules=[CAP])
    assert answer.block("call", "A") == ("cap", "site", "cap site: the address is another customer's")
    assert answer.block("call", "B") is None
    assert answer.block("letter", "A") is None


def test_of_equals_the_first_id_holds_it() -> None:
    """Both owe 100."""
    answer = screened([{"account_id": "B", "phone": "s"}, {"account_id": "A", "phone": "s"}], rules=[CAP])
    assert answer.block("sms", "A") is None
    assert answer.block("sms", "B") is not None


def test_who_is_suppressed_holds_nothing() -> None:
    """B would come first by what it owes, but is left alone."""
    people = [
        {"account_id": "A", "phone": "shared"},
        {"account_id": "B", "phone": "shared", "past_due": 900.0, "suppressed": "stop_reason"},
    ]
    assert screened(people, rules=[CAP]).block("call", "A") is None


def test_history_at_the_address_fills_a_cap_whoever_was_meant() -> None:
    """A stranger's attempt at the phone; one that names no address, though the customer's own, counts for none."""
    there = {"at": "2026-03-02T07:00", "customer_id": "X", "account_id": None, "address": "phone-A1"}
    assert screened(attempts=[there], rules=[CAP]).block("call", "A1") == (
        "cap",
        "site",
        "cap site: 1 of 1 in 2026-03-02",
    )
    assert screened(attempts=[there | {"customer_id": "A1", "address": None}], rules=[CAP]).block("call", "A1") is None


def test_channels_to_one_address_share_what_is_left() -> None:
    """One contact of a call and an sms to the same phone; an sms to another phone of the customer is free of it."""
    answer = screened(rules=[CAP])
    assert answer.allows(("call", "08:00"), customer="A1")
    assert not answer.allows(("call", "08:00"), ("sms", "10:00"), customer="A1")
    apart = screened(rules=[SPACING])
    assert apart.allows(("call", "08:00"), ("sms", "10:00"), customer="A1")
    assert not apart.allows(("call", "08:00"), ("sms", "09:00"), customer="A1")


def test_spacing_from_history_at_the_address() -> None:
    """An attempt at seven closes the slots that start before nine, to both channels of the phone."""
    there = {"at": "2026-03-02T07:00", "customer_id": "X", "account_id": None, "address": "phone-A1"}
    answer = screened(attempts=[there], rules=[SPACING])
    assert not answer.allows(("call", "08:00"), customer="A1")
    assert answer.allows(("call", "09:00"), customer="A1")


def test_contingent_leaves_caps_on_outcomes_to_the_history() -> None:
    """Two planned contacts might both be talks; only what the history counts fills the cap."""
    cap = {"id": "talks", "kind": "cap", "max": 1, "window": {"days": 1}, "count": "conversations"}
    cool = {"id": "cool", "kind": "cooldown", "days": 1, "after": "conversation"}
    two = (("call", "08:00"), ("sms", "10:00"))
    assert not screened(rules=[cap, cool]).allows(*two, customer="A1")
    assert screened(rules=[cap, cool], limits={"assume": "contingent"}).allows(*two, customer="A1")
    talk = {"at": "2026-03-02T07:00", "outcome": "rpc"}
    full = screened(attempts=[talk], rules=[cap], limits={"assume": "contingent"})
    assert not full.allows(("call", "08:00"), customer="A1")


def test_who_has_no_address_shares_none() -> None:
    """B owes more than A and has no phone anywhere: A's own phone, the first of the portfolio, is not B's."""
    people = [{"account_id": "A"}, {"account_id": "B", "phone": None, "past_due": 900.0}]
    assert screened(people, rules=[CAP]).block("call", "A") is None


def test_channels_that_need_no_address_are_free_of_the_rule() -> None:
    """The strategy's one channel goes to no address, so that nothing counts by it."""
    visits = {"channels": {"visit": {}}, "priors": {"visit": {"reach": 0.2, "pays": 0.5}}}
    rule = {"id": "site", "kind": "cap", "max": 1, "window": {"days": 1}, "per": "address"}
    answer = screened(rules=[rule], **visits)
    assert answer.allows(("visit", "08:00"), ("visit", "10:00"), customer="A1")
