"""`assume: contingent` end to end: more is planned, and what hangs on outcomes says so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.integration.running import rows, run
from tests.integration.small import Small
from tests.integration.test_any_rules import any_world

TALK: dict[str, Any] = {"id": "talk", "kind": "cooldown", "days": 3, "after": "conversation"}
TWO_TALKS: dict[str, Any] = {"id": "talks", "kind": "cap", "max": 2, "window": {"days": 7}, "count": "conversations"}
ONE_CHANNEL: dict[str, Any] = {"id": "lone", "kind": "exclusive", "window": {"days": 1}, "after": "contact"}
TWO_A_DAY: dict[str, Any] = {"id": "day", "kind": "cap", "max": 2, "window": {"days": 1}}


def conditions(small: Small) -> list[dict[str, str]]:
    return rows(small.out / "conditions.csv")


def test_a_second_contact_hangs_on_the_first(tmp_path: Path) -> None:
    """After a conversation nobody is contacted for three days: the worst case has one contact, contingent two."""
    worst = Small(tmp_path / "w", [TALK, TWO_A_DAY]).account("A1")
    assert worst.schedule().exit_code == 0
    assert [row["condition"] for row in worst.grid] == ["", ""]
    small = Small(tmp_path / "c", [TALK, TWO_A_DAY], assume="contingent").account("A1")
    done = small.schedule()
    assert done.exit_code == 0, done.stderr
    assert [row["condition"] for row in small.grid if row["start"]] == ["", "talk"]
    (told,) = conditions(small)
    assert (told["row"], told["depends_on"], told["rule"], told["kind"]) == ("3", "2", "talk", "cooldown")
    assert told["words"] == (
        "only if the earlier contact did not end in a conversation (talk: no contact in the 3 days that begin with the "
        "day of a conversation)"
    )
    assert small.audit() == []
    assert small.run["objective"] > worst.run["objective"]


def test_what_is_counted_is_told(tmp_path: Path) -> None:
    """One conversation of last week and three contacts planned: up to four in seven days, where two are allowed."""
    small = Small(tmp_path, [TWO_TALKS, {**TWO_A_DAY, "max": 3}], assume="contingent", language="es")
    small.account("A1").attempt("2026-02-27T10:00", "C1", "call", "rpc")
    assert small.schedule().exit_code == 0
    assert [row["condition"] for row in small.grid] == ["talks"] * 3
    first = conditions(small)[0]
    assert [first[name] for name in ("row", "counted", "max", "window_start")] == ["2", "4", "2", "2026-02-25"]
    assert first["depends_on"] == "3 4"
    assert first["words"].startswith("solo mientras se siga cumpliendo talks: como máximo 2 conversaciones por cliente")
    assert small.audit() == []


def test_a_window_that_the_history_fills_is_closed_all_the_same(tmp_path: Path) -> None:
    """Two conversations are there already: whatever comes of the plan, another contact could make a third."""
    small = Small(tmp_path, [TWO_TALKS], assume="contingent").account("A1")
    small.attempt("2026-02-27T10:00", "C1", "call", "rpc").attempt("2026-02-28T10:00", "C1", "call", "rpc")
    assert small.schedule().exit_code == 0
    assert small.grid == []
    assert conditions(small) == []


def test_exclusive_channels_hang_on_earlier_contacts_of_others(tmp_path: Path) -> None:
    """A call from ten on, when it is worth most, and an sms before: the later of the two names both rules, sorted."""
    rules = [
        ONE_CHANNEL,
        TALK,
        {"id": "early", "kind": "hours", "channels": ["sms"], "mon-sun": ["08:00", "10:00"]},
        {"id": "one_each", "kind": "cap", "max": 1, "window": {"days": 1}, "channels": ["call"]},
        {"id": "one_sms", "kind": "cap", "max": 1, "window": {"days": 1}, "channels": ["sms"]},
        {"id": "none", "kind": "gate", "channels": ["email", "letter"], "forbid": "TRUE"},
    ]
    small = Small(tmp_path, rules, assume="contingent").account("A1")
    assert small.schedule().exit_code == 0
    assert [(row["channel"], row["condition"]) for row in small.grid] == [("sms", ""), ("call", "lone talk")]
    assert small.audit() == []


def test_later_days_hang_on_today(tmp_path: Path) -> None:
    """One contact a day for three days: tomorrow's hangs on today's, across grid.csv and outlook.csv."""
    rule = {**TWO_A_DAY, "max": 1}
    small = Small(tmp_path, [TALK, rule], assume="contingent")
    small.account("A1", postal=None)
    assert small.schedule("--days", "3").exit_code == 0
    assert [row["condition"] for row in small.grid] == [""]
    assert [row["condition"] for row in rows(small.out / "outlook.csv")] == ["talk", "talk"]
    assert [(told["row"], told["depends_on"]) for told in conditions(small)] == [
        ("outlook:2", "2"),
        ("outlook:3", "2 outlook:2"),
    ]
    assert small.audit() == []


def test_a_row_that_hides_a_condition_is_found_out(tmp_path: Path) -> None:
    """A cell emptied by hand breaks the rule itself, and no longer says what conditions.csv does."""
    small = Small(tmp_path, [TALK, TWO_A_DAY], assume="contingent").account("A1", postal=None)
    assert small.schedule().exit_code == 0
    path = small.out / "grid.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",talk\n", ",\n"), encoding="utf-8")
    assert sorted(finding["rule"] for finding in small.audit()) == ["condition", "talk"]
    (small.out / "conditions.csv").unlink()
    assert [finding["rule"] for finding in small.audit()] == ["talk"]


def test_conditions_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    """Planned again under the worst case, the folder has no conditions.csv."""
    small = Small(tmp_path, [TALK], assume="contingent").account("A1")
    assert small.schedule().exit_code == 0
    assert (small.out / "conditions.csv").is_file()
    text = (tmp_path / "strategy.yaml").read_text(encoding="utf-8")
    (tmp_path / "strategy.yaml").write_text(text.replace("assume: contingent", "assume: worst_case"), encoding="utf-8")
    assert small.schedule().exit_code == 0
    assert not (small.out / "conditions.csv").exists()


@pytest.mark.parametrize("seed", range(3))
def test_contingent_is_worth_at_least_the_worst_case(seed: int, tmp_path: Path) -> None:
    """Every plan of the worst case is one of the contingent case; both pass their checks."""
    world = any_world(tmp_path / "world", seed)
    worth = []
    for assume in ("worst_case", "contingent"):
        folder = tmp_path / assume
        shutil.copytree(world.folder, folder)
        text = world.strategy.read_text(encoding="utf-8")
        for said in ("worst_case", "contingent"):
            text = text.replace(f"assume: {said}", "assume: ASSUMED")
        (folder / "strategy.yaml").write_text(text.replace("ASSUMED", assume), encoding="utf-8")
        words = [word.replace(str(world.folder), str(folder)) for word in world.arguments()]
        done = run("schedule", *words, "-o", folder / "out", "--quiet")
        assert done.exit_code in (0, 3), done.stderr
        told = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
        worth.append((told["gap"], told["objective"]))
    (worst_gap, worst), (gap, contingent) = worth
    assert worst_gap == gap == 0
    assert contingent >= worst * (1 - 1e-9)
