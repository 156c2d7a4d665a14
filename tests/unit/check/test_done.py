"""A dialler's log as evidence: which rows can be read, who leads an attempt, and what of the history the log has too."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from collectplan.check.accounts import facts
from collectplan.check.done import Log, evidence_of, read_log
from collectplan.check.evidence import Evidence
from collectplan.check.expressions import Portfolio
from collectplan.check.segments import segment_names
from collectplan.domain.strategy import Strategy
from tests.unit.check.logs import ATTEMPTS, done
from tests.unit.check.worlds import Row, account, attempt, strategy, table

SAID = strategy().strategy


def known(accounts: list[Row], said: Strategy = SAID) -> tuple[Portfolio, pl.DataFrame]:
    book = Portfolio(table("portfolio", accounts), said)
    return book, facts(book, said).with_columns(segment_names(book, said.segments))


def log(*rows: Row, accounts: list[Row] | None = None) -> Log:
    return read_log(table("log", rows, ATTEMPTS), known(accounts or [account()])[1], SAID)


def test_rows_that_cannot_be_read() -> None:
    """By their own number, those of the wrong width among them."""
    raw = table("log", [done(), done(at="soon"), done(), done(outcome=None)], ATTEMPTS)
    broken = pl.DataFrame({"row": [4, 1]}, schema={"row": pl.UInt32})
    read = read_log(replace(raw, broken=broken), known([account()])[1], SAID)
    assert read.rows["row"].to_list() == [2, 4]
    lost, split = "The row cannot be read.", "The row has another number of cells."
    assert read.unreadable.rows() == [(1, split), (3, lost), (4, split), (5, lost)]


def test_rows_in_the_order_of_instants_each_attempt_once() -> None:
    """By attempt_id where there is one: the earlier of two stays."""
    read = log(
        done(at="2026-03-02T12:00", attempt_id="7"),
        done(at="2026-03-02T11:00", attempt_id=" "),
        done(at="2026-03-02T10:00", attempt_id="7"),
        done(at="2026-03-02T11:00"),
    )
    assert (read.rows["row"].to_list(), read.num_repeated) == ([4, 3, 5], 1)


def test_what_is_read_of_a_row() -> None:
    """The customer's number, seconds if there are any, whether we have the channel, and the operation's date."""
    own = {"is_attempt": "x", "day": "x"}
    read = log(
        done(seconds="12.5", agent_id=" G1 ", **own),
        done(seconds="-1", channel="fax", customer_id="X", at="2026-03-02T23:30"),
        done(seconds="long", at="2026-03-03T04:59Z"),
    )
    columns = ("customer", "seconds", "agent_id", "is_known_channel", "day")
    monday = dt.date(2026, 3, 2)
    assert read.rows.select(columns).rows() == [
        (0, 12.5, "G1", True, monday), (None, None, None, False, monday), (0, None, None, True, monday),
    ]  # fmt: skip


def judged(
    rows: list[Row], accounts: list[Row], planned: dict[int, str] | None = None, before: Any = None
) -> tuple[Evidence, Any]:
    book, read = known(accounts)
    schema = {"row": pl.Int64, "planned_account": pl.String}
    met = pl.DataFrame(list((planned or {}).items()), schema=schema, orient="row")
    raw = None if before is None else table("attempts", before, ATTEMPTS)
    return evidence_of(log(*rows, accounts=accounts), met, book, read, raw, SAID)


@pytest.mark.parametrize(("named", "planned", "others", "leads"), [
    (None, {}, [], "A1"), ("A1", {}, [], "A1"), ("A9", {}, [], None), (None, {2: "A9"}, [], None),
    (None, {}, [{"account_id": "A0"}], "A0"), (None, {2: "A1"}, [{"account_id": "A0"}], "A1"),
    ("A0", {2: "A1"}, [{"account_id": "A0"}], "A0"),
    (None, {}, [{"account_id": "A0", "stop_reason": "x"}], "A1"), ("A0", {}, [{"account_id": "A0", "stop_reason": "x"}], "A0"),
    (None, {}, [{"account_id": "A0", "hold_until": "2027-01-01"}], "A1"),
    (None, {}, [{"account_id": "A0", "balance": "x"}], "A1"), ("A0", {}, [{"account_id": "A0", "balance": "x"}], None),
    (None, {}, [{"account_id": "A0", "customer_id": "C2"}], "A1"), ("A0", {}, [{"account_id": "A0", "customer_id": "C2"}], None),
])  # fmt: skip
def test_who_leads_an_attempt(named: str | None, planned: dict[int, str], others: list[Row], leads: str | None) -> None:
    """The account that it names, else the plan's, else the customer's first that nothing suppresses."""
    rows = [done(account_id=named), done(direction="inbound", at="2026-03-02T09:00")]
    evidence, _ = judged(rows, [account(), *(account(**other) for other in others)], planned)
    assert evidence.contacts["account_id"].to_list() == ([] if leads is None else [leads])
    assert evidence.rows.height == 1


def test_an_attempt_as_a_contact() -> None:
    """On its account's clock and segment, a letter on the operation's; none of the outlook; of an unknown channel none."""
    accounts = [account(timezone="Asia/Tokyo")]
    rows = [done(channel="fax"), done(), done(channel="letter", at="2026-03-02T11:00")]
    evidence, _ = judged(rows, accounts)
    monday, tuesday = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
    columns = ("row", "customer", "lead_segment", "plan_date", "date", "opens", "untimed", "in_outlook", "address")
    assert evidence.contacts.select(columns).rows() == [
        (3, 0, "31-60/unscored", monday, tuesday, 15, False, False, "+57 C1"),
        (4, 0, "31-60/unscored", monday, monday, None, True, False, "Calle C1"),
    ]
    assert evidence.is_done
    assert evidence.history["row"].to_list() == [2, 3, 4]


@pytest.mark.parametrize(("own", "told", "address", "meant"), [
    ("3005550101", None, "3005550101", None), ("3005550101", "+57 300-555-0101", "3005550101", "3005550101"),
    ("3005550101", "3005550102", "3005550102", "3005550102"), (None, None, "3005550199", None),
    (None, "300 555 0199", "3005550199", "3005550199"),
])  # fmt: skip
def test_where_an_attempt_went(own: str | None, told: str | None, address: str, meant: str | None) -> None:
    """Where the log says so, in the portfolio's spelling, else to the account's own, else to another of the customer's."""
    accounts = [account(phone=own), account(account_id="A2", phone="3005550199")]
    evidence, _ = judged([done(account_id="A1", address=told)], accounts)
    assert evidence.contacts.select("address", "told").row(0) == (address, meant)
    assert evidence.history["address"].to_list() == [address]


