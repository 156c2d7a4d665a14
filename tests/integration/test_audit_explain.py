"""`audit` and `explain` on plans that are good, tampered with, or alone."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Finished
from tests.integration.running import AT_ONCE, rows, run, snapshot

Row = dict[str, str]


def audit(finished: Finished, folder: Path) -> tuple[int, dict[str, Any]]:
    """Exit code and object of `audit --json`."""
    done = run("audit", folder, *finished.world.arguments()[:-2], "--json")
    assert done.stdout.strip(), done.stderr
    return done.exit_code, json.loads(done.stdout)


def copied(finished: Finished, folder: Path) -> Path:
    shutil.copytree(finished.results, folder)
    return folder


def tampered(finished: Finished, folder: Path, change: Callable[[list[Row]], None]) -> Path:
    """A copy of the results with another grid.csv."""
    copied(finished, folder)
    grid = rows(folder / "grid.csv")
    change(grid)
    with (folder / "grid.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(grid[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(grid)
    return folder


def test_a_published_plan_passes(finished: Finished) -> None:
    """What was published was checked; checked again it has no findings, and the check changes nothing."""
    before = snapshot(finished.results)
    code, said = audit(finished, finished.results)
    assert (code, said["findings"]) == (0, [])
    assert said["checked"]
    assert snapshot(finished.results) == before
    text = run("audit", finished.results, *finished.world.arguments()[:-2])
    assert text.exit_code == 0
    assert text.stdout.strip()


def first(grid: list[Row], channel: str = "call") -> Row:
    return next(row for row in grid if row["channel"] == channel)


def too_early(grid: list[Row]) -> None:
    first(grid).update(start="05:00", end="06:00")


def too_late(grid: list[Row]) -> None:
    first(grid).update(start="19:00", end="20:00")


def twice(grid: list[Row]) -> None:
    grid.append(dict(first(grid)))


def stranger(grid: list[Row]) -> None:
    first(grid).update(account_id="A999999z")


def unknown_channel(grid: list[Row]) -> None:
    first(grid).update(channel="fax")


def more_value(grid: list[Row]) -> None:
    first(grid).update(value="99999999.000000")


def fewer_minutes(grid: list[Row]) -> None:
    first(grid).update(minutes="0.100000")


def wrong_address(grid: list[Row]) -> None:
    first(grid).update(address="'+570000000000")


def wrong_group(grid: list[Row]) -> None:
    first(grid).update(agent_group="nobody")


def wrong_segment(grid: list[Row]) -> None:
    first(grid).update(segment="strategic-ish")


def dropped(grid: list[Row]) -> None:
    grid.remove(first(grid))


TAMPERINGS: dict[str, tuple[Callable[[list[Row]], None], set[str]]] = {
    "too_early": (too_early, {"slot"}),
    "too_late": (too_late, {"open"}),
    "twice": (twice, {"apart"}),
    "stranger": (stranger, {"unknown_account"}),
    "unknown_channel": (unknown_channel, {"unknown_channel"}),
    "more_value": (more_value, {"value"}),
    "fewer_minutes": (fewer_minutes, {"minutes"}),
    "wrong_address": (wrong_address, {"address"}),
    "wrong_group": (wrong_group, {"skills", "agent_minutes"}),
    "dropped": (dropped, {"objective", "fate"}),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampered_grid_is_found(name: str, finished: Finished, tmp_path: Path) -> None:
    """Exit 4 and the rule's id in the shape of the contract: rule, row, customer_id and what, with no address in it."""
    change, rules = TAMPERINGS[name]
    code, said = audit(finished, tampered(finished, tmp_path / "results", change))
    assert code == 4
    assert rules & {finding["rule"] for finding in said["findings"]}, said
    assert all(set(finding) == {"rule", "row", "customer_id", "what"} for finding in said["findings"])
    assert all(isinstance(finding["row"], int) for finding in said["findings"])
    assert "5730055" not in json.dumps(said)


