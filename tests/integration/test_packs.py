"""A plan under a rule pack: what it keeps, where its rules are said to stand, and what run.json remembers of it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.running import Done, rows, run

PACK = """\
pack: xx_law
version: 1
name: {en: A law}
reviewed: 2026-11-22
country: US
columns: {asked: {type: boolean}, sent_at: {type: date}}
rules:
  - {id: notice, kind: dated, media: [call], column: sent_at, min_days: 5}
  - {id: asked, kind: gate, forbid: asked}
  - {id: closed, kind: closed, holidays: true}
"""
STRATEGY = """\
version: 1
timezone: America/Bogota
country: CO
slots: {start: "08:00", end: "10:00", minutes: 60}
channels: {phone: {medium: call, address: phone, per_slot: 5}, sms: {address: phone, per_slot: 5}}
priors: {phone: {reach: 0.2, pays: 0.3}, sms: {reach: 0.1, pays: 0.3}}
limits:
  packs: [xx_law]
  rules: [{id: day, kind: cap, max: 1, window: {days: 1}}]
"""
PORTFOLIO = """\
account_id,days_past_due,balance,phone,asked
A1,40,100,301,yes
A2,40,100,302,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with a pack of its own."""
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "xx_law.yaml").write_text(PACK)
    (tmp_path / "strategy.yaml").write_text(STRATEGY)
    (tmp_path / "portfolio.csv").write_text(PORTFOLIO)
    return tmp_path


def planned(folder: Path, date: str = "2026-03-03", out: str = "out") -> Done:
    """A plan of the folder's tables, without history."""
    tables = (folder / "portfolio.csv", "-s", folder / "strategy.yaml", "--no-history", "--date", date)
    return run("schedule", *tables, "-o", folder / out)


def test_absent_columns_read_as_null_and_a_packs_rules_are_kept(folder: Path) -> None:
    """A1 asked, so nobody contacts it; sent_at is absent, so A2 may not be called, but sms is no medium of that rule."""
    assert planned(folder).exit_code == 0
    assert [(row["account_id"], row["channel"]) for row in rows(folder / "out" / "grid.csv")] == [("A2", "sms")]
    details = {row["account_id"]: row["detail"] for row in rows(folder / "out" / "fates.csv")}
    assert "gate xx_law.asked" in details["A1"]
    told = run("explain", folder / "out", "A2").stdout
    assert "xx_law.notice" in told


def test_the_packs_own_holidays_are_kept(folder: Path) -> None:
    """3 July 2026 is kept in the United States, 20 July in Colombia: the pack's country is the former."""
    planned(folder, "2026-07-03", "us")
    planned(folder, "2026-07-20", "co")
    assert rows(folder / "us" / "grid.csv") == []
    assert len(rows(folder / "co" / "grid.csv")) == 1


def test_a_pack_is_an_input_of_the_run(folder: Path) -> None:
    """run.json has its hash; once it has changed the run is not taken up again, unless the strategy is named anew."""
    planned(folder)
    pack = folder / "packs" / "xx_law.yaml"
    inputs: dict[str, Any] = json.loads((folder / "out" / "run.json").read_text())["inputs"]
    assert inputs["packs/xx_law.yaml"] == {"sha256": hashlib.sha256(pack.read_bytes()).hexdigest()}
    less = run("what-if", folder / "out", "--without", "xx_law.notice", "--json")
    assert less.exit_code == 0
    pack.write_text(PACK + "# read again\n")
    refused = run("what-if", folder / "out", "--without", "xx_law.notice")
    assert refused.exit_code == 10
    assert "packs/xx_law.yaml: it has changed since" in refused.stderr
    anew = run("what-if", folder / "out", "--without", "xx_law.notice", "-s", folder / "strategy.yaml", "--json")
    assert anew.exit_code == 0


def test_a_contradiction_names_the_packs_file(folder: Path) -> None:
    """A target of calls against a pack that opens half an hour a day: the pack's line and column are told."""
    hours = '  - {id: never, kind: hours, mon-sun: ["08:00", "08:30"]}\n'
    (folder / "packs" / "xx_law.yaml").write_text(PACK + hours)
    target = 'targets: [{id: t, segments: ["*"], min_contacts: 1}]\n'
    (folder / "strategy.yaml").write_text(STRATEGY + target)
    done = planned(folder)
    assert done.exit_code == 12
    assert "the rule xx_law.never opens 30 minutes at most" in done.stderr
    assert f"{folder / 'packs' / 'xx_law.yaml'}:11:5" in done.stderr


def test_an_expression_of_a_pack_that_fails_is_told_at_its_place(folder: Path) -> None:
    """`asked` is a boolean, so that adding to it cannot be: the finding names the pack's file."""
    wrong = PACK.replace("forbid: asked", 'forbid: "asked + 1 > 2"')
    (folder / "packs" / "xx_law.yaml").write_text(wrong)
    done = planned(folder)
    assert done.exit_code == 10
    assert f"{folder / 'packs' / 'xx_law.yaml'}:9:" in done.stderr


def test_validate_tells_which_columns_are_absent(folder: Path) -> None:
    """`asked` is there, `sent_at` is not; that is no finding."""
    done = run("validate", "-s", folder / "strategy.yaml", folder / "portfolio.csv")
    assert done.exit_code == 0
    assert f"{folder / 'portfolio.csv'}: rules would read sent_at; what is absent counts as empty" in done.stderr
