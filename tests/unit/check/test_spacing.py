"""Spacing: how far back it looks, which of two is at fault, and what is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.check.logs import by_rule, done, leaked
from tests.unit.check.worlds import account, attempt, broken, contact, rules, verdict

HOURS = {"id": "s", "kind": "spacing", "hours": 100}
THREE = HOURS | {"hours": 3}


def test_hours_reach_over_days() -> None:
    """From Thursday at ten to Monday at ten are 96 hours, from Wednesday 120: 100 must lie between."""
    for at, found in (("2026-02-26T10:00", ["s"]), ("2026-02-25T10:00", [])):
        assert broken(verdict([contact()], rules(HOURS), attempts=[attempt(at=at)])) == found


def test_hours_reach_beyond_a_week() -> None:
    """240 hours are ten days: 21 February at 10:00 is nine days before, 20 February at 09:00 more than ten."""
    rule = HOURS | {"hours": 240}
    for at, found in (("2026-02-21T10:00", ["s"]), ("2026-02-20T09:00", [])):
        assert broken(verdict([contact()], rules(rule), attempts=[attempt(at=at)])) == found


def test_a_contact_is_told_once_with_the_first_that_is_too_near() -> None:
    """Thursday's and Friday's call both lie within 100 hours of Monday's: one finding, which names Thursday."""
    past = [attempt(at="2026-02-27T10:00"), attempt(at="2026-02-26T10:00")]
    found = verdict([contact()], rules(HOURS), attempts=past)
    told = "The call on 2026-03-02 lies less than 100 hours from another contact on 2026-02-26."
    assert [v.what for v in found.violations] == [told]


def test_of_two_done_at_one_instant_the_later_row_is_at_fault() -> None:
    """Nobody can tell which was first, so that the file's order does; one of the history is never the later one."""
    assert by_rule(leaked([done(), done()], rules(THREE)), "s") == [3]
    assert by_rule(leaked([done()], rules(THREE), before=[attempt(at="2026-03-02T10:15", channel="sms")]), "s") == [2]


def test_the_file_s_order_decides_at_one_instant_alone() -> None:
    """The call of 12:00 stands first in the file: it, not that of 10:15, comes too soon."""
    assert by_rule(leaked([done(at="2026-03-02T12:00"), done()], rules(THREE)), "s") == [2]


DAYS = {"id": "s", "kind": "spacing", "days": 3}


@pytest.mark.parametrize(("rule", "past", "found"), [
    (DAYS, {"at": "2026-02-28T23:00"}, True), (DAYS, {"at": "2026-02-27T01:00"}, False),
    (DAYS, {"at": "2026-03-04T23:00"}, True), (DAYS, {"at": "2026-03-05T01:00"}, False),
    (DAYS | {"hours": 90}, {"at": "2026-02-27T10:00"}, True), (DAYS | {"hours": 60}, {"at": "2026-02-27T10:00"}, False),
    (DAYS | {"hours": 1}, {"at": "2026-02-28T23:00"}, True),
    (DAYS, {"outcome": "failed", "at": "2026-03-01T10:00"}, False),
    (DAYS, {"direction": "inbound", "at": "2026-03-01T10:00"}, False),
    (DAYS | {"channels": ["call"]}, {"channel": "sms", "at": "2026-03-01T10:00"}, False),
])  # fmt: skip
def test_what_of_the_history_is_too_near(rule: dict[str, Any], past: dict[str, Any], found: bool) -> None:
    """To Monday 2 March at ten, by dates or by hours, before it or after it; what was no attempt on a channel is not."""
    told = verdict([contact()], rules(rule), attempts=[attempt(**past)]).violations
    assert [v.row for v in told] == ([2] if found else [])


@pytest.mark.parametrize(("rule", "other", "rows"), [
    (THREE, {"channel": "letter"}, []), (DAYS, {"channel": "letter"}, [2, 3]), (THREE, {"start": "12:00", "end": "13:00"}, [2, 3]),
    (THREE, {"start": "13:00", "end": "14:00"}, []), (DAYS, {"date": "2026-03-05"}, []), (DAYS, {"date": "2026-03-04"}, [2, 3]),
    (DAYS, {"account_id": "A2", "customer_id": "C2"}, []),
    (DAYS | {"per": "account"}, {"account_id": "A3", "channel": "sms"}, []),
])  # fmt: skip
def test_planned_contacts_keep_their_distance_from_each_other(
    rule: dict[str, Any], other: dict[str, Any], rows: list[int]
) -> None:
    """Both are told; a letter has no hour to be near to; other customers, and accounts where the rule says so, are apart."""
    people = [account(), account(account_id="A3"), account(account_id="A2", customer_id="C2")]
    assert [v.row for v in verdict([contact(), contact(**other)], rules(rule), people).violations] == rows


def test_a_letter_that_was_done_has_an_instant_and_no_hour() -> None:
    """A call ten minutes after it is the first that can be too near to anything; the next one is too near to it."""
    letter = done(at="2026-03-02T11:50", channel="letter", outcome="delivered")
    log = [letter, done(at="2026-03-02T12:00"), letter | {"at": "2026-03-02T12:10"}]
    assert by_rule(leaked(log, rules(THREE)), "s") == []
    assert by_rule(leaked([*log, done(at="2026-03-02T13:00")], rules(THREE)), "s") == [5]
