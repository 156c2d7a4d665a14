"""Obligations: who is bound on the planned dates, what answers, and what run.json may say of those that are missed."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.check import Results
from tests.unit.check.worlds import account, attempt, broken, check, contact, grid, rules, strategy, table, verdict

RULE = {"id": "o", "kind": "obligation", "within_days": 3, "of": "assigned_on", "channels": ["sms", "call"]}
PEOPLE = [account(assigned_on="2026-02-27"), account(account_id="A2", customer_id="C2")]
OTHER = contact(account_id="A2", customer_id="C2", channel="email")
#: What run.json tells where nothing is planned for C1.
TOLD = {"rule": "o", "by": "2026-03-02", "due": 1, "kept": 0, "missed": [{"customer_id": "C1", "by": "2026-03-02"}]}


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
    raw = (grid([OTHER]), table("portfolio", PEOPLE), None, None, rules(RULE))
    told = run(obligations=[TOLD])
    assert broken(check(*raw, told)) == ["o"]
    assert broken(check(*raw, told, spares_told=True)) == []
    for wrong in (TOLD | {"kept": 1}, TOLD | {"missed": []}, TOLD | {"by": "2026-03-03"}):
        found = broken(check(*raw, run(obligations=[wrong]), spares_told=True))
        assert "obligation" in found
    assert broken(check(*raw, run(obligations=[]), spares_told=True)) == ["o", "obligation"]


def test_an_event_is_answered_only_after_it() -> None:
    """The call that brought the promise is none of its answers; the next attempt is, whatever came of it."""
    rule = {**RULE, "of": "promise"}
    first = attempt(at="2026-02-27T10:00", outcome="promise")
    assert broken(verdict([OTHER], rules(rule), PEOPLE, [first])) == ["o"]
    assert broken(verdict([OTHER], rules(rule), PEOPLE, [first, attempt(at="2026-02-27T11:00")])) == []


ASKED = account(assigned_on="2026-02-27")


@pytest.mark.parametrize(("cells", "said", "found"), [
    ({}, {}, ["o"]),
    ({"product": "loan"}, {"applies_when": "product = 'card'"}, []),
    ({"product": "card"}, {"applies_when": "product = 'card'"}, ["o"]),
    ({"stop_reason": "attorney"}, {}, []),
    ({"balance": "much"}, {}, []),
    ({"hold_until": "2026-03-02"}, {}, []),
    ({"hold_until": "2026-03-01"}, {}, ["o"]),
    ({"assigned_on": "2026-02-26"}, {}, []),
    ({"assigned_on": "2026-02-28"}, {}, []),
    ({"assigned_on": None}, {}, []),
    ({}, {"valid": {"from": "2026-03-03"}}, []),
    ({}, {"valid": {"to": "2026-03-01"}}, []),
    ({}, {"valid": {"from": "2026-03-02", "to": "2026-03-02"}}, ["o"]),
])  # fmt: skip
def test_who_is_bound_on_the_planned_date(cells: dict[str, Any], said: dict[str, Any], found: list[str]) -> None:
    """Three days after 27 February is Monday 2 March; who is stopped, held until then or unreadable owes nothing."""
    people = [{**ASKED, **cells}, PEOPLE[1]]
    assert broken(verdict([OTHER], rules({**RULE, **said}), people)) == found


@pytest.mark.parametrize(("cells", "found"), [
    ({"at": "2026-02-27T10:00"}, []),
    ({"at": "2026-02-26T10:00"}, ["o"]),
    ({"at": "2026-02-28T10:00", "channel": "email"}, ["o"]),
    ({"at": "2026-02-28T10:00", "outcome": "failed"}, ["o"]),
    ({"at": "2026-02-28T10:00", "direction": "inbound"}, ["o"]),
    ({"at": "2026-02-28T10:00", "customer_id": "C2"}, ["o"]),
])  # fmt: skip
def test_what_of_the_history_answers(cells: dict[str, Any], found: list[str]) -> None:
    """Our attempt on the rule's channels, from the date itself on, and to that customer."""
    assert broken(verdict([OTHER], rules(RULE), PEOPLE, [attempt(**cells)])) == found


@pytest.mark.parametrize(("days", "found"), [(1, []), (2, ["o"])])
def test_the_planned_dates_are_those_of_run_json(days: int, found: list[str]) -> None:
    """What is due on Tuesday 3 March is due within a plan of two days, and after one of one."""
    people = [account(assigned_on="2026-02-28"), PEOPLE[1]]
    results = run(days=days, objective=None, bound=None)
    told = [rule for rule in broken(verdict([OTHER], rules(RULE), people, results=results)) if rule == "o"]
    assert told == found


@pytest.mark.parametrize(("until", "found"), [(("2026-03-02", None), ["o"]), (("2026-03-02", "2026-03-09"), [])])
def test_an_event_binds_the_customer_while_one_account_is_free(until: tuple[str | None, ...], found: list[str]) -> None:
    """A promise is of no account: a hold on one of two leaves the other to speak of, a hold on both does not."""
    people = [account(hold_until=until[0]), account(account_id="A3", hold_until=until[1]), PEOPLE[1]]
    past = [attempt(at="2026-02-27T10:00", outcome="promise")]
    assert broken(verdict([OTHER], rules({**RULE, "of": "promise"}), people, past)) == found


def test_a_customer_with_two_accounts_is_due_once() -> None:
    """Both fall due on the same date: one finding, and one customer in the counts of run.json."""
    people = [*PEOPLE, account(account_id="A3", assigned_on="2026-02-27")]
    found = verdict([OTHER], rules(RULE), people, results=run(obligations=[TOLD]))
    assert [v.rule for v in found.violations] == ["o"]


