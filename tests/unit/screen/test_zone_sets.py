"""Customers who may live in one of several zones: an hour is open only if it is so in each."""

from __future__ import annotations

import datetime as dt

from tests.unit.screen.worlds import screened

COAST_TO_COAST = "America/Los_Angeles America/New_York"
DAYTIME = {"id": "h", "kind": "hours", "mon-sun": ["08:00", "21:00"]}
AROUND_THE_CLOCK = {"start": "00:00", "end": "24:00", "minutes": 60}
MONDAY = dt.date(2026, 3, 2)


def test_hours_are_those_of_both_clocks() -> None:
    """Eight in Los Angeles is eleven in Bogota, and 21:00 in New York is 21:00 there: ten hours are left of thirteen."""
    answer = screened([{"timezone": COAST_TO_COAST}], rules=[DAYTIME], slots=AROUND_THE_CLOCK, date=MONDAY)
    assert answer.hours("call") == [f"{hour:02d}:00" for hour in range(11, 21)]
    alone = screened([{"timezone": "America/New_York"}], rules=[DAYTIME], slots=AROUND_THE_CLOCK, date=MONDAY)
    assert alone.hours("call") == [f"{hour:02d}:00" for hour in range(8, 21)]


def test_wishes_hold_on_both_clocks() -> None:
    """Not before nine in the morning means 12:00 in Bogota for somebody who may live in Los Angeles."""
    account = {"timezone": COAST_TO_COAST, "preferred_start": "09:00", "preferred_end": "18:00"}
    answer = screened([account], slots=AROUND_THE_CLOCK, date=MONDAY)
    assert answer.hours("call") == [f"{hour:02d}:00" for hour in range(12, 18)]


def test_closed_on_one_clock_is_closed() -> None:
    """When it is Saturday evening in Bogota it is Sunday in Tokyo already."""
    rule = {"id": "c", "kind": "closed", "weekdays": ["sun"]}
    account = {"timezone": "America/Bogota Asia/Tokyo"}
    answer = screened([account], rules=[rule], slots=AROUND_THE_CLOCK, date=dt.date(2026, 3, 7))
    # 10:00 in Bogota is midnight in Tokyo.
    assert answer.hours("call") == [f"{hour:02d}:00" for hour in range(10)]
    assert answer.pair("letter") is not None


def test_dates_are_counted_on_the_first_clock() -> None:
    """A talk at 20:00 in Bogota was on the next date in Tokyo; which one counts is said by the order of the zones."""
    rule = {"id": "k", "kind": "cooldown", "days": 1, "after": "conversation"}
    talk = [{"at": "2026-03-01T20:00", "outcome": "rpc"}]
    for zones, is_free in (("America/Bogota Asia/Tokyo", True), ("Asia/Tokyo America/Bogota", False)):
        answer = screened([{"timezone": zones}], talk, rules=[rule], date=MONDAY)
        assert ("08:00" in answer.hours("call")) is is_free


def test_a_rule_binds_on_the_clock_on_which_it_is_in_force() -> None:
    """Valid from the 3rd on: late on the 2nd in Bogota it is the 3rd in Tokyo, where it is not yet eight."""
    rule = DAYTIME | {"valid": {"from": dt.date(2026, 3, 3)}}
    account = {"timezone": "America/Bogota Asia/Tokyo"}
    answer = screened([account], rules=[rule], slots=AROUND_THE_CLOCK, date=MONDAY)
    # From 10:00 on it is the 3rd in Tokyo, and until 18:00 before eight there; then hours hold in Tokyo alone.
    assert answer.hours("call") == [
        *(f"{hour:02d}:00" for hour in range(10)),
        *(f"{hour}:00" for hour in range(18, 24)),
    ]


def test_accounts_of_one_customer_have_clocks_of_their_own() -> None:
    """The lead's zones decide: an account in New York alone opens the morning that the other one does not."""
    accounts = [
        {"account_id": "A1", "customer_id": "A1", "timezone": "America/New_York"},
        {"account_id": "A2", "customer_id": "A1", "timezone": "America/New_York America/Los_Angeles"},
    ]
    answer = screened(accounts, rules=[DAYTIME], date=MONDAY)
    assert answer.lead("call") == "A1"
    assert answer.hours("call") == ["08:00", "09:00", "10:00", "11:00"]
