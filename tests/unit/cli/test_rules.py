"""`collectplan rules`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.running import run
from tests.unit.read.pack_files import loaded_from


@pytest.fixture
def strategy(tmp_path: Path) -> Path:
    """A strategy with the pack xx_law beside it."""
    loaded_from(tmp_path)
    return tmp_path / "s.yaml"


def test_packs_are_listed_on_standard_output() -> None:
    """One line a pack below the header, and nothing on standard error."""
    done = run("rules")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].split() == [
        "pack",
        "name",
        "country",
        "rules",
        "verified",
        "readings",
        "reviewed",
    ]
    assert any(line.startswith("co_ley2300 ") for line in done.stdout.splitlines())


def test_packs_of_the_current_folder_are_known(strategy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """packs/ of the current folder, as a strategy there would find them."""
    assert run("rules", "xx_law").exit_code == 2
    monkeypatch.chdir(strategy.parent)
    assert run("rules", "xx_law").stdout.startswith("xx_law: A law\n")


def test_a_pack_is_explained_in_either_language(strategy: Path) -> None:
    """The label of a source is the language's."""
    assert "source: art. 3 [S1: example.com]" in run("rules", "xx_law", "-s", strategy).stdout
    assert "fuente: art. 3 [S1: example.com]" in run("rules", "xx_law", "-s", strategy, "--language", "es").stdout


@pytest.mark.parametrize("words", [(), ("xx_law:literal",)])
def test_json_is_one_object(strategy: Path, words: tuple[str, ...]) -> None:
    """The rules in force, or a pack's, with the same keys for each rule."""
    done = run("rules", *words, "-s", strategy, "--json")
    said = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {"id", "kind", "says", "severity", "verified", "source", "valid"} <= said["rules"][0].keys()


def test_a_wrong_strategy_ends_in_its_own_exit_code(strategy: Path) -> None:
    """10, as everywhere; an unknown pack is wrong usage, 2."""
    assert run("rules", "nothing_such", "-s", strategy).exit_code == 2
    strategy.write_text(strategy.read_text().replace("xx_law", "xx_lav"))
    done = run("rules", "-s", strategy)
    assert done.exit_code == 10
    assert "did you mean xx_law?" in done.stderr


def test_the_help_names_the_command() -> None:
    """`rules` is there to be found."""
    assert "rules" in run("--help").stdout
