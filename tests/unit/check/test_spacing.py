"""Spacing: how far back it looks, which of two is at fault, and what is told."""

from __future__ import annotations

from tests.unit.check.logs import by_rule, done, leaked
from tests.unit.check.worlds import attempt, broken, contact, rules, verdict

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
