"""What every rule is given: whose history stands against whom, and what is a finding under which assumption."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.check.evidence import Evidence, around, event_channels, keyed, on_channels, on_past_channels, past_of
from collectplan.check.findings import SCHEMA
from tests.unit.check.worlds import account, contact, rules, verdict


def contacts() -> pl.DataFrame:
    """Two of C1 and one of C2, whose number is that of C1's first account."""
    return pl.DataFrame(
        {
            "row": [2, 3, 4],
            "customer_id": ["C1", "C1", "C2"],
            "customer": [0, 0, 1],
            "account_id": ["A1", "A2", "A3"],
            "account": [0, 1, 2],
            "channel": ["call"] * 3,
            "address": ["300", None, "300"],
            "zone": ["America/Bogota"] * 3,
            "date": [dt.date(2026, 3, 2)] * 3,
            "start_at": [dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)] * 3,
        },
        schema_overrides={"customer": pl.UInt32, "account": pl.UInt32},
    )


#: Number, customer, account and address of attempts, all at one time.
PAST: dict[str, tuple[int | None, str | None, str | None]] = {
    "first account": (0, "A1", None),
    "second account": (0, "A2", None),
    "no account": (0, None, "300"),
    "a stranger's": (None, "A1", "300"),
    "another address": (1, "A3", "301"),
}


@pytest.mark.parametrize(("per", "keys", "expected"), [
    ("customer", [0, 0, 1], {0: {"first account", "second account", "no account"}, 1: {"another address"}}),
    ("account", [0, 1, 2], {0: {"first account", "no account"}, 1: {"second account", "no account"}, 2: {"another address"}}),
    ("address", [1, 1], {1: {"no account", "a stranger's"}}),
])  # fmt: skip
def test_whose_history_stands_against_whom(per: str, keys: list[int], expected: dict[int, set[str]]) -> None:
    """A customer's, an account's with what names none, or an address's, whoever's; who has no address has no key."""
    names = list(PAST)
    columns: dict[str, Any] = {
        "row": list(range(len(names))),
        "at": [dt.datetime(2026, 3, 1, 3, tzinfo=dt.UTC)] * len(names),
    }
    columns |= {
        name: [cells[n] for cells in PAST.values()] for n, name in enumerate(("customer", "account_id", "address"))
    }
    bound = keyed(contacts(), per)
    assert bound["key"].to_list() == keys
    past = past_of(bound, pl.DataFrame(columns, schema_overrides={"customer": pl.UInt32}), per)
    found = {key: {names[row] for row in past.filter(key=key)["row"]} for key in past["key"].unique()}
    assert found == expected
    assert past.height == sum(map(len, expected.values()))
    # Three in the morning of UTC is ten in the evening before in Bogota.
    assert set(past["date"]) == {dt.date(2026, 2, 28)}


PAST_CAP = {"id": "c", "kind": "cap", "max": 1, "window": {"days": 1}}
PAST_TALK = {"id": "t", "kind": "cooldown", "days": 1, "after": "conversation"}
PAST_ALONE = {"id": "x", "kind": "exclusive", "window": {"days": 1}, "after": "conversation"}


@pytest.mark.parametrize(("said", "counted"), [
    ({}, ["call", "sms", "fax"]), ({"past_channels": ["Fax"]}, ["call", "sms", "fax"]), ({"channels": ["sms"]}, ["sms"]),
    ({"channels": ["sms"], "past_channels": ["Fax"]}, ["sms", "fax"]),
])  # fmt: skip
def test_history_on_channels_that_are_no_more(said: dict[str, Any], counted: list[str]) -> None:
    """It counts beside that on the rule's own, where the rule has any; a plan has no contact there."""
    (rule,) = rules({**PAST_CAP, **said}).strategy.limits.rules
    history = pl.DataFrame({"channel": ["call", "sms", "fax"]})
    assert on_past_channels(history, rule)["channel"].to_list() == counted
    assert on_channels(history, rule.channels)["channel"].to_list() == [
        name for name in counted if name != "fax" or not rule.channels
    ]


