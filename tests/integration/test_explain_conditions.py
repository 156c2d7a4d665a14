"""`explain` and `schedule` on what hangs on outcomes, and on obligations that are missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.integration.running import run
from tests.integration.small import Small

TALK: dict[str, Any] = {"id": "talk", "kind": "cooldown", "days": 3, "after": "conversation"}
TWO_A_DAY: dict[str, Any] = {"id": "day", "kind": "cap", "max": 2, "window": {"days": 1}}


def test_a_condition_is_told_with_what_it_hangs_on(tmp_path: Path) -> None:
    """The second contact is made only if the first came to no conversation: in words, with that contact and its row."""
    small = Small(tmp_path, [TALK, TWO_A_DAY], assume="contingent").account("A1")
    done = small.schedule()
    assert "1 of 2 contacts carries a condition" in done.stdout
    first = next(row for row in small.grid if not row["condition"])
    told = json.loads(run("explain", small.out, "C1", "--json").stdout)
    (condition,) = [each for contact in told["contacts"] for each in contact["conditions"]]
    assert condition["rule"] == "talk"
    assert condition["depends_on"] == [f"{first['channel']} {first['date']} {first['start']} (row 2)"]
    shown = run("explain", small.out, "C1").stdout
    assert "only if the earlier contact did not end in a conversation" in shown
    assert "(row 2)" in shown


def test_the_worst_case_has_no_conditions(tmp_path: Path) -> None:
    """No sentence in the summary, and none in the explanation."""
    small = Small(tmp_path, [TALK, TWO_A_DAY]).account("A1")
    assert "condition" not in small.schedule().stdout
    told = json.loads(run("explain", small.out, "C1", "--json").stdout)
    assert all(contact["conditions"] == [] for contact in told["contacts"])


def test_a_missed_obligation_names_what_stands_against_it(tmp_path: Path) -> None:
    """A message is due today, and sms is closed: the explanation names the obligation, its date and that rule."""
    rules = [
        {"id": "notice", "kind": "obligation", "within_days": 5, "of": "notice_on", "channels": ["sms"]},
        {"id": "silent", "kind": "gate", "channels": ["sms"], "forbid": "TRUE"},
    ]
    small = Small(tmp_path, rules).account("A1", notice_on="2026-02-26").account("A2")
    assert small.schedule().exit_code == 3
    (missed,) = json.loads(run("explain", small.out, "C1", "--json").stdout)["missed"]
    assert (missed["rule"], missed["by"], missed["against"]) == ("notice", "2026-03-03", ["silent"])
    assert "obligation notice is missed, due by 2026-03-03" in run("explain", small.out, "C1").stdout
    assert json.loads(run("explain", small.out, "C2", "--json").stdout)["missed"] == []
