"""Dated rules: how long ago a date of the lead account's own must lie."""

from __future__ import annotations

import datetime as dt

import pytest

from collectplan.errors import StrategyError
from tests.unit.screen.worlds import screened

NOTICE = {"id": "notice", "kind": "dated", "column": "sent", "min_days": 7}
EXPIRY = {"id": "expiry", "kind": "dated", "column": "sent", "max_days": 60}
MONDAY = dt.date(2026, 3, 9)


def is_open(rule: dict[str, object], sent: dt.date | None, today: dt.date = MONDAY) -> bool:
    return screened([{"sent": sent}], rules=[rule], date=today).pair("call") is not None


@pytest.mark.parametrize(("sent", "expected"), [(2, True), (3, False), (9, False), (10, False)])
def test_a_notice_must_be_so_many_days_old(sent: int, expected: bool) -> None:
    """Sent on Monday the 2nd, seven days have passed on Monday the 9th, and not before (K22)."""
    assert is_open(NOTICE, dt.date(2026, 3, sent)) is expected


def test_a_date_to_come_has_not_passed() -> None:
    """With min_days 0 a notice of today is enough and one of tomorrow is not; max_days alone lets tomorrow pass."""
    today = NOTICE | {"min_days": 0}
    assert is_open(today, MONDAY)
    assert not is_open(today, dt.date(2026, 3, 10))
    assert is_open(EXPIRY, dt.date(2026, 3, 10))


def test_a_check_expires() -> None:
    """A number confirmed on 5 January may be written to on 6 March, 60 days later, and not on the 9th, 63 days (K18)."""
    confirmed = dt.date(2026, 1, 5)
    assert is_open(EXPIRY, confirmed, dt.date(2026, 3, 6))
    assert not is_open(EXPIRY, confirmed, dt.date(2026, 3, 9))


def test_an_empty_cell_is_what_the_rule_says() -> None:
    """Without a date nothing may be led, unless the rule allows it."""
    two = [{"account_id": "A1", "sent": None}, {"account_id": "A2", "sent": MONDAY}]
    strict, lenient = (screened(two, rules=[NOTICE | {"missing": says}], date=MONDAY) for says in ("forbid", "allow"))
    assert strict.pair("call") is None
    assert lenient.pair("call") is not None


def test_the_block_says_from_when_on() -> None:
    """What stands in fates and explanations names rule and column, and the first open or the last open date."""
    early = screened([{"sent": dt.date(2026, 3, 4)}], rules=[NOTICE], date=MONDAY)
    assert early.block("call") == ("dated", "notice", "dated notice: sent is 2026-03-04, open from 2026-03-11 on")
    late = screened([{"sent": dt.date(2026, 1, 4)}], rules=[EXPIRY], date=MONDAY)
    assert late.block("call") == ("dated", "expiry", "dated expiry: sent is 2026-01-04, open until 2026-03-05")
    none = screened([{"sent": None}, {"account_id": "A2", "sent": MONDAY}], rules=[NOTICE], date=MONDAY)
    assert none.block("call") == ("dated", "notice", "dated notice: sent is empty")


def test_each_date_is_judged_by_itself() -> None:
    """Of three dates from Saturday the 7th on, a notice of the 2nd opens the third alone."""
    answer = screened([{"sent": dt.date(2026, 3, 2)}], rules=[NOTICE], date=dt.date(2026, 3, 7), num_dates=3)
    dates = answer.permitted.pairs.filter(channel=answer.channels.index("call"))["date"].to_list()
    assert dates == [2]


def test_the_date_is_the_customers_own() -> None:
    """Ten in the morning of the 8th in Bogota is midnight of the 9th in Tokyo: from then on the notice is old enough."""
    account = {"timezone": "Asia/Tokyo", "sent": dt.date(2026, 3, 2)}
    answer = screened([account], rules=[NOTICE], date=dt.date(2026, 3, 8))
    assert answer.hours("call") == ["10:00", "11:00"]
    # A letter has no hour, and goes out on the operation's date.
    assert answer.pair("letter") is None


def test_another_account_may_lead() -> None:
    """The rule is of the lead account alone: one whose notice is old enough leads, whatever the other's."""
    accounts = [
        {"account_id": "A1", "customer_id": "A1", "sent": MONDAY},
        {"account_id": "A2", "customer_id": "A1", "sent": dt.date(2026, 3, 1)},
    ]
    assert screened(accounts, rules=[NOTICE], date=MONDAY).lead("call") == "A2"


def test_the_rules_of_every_kind_bind_dated_too() -> None:
    """Channels, applies_when and valid narrow the rule."""
    account = {"sent": MONDAY}
    by_channel = screened([account], rules=[NOTICE | {"channels": ["sms"]}], date=MONDAY)
    assert by_channel.pair("call") is not None
    assert by_channel.pair("sms") is None
    assert is_open(NOTICE | {"applies_when": "region = 'US-CA'"}, MONDAY)
    assert is_open(NOTICE | {"valid": {"from": dt.date(2026, 3, 10)}}, MONDAY)


def test_a_column_that_is_not_there_is_told() -> None:
    """A misspelt column would forbid everything in silence; one that limits.columns declares reads as empty."""
    with pytest.raises(StrategyError, match="no column sent"):
        screened([{}], rules=[NOTICE])
    with pytest.raises(StrategyError, match="holds no dates"):
        screened([{"sent": "soon"}], rules=[NOTICE])
    declared = {"rules": [NOTICE], "columns": {"sent": "date"}}
    assert screened([{}], limits=declared).pair("call") is None
