"""Obligations: who is bound on the planned dates, what answers, and what run.json may say of those that are missed."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.check import Results, check
from tests.unit.check.worlds import account, attempt, broken, contact, grid, rules, table, verdict

RULE = {"id": "o", "kind": "obligation", "within_days": 3, "of": "assigned_on", "channels": ["sms", "call"]}
PEOPLE = [account(assigned_on="2026-02-27"), account(account_id="A2", customer_id="C2")]
OTHER = contact(account_id="A2", customer_id="C2", channel="email")


def run(**said: Any) -> Results:
    told = {"plan_date": "2026-03-02", "model": "x", "objective": 0.0, "bound": 0.0, "targets": []}
    return Results(run={**told, **said})


def test_a_plan_without_a_contact_owes_it_all_the_same() -> None:
    """The planned date is known from run.json; a grid alone, and empty, has no date of which anything is due."""
    assert broken(verdict([], rules(RULE), PEOPLE, results=run())) == ["o"]
    assert broken(verdict([], rules(RULE), PEOPLE)) == []


@pytest.mark.parametrize(("channel", "found"), [("call", []), ("email", ["o"])])
def test_a_contact_on_its_channels_answers(channel: str, found: list[str]) -> None:
    """Three days after 27 February is the planned Monday."""
    assert broken(verdict([contact(channel=channel), OTHER], rules(RULE), PEOPLE)) == found


def test_only_the_planners_own_check_spares_what_is_told() -> None:
    """The rule's finding goes where run.json tells of it; the claim itself is checked in any case."""
    entry = {
        "rule": "o",
        "by": "2026-03-02",
        "due": 1,
        "kept": 0,
        "missed": [{"customer_id": "C1", "by": "2026-03-02"}],
    }
    raw = (grid([OTHER]), table("portfolio", PEOPLE), None, None, rules(RULE))
    told = run(obligations=[entry])
    assert broken(check(*raw, told)) == ["o"]
    assert broken(check(*raw, told, spares_told=True)) == []
    for wrong in (entry | {"kept": 1}, entry | {"missed": []}, entry | {"by": "2026-03-03"}):
        found = broken(check(*raw, run(obligations=[wrong]), spares_told=True))
        assert "obligation" in found
    assert broken(check(*raw, run(obligations=[]), spares_told=True)) == ["o", "obligation"]


def test_an_event_is_answered_only_after_it() -> None:
    """The call that brought the promise is none of its answers; the next attempt is, whatever came of it."""
    rule = {**RULE, "of": "promise"}
    first = attempt(at="2026-02-27T10:00", outcome="promise")
    assert broken(verdict([OTHER], rules(rule), PEOPLE, [first])) == ["o"]
    assert broken(verdict([OTHER], rules(rule), PEOPLE, [first, attempt(at="2026-02-27T11:00")])) == []
