"""Leaks on the terminal and as JSON."""

from __future__ import annotations

import io
import json

import polars as pl

from collectplan.console.leaks import as_dict, show_leaks
from collectplan.console.terminal import console
from collectplan.domain.leaks import LEAK_SCHEMA, Leaks


def leaks(num: int) -> Leaks:
    """So many second tries of one agent on one channel."""
    row = {"rule": "unplanned", "how": "again", "customer_id": "C1", "channel": "call", "agent_id": "[G1]"}
    rows = [
        {**row, "row": number + 2, "what": "The call planned in this slot was done already."} for number in range(num)
    ]
    counts = {"attempts": 100, "leaks": num, "share": num / 100}
    return Leaks(
        "log.csv",
        pl.DataFrame(rows, schema=dict(LEAK_SCHEMA)),
        {"unplanned": {"leaks": num, "share": num / 100, "how": {"again": num}}} if num else {},
        {"call": counts},
        {"[G1]": counts},
        {"sms": 4},
        {"attempts": 100},
    )


def shown(told: Leaks) -> str:
    """What a person without colours sees."""
    stream = io.StringIO()
    show_leaks(console(stream=stream, environment={}), told)
    return stream.getvalue()


def test_the_first_twenty_are_shown_and_all_are_counted() -> None:
    """Of 25 leaks 20 stand line by line, with row, customer and agent; names in brackets stay as they are."""
    text = shown(leaks(25))
    assert text.count("unplanned again: log.csv row") == 20
    assert "and 5 more; --json or -o FILE tells them all" in text
    assert "row 2: C1: The call planned in this slot was done already. ([G1])" in text
    assert "25.00%" in text
    assert "25 leaks; checked 100 attempts" in text


def test_no_leaks_are_said_in_a_line() -> None:
    """No tables of nothing; what nobody did is told all the same."""
    assert shown(leaks(0)).splitlines() == ["no leaks; checked 100 attempts", "planned and not done: sms 4"]
    assert shown(leaks(1)).count("1 leak; ") == 1


def test_json_has_the_contract_s_form() -> None:
    """Findings with rule, row, customer_id and what, checked, and leaks by what."""
    told = json.loads(json.dumps(as_dict(leaks(1))))
    assert set(told) == {"findings", "checked", "leaks"}
    assert {"rule", "row", "customer_id", "what"} <= set(told["findings"][0])
    assert told["findings"][0]["file"] == "log.csv"
    assert set(told["leaks"]) == {"by_rule", "by_channel", "by_agent", "not_done"}
