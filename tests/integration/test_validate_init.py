"""`validate` on good and bad files, and `init` whose every advice works."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.integration.running import run, snapshot
from tests.integration.worlds import World


def validate(world: World, *more: str) -> list[str]:
    tables = [str(world.portfolio), "--attempts", str(world.attempts), "--roster", str(world.roster)]
    return ["validate", "-s", str(world.strategy), *tables, *more]


@pytest.mark.parametrize("dialect", ["plain", "latam"])
def test_good_files_have_no_findings(dialect: str, request: pytest.FixtureRequest) -> None:
    """Exit 0, every row counted, and nothing written: validation is for looking only."""
    world: World = request.getfixturevalue(dialect)
    before = snapshot(world.folder)
    done = run(*validate(world, "--json"))
    assert done.exit_code == 0, done.stdout
    said = json.loads(done.stdout)
    assert said["findings"] == []
    assert said["checked"]["portfolio rows"] == len(world.accounts)
    assert said["checked"]["attempts rows"] == len(world.history)
    assert said["checked"]["roster rows"] == len(world.shifts)
    assert snapshot(world.folder) == before


def test_tables_are_told_apart_by_their_columns(plain: World) -> None:
    """Without options the three files may come in any order."""
    done = run("validate", "-s", plain.strategy, plain.roster, plain.attempts, plain.portfolio, "--json")
    assert done.exit_code == 0, done.stdout
    assert json.loads(done.stdout)["checked"]["roster rows"] == len(plain.shifts)


def test_files_of_another_dialect_get_advice(latam: World) -> None:
    """Exit 4: semicolons, decimal commas and latin-1 are seen, and what to write into `input` is said."""
    text = latam.strategy.read_text(encoding="utf-8")
    head, tail = text.split("input:\n")
    latam.strategy.write_text(head + "segments:" + tail.split("segments:", 1)[1], encoding="utf-8")
    done = run(*validate(latam, "--json"))
    assert done.exit_code == 4
    said = " ".join(f"{f['what']} {f['mend']}" for f in json.loads(done.stdout)["findings"])
    assert "delimiter" in said
    assert "encoding" in said


def test_every_finding_comes_at_once(plain: World) -> None:
    """A bad row in each table and an unknown column in the strategy: four places in one round, exit 4."""
    plain.write("portfolio", [{**plain.accounts[0], "balance": "mucho"}, *plain.accounts[1:]])
    plain.write("attempts", [{**plain.history[0], "at": "yesterday"}, *plain.history[1:]])
    plain.write("roster", [*plain.shifts, {**plain.shifts[0], "agent_id": "G9", "start": "27:00"}])
    text = plain.strategy.read_text(encoding="utf-8").replace("tenure_months >=", "tenre_months >=")
    plain.strategy.write_text(text, encoding="utf-8")
    done = run(*validate(plain, "--json"))
    assert done.exit_code == 4
    places = " ".join(finding["where"] for finding in json.loads(done.stdout)["findings"])
    assert [
        part
        for part in ("portfolio.csv, row 2", "attempts.csv, row 2", "roster.csv, row 5", "strategy.yaml:")
        if part not in places
    ] == []


def test_a_broken_strategy_is_a_finding(plain: World) -> None:
    """`validate` is there to find: exit 4, not 10, with every fault of the file."""
    text = (
        plain.strategy.read_text(encoding="utf-8").replace("version: 1", "version: 2").replace("cost: 22", "cost: -22")
    )
    plain.strategy.write_text(text, encoding="utf-8")
    done = run("validate", "-s", plain.strategy, "--json")
    assert done.exit_code == 4
    assert len(json.loads(done.stdout)["findings"]) == 2


@pytest.mark.parametrize(
    "country", ["CO", *(pytest.param(name, marks=pytest.mark.slow) for name in ("plain", "MX", "US"))]
)
def test_the_folder_of_init_works_as_its_readme_says(
    country: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of README.txt, run in the new folder in the order in which it stands there, ends well."""
    folder = tmp_path / "operation"
    assert run("init", folder, "--country", country).exit_code == 0
    text = (folder / "README.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    commands = re.findall(r"^\s*(?:\$ )?(collectplan .+)$", text, re.MULTILINE)
    assert len(commands) >= 3
    monkeypatch.chdir(folder)
    for line in commands:
        words = shlex.split(line)[1:]
        done = run(*words)
        assert done.exit_code == 0, (line, done.stderr, done.stdout[-500:])


def test_init_refuses_a_folder_that_is_in_use(tmp_path: Path) -> None:
    """A working folder is somebody's work: nothing in it is overwritten."""
    (tmp_path / "strategy.yaml").write_bytes(b"mine\n")
    before = snapshot(tmp_path)
    done = run("init", tmp_path)
    assert done.exit_code == 15
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert snapshot(tmp_path) == before


def test_init_takes_an_empty_folder(tmp_path: Path) -> None:
    """The user may have made the folder first."""
    assert run("init", tmp_path).exit_code == 0
    assert (tmp_path / "strategy.yaml").exists()
