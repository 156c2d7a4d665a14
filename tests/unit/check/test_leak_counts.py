"""Leaks by rule, by channel and by agent."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from collectplan.check.leak_counts import counted
from collectplan.domain.leaks import LEAK_SCHEMA, Leaks
from tests.unit.check.worlds import Row, rules, table

DAY = {"id": "day", "kind": "cap", "max": 1, "window": {"days": 1}, "severity": "law"}
DONE = pl.DataFrame(
    [(2, "call", "G1"), (3, "call", "G2"), (4, "sms", None), (5, "call", "G2"), (6, "sms", "G3")],
    schema={"row": pl.Int64, "channel": pl.String, "agent_id": pl.String},
    orient="row",
)
#: Rule, how and row; row 0 is none, and each such finding is one for itself.
FOUND = [
    ("unplanned", "again", 3), ("unplanned", "again", 5), ("unplanned", "address", 5), ("day", None, 3), ("day", None, 3),
    ("due", None, 0), ("due", None, 0), ("day", None, 4),
]  # fmt: skip


def told(found: list[tuple[str, str | None, int]], done: pl.DataFrame = DONE, roster: list[Row] | None = None) -> Leaks:
    rows = [(rule, how, row, "C1", "call", "G1", f"{n}") for n, (rule, how, row) in enumerate(found)]
    findings = pl.DataFrame(rows, schema=dict(LEAK_SCHEMA), orient="row")
    idle = pl.DataFrame({"channel": ["sms", "letter", "sms"]})
    raw_roster = None if roster is None else table("roster", roster)
    return counted("log.csv", findings, done, idle, {"attempts": done.height}, raw_roster, rules(DAY).strategy)


def test_what_leaks_by_rule() -> None:
    """Attempts that leak, and findings of no attempt, of all five attempts; the most first, then by name."""
    leaks = told(FOUND)
    assert list(leaks.by_rule.items()) == [
        ("day", {"leaks": 2, "share": 0.4, "severity": "law"}),
        ("due", {"leaks": 2, "share": 0.4}),
        ("unplanned", {"leaks": 2, "share": 0.4, "how": {"address": 1, "again": 2}}),
    ]
    more = told([*FOUND, ("due", None, 0)])
    assert list(more.by_rule) == ["due", "day", "unplanned"]


def test_who_leaks_and_where() -> None:
    """Two of three calls and one of two messages; each attempt once, however many findings it has."""
    leaks = told(FOUND)
    assert list(leaks.by_channel.items()) == [
        ("call", {"attempts": 3, "leaks": 2, "share": 0.666667}),
        ("sms", {"attempts": 2, "leaks": 1, "share": 0.5}),
    ]
    assert list(leaks.by_agent.items()) == [
        ("G2", {"attempts": 2, "leaks": 2, "share": 1.0}),
        ("", {"attempts": 1, "leaks": 1, "share": 1.0}),
        ("G1", {"attempts": 1, "leaks": 0, "share": 0.0}),
        ("G3", {"attempts": 1, "leaks": 0, "share": 0.0}),
    ]
    assert list(leaks.not_done.items()) == [("letter", 1), ("sms", 2)]
    assert (leaks.file, leaks.checked, leaks.findings.height) == ("log.csv", {"attempts": 5}, len(FOUND))


@pytest.mark.parametrize(("roster", "groups"), [
    (None, {}),
    ([{"agent_id": "G1"}], {}),
    ([{"agent_id": "G2", "agent_group": "late"}, {"agent_id": " G2", "agent_group": "desk"}], {"G2": "desk late"}),
    ([{"agent_id": "G2", "agent_group": "desk"}] * 2, {"G2": "desk"}),
    ([{"agent_id": "G2", "agent_group": None}, {"agent_id": None, "agent_group": "desk"}], {}),
    ([{"agent_id": "G9", "agent_group": "desk"}, {"agent_id": "G1", "agent_group": "late"}], {"G1": "late"}),
])  # fmt: skip
def test_groups_of_agents(roster: list[Row] | None, groups: dict[str, str]) -> None:
    """As the roster says, all of them where an agent is in several; without it nobody's is known."""
    by_agent: dict[str, Any] = dict(told(FOUND, roster=roster).by_agent)
    assert {agent: said["agent_group"] for agent, said in by_agent.items() if "agent_group" in said} == groups


def test_nothing_done_is_no_share() -> None:
    """An obligation may be missed without an attempt: none of none is 0."""
    leaks = told([("due", None, 0)], DONE.clear())
    assert (leaks.by_rule, leaks.by_channel, leaks.by_agent) == ({"due": {"leaks": 1, "share": 0.0}}, {}, {})
