"""The short way to `what-if`, from what a run kept: the same answer as through all stages, or none at all."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from collectplan.read.strategy_file import read_strategy
from collectplan.whatif.wanted import Changes, changed, is_felt_late
from tests.integration.conftest import Finished
from tests.integration.running import run
from tests.integration.worlds import World

KEPT = "again.parquet"


def asked(results: Path, *words: str | Path) -> tuple[dict[str, Any], bool]:
    """What `what-if --json` says but for the seconds, and whether it went the short way, which screens nothing."""
    done = run("what-if", results, *words, "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    is_short = "screen" not in found.pop("stages")
    del found["seconds"]
    return found, is_short


def copied(results: Path, tmp_path: Path) -> Path:
    """The folder beside the first, so that its inputs are found."""
    there = results.parent / f"copy-{tmp_path.name}"
    shutil.copytree(results, there)
    return there


CHANGES = [
    ("--add", "call/general=45.9min@18:00"),
    ("--add", "call=-2h", "--add", "sms=-3@10:00"),
    ("--agents", "general=+2"),
    ("--agents", "general=-1"),
    ("--set", "sms.cost=300"),
    ("--set", "agents.occupancy=0.5"),
]


@pytest.mark.parametrize("words", CHANGES, ids=" ".join)
def test_both_ways_say_the_same(plain_run: Finished, tmp_path: Path, words: tuple[str, ...]) -> None:
    """To the last digit, who moves included: the problem is the same, and so are the plan and the prices before."""
    without = copied(plain_run.results, tmp_path)
    (without / KEPT).unlink()
    short, is_short = asked(plain_run.results, *words)
    long, is_long = asked(without, *words)
    shutil.rmtree(without)
    assert (is_short, is_long) == (True, False)
    assert short == long


def test_a_rule_that_is_taken_out_is_compared_alike(plain_run: Finished, tmp_path: Path) -> None:
    """Both ways are long, but the plan before and what it was permitted come from the file, or from grid.csv."""
    without = copied(plain_run.results, tmp_path)
    (without / KEPT).unlink()
    rule = read_strategy(str(plain_run.world.strategy)).strategy.limits.rules[0].id
    assert asked(plain_run.results, "--without", rule) == asked(without, "--without", rule)
    shutil.rmtree(without)


def test_rules_and_other_inputs_go_the_long_way(plain_run: Finished) -> None:
    """What a rule bars is not kept, nor what another portfolio would hold; a roster is read in any case."""
    world = plain_run.world
    assert not asked(plain_run.results, "--set", "sms.consent=false")[1]
    assert not asked(plain_run.results, "--portfolio", world.portfolio)[1]
    assert asked(plain_run.results, "--roster", world.roster)[1]


def spoil_bytes(path: Path) -> None:
    """Turn a byte in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def spoil_end(path: Path) -> None:
    """Cut it short."""
    path.write_bytes(path.read_bytes()[:-100])


def spoil_run(path: Path) -> None:
    """Have it belong to a plan of another worth."""
    run_json = path.parent / "run.json"
    told = json.loads(run_json.read_text(encoding="utf-8"))
    run_json.write_text(json.dumps(told | {"bound": told["bound"] + 1}), encoding="utf-8")


def spoil_grid(path: Path) -> None:
    """Edit the plan by hand."""
    grid = path.parent / "grid.csv"
    grid.write_text("".join(grid.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")


@pytest.mark.parametrize("spoil", [spoil_bytes, spoil_end, spoil_run, spoil_grid])
def test_what_is_damaged_or_of_another_plan_is_not_used(plain_run: Finished, tmp_path: Path, spoil: Any) -> None:
    """The long way answers instead, as where there is no such file, and says nothing of it."""
    there = copied(plain_run.results, tmp_path)
    spoil(there / KEPT)
    words = ("--add", "call=30min")
    found, is_short = asked(there, *words)
    (there / KEPT).unlink()
    assert (found, is_short) == asked(there, *words)
    shutil.rmtree(there)


def test_an_input_that_has_changed_is_refused_though_it_would_not_be_read(plain_run: Finished, tmp_path: Path) -> None:
    """The same finding as without the file, and exit code 11: its bytes are looked at, and not its date or size."""
    there = copied(plain_run.results, tmp_path)
    told = json.loads((there / "run.json").read_text(encoding="utf-8"))
    portfolio = tmp_path / "portfolio.csv"
    data = plain_run.world.portfolio.read_bytes()
    portfolio.write_bytes(data[:-2] + data[-1:] + b"\n")
    told["again"]["portfolio"] = {"path": str(portfolio)}
    (there / "run.json").write_text(json.dumps(told), encoding="utf-8")
    kept = run("what-if", there, "--add", "call=30min")
    (there / KEPT).unlink()
    read = run("what-if", there, "--add", "call=30min")
    shutil.rmtree(there)
    assert kept.exit_code == read.exit_code == 11
    assert kept.stderr == read.stderr
    assert "has changed since" in kept.stderr


def test_nobody_but_the_owner_reads_it(plain_run: Finished) -> None:
    """Who is owed what stands in it, as in grid.csv."""
    assert stat.S_IMODE((plain_run.results / KEPT).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("said", "is_late"),
    [
        ("sms.per_slot=7", True),
        ("sms.cost=99", True),
        ("agents.occupancy=0.5", True),
        ("budget.per_day=1000", True),
        ("sms.consent=false", False),
        ("priors.sms.pays=0.5", False),
        ("slots.end=15:00", False),
    ],
)
def test_capacities_and_costs_are_felt_late(plain: World, said: str, is_late: bool) -> None:
    """Screening and scoring read none of the first four; consent, priors and hours they do."""
    before = read_strategy(str(plain.strategy))
    assert is_felt_late(before.strategy, changed(before, Changes(set=(said,))).strategy) is is_late
    assert is_felt_late(before.strategy, before.strategy)