def test_run_json_is_asked_of_obligations_alone() -> None:
    """A cap claims nothing, and a name that is no column binds nobody; entries of no date and of no shape say nothing."""
    cap = {"id": "cap", "kind": "cap", "max": 9, "window": {"days": 1}}
    undefined = {"id": "u", "kind": "obligation", "within_days": 3, "of": "moon"}
    entry: dict[str, Any] = {"rule": "o", "by": "2026-03-02", "due": 1, "kept": 1, "missed": []}
    loaded = rules(cap, undefined, RULE)
    nonsense = [7, {"rule": "o", "by": None}, {"rule": "x", "by": "2026-03-02"}]
    of_nothing = {"rule": "u", "by": "2026-03-02", "due": 1, "kept": 1, "missed": []}
    for told, expected in (
        ([*nonsense, entry], []),
        ([entry, *nonsense], []),
        ([entry, of_nothing], ["obligation"]),
        ([*nonsense, entry | {"missed": [7]}], []),
        (["o"], ["obligation"]),
        ("o", ["obligation"]),
    ):
        results = run(obligations=told, objective=0.0, bound=0.0)
        plan = [contact(value="0"), OTHER | {"value": "0"}]
        found = [rule for rule in broken(verdict(plan, loaded, PEOPLE, results=results)) if rule == "obligation"]
        assert found == expected, told


@pytest.mark.parametrize(("of", "outcome", "found"), [
    ("contact", "voicemail", ["o"]), ("conversation", "voicemail", []), ("conversation", "rpc", ["o"]), ("contact", "busy", []),
])  # fmt: skip
def test_contacts_and_conversations_are_events(of: str, outcome: str, found: list[str]) -> None:
    """A message on the machine is a contact and no conversation; nobody was reached where it was busy."""
    past = [attempt(at="2026-02-27T10:00", outcome=outcome)]
    assert broken(verdict([OTHER], rules({**RULE, "of": of}), PEOPLE, past)) == found


def test_without_run_json_nothing_is_spared() -> None:
    """The planner's own check of a plan that claims nothing finds what is missed."""
    raw = (grid([OTHER]), table("portfolio", PEOPLE), None, None, rules(RULE))
    assert broken(check(*raw, None, spares_told=True)) == ["o"]
    assert broken(check(*raw, Results(), spares_told=True)) == ["o"]


def test_each_date_is_told_by_itself() -> None:
    """C1 is due on Monday and called, C2 on Tuesday and not: one kept, one missed; any other number is found."""
    people = [PEOPLE[0], {**PEOPLE[1], "assigned_on": "2026-02-28"}]
    monday: dict[str, Any] = {"rule": "o", "by": "2026-03-02", "due": 1, "kept": 1, "missed": None}
    tuesday = {
        "rule": "o",
        "by": "2026-03-03",
        "due": 1,
        "kept": 0,
        "missed": [{"customer_id": "C2", "by": "2026-03-03"}],
    }

    def claims(*entries: dict[str, Any]) -> list[str]:
        results = run(days=2, obligations=list(entries))
        found = verdict([contact(), OTHER], rules(RULE), people, results=results)
        return [v.what for v in found.violations if v.rule == "obligation"]

    def wrong(by: str, words: str) -> str:
        return f"Of obligation o by 2026-03-{by} run.json does not say what is so: {words}."

    assert claims(monday, tuesday) == []
    assert claims(tuesday) == [wrong("02", "1 due, 1 kept, missed: none")]
    assert claims(monday) == [wrong("03", "1 due, 0 kept, missed: C2")]
    assert claims(monday, tuesday | {"missed": []}) == [wrong("03", "1 due, 0 kept, missed: C2")]
    assert claims(monday | {"due": 2}, tuesday) == [wrong("02", "1 due, 1 kept, missed: none")]
    assert claims(monday, tuesday, tuesday | {"by": "2026-03-04"}) == [wrong("04", "0 due, 0 kept, missed: none")]


def test_days_that_are_no_number_are_not_believed() -> None:
    """The planned dates are then those of the contacts."""
    results = run(days="2", objective=None, bound=None)
    assert "o" in broken(verdict([OTHER], rules(RULE), PEOPLE, results=results))


def test_a_customer_of_the_holdout_is_told_as_held_out() -> None:
    """The obligation is not kept all the same; that the experiment leaves the customer alone is said, with the dates."""
    everybody = strategy(limits={"rules": [RULE]}, experiments={"holdout": 1.0})
    (found,) = verdict([], everybody, PEOPLE, results=run()).violations
    assert (
        found.what
        == "The customer is held out: no contact within 3 days of the assigned_on of 2026-02-27, by 2026-03-02."
    )
    (plain,) = verdict([], rules(RULE), PEOPLE, results=run()).violations
    assert plain.what == "No contact within 3 days of the assigned_on of 2026-02-27, by 2026-03-02."


@pytest.mark.parametrize(
    ("of", "is_checked"), [("promise", True), ("contact", True), ("assigned_on", True), ("moon", False)]
)
def test_what_an_obligation_may_be_of(of: str, is_checked: bool) -> None:
    """An event or a column; of anything else nothing was checked, and the verdict says so."""
    checked = verdict([OTHER], rules({**RULE, "of": of}), PEOPLE).checked
    assert (checked["rules"], "not_checked:o" in checked) == (int(is_checked), not is_checked)