@pytest.mark.parametrize("kind", [PAST_TALK, PAST_ALONE])
@pytest.mark.parametrize(("said", "expected"), [
    ({}, None), ({"channels": ["sms"]}, ("sms",)), ({"channels": ["sms"], "event_channels": ["call"]}, ("call",)),
    ({"event_channels": ["call"]}, ("call",)), ({"channels": ["sms"], "past_channels": ["Fax"]}, ("sms", "fax")),
    ({"channels": ["sms"], "past_channels": ["Fax"], "event_channels": ["call"], "past_event_channels": ["Telex"]}, ("call", "telex")),
])  # fmt: skip
def test_where_events_count(kind: dict[str, Any], said: dict[str, Any], expected: tuple[str, ...] | None) -> None:
    """On channels of their own where the rule names any, else on the rule's, else on all."""
    (rule,) = rules({**kind, **said}).strategy.limits.rules
    assert event_channels(rule) == expected


@pytest.mark.parametrize(("said", "expected"), [
    ({}, [2, 3, 4]), ({"valid": {"from": "2026-03-03"}}, [3, 4]), ({"valid": {"to": "2026-03-03"}}, [2, 3, 4]),
    ({"valid": {"to": "2026-03-02"}}, [2]), ({"valid": {"from": "2026-03-02", "to": "2026-03-02"}}, [2]),
    ({"applies_when": "product = 'card'"}, [2, 3]), ({"applies_when": "product = 'card'", "channels": ["sms"]}, [3]),
])  # fmt: skip
def test_which_contacts_a_rule_binds(said: dict[str, Any], expected: list[int]) -> None:
    """Its channels, its accounts, and its dates by the customer's clock: the third contact's date is Tuesday in Tokyo."""
    people = [
        account(product="card"),
        account(account_id="A2", customer_id="C2", product="loan", timezone="Asia/Tokyo"),
    ]
    plan = [contact(), contact(date="2026-03-03", channel="sms"), contact(account_id="A2", customer_id="C2")]
    shut = {"id": "g", "kind": "gate", "forbid": "balance > 0", **said}
    assert [v.row for v in verdict(plan, rules(shut), people).violations] == expected


def told(rows: list[int], what: str) -> pl.DataFrame:
    return pl.DataFrame([(row, "C1", what) for row in rows], schema=SCHEMA, orient="row")


@pytest.mark.parametrize(("assume", "conditions", "asked", "expected"), [
    ("worst_case", [None] * 4, {}, [(2, "w"), (3, "w"), (4, "w"), (5, "w")]),
    ("worst_case", [None] * 4, {"is_done": True}, [(2, "s")]),
    ("contingent", None, {}, [(2, "s")]),
    ("contingent", [None, "r", None, "rr"], {}, [(2, "s"), (4, "open: w"), (5, "open: w")]),
    ("contingent", ["r", "q r", "r q", "r"], {}, [(2, "s")]),
    ("contingent", ["r", "q r", "r q", "r"], {"at_worst": True}, [(2, "w"), (3, "w"), (4, "w"), (5, "w")]),
])  # fmt: skip
def test_what_is_a_finding_under_which_assumption(
    assume: str, conditions: list[str | None] | None, asked: dict[str, bool], expected: list[tuple[int, str]]
) -> None:
    """Row 2 breaks the rule r for sure, the others at worst: these must name it, and a name within a name is another."""
    planned = pl.DataFrame({"row": [2, 3, 4, 5]})
    if conditions is not None:
        planned = planned.with_columns(condition=pl.Series(conditions, dtype=pl.String))
    loaded = rules({"id": "r", "kind": "cap", "max": 1, "window": {"days": 1}}, assume=assume).strategy
    evidence = Evidence(loaded, None, planned, planned, planned, planned, **asked)  # type: ignore[arg-type]  # no book is asked
    found = evidence.judged(
        loaded.limits.rules[0], lambda is_worst: told([2, 3, 4, 5], "w") if is_worst else told([2], "s")
    )
    lacking = "The row's condition does not name the rule, though it hangs on outcomes: "
    assert [(row, what.replace(lacking, "open: ")) for row, _, what in found.rows()] == expected


def test_history_around_nothing_is_none() -> None:
    """Without a contact there is no date to be near to."""
    past = pl.DataFrame({"at": [dt.datetime(2026, 3, 1, tzinfo=dt.UTC)]})
    assert around(past, contacts(), 1).height == 1
    assert around(past, contacts().clear(), 1).is_empty()
