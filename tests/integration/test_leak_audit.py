"""`audit --log`: what the dialler really did, held against the plan and the rules, from files."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Finished
from tests.integration.running import rows, run, snapshot

Row = dict[str, str]
COLUMNS = ("attempt_id", "at", "customer_id", "account_id", "channel", "outcome", "direction", "address", "agent_id")


def done_exactly(finished: Finished) -> list[Row]:
    """Every row of the grid as an attempt a minute after its slot begins; letters at noon."""
    return [
        {
            "attempt_id": str(number),
            "at": f"{row['date']}T{row['start'] or '12:00'}:00".replace(":00:00", ":01:00"),
            "customer_id": row["customer_id"],
            "account_id": row["account_id"],
            "channel": row["channel"],
            "outcome": "no_answer" if row["channel"] == "call" else "delivered",
            "direction": "outbound",
            "address": row["address"].removeprefix("'"),
            "agent_id": row["agent_group"] and f"G-{row['agent_group']}",
        }
        for number, row in enumerate(rows(finished.results / "grid.csv"))
    ]


def written(log: Sequence[Row], folder: Path) -> Path:
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(log)
    return folder / "log.csv"


def audited(finished: Finished, log: Sequence[Row], folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and object of `audit --log --json`."""
    told = run(
        "audit", finished.results, *finished.world.arguments()[:-2], "--log", written(log, folder), "--json", *words
    )
    assert told.stdout.strip(), told.stderr
    return told.exit_code, json.loads(told.stdout)


def test_a_plan_done_exactly_has_no_leaks(finished: Finished, tmp_path: Path) -> None:
    """Exit 0, every planned row done, nothing written into the results folder, and a person is told so too."""
    before = snapshot(finished.results)
    log = done_exactly(finished)
    code, said = audited(finished, log, tmp_path)
    assert (code, said["findings"]) == (0, [])
    assert said["checked"]["planned"] == said["checked"]["attempts"] == len(log)
    assert said["leaks"] == {
        "by_rule": {},
        "by_channel": said["leaks"]["by_channel"],
        "by_agent": said["leaks"]["by_agent"],
        "not_done": {},
    }
    text = run("audit", finished.results, *finished.world.arguments()[:-2], "--log", tmp_path / "log.csv")
    assert (text.exit_code, text.stdout.startswith("no leaks; checked ")) == (0, True)
    assert snapshot(finished.results) == before


def test_leaks_are_told_with_row_customer_channel_and_agent(finished: Finished, tmp_path: Path) -> None:
    """A call done again in its slot, and an sms to its customer: exit 4, each with its own row of the log."""
    log = done_exactly(finished)
    num_contacts = Counter(row["customer_id"] for row in log)
    call = next(row for row in log if row["channel"] == "call" and num_contacts[row["customer_id"]] == 1)
    again = {**call, "attempt_id": "again", "at": call["at"][:14] + "30:00"}
    message = {**call, "attempt_id": "sms", "channel": "sms", "at": call["at"][:14] + "40:00", "agent_id": ""}
    code, said = audited(finished, [*log, again, message], tmp_path)
    assert code == 4
    off_plan = [finding for finding in said["findings"] if finding["rule"] == "unplanned"]
    assert [(f["row"], f["how"], f["channel"]) for f in off_plan] == [
        (len(log) + 2, "again", "call"),
        (len(log) + 3, "another_channel", "sms"),
    ]
    assert off_plan[0]["customer_id"] == call["customer_id"]
    assert off_plan[0]["agent_id"] == call["agent_id"]
    assert "apart" in said["leaks"]["by_rule"]
    assert said["leaks"]["by_channel"]["sms"]["leaks"] >= 1
    assert "5730055" not in json.dumps(said)


def test_a_row_taken_out_of_the_grid_is_one_leak(finished: Finished, tmp_path: Path) -> None:
    """The attempt that the shortened grid does not stand for is unplanned, and nothing else is."""
    log = done_exactly(finished)
    folder = tmp_path / "results"
    folder.mkdir()
    grid = rows(finished.results / "grid.csv")
    with (folder / "grid.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(grid[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(grid[:7] + grid[8:])
    told = run("audit", folder, *finished.world.arguments()[:-2], "--log", written(log, tmp_path), "--json")
    assert told.exit_code == 4
    assert [(f["rule"], f["row"]) for f in json.loads(told.stdout)["findings"]] == [("unplanned", 9)]


def test_all_leaks_are_written_as_a_table(finished: Finished, tmp_path: Path) -> None:
    """-o writes every finding as CSV that no spreadsheet runs; the terminal shows the first twenty of them."""
    log = [{**row, "agent_id": "=1+1", "attempt_id": f"x{row['attempt_id']}"} for row in done_exactly(finished)]
    words = [*finished.world.arguments()[:-2], "--log", written([*log, *done_exactly(finished)], tmp_path)]
    told = run("audit", finished.results, *words, "-o", tmp_path / "leaks.csv")
    assert told.exit_code == 4
    leaks = rows(tmp_path / "leaks.csv")
    assert len(leaks) > 20
    assert f"and {len(leaks) - 20:,} more" in told.stdout
    assert {row["agent_id"] for row in leaks} & {"'=1+1"}
    assert list(leaks[0]) == ["rule", "how", "row", "customer_id", "channel", "agent_id", "what"]


def test_the_history_may_hold_the_log(finished: Finished, tmp_path: Path) -> None:
    """A history that was exported after the day holds the day's attempts too: they count once, and that is said."""
    log = [{key: row[key] for key in COLUMNS[1:7]} for row in done_exactly(finished)]
    whole = tmp_path / "attempts.csv"
    keys = ("at", "customer_id", "account_id", "channel", "outcome", "direction")
    with whole.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, keys, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows(finished.world.attempts))
        writer.writerows(log)
    world = finished.world
    words = [world.portfolio, "-s", world.strategy, "--attempts", whole, "--log", written(log, tmp_path), "--json"]
    told = run("audit", finished.results, *words)
    said = json.loads(told.stdout)
    assert (told.exit_code, said["findings"]) == (0, [])
    assert said["checked"]["counted_once"] == len(log)


@pytest.mark.parametrize("words", [("--log", "missing.csv"), ("-o", "leaks.csv")])
def test_what_cannot_be_is_refused(words: tuple[str, str], finished: Finished) -> None:
    """No such log is an input error; an output without a log is wrong usage."""
    told = run("audit", finished.results, *finished.world.arguments()[:-2], *words)
    assert told.exit_code == {"--log": 11, "-o": 2}[words[0]]
    assert told.stdout == ""
