"""What the plan uses of what there is: limits to the last contact, what is supposed besides, and the words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.check.worlds import account, check, contact, grid, strategy, table

PEOPLE = [account(account_id=f"A{n}", customer_id=f"C{n}") for n in range(1, 5)]
AGENTS = {"call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 5.0}}}


def told(
    plan: list[dict[str, Any]],
    channels: dict[str, Any],
    added: dict[tuple[str, str, int | None], float] | None = None,
    roster: list[dict[str, Any]] | None = None,
    **said: Any,
) -> list[str]:
    """Words of what is found; each contact is with a customer of its own."""
    plan = [row | {"customer_id": f"C{n}", "account_id": f"A{n}"} for n, row in enumerate(plan, 1)]
    shifts = None if roster is None else table("roster", roster)
    loaded = strategy(channels=channels, **said)
    found = check(grid(plan), table("portfolio", PEOPLE), None, shifts, loaded, added=added)
    return [violation.what for violation in found.violations]


def sms(**cells: Any) -> dict[str, Any]:
    return contact(channel="sms", **cells)


SMS = [sms(), sms(), sms(start="11:00", end="12:00"), sms(date="2026-03-03")]


def test_per_slot() -> None:
    """Two at ten, one at eleven, one at ten of the next day: one a slot is too few, two are enough."""
    assert told(SMS, {"sms": {"address": "phone", "per_slot": 2}}) == []
    assert told(SMS, {"sms": {"address": "phone", "per_slot": 1}}) == [
        "2 contacts on sms on 2026-03-02 from 10:00, at most 1."
    ]


def test_per_slot_of_a_channel_without_hours_is_of_the_day() -> None:
    """Two letters of Monday, and one of Tuesday."""
    letters = [contact(channel="letter"), contact(channel="letter"), contact(channel="letter", date="2026-03-03")]
    said = {"letter": {"address": "postal", "untimed": True, "per_slot": 1}}
    assert told(letters, said) == ["2 contacts on letter on 2026-03-02, at most 1."]


def test_per_day() -> None:
    """Three on Monday and one on Tuesday: three a day are enough, two are not."""
    assert told(SMS, {"sms": {"address": "phone", "per_day": 3}}) == []
    assert told(SMS, {"sms": {"address": "phone", "per_day": 2}}) == ["3 contacts on sms on 2026-03-02, at most 2."]


@pytest.mark.parametrize(("kind", "start", "amount", "found"), [
    ("per_slot", 600, 1, False), ("per_slot", 660, 1, True), ("per_slot", None, 1, True), ("per_slot", 600, 0.4, True),
    ("per_day", None, 1, True), ("budget", None, 1, True),
])  # fmt: skip
def test_one_more_in_a_slot(kind: str, start: int | None, amount: float, found: bool) -> None:
    """What is supposed of another kind or hour, and what is no whole contact, leaves the slot of ten as it is."""
    said = {"sms": {"address": "phone", "per_slot": 1}}
    assert bool(told(SMS, said, {(kind, "sms", start): amount})) is found


def test_fewer_in_a_day() -> None:
    """Of three a day one is taken: three contacts are too many."""
    said = {"sms": {"address": "phone", "per_day": 3}, "call": {"address": "phone", "per_day": 0}}
    assert told(SMS, said, {("per_day", "call", None): -1.0}) == []
    assert told(SMS, said, {("per_day", "sms", None): -1.0}) == ["3 contacts on sms on 2026-03-02, at most 2."]


@pytest.mark.parametrize(("limit", "added", "found"), [
    (31.0, 0.0, []), (30.9, 0.0, ["Contacts on 2026-03-02 cost 31.0, at most 30.9."]),
    (30.0, 1.0, []), (32.0, -1.5, ["Contacts on 2026-03-02 cost 31.0, at most 30.5."]), (None, 0.0, []),
])  # fmt: skip
def test_the_budget_is_of_one_date(limit: float | None, added: float, found: list[str]) -> None:
    """Three sms on Monday cost 31 and a third with rounding; Tuesday's is of its own date."""
    said = {"sms": {"address": "phone", "cost": 31 / 3}}
    budget = {} if limit is None else {"budget": {"per_day": limit}}
    assert told(SMS, said, {("budget", "budget", None): added}, **budget) == found


def call(group: str | None = "desk", reach: float | None = 0.2, **cells: Any) -> dict[str, Any]:
    """By its reach 0.8 x 1 + 0.2 x 5 = 1.8 minutes."""
    return contact(agent_group=group, reach=reach, **cells)


SHIFT = {"agent_id": "G1", "agent_group": "desk", "start": "10:00", "end": "10:03"}


def test_minutes_of_a_group() -> None:
    """Three minutes from ten: one call of 1.8 fits and two do not; the other group's and the other hour's have none."""
    assert told([call()], AGENTS, roster=[SHIFT]) == []
    assert told([call(), call()], AGENTS, roster=[SHIFT]) == [
        "Group desk needs 3.6 minutes on 2026-03-02 from 10:00 and has 3.0."
    ]
    assert told([call(start="11:00", end="12:00")], AGENTS, roster=[SHIFT]) == [
        "Group desk needs 1.8 minutes on 2026-03-02 from 11:00 and has 0.0."
    ]


@pytest.mark.parametrize(("name", "start", "amount", "fits"), [
    ("desk", 600, 0.6, True), ("desk", 600, 0.5, False), ("desk", 660, 9.0, False), ("late", 600, 9.0, False),
])  # fmt: skip
def test_minutes_beyond_the_roster(name: str, start: int, amount: float, fits: bool) -> None:
    """0.6 minutes more make room for the second call, in that group and slot alone."""
    found = told([call(), call()], AGENTS, {("agent_minutes", name, start): amount}, [SHIFT])
    assert (found == []) is fits


def test_what_needs_no_minutes() -> None:
    """A message, and a call without agents or of unsaid length; what has no date or hour has a slot of none."""
    assert told([sms(agent_group="desk", reach=0.2)], {"sms": {"address": "phone"}}, roster=[SHIFT]) == []
    idle = {"call": {"address": "phone", "minutes": {"no_answer": 1.0, "contact": 5.0}}}
    assert told([call(), call()], idle, roster=[SHIFT]) == []
    unsaid = {"call": {"address": "phone", "agents": True}}
    assert told([call(), call()], unsaid, roster=[SHIFT]) == []
    assert told([call(date="soon")], AGENTS, roster=[SHIFT]) == [
        "Group desk needs 1.8 minutes on (empty) from 10:00 and has 0.0.",
        "The date cannot be read.",
    ]
    assert "Group desk needs 1.8 minutes on 2026-03-02 from no hour and has 0.0." in told(
        [call(start=None)], AGENTS, roster=[SHIFT]
    )


def test_calls_of_nobody_need_minutes_too() -> None:
    """A call without a group takes minutes that nobody has; one without a reach takes none that can be told."""
    found = told([call(None)], AGENTS, roster=[SHIFT])
    assert "Group (none) needs 1.8 minutes on 2026-03-02 from 10:00 and has 0.0." in found
    assert told([call(reach=None)], AGENTS, roster=[SHIFT]) == []
