"""Runs that are stopped, and runs that meet: a results folder is whole, old or new, at every instant."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.integration.running import AT_ONCE, command, environment, leftovers, run, snapshot
from tests.integration.test_runs import RESULTS
from tests.integration.worlds import World, make_world


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world that takes some seconds to plan, so that there is a half-way."""
    return make_world(tmp_path_factory.mktemp("busy") / "world", customers=4000, seed=8)


def started(world: World, results: Path) -> subprocess.Popen[bytes]:
    """A run that has taken its lock and staged its folder."""
    words = command("schedule", *world.arguments(), "-o", results)
    # A shell's background job ignores Ctrl-C, and so would its children.
    run_ = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    end = time.monotonic() + 60
    while not list(results.parent.glob(f".{results.name}.collectplan-*")):
        assert run_.poll() is None, run_.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    return run_


#: SIGTERM's exit code and silence are also those of `test_two_runs_on_one_folder_never_mix`.
SIGNALS = [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_an_interrupted_run_leaves_the_old_results(number: signal.Signals, busy: World, tmp_path: Path) -> None:
    """Exit 130 for Ctrl-C and for what cron and systemd send; the old folder is untouched and nothing is left beside it."""
    results = tmp_path / "results"
    results.mkdir()
    (results / "grid.csv").write_bytes(b"old\n")
    before = snapshot(results)
    running = started(busy, results)
    time.sleep(0.4)
    running.send_signal(number)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == 130, stderr
    assert stdout == b""
    assert b"interrupted" in stderr
    assert b"Traceback" not in stderr
    assert snapshot(results) == before
    assert leftovers(results) == []


def test_a_killed_run_is_cleared_by_the_next(plain: World, busy: World, tmp_path: Path) -> None:
    """Nothing runs after SIGKILL: the staging folder stays, the lock does not, and the next run takes the folder away."""
    results = tmp_path / "results"
    running = started(busy, results)
    running.kill()
    running.communicate(timeout=60)
    assert not results.exists()
    assert run("schedule", *plain.arguments(), "-o", results, *AT_ONCE).exit_code == 0
    assert {path.name for path in results.iterdir()} == RESULTS
    assert leftovers(results) == []


def test_two_runs_on_one_folder_never_mix(busy: World, plain: World, tmp_path: Path) -> None:
    """The second exits with 16 while the first runs; the folder then holds the first's results alone."""
    results = tmp_path / "results"
    first = started(busy, results)
    second = run("schedule", *plain.arguments(), "-o", results)
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=60)
    assert (second.exit_code, first.returncode) == (16, 130)
    assert not results.exists()
    third = run("schedule", *plain.arguments(), "-o", results, "--json", *AT_ONCE)
    assert third.exit_code == 0, third.stderr
    told = json.loads((results / "run.json").read_text(encoding="utf-8"))
    assert told == json.loads(third.stdout)


@pytest.mark.slow
def test_readers_see_whole_results_while_a_run_replaces_them(plain: World, tmp_path: Path) -> None:
    """A dialler that reads all the time finds grid.csv and run.json of one run, old or new, and never none."""
    results = tmp_path / "results"
    assert run("schedule", *plain.arguments(), "-o", results, "--seed", "1", *AT_ONCE).exit_code == 0
    words = command("schedule", *plain.arguments(), "-o", results, "--seed", "2", "--quiet", *AT_ONCE)
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environment())
    seen = set()
    while running.poll() is None:
        seen.add(json.loads((results / "run.json").read_text(encoding="utf-8"))["seed"])
        assert (results / "grid.csv").stat().st_size > 0
        time.sleep(0.005)
    seen.add(json.loads((results / "run.json").read_text(encoding="utf-8"))["seed"])
    assert running.returncode == 0
    assert seen == {1, 2}
