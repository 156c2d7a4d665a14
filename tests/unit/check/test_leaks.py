"""The verdict on what was done as a whole: its counts, its findings in order, and what is told of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.check import Results
from collectplan.check.leaks import plan_dates
from collectplan.domain.leaks import LEAK_SCHEMA
from tests.unit.check.logs import done, leaked
from tests.unit.check.worlds import account, attempt, contact, rules

DAY = {"id": "day", "kind": "cap", "max": 1, "window": {"days": 1}}
UNHEARD = {"id": "unheard", "kind": "obligation", "within_days": 1, "of": "moon"}


def test_everything_that_was_looked_at_is_counted() -> None:
    """Nine rows of the log by what they are, and what they are held against."""
    log = [
        done(attempt_id="1"),
        done(attempt_id="1"),
        done(at="2026-03-02T11:00", outcome="failed"),
        done(at="2026-03-02T12:00", direction="inbound", outcome="rpc"),
        done(at="soon"),
        done(at="2026-03-03T10:15", channel="sms", outcome="delivered"),
        done(customer_id="X", at="2026-03-02T13:00"),
        done(customer_id="X", at="2026-03-02T14:00"),
        done(channel="fax", at="2026-03-02T15:00"),
    ]
    plan = [contact(), contact(channel="email"), contact(date="soon")]
    accounts = [account(), account(account_id="A2", customer_id="C2")]
    before = [attempt(attempt_id="1"), attempt(at="2026-01-01T10:00")]
    told = leaked(log, rules(DAY, UNHEARD, {**UNHEARD, "id": "heard", "of": "promise"}), plan, accounts, before)
    assert told.checked == {
        "attempts": 5,
        "failed": 1,
        "inbound": 1,
        "unreadable": 1,
        "repeated_in_log": 1,
        "on_other_dates": 1,
        "unknown_customers": 1,
        "unknown_channels": 1,
        "history": 1,
        "counted_once": 1,
        "planned": 2,
        "planned_not_done": 1,
        "accounts": 2,
        "rules": 2,
        "not_checked:unheard": 1,
    }


def test_findings_in_the_order_of_the_log() -> None:
    """By row, rule and words, each once, with channel and agent; what is of no row of the log first."""
    due = {"id": "due", "kind": "obligation", "within_days": 1, "of": "asked_on"}
    log = [
        done(agent_id="G1"),
        done(at="2026-03-02T12:00", customer_id="X", agent_id="G2"),
        done(at="2026-03-02T13:00", account_id="A9", channel="sms", outcome="delivered"),
        done(at="2026-03-02T14:00", channel="fax"),
        done(at="later"),
        done(at="2026-03-02T16:00", account_id="A1"),
        done(at="2026-03-02T17:00", customer_id="X", channel="fax", outcome="failed"),
    ]
    accounts = [account(), account(account_id="A2", customer_id="C2", asked_on="2026-03-01")]
    told = leaked(log, rules(DAY, due), [contact()], accounts)
    assert dict(told.findings.schema) == {name: dtype() for name, dtype in LEAK_SCHEMA.items()}
    no_contact = "The plan has no contact with the customer that day."
    assert told.findings.drop("what").rows() == [
        ("due", None, 0, "C2", None, None),
        ("unknown_account", None, 3, "X", "call", "G2"),
        ("unplanned", "not_in_plan", 3, "X", "call", "G2"),
        ("unknown_account", None, 4, "C1", "sms", None),
        ("unplanned", "another_channel", 4, "C1", "sms", None),
        ("unknown_channel", None, 5, "C1", "fax", None),
        ("unplanned", "another_channel", 5, "C1", "fax", None),
        ("unreadable", None, 6, "", None, None),
        ("day", None, 7, "C1", "call", None),
        ("unplanned", "another_hour", 7, "C1", "call", None),
    ]
    assert told.findings["what"].to_list() == [
        "No contact within 1 days of the asked_on of 2026-03-01, by 2026-03-02.",
        "The portfolio has no customer X.",
        no_contact,
        "The portfolio has no usable account A9 of this customer.",
        "The customer was planned on call, not on sms.",
        "The strategy has no channel fax.",
        "The customer was planned on call, not on fax.",
        "The row cannot be read.",
        "4 attempts in the 1 days of 2026-03-02, with the call on 2026-03-02, at most 1.",
        "The call was planned at 10:00, not at 16:00.",
    ]


def test_whoever_has_no_usable_account_is_named_as_such() -> None:
    """The log names none, and the customer's only account cannot be read."""
    told = leaked([done()], plan=[contact()], accounts=[account(balance="much")])
    assert told.findings["what"].to_list() == ["The portfolio has no usable account A1 of this customer."]
    told = leaked([done()], plan=[contact(date="2026-03-04")], accounts=[account(balance="much")])
    assert told.findings["what"].to_list() == ["The portfolio has no usable account (none) of this customer."]


@pytest.mark.parametrize(("run", "dates"), [
    (None, [2, 3]), ({}, [2, 3]), ({"plan_date": "2026-03-04"}, [2, 3, 4]), ({"plan_date": "soon"}, [2, 3]),
    ({"plan_date": "2026-03-02"}, [2, 3]),
])  # fmt: skip
def test_the_dates_of_a_plan(run: Any, dates: list[int]) -> None:
    """Those of its rows, each once and in order, and that of run.json."""
    plan = pl.DataFrame({"plan_date": [dt.date(2026, 3, day) for day in (3, 2, 3)]})
    assert plan_dates(plan, run).to_list() == [dt.date(2026, 3, day) for day in dates]


def test_a_plan_of_no_date_is_no_plan() -> None:
    """Nothing is unplanned, which is told."""
    told = leaked([done()])
    assert (told.findings.height, told.checked["not_checked:unplanned"]) == (0, 1)
    told = leaked([done()], results=Results(run={"plan_date": "2026-03-02"}))
    assert (told.findings.height, "not_checked:unplanned" in told.checked) == (1, False)


def test_an_address_that_the_log_tells_is_asked_of_its_own_row() -> None:
    """One attempt tells a wrong address, one none and one has nowhere to go: the first and the last leak."""
    log = [
        done(address="999", channel="sms", outcome="delivered"),
        done(at="2026-03-02T11:00", channel="sms", outcome="delivered"),
        done(at="2026-03-02T12:00", channel="email", outcome="delivered"),
        done(at="2026-03-02T13:00", address="999", channel="sms", outcome="failed"),
    ]
    told = leaked(log, accounts=[account(email=None)])
    assert told.findings.filter(rule="address")["row"].to_list() == [2, 4]
