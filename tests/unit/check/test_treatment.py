"""What the lead account's treatment allows."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.check import Results
from tests.unit.check.worlds import account, contact, strategy, table, verdict

CARD: dict[str, Any] = {
    "segments": ["31-60/*"],
    "channels": ["call"],
    "templates": {"sms": "gentle", "call": "firm"},
    "skills": ["es"],
}


def ours() -> Results:
    """Results that claim to be of this planner."""
    return Results(table("fates", [{"account_id": "A1", "fate": "planned", "reason": "x"}]).frame.drop("_row"))


def told(
    row: dict[str, Any], treatment: dict[str, Any], results: Results | None = None, roster: Any = None, days: int = 45
) -> list[tuple[str, str]]:
    found = verdict(
        [row], strategy(treatments=[treatment]), [account(days_past_due=days)], roster=roster, results=results
    )
    return [(v.rule, v.what) for v in found.violations if v.rule in ("treatment", "skills")]


@pytest.mark.parametrize(("channel", "days", "found"), [
    ("call", 45, []),
    ("sms", 45, [("treatment", "The treatment of segment 31-60/unscored does not allow sms.")]),
    ("sms", 100, []),
])  # fmt: skip
def test_channels_are_the_treatment_s(channel: str, days: int, found: list[tuple[str, str]]) -> None:
    """Accounts of 31 to 60 days are called; whom no treatment matches is reached on every channel."""
    assert told(contact(channel=channel), CARD, days=days) == found


def test_a_treatment_without_channels_allows_all() -> None:
    """Nothing said, nothing forbidden."""
    assert told(contact(channel="sms"), {"segments": ["*"]}) == []


@pytest.mark.parametrize(("cells", "found"), [
    ({}, []),
    ({"segment": "31-60/unscored"}, []),
    ({"segment": "31-60/low"}, ["The account's segment is 31-60/unscored."]),
    ({"segment": ""}, ["The account's segment is 31-60/unscored."]),
    ({"template": "firm"}, []),
    ({"template": "gentle"}, ["The treatment's template for call is firm."]),
    ({"template": ""}, ["The treatment's template for call is firm."]),
    ({"template": "any", "channel": "email"}, []),
])  # fmt: skip
def test_what_is_written_of_a_contact(cells: dict[str, Any], found: list[str]) -> None:
    """Segment and template are as the strategy makes them; a channel without a template may say what it likes."""
    everywhere = {name: said for name, said in CARD.items() if name != "channels"}
    assert told(contact(**cells), everywhere, ours()) == [("treatment", what) for what in found]
    assert told(contact(**cells), everywhere) == []


@pytest.mark.parametrize(("group", "skills", "channel", "found"), [
    ("desk", "es en", "call", []),
    ("desk", "en", "call", ["Agent group desk may not take segment 31-60/unscored."]),
    ("night", "es", "call", ["Agent group night may not take segment 31-60/unscored."]),
    (None, "es", "call", ["Agent group (none) may not take segment 31-60/unscored."]),
    (None, "es", "sms", []),
])  # fmt: skip
def test_calls_are_taken_by_groups_that_can(group: str | None, skills: str, channel: str, found: list[str]) -> None:
    """The group is in the roster and has the skill that the treatment asks for; a message needs nobody."""
    roster = [{"agent_id": "G1", "agent_group": "desk", "start": "08:00", "end": "18:00", "skills": skills}]
    asked = {"segments": ["*"], "skills": ["es"]}
    assert told(contact(agent_group=group, channel=channel), asked, roster=roster) == [
        ("skills", what) for what in found
    ]
