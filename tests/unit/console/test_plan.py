"""The heat map and the summary of a plan, as plain text in 80 columns."""

from __future__ import annotations

import io

import polars as pl
import pytest

from collectplan.console.heat import heat_map
from collectplan.console.plan import show_heat, show_plan, summary
from collectplan.console.terminal import console
from collectplan.domain.tally import Tally, tally_of
from collectplan.write.frames import CAPACITY_COLUMNS
from tests.unit.console.screens import Terminal, said, shown

HOURS = [f"{hour:02d}:00" for hour in range(7, 20)]

RUN = {
    "plan_date": "2026-03-02", "currency": "COP", "objective": 1234567.0, "bound": 1235000.0, "gap": 0.00035, "termination": "feasible",
    "limit": "time", "fates": {"not_planned": 3, "planned": 2}, "seconds": {"read": 0.25, "optimise": 1.5, "write": 0.01},
}  # fmt: skip

PLAN = """\
contacts         07   08   09   10   11   12   13   14   15   16   17   18   19     day   use
desk            12░   4    4    4    4    4    4    4    4    4    4    4  132█     188  10 %
sms              ·   50▒   ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·       50   5 %
letter           ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·        9  90 %
use of capacity: ░ under 50 %  ▒ 50 to 80 %  ▓ 80 to 98 %  █ full
247 contacts with 247 customers on 2026-03-02, worth 1,234,567 COP
no legal plan is worth more than 1,235,000 COP: gap 0.03 % (feasible, ended by time)
accounts: 3 not planned, 2 planned
1.8 seconds: read 0.2, optimise 1.5
"""

MERGED = """\
contacts         07   09   11   13   15   17   19     day   use
desk            16░   8    8    8    8    8  132█     188  10 %
sms             50░   ·    ·    ·    ·    ·    ·       50   5 %
letter           ·    ·    ·    ·    ·    ·    ·        9  90 %
use of capacity: ░ under 50 %  ▒ 50 to 80 %  ▓ 80 to 98 %  █ full; 2 slots a column
"""


def grid(counts: dict[tuple[str, str, str], int]) -> Tally:
    """So many contacts at each (start, channel, group)."""
    rows = [
        {"start": start, "channel": channel, "agent_group": group, "customer_id": f"{start}{channel}{i}"}
        for (start, channel, group), count in counts.items()
        for i in range(count)
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("start", "channel", "agent_group", "customer_id"), pl.String))
    return tally_of(frame.with_columns(condition=pl.lit("")), frame["customer_id"])


def capacity(rows: list[tuple[str, str, float, float]]) -> pl.DataFrame:
    """Capacity and use of each (resource, start)."""
    made = [(r, "2026-03-02", start, str(have), str(used), "0", "", "", "") for r, start, have, used in rows]
    return pl.DataFrame(made, schema=dict.fromkeys(CAPACITY_COLUMNS, pl.String), orient="row")


def day() -> tuple[Tally, pl.DataFrame]:
    """Thirteen hours of calls, the last one full; SMS at 08:00, half of what an hour takes; nine of ten letters."""
    counts = {(h, "call", "desk"): 4 for h in HOURS}
    counts |= {
        ("07:00", "call", "desk"): 12,
        ("19:00", "call", "desk"): 132,
        ("08:00", "sms", ""): 50,
        ("", "letter", ""): 9,
    }
    limits = [("agent_minutes:desk", h, 100.0, 0.0) for h in HOURS[1:-1]]
    limits += [("agent_minutes:desk", "07:00", 100.0, 30.0), ("agent_minutes:desk", "19:00", 100.0, 100.0)]
    limits += [("per_slot:sms", h, 100.0, 50.0 if h == "08:00" else 0.0) for h in HOURS]
    return grid(counts), capacity([*limits, ("per_day:sms", "", 1000.0, 50.0), ("per_day:letter", "", 10.0, 9.0)])


def test_a_plan_is_this_text() -> None:
    """14 + 13 x 5 + 14 are 93 columns, which a pipe's 100 hold; digits and blocks say what colour would."""
    assert shown(lambda screen: show_plan(screen, *day(), RUN), width=100) == PLAN


def test_slots_are_merged_where_the_screen_is_narrow() -> None:
    """In 80 columns 52 are left for hours: ten columns of five, so that thirteen slots are merged by two."""
    assert shown(lambda screen: show_heat(screen, *day())) == MERGED


def test_thirteen_hours_of_two_digits_fit_eighty_columns() -> None:
    """With at most 99 contacts a cell is four wide: 14 + 13 x 4 + 14 are exactly 80."""
    few = grid({(h, "call", "desk"): 99 for h in HOURS})
    lines = shown(lambda screen: show_heat(screen, few, capacity([]))).splitlines()
    assert [len(line) for line in lines[:2]] == [80, 80]
    assert lines[0].split()[1:14] == [h[:2] for h in HOURS]


def test_a_latin_1_terminal_gets_letters_it_knows() -> None:
    """Blocks are no latin-1: full is #, half is :, none is -, and nothing is lost to a question mark."""
    text = shown(lambda screen: show_heat(screen, *day()), width=100, encoding="latin-1")
    assert "132#" in text
    assert " 50:" in text
    assert "?" not in text


def test_half_hours_are_named_in_full() -> None:
    """Where a slot begins at half past, the hour alone would name two columns."""
    half = grid({("07:00", "sms", ""): 1, ("07:30", "sms", ""): 1})
    assert heat_map(half, capacity([]), 9).columns == ("07:00", "07:30")


def test_a_group_without_contacts_is_shown() -> None:
    """Idle agents are what a planner looks for: ten minutes at 07:00, none of them used."""
    heat = heat_map(grid({}), capacity([("agent_minutes:idle", "07:00", 10.0, 0.0)]), 9)
    assert [(row.name, row.cells[0].contacts, row.cells[0].use) for row in heat.rows] == [("idle", 0, 0.0)]


def test_an_empty_plan_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """No contact, no capacity, and a bound of 0."""
    run = {"objective": 0.0, "bound": 0.0, "gap": 0.0, "termination": "empty"}
    assert summary(grid({}), run)[0].startswith("0 contacts with 0 customers")
    assert "gap 0 % (empty)" in shown(lambda screen: show_plan(screen, grid({}), capacity([]), run))


def test_no_color_takes_the_colour_and_leaves_the_digits() -> None:
    """On a terminal with NO_COLOR there is no colour sequence; without it there is one."""
    for environment, coloured in (({"NO_COLOR": "1", "TERM": "xterm"}, False), ({"TERM": "xterm"}, True)):
        stream = Terminal(io.BytesIO(), encoding="utf-8")
        screen = console(stream=stream, environment=environment)
        screen.width = 100
        show_heat(screen, *day())
        assert ("\x1b[1;31m" in said(stream)) == coloured
        assert "132█" in said(stream)
