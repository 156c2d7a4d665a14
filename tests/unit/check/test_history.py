"""Raw attempts as what they count as."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.check.history import SCHEMA, attempted, counts_as, own_dates, read_history
from collectplan.domain.outcomes import UNMAPPED
from collectplan.domain.strategy import OutcomeTable
from tests.unit.check.worlds import attempt, rules, table

CAP: dict[str, Any] = {"id": "c", "kind": "cap", "max": 1, "window": {"days": 1}}


def accounts() -> pl.DataFrame:
    """Customers C1 and C2."""
    return pl.DataFrame({"customer_id": ["C1", "C2"], "customer": [0, 1]}, schema_overrides={"customer": pl.UInt32})


def planned() -> pl.Series:
    """One contact, with C1."""
    return pl.Series("customer", [0], dtype=pl.UInt32)


def read(*rows: dict[str, Any], rule: dict[str, Any] = CAP, also: tuple[str, ...] = (), **said: Any) -> pl.DataFrame:
    raw = table("attempts", rows)
    return read_history(raw, planned(), accounts(), rules(rule, **said).strategy, also=also)


def test_without_attempts_there_is_an_empty_history() -> None:
    """With all of its columns, and those that are asked for besides."""
    none = read_history(None, planned(), accounts(), rules(CAP).strategy, also=("attempt_id",))
    assert none.schema == {**SCHEMA, "attempt_id": pl.String()}
    assert none.is_empty()


def test_a_row_in_our_words() -> None:
    """Blanks go, the channel is spelt as in the strategy, the code is an outcome, and 10:00 in Bogota is 15:00 UTC."""
    rows = read(
        attempt(customer_id=" C1 ", channel="CALL ", outcome="No_Answer", attempt_id=" 7 ", seconds="9"),
        also=("attempt_id", "agent_id"),
    )
    assert rows.columns == [*SCHEMA, "attempt_id", "agent_id"]
    assert rows.row(0, named=True) == {
        "customer": 0, "customer_id": "C1", "account_id": None, "channel": "call", "address": None,
        "outcome": "no_answer", "at": dt.datetime(2026, 2, 27, 15, tzinfo=dt.UTC), "is_attempt": True,
        "is_inbound": False, "row": None, "attempt_id": "7", "agent_id": None,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["at", "customer_id", "channel", "outcome"])
def test_a_row_without_one_of_four_says_nothing(name: str) -> None:
    """When, to whom, on what and with what end: where one is missing, nothing can count; a pool reads strangers too."""
    pool = {"id": "p", "kind": "pool", "max": 1, "hours": 1}
    assert read(attempt(), attempt(**{name: " "}), rule=pool).height == 1


@pytest.mark.parametrize(("direction", "expected"), [
    (None, (True, False)), ("outbound", (True, False)), ("INBOUND", (False, True)), ("sideways", None),
])  # fmt: skip
def test_directions(direction: str | None, expected: tuple[bool, bool] | None) -> None:
    """Outbound unless it says otherwise; a row of no known direction says nothing."""
    rows = read(attempt(direction=direction)).select("is_attempt", "is_inbound").rows()
    assert rows == ([] if expected is None else [expected])


@pytest.mark.parametrize(("code", "outcome", "is_attempt"), [
    ("RPC", "rpc", True), ("failed", "failed", False), ("ZZ", UNMAPPED, True), ("pp", "promise", True), ("busy", "rpc", True),
])  # fmt: skip
def test_codes(code: str, outcome: str, is_attempt: bool) -> None:
    """The strategy's own codes come before the contract's words, in any case; what is neither is unmapped."""
    rows = read(attempt(outcome=code), input={"outcomes": {" PP ": "promise", "Busy": "rpc"}})
    assert rows.select("outcome", "is_attempt").rows() == [(outcome, is_attempt)]


def test_a_channel_that_the_strategy_lacks_keeps_its_name() -> None:
    """It counts on no channel of ours, and where a rule is about all of them."""
    assert read(attempt(channel="Fax"))["channel"].to_list() == ["Fax"]


@pytest.mark.parametrize(("rule", "customers"), [
    (CAP, [0]),
    (CAP | {"per": "address"}, [0, 1, None]),
    ({"id": "s", "kind": "spacing", "days": 1}, [0]),
    ({"id": "s", "kind": "spacing", "days": 1, "per": "address"}, [0, 1, None]),
    ({"id": "p", "kind": "pool", "max": 1, "hours": 1}, [0, 1, None]),
    ({"id": "o", "kind": "obligation", "within_days": 1, "of": "promise"}, [0, 1, None]),
    ({"id": "w", "kind": "cooldown", "days": 1, "after": "promise"}, [0]),
    ({"id": "g", "kind": "gate", "require": "balance > 1"}, [0]),
])  # fmt: skip
def test_everybody_is_read_where_a_rule_looks_across_customers(
    rule: dict[str, Any], customers: list[int | None]
) -> None:
    """C1 is planned, C2 is not, and X has no account; other rules need C1 alone."""
    rows = read(*(attempt(customer_id=name) for name in ("C1", "C2", "X")), rule=rule)
    assert rows["customer"].to_list() == customers


@pytest.mark.parametrize(("what", "counted"), [
    ("contact", ["voicemail", "rpc", UNMAPPED]), ("contacts", ["voicemail", "rpc", UNMAPPED]),
    ("conversation", ["rpc", UNMAPPED]), ("conversations", ["rpc", UNMAPPED]), ("busy", ["busy"]), ("promise", []),
])  # fmt: skip
def test_events(what: str, counted: list[str]) -> None:
    """Contacts and conversations by the contract's table, and what is mapped to nothing; others by their very name."""
    frame = pl.DataFrame({"outcome": ["busy", "voicemail", "rpc", UNMAPPED]})
    assert frame.filter(counts_as(what))["outcome"].to_list() == counted


