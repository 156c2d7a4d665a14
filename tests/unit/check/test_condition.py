"""Conditions: every rule that hangs on outcomes is named, and conditions.csv says what the rows say."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.check import Results
from tests.unit.check.worlds import broken, contact, rules, table, verdict

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
