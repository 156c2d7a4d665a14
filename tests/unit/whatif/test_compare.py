"""Two plans side by side, and what the gaps leave of their difference."""

from __future__ import annotations

import polars as pl

from collectplan.whatif.compare import contacts_of_text, difference, side_of

COLUMNS = ("date", "start", "customer_id", "channel", "agent_group", "minutes")


def grid(*rows: tuple[str, str, str, str, str]) -> pl.DataFrame:
    text = pl.DataFrame([("2026-03-02", *row) for row in rows], schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    return contacts_of_text(text)


OLD = grid(
    ("08:00", "C1", "call", "a", "1.5"),
    ("09:00", "C1", "sms", "", "0"),
    ("08:00", "C2", "sms", "", "0"),
    ("10:00", "C3", "call", "b", "2.25"),
)
NEW = grid(
    ("09:00", "C1", "sms", "", "0"),
    ("08:00", "C1", "call", "a", "1.5"),
    ("09:00", "C2", "sms", "", "0"),
    ("10:00", "C4", "call", "b", "2.25"),
)


def test_a_plan_in_figures() -> None:
    """Contacts by channel, minutes by group, customers once each."""
    side = side_of(OLD, {"objective": 10, "bound": 12, "gap": 0.2})
    assert (side.contacts, side.customers) == (4, 3)
    assert side.channels == {"call": 2, "sms": 2}
    assert side.minutes == {"a": 1.5, "b": 2.25}


def test_who_is_new_dropped_and_moved() -> None:
    """C4 is new, C3 dropped, C2 has another hour, and C1 the same contacts in another order: not moved."""
    sides = (
        side_of(OLD, {"objective": 10, "bound": 12, "gap": 0}),
        side_of(NEW, {"objective": 13, "bound": 14, "gap": 0}),
    )
    found = difference(*sides, OLD, NEW)
    assert (found.newly, found.dropped, found.moved) == (1, 1, 1)


def test_the_gaps_leave_an_interval() -> None:
    """The best plan before is worth 10 to 12, after 13 to 14: the difference lies between 13 - 12 and 14 - 10."""
    sides = (
        side_of(OLD, {"objective": 10, "bound": 12, "gap": 0}),
        side_of(NEW, {"objective": 13, "bound": 14, "gap": 0}),
    )
    found = difference(*sides, OLD, NEW)
    assert (found.least, found.objective, found.most) == (1, 3, 4)