def test_events_by_a_table() -> None:
    """A list of the rule's own takes the place of the contract's, each for itself."""
    frame = pl.DataFrame({"outcome": ["busy", "rpc", UNMAPPED]})
    for contacts, talks, of_contact, of_talk in (
        (("busy",), None, ["busy", UNMAPPED], ["rpc", UNMAPPED]),
        (None, ("busy",), ["rpc", UNMAPPED], ["busy", UNMAPPED]),
    ):
        by = OutcomeTable(contacts=contacts, conversations=talks)
        assert frame.filter(counts_as("contact", by))["outcome"].to_list() == of_contact
        assert frame.filter(counts_as("conversation", by))["outcome"].to_list() == of_talk


@pytest.mark.parametrize(("table", "expected"), [
    (None, ["busy", "ZZ"]), ({"contacts": ["busy"]}, ["busy", "ZZ"]), ({"attempts": ["failed"]}, ["failed", "ZZ"]),
    ({"attempts": []}, ["ZZ"]), ({"attempts": ["busy"]}, ["busy", "ZZ"]),
])  # fmt: skip
def test_attempts_by_a_table(table: dict[str, Any] | None, expected: list[str]) -> None:
    """What a rule lists, else what the contract has; a code that means nothing to us always, an inbound call never."""
    said = {} if table is None else {"outcomes": table}
    rows = read(
        *(attempt(outcome=code) for code in ("busy", "failed", "ZZ")), attempt(outcome="busy", direction="inbound")
    )
    (rule,) = rules(CAP | said).strategy.limits.rules
    names = {"busy": "busy", "failed": "failed", UNMAPPED: "ZZ"}
    assert [names[outcome] for outcome in rows.filter(attempted(rule))["outcome"]] == expected


@pytest.mark.parametrize("rule", [
    CAP | {"channels": ["call"], "past_channels": ["Fax"]},
    {"id": "w", "kind": "cooldown", "days": 1, "after": "promise", "event_channels": ["sms"], "past_event_channels": ["Fax"]},
    {"id": "x", "kind": "exclusive", "window": {"days": 1}, "after": "promise", "event_channels": ["sms"], "past_event_channels": ["fax"]},
])  # fmt: skip
def test_channels_that_are_no_more_are_spelt_in_small_letters(rule: dict[str, Any]) -> None:
    """Those that a rule names, so that it finds them; ours keep their spelling, and strangers theirs."""
    rows = read(attempt(channel="FAX"), attempt(channel="Call"), attempt(channel="Telex"), rule=rule)
    assert rows["channel"].to_list() == ["fax", "call", "Telex"]


def test_own_dates_of_nothing() -> None:
    """No event has no date, in a column of dates."""
    nothing = pl.DataFrame(schema={"at": pl.Datetime("us", "UTC"), "zone": pl.String})
    assert own_dates(nothing).schema["date"] == pl.Date()