def test_a_raised_bound_is_found(finished: Finished, tmp_path: Path) -> None:
    """A bound below the objective cannot be one, and run.json is held to it."""
    folder = copied(finished, tmp_path / "results")
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    told["bound"] = told["objective"] * 0.5
    (folder / "run.json").write_text(json.dumps(told), encoding="utf-8")
    code, said = audit(finished, folder)
    assert code == 4
    assert "bound" in {finding["rule"] for finding in said["findings"]}


def test_a_grid_alone_is_checked_against_the_rules(finished: Finished, tmp_path: Path) -> None:
    """The plan of another planner: grid.csv with the columns that say who, when and how, without values and run.json."""
    folder = tmp_path / "alone"
    folder.mkdir()
    keep = ("date", "start", "end", "customer_id", "account_id", "channel")
    grid = [{key: row[key] for key in keep} for row in rows(finished.results / "grid.csv")]

    def write(lines: list[Row]) -> None:
        with (folder / "grid.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, keep, lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)

    write(grid)
    words = finished.world.arguments()
    words = [*words[: words.index("--roster")]]
    good = run("audit", folder, *words, "--json")
    assert json.loads(good.stdout)["findings"] == []
    assert good.exit_code == 0
    late = dict(next(row for row in grid if row["start"]), start="19:00", end="20:00")
    write([late])
    bad = run("audit", folder, *words, "--json")
    assert bad.exit_code == 4
    assert "open" in {finding["rule"] for finding in json.loads(bad.stdout)["findings"]}


def test_a_folder_without_a_grid_is_an_input_error(finished: Finished, tmp_path: Path) -> None:
    """Exit 11 with the folder's name; there is nothing to check."""
    done = run("audit", tmp_path, *finished.world.arguments()[:-2])
    assert done.exit_code == 11
    assert "grid.csv" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("fate", ["planned", "not_planned", "suppressed"])
def test_every_fate_is_explained(fate: str, finished: Finished) -> None:
    """One account of each fate, by its own id and by its customer's: exit 0, the fate told, no address told."""
    account = next(f for f in rows(finished.results / "fates.csv") if f["fate"] == fate)
    for ident in (account["account_id"], account["customer_id"]):
        done = run("explain", finished.results, ident, "--json")
        assert done.exit_code == 0, done.stderr
        json.loads(done.stdout)
        assert account["account_id"] in done.stdout
        assert fate in done.stdout
        text = run("explain", finished.results, ident)
        assert text.exit_code == 0
        assert text.stdout.strip()
        assert "5730055" not in done.stdout + text.stdout + text.stderr


def test_every_reason_can_be_explained(finished: Finished) -> None:
    """No reason that fates.csv gives is unknown to `explain`."""
    reasons = {(fate["fate"], fate["reason"]): fate for fate in rows(finished.results / "fates.csv")}
    assert len(reasons) > 5
    for fate in reasons.values():
        done = run("explain", finished.results, fate["account_id"], "--json")
        assert done.exit_code == 0, (fate, done.stderr)


def test_a_rejected_account_is_explained(finished: Finished, tmp_path: Path) -> None:
    """A row that could not be used is told with its reason."""
    from tests.integration.conftest import moved

    world = moved(finished.world, tmp_path / "world")
    accounts = [dict(account) for account in world.accounts]
    accounts[3]["balance"] = "mucho"
    world.write("portfolio", accounts)
    done = run("schedule", *world.arguments(), "-o", tmp_path / "results", *AT_ONCE)
    assert done.exit_code == 0, done.stderr
    said = run("explain", tmp_path / "results", accounts[3]["account_id"], "--json")
    assert said.exit_code == 0, said.stderr
    assert "rejected" in said.stdout
    assert "balance" in said.stdout


def test_an_unknown_id_is_told(finished: Finished) -> None:
    """Exit 11: the folder has no such id, and the sentence says so."""
    done = run("explain", finished.results, "nobody", "--json")
    assert done.exit_code == 11
    assert "nobody" in done.stderr
    assert done.stdout == ""


def test_a_folder_that_is_no_result_is_told(tmp_path: Path) -> None:
    """There is nothing to explain in an empty folder."""
    done = run("explain", tmp_path, "C000001")
    assert done.exit_code == 11
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
