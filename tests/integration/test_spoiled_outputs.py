"""Results folders that cannot be written, and words that make no sense: refused, with everything left as it was."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

import pytest

from tests.integration.running import AT_ONCE, leftovers, run, snapshot
from tests.integration.test_spoiled import earlier_results, refused
from tests.integration.worlds import World


def test_a_file_in_the_place_of_the_folder_is_kept(plain: World, tmp_path: Path) -> None:
    """Exit 15: the user's file is no results folder, and must not be replaced by one."""
    target = tmp_path / "results"
    target.write_bytes(b"mine")
    refused(run("schedule", *plain.arguments(), "-o", target), 15, "results is a file")
    assert target.read_bytes() == b"mine"


def test_a_parent_that_is_a_file_is_refused(plain: World, tmp_path: Path) -> None:
    """Exit 15: no folder can be made below a file."""
    (tmp_path / "file").write_bytes(b"mine")
    refused(run("schedule", *plain.arguments(), "-o", tmp_path / "file" / "results"), 15, "results")
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_a_missing_parent_is_made(plain: World, tmp_path: Path) -> None:
    """A cron job that writes into a folder by date names parents that do not exist yet."""
    target = tmp_path / "2026" / "03" / "results"
    assert run("schedule", *plain.arguments(), "-o", target, *AT_ONCE).exit_code == 0
    assert (target / "grid.csv").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_parent_that_cannot_be_written_is_refused(plain: World, tmp_path: Path) -> None:
    """Exit 15, before a minute is spent on planning."""
    parent = tmp_path / "closed"
    parent.mkdir(mode=0o500)
    refused(run("schedule", *plain.arguments(), "-o", parent / "results"), 15, "results")
    assert list(parent.iterdir()) == []


def test_a_symbolic_link_is_refused(plain: World, tmp_path: Path) -> None:
    """Exit 15: replacing the link would leave the folder behind it as it was, with the user none the wiser."""
    (tmp_path / "real").mkdir()
    (tmp_path / "results").symlink_to(tmp_path / "real")
    refused(run("schedule", *plain.arguments(), "-o", tmp_path / "results"), 15, "symbolic link")


def test_the_current_folder_is_refused(plain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 15: a results folder is replaced as a whole, and the inputs often lie in the current one."""
    monkeypatch.chdir(plain.folder)
    before = snapshot(plain.folder)
    refused(run("schedule", *plain.arguments(), "-o", "."), 15, "current folder")
    assert snapshot(plain.folder) == before


def test_a_held_lock_is_respected(plain: World) -> None:
    """Exit 16: two runs never mix in one folder."""
    results = earlier_results(plain)
    before = snapshot(results)
    with (results.parent / f".{results.name}.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        refused(run("schedule", *plain.arguments(), "-o", results), 16, "another run")
    assert snapshot(results) == before
    assert leftovers(results) == []


def test_a_full_disk_leaves_what_was_there(plain: World, tmp_path: Path) -> None:
    """Exit 15 when `segment -o` writes to a device that is always full."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    words = [str(plain.portfolio), "-s", str(plain.strategy), "--date", "2026-03-03"]
    refused(run("segment", *words, "-o", full), 15, "could not be written")


USAGE = {
    "no_history_named": ["schedule", "P", "-s", "S", "-o", "D"],
    "history_and_none": ["schedule", "P", "-s", "S", "--attempts", "A", "--no-history", "-o", "D"],
    "two_tables_from_standard_input": ["schedule", "-", "-s", "S", "--attempts", "-", "-o", "D"],
    "date_impossible": ["schedule", "P", "-s", "S", "--no-history", "--date", "2026-02-30", "-o", "D"],
    "date_in_another_format": ["schedule", "P", "-s", "S", "--no-history", "--date", "03/03/2026", "-o", "D"],
    "no_output": ["schedule", "P", "-s", "S", "--no-history"],
    "no_strategy": ["schedule", "P", "--no-history", "-o", "D"],
    "unknown_option": ["schedule", "P", "-s", "S", "--no-history", "-o", "D", "--fast"],
    "negative_time_limit": ["schedule", "P", "-s", "S", "--no-history", "-o", "D", "--time-limit", "-1"],
    "time_limit_not_a_number": ["schedule", "P", "-s", "S", "--no-history", "-o", "D", "--time-limit", "nan"],
    "gap_not_a_number": ["schedule", "P", "-s", "S", "--no-history", "-o", "D", "--gap", "nan"],
    "gap_in_percent": ["schedule", "P", "-s", "S", "--no-history", "-o", "D", "--gap", "5"],
    "negative_threads": ["schedule", "P", "-s", "S", "--no-history", "-o", "D", "--threads", "-2"],
    "unknown_command": ["plan", "P"],
    "two_things_on_standard_output": ["segment", "P", "-s", "S", "-o", "-", "--json"],
    "unknown_country": ["init", "D", "--country", "ATLANTIS"],
    "audit_without_history": ["audit", "D", "P", "-s", "S"],
    "explain_without_id": ["explain", "D"],
}


@pytest.mark.parametrize("name", USAGE)
def test_wrong_words_are_refused_before_anything_is_read(name: str, plain: World, tmp_path: Path) -> None:
    """Exit 2, nothing on standard output, and no results folder: a missing history is never taken for an empty one."""
    places = {"P": plain.portfolio, "S": plain.strategy, "A": plain.attempts, "D": tmp_path / "results"}
    done = run(*(places.get(word, word) for word in USAGE[name]))
    assert done.exit_code == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 5
    assert not (tmp_path / "results").exists()


def test_debug_shows_the_traceback_and_keeps_the_code(plain: World, tmp_path: Path) -> None:
    """`--debug` is for those who mend the program: the same exit code, with the place in the code."""
    plain.strategy.write_text("version: 2\n", encoding="utf-8")
    done = run("schedule", *plain.arguments(), "-o", tmp_path / "results", "--debug")
    assert done.exit_code == 10
    assert "Traceback" in done.stderr


def test_an_error_can_be_read_by_a_program(plain: World, tmp_path: Path) -> None:
    """With `--json` standard output stays empty on an error, and standard error is one object with code and places."""
    plain.portfolio.unlink()
    done = run("schedule", *plain.arguments(), "-o", tmp_path / "results", "--json")
    said = json.loads(done.stderr)
    assert done.exit_code == said["exit_code"] == 11
    assert done.stdout == ""
    assert "portfolio.csv" in said["findings"][0]["where"] + said["findings"][0]["what"]
