"""Conditions: every rule that hangs on outcomes is named, and conditions.csv says what the rows say."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.check import Results
from collectplan.check.condition import REQUIRED
from tests.unit.check.worlds import broken, contact, grid, rules, table, verdict

TALK = {"id": "talk", "kind": "cooldown", "days": 2, "after": "conversation"}
LONE = {"id": "lone", "kind": "exclusive", "window": {"days": 1}, "after": "contact"}
#: Called at ten, an sms at eleven: the latter hangs on the former under both rules.
CALL = contact(condition="")
SMS = contact(channel="sms", start="11:00", end="12:00", condition="lone talk")
RUN = {"plan_date": "2026-03-02", "model": "x", "objective": 0.0, "bound": 0.0}


def told(**changed: Any) -> list[dict[str, Any]]:
    """Both conditions of the sms, which is row 3."""
    row = {"row": 3, "date": "2026-03-02", "start": "11:00", "customer_id": "C1", "account_id": "A1", "channel": "sms"}
    return [{**row, "rule": rule, **changed} for rule in ("lone", "talk")]


def found(sms: dict[str, Any], rows: list[dict[str, Any]] | None) -> list[str]:
    frame = None if rows is None else table("conditions", rows).frame.drop("_row")
    results = Results(run=RUN, conditions=frame)
    return broken(verdict([CALL, sms], rules(TALK, LONE, assume="contingent"), results=results))


def test_named_in_both_places_nothing_is_found() -> None:
    """The row names both rules, and conditions.csv has a line for each."""
    assert found(SMS, told()) == []


@pytest.mark.parametrize(
    ("condition", "lacking"), [("", ["lone", "talk"]), ("lone", ["talk"]), ("talks", ["lone", "talk"])]
)
def test_each_rule_must_be_named(condition: str, lacking: list[str]) -> None:
    """A name that begins like the rule's is another; what conditions.csv says does not stand in for the cell."""
    assert found(SMS | {"condition": condition}, told()) == sorted(["condition", *lacking])


@pytest.mark.parametrize(
    "rows",
    [None, told()[:1], told(customer_id="C2"), told(start="10:00"), told(row=2), told(channel="call"), told(row=9)],
    ids=["none", "one rule", "customer", "hour", "another row", "channel", "no such row"],
)
def test_conditions_must_say_the_same(rows: list[dict[str, Any]] | None) -> None:
    """Missing, or of another row than it says."""
    assert found(SMS, rows) == ["condition"]


def test_conditions_may_have_blanks_and_rows_without_an_hour() -> None:
    """What is around a cell says nothing, and an empty cell is an empty one."""
    assert found(SMS, told(channel=" sms ")) == []


def test_an_empty_file_of_conditions_lacks_those_of_the_row() -> None:
    """The row names two rules, and conditions.csv none."""
    empty = Results(run=RUN, conditions=table("conditions", [], REQUIRED).frame.drop("_row"))
    plan = verdict([CALL, SMS], rules(TALK, LONE, assume="contingent"), results=empty)
    assert [(v.row, v.what) for v in plan.violations] == [
        (3, "The row's condition is lone talk, and conditions.csv says .")
    ]


@pytest.mark.parametrize(("run", "condition", "expected"), [
    (RUN, "", []), (None, "lone talk", []), (RUN, "lone talk", ["condition"]),
])  # fmt: skip
def test_who_need_not_have_conditions(run: Any, condition: str, expected: list[str]) -> None:
    """A plan none of whose rows has one, and a grid without a run.json, which may be anybody's."""
    sms = SMS | {"condition": condition, "channel": "sms" if condition else "call"}
    plan = [CALL, sms] if condition else [CALL]
    assert broken(verdict(plan, rules(TALK, LONE, assume="contingent"), results=Results(run=run))) == expected


@pytest.mark.parametrize(("row", "start", "expected"), [
    ("outlook:2", None, []), ("3", None, ["condition"]), ("outlook:2", "10:00", ["condition"]),
])  # fmt: skip
def test_rows_of_the_outlook_are_named_as_such(row: str, start: str | None, expected: list[str]) -> None:
    """Tuesday's letter hangs on Monday's call; it is the first row of outlook.csv, and has no hour."""
    letter = contact(channel="letter", date="2026-03-03", condition="talk")
    said = {
        "row": row,
        "date": "2026-03-03",
        "start": start,
        "customer_id": "C1",
        "account_id": "A1",
        "channel": "letter",
    }
    frame = table("conditions", [{**said, "rule": "talk"}]).frame.drop("_row")
    results = Results(run=RUN, conditions=frame, outlook=grid([letter]))
    assert broken(verdict([CALL], rules(TALK, assume="contingent"), results=results)) == expected


@pytest.mark.parametrize(
    ("named", "surplus"),
    [
        ("lone talk", []),
        ("lone open talk", ["open"]),  # hours hang on nobody's outcome
        ("lone nothing talk", ["nothing"]),
        ("lone refused talk", ["refused"]),  # no planned contact is a refusal
        ("lone  talk", []),
    ],
)
def test_a_row_names_no_rule_for_nothing(named: str, surplus: list[str]) -> None:
    """Whoever re-checks at dispatch is asked what is needed and no more: a rule that nothing planned breaks is found."""
    more = [{"id": "open", "kind": "hours", "mon-sun": ["00:00", "24:00"]}]
    more += [{"id": "refused", "kind": "cooldown", "days": 2, "after": "refusal"}]
    loaded = rules(TALK, LONE, *more, assume="contingent")
    found = verdict([CALL, {**SMS, "condition": named}], loaded).violations
    assert [(v.rule, v.row) for v in found] == [("condition", 3)] * len(surplus)
    assert [v.what.split()[6] for v in found] == [f"{rule}," for rule in surplus]


def test_the_first_contact_hangs_on_nothing() -> None:
    """The call precedes the sms: what comes of the latter cannot spoil it. A cap of both days hangs on both."""
    loaded = rules(TALK, assume="contingent")
    rows = [{**CALL, "condition": "talk"}, {**SMS, "condition": "talk"}]
    assert [(v.rule, v.row) for v in verdict(rows, loaded).violations] == [("condition", 2)]
    cap = {"id": "talk", "kind": "cap", "max": 1, "window": {"days": 1}, "count": "conversations"}
    assert broken(verdict(rows, rules(cap, assume="contingent"))) == []
    address = {**cap, "per": "address"}
    assert broken(verdict(rows, rules(address, assume="contingent"))) == []


def test_under_the_worst_case_nothing_is_to_be_asked_again() -> None:
    """The plan is legal whatever comes of it: a row that names a rule says what is not so."""
    loaded = rules({"id": "day", "kind": "cap", "max": 2, "window": {"days": 1}})
    assert broken(verdict([{**CALL, "condition": "day"}], loaded)) == ["condition"]
    assert broken(verdict([CALL], loaded)) == []


def test_a_grid_without_conditions_claims_none() -> None:
    """The column may be absent; what breaks a rule for sure is found all the same."""
    bare = [{name: cell for name, cell in row.items() if name != "condition"} for row in (CALL, SMS)]
    assert broken(verdict(bare, rules(TALK, LONE, assume="contingent"), results=Results(run=RUN))) == []