def test_an_attempt_of_which_nothing_is_asked_keeps_its_address() -> None:
    """It is history still: of a stranger, as the log has it."""
    evidence, _ = judged([done(customer_id="X", address="301")], [account()])
    assert evidence.contacts.is_empty()
    assert evidence.history.select("customer_id", "address").rows() == [("X", "301")]


@pytest.mark.parametrize(("before", "is_same"), [
    ({"attempt_id": "7", "at": "2026-03-02T10:14:59"}, True), ({"attempt_id": "8", "at": "2026-03-02T10:14"}, False),
    ({}, True), ({"at": "2026-03-02T10:16"}, False), ({"channel": "sms"}, False), ({"outcome": "busy"}, False),
])  # fmt: skip
def test_what_the_history_has_too(before: Row, is_same: bool) -> None:
    """Known by attempt_id, or by instant, customer, channel and outcome; rows without an id are not alike by that."""
    past = [attempt(at="2026-03-02T10:15") | before, attempt(at="2026-03-01T10:00")]
    rows = [done(attempt_id="7"), done(at="2026-03-02T18:00")]
    evidence, counts = judged(rows, [account()], before=past)
    assert counts == {"history": 2 - is_same, "counted_once": int(is_same)}
    assert evidence.history.height == 4 - is_same
