"""Hours of each weekday, on the customer's own clock."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.check.worlds import account, contact, rules, verdict

WEEK = {
    "mon-sun": ["10:00", "20:00"],
    "weekdays": ["09:00", "18:00"],
    "weekend": ["11:00", "13:00"],
    "wed": ["12:00", "14:00"],
}


def shut(said: dict[str, Any], *plan: dict[str, Any], **cells: Any) -> list[int]:
    """Rows that are found outside the hours; each date's contact is on another channel."""
    return [v.row for v in verdict(plan, rules({"id": "h", "kind": "hours", **said}), [account(**cells)]).violations]


def at(day: int, hour: int, channel: str = "call") -> dict[str, Any]:
    return contact(date=f"2026-03-{day:02}", start=f"{hour:02}:00", end=f"{hour + 1:02}:00", channel=channel)


@pytest.mark.parametrize(("day", "first", "last"), [(2, 9, 17), (4, 12, 13), (7, 11, 12), (8, 11, 12)])
def test_the_narrower_word_decides(day: int, first: int, last: int) -> None:
    """Monday 2 March, Wednesday, Saturday and Sunday: a day's own hours before those of weekdays and weekend."""
    plan = [at(day, first), at(day, last), at(day, first - 1, "sms"), at(day, last + 1, "sms")]
    assert shut(WEEK, *plan) == [4, 5]


def test_a_day_that_no_word_names_is_closed() -> None:
    """Where Saturday and Monday alone are named; what holds for every day holds for the others."""
    named = {"sat": ["08:00", "20:00"], "mon": ["08:00", "20:00"]}
    plan = [at(2, 10), at(3, 10), at(7, 10), at(8, 10)]
    assert shut(named, *plan) == [3, 5]
    assert shut({**named, "mon-sun": ["10:00", "11:00"]}, *plan, at(3, 11)) == [6]


def test_a_contact_without_an_hour_has_none_to_be_outside() -> None:
    """A letter is free of it, and is found nowhere."""
    assert shut({"mon": ["08:00", "09:00"]}, contact(channel="letter"), contact()) == [3]


def test_one_finding_for_each_contact_by_the_customers_clock() -> None:
    """10:00 of Bogota is midnight in Tokyo and 16:00 in Madrid: outside on all three, and told once, by the first."""
    plan = [at(2, 10)]
    found = verdict(
        plan,
        rules({"id": "h", "kind": "hours", "mon-sun": ["08:00", "09:00"]}),
        [account(timezone="America/Mexico_City Asia/Tokyo Europe/Madrid")],
    )
    assert [v.what for v in found.violations] == [
        "The call on 2026-03-02 at 9:00 of the customer's own clock is outside the hours."
    ]
