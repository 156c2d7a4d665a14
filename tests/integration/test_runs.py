"""Whole runs: what they write, what they say, and where."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import stat
import subprocess
from pathlib import Path

import polars as pl
import pytest

from tests.integration.conftest import Finished
from tests.integration.running import AT_ONCE, command, environment, leftovers, rows, run, run_process, tables
from tests.integration.worlds import World, make_world

RESULTS = {"grid.csv", "fates.csv", "capacity.csv", "rejects.csv", "run.json", "why.parquet", "again.parquet"}
ESCAPE = "\x1b"


def test_a_run_writes_its_six_files_for_their_owner_alone(finished: Finished) -> None:
    """The contract's files and nothing else; plans hold personal data, so that only their owner reads them."""
    assert finished.done.exit_code == 0, finished.done.stderr
    assert {path.name for path in finished.results.iterdir()} == RESULTS
    assert stat.S_IMODE(finished.results.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in finished.results.iterdir()} == {0o600}
    assert leftovers(finished.results) == []


def test_the_results_agree_with_one_another(finished: Finished) -> None:
    """One fate for every row of the portfolio, `planned` for whoever leads a contact, values that add up to run.json's."""
    grid, fates = rows(finished.results / "grid.csv"), rows(finished.results / "fates.csv")
    told = json.loads((finished.results / "run.json").read_text(encoding="utf-8"))
    assert grid
    assert sorted(f["account_id"] for f in fates) == sorted(a["account_id"] for a in finished.world.accounts)
    assert {f["account_id"] for f in fates if f["fate"] == "planned"} == {c["account_id"] for c in grid}
    assert {f["fate"] for f in fates} <= {"planned", "not_planned", "suppressed", "rejected"}
    assert all(f["reason"] for f in fates)
    # Six decimals a contact are shown, so that the sum is off by less than a millionth for each of them.
    assert sum(float(c["value"]) for c in grid) == pytest.approx(told["objective"], abs=1e-6 * len(grid))
    assert told["objective"] <= told["bound"] * (1 + 1e-9)
    assert told["gap"] == pytest.approx(1 - told["objective"] / told["bound"], abs=1e-9)
    assert sum(told["fates"].values()) == len(fates)


def test_used_capacity_is_what_the_grid_uses(finished: Finished) -> None:
    """capacity.csv's `used` is counted again from the grid: messages by slot and minutes by group."""
    grid = rows(finished.results / "grid.csv")
    for line in rows(finished.results / "capacity.csv"):
        kind, _, name = line["resource"].partition(":")
        if kind == "per_slot":
            used = sum(c["channel"] == name and c["start"] == line["start"] for c in grid)
        elif kind == "agent_minutes":
            used = sum(float(c["minutes"]) for c in grid if c["agent_group"] == name and c["start"] == line["start"])
        elif kind == "per_day":
            used = sum(c["channel"] == name for c in grid)
        else:
            continue
        assert float(line["used"]) == pytest.approx(used, abs=1e-3)
        assert used <= float(line["capacity"]) + 1e-3
        assert float(line["shadow_price"]) >= 0


def test_json_is_one_object_on_standard_output(finished: Finished) -> None:
    """What `--json` prints is run.json itself, so that a script need not look for the file."""
    said = json.loads(finished.done.stdout)
    told = json.loads((finished.results / "run.json").read_text(encoding="utf-8"))
    assert said == told


def test_results_go_to_standard_output_and_narration_beside_them(plain: World, tmp_path: Path) -> None:
    """Without a terminal there is no colour and no bar on either stream, whatever the environment wishes."""
    words = ["schedule", *plain.arguments(), "-o", str(tmp_path / "results"), *AT_ONCE]
    done = run_process(*words, env={"FORCE_COLOR": "1", "TERM": "xterm-256color", "NO_COLOR": None})
    assert done.exit_code == 0, done.stderr
    assert done.stdout.strip()
    assert ESCAPE not in done.stdout + done.stderr
    assert "\r" not in done.stderr


@pytest.mark.parametrize(("no_color", "is_coloured"), [("1", False), pytest.param(None, True, marks=pytest.mark.slow)])
def test_no_color_is_honoured_on_a_terminal(no_color: str | None, is_coloured: bool, plain: World) -> None:
    """On a terminal the table of segments has colour or bold print, and with NO_COLOR it has no colour."""
    words = command("segment", plain.portfolio, "-s", plain.strategy, "--date", "2026-03-03")
    shown = on_terminal(words, {"NO_COLOR": no_color, "FORCE_COLOR": None, "TERM": "xterm-256color"})
    assert "strategic" in shown
    assert bool(re.search(r"\x1b\[[\d;]*[349]\d[\d;]*m", shown)) <= is_coloured
    assert (ESCAPE in shown) or no_color


def on_terminal(words: list[str], env: dict[str, str | None]) -> str:
    """What a process writes when its standard output is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=environment(env)
    ) as process:
        os.close(theirs)
        parts = []
        # Linux ends a terminal that nobody writes to any more with an input/output error.
        with contextlib.suppress(OSError):
            while part := os.read(ours, 65536):
                parts.append(part)
        os.close(ours)
        assert process.wait(timeout=60) == 0
    return b"".join(parts).decode()


def test_quiet_says_nothing_on_standard_error(plain: World, tmp_path: Path) -> None:
    """Cron mails whatever a job says; a run without faults says nothing beside its result."""
    done = run_process("schedule", *plain.arguments(), "-o", tmp_path / "results", "--quiet", "--json", *AT_ONCE)
    assert (done.exit_code, done.stderr) == (0, "")
    json.loads(done.stdout)


def test_standard_input_is_the_same_as_the_file(plain_run: Finished, tmp_path: Path) -> None:
    """`-` reads the portfolio from a pipe: the same grid and fates as from the file."""
    words = ["-", *plain_run.world.arguments()[1:]]
    done = run("schedule", *words, "-o", tmp_path / "results", stdin=plain_run.world.portfolio.read_bytes())
    assert done.exit_code == 0, done.stderr
    assert tables(tmp_path / "results") == tables(plain_run.results)


@pytest.mark.parametrize("dialect", ["plain", "latam"])
def test_parquet_is_the_same_as_csv(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Typed columns and text say the same: dates, decimals and booleans come out of both alike."""
    world: World = request.getfixturevalue(dialect)
    csv_run: Finished = request.getfixturevalue(f"{dialect}_run")
    world.write_parquet()
    done = run("schedule", *world.arguments(suffix="parquet"), "-o", tmp_path / "results")
    assert done.exit_code == 0, done.stderr
    assert tables(tmp_path / "results") == tables(csv_run.results)


def test_no_history_is_an_empty_history(plain: World, tmp_path: Path) -> None:
    """Saying that there is none gives the plan of a history with a header and no rows."""
    plain.write("attempts", [], ("at", "customer_id", "channel", "outcome"))
    assert run("schedule", *plain.arguments(), "-o", tmp_path / "empty").exit_code == 0
    words = plain.arguments()
    at = words.index("--attempts")
    words[at : at + 2] = ["--no-history"]
    assert run("schedule", *words, "-o", tmp_path / "none").exit_code == 0
    assert tables(tmp_path / "empty") == tables(tmp_path / "none")


def test_segment_lists_every_account_once(plain: World, tmp_path: Path) -> None:
    """One row an account, in the columns of the contract; standard output is the same bytes as the file."""
    words = ["segment", str(plain.portfolio), "-s", str(plain.strategy), "--date", "2026-03-03"]
    assert run(*words, "-o", tmp_path / "segments.csv").exit_code == 0
    listed = rows(tmp_path / "segments.csv")
    assert list(listed[0]) == [
        "account_id",
        "customer_id",
        "bucket",
        "risk_band",
        "segment",
        "treatment",
        "arm",
        "suppressed",
    ]
    assert sorted(row["account_id"] for row in listed) == sorted(row["account_id"] for row in plain.accounts)
    printed = run(*words, "-o", "-")
    assert printed.stdout.encode() == (tmp_path / "segments.csv").read_bytes()
    said = json.loads(run(*words, "--json").stdout)
    assert sum(part["accounts"] for part in said["segments"]) == len(plain.accounts)


def test_strict_ends_with_three_and_publish(plain: World, tmp_path: Path) -> None:
    """Exit 3 is `done, but partly`: the plan is there, and a script can tell that something was missed."""
    plain.accounts[0]["balance"] = "mucho"
    plain.write("portfolio", plain.accounts)
    with plain.strategy.open("a", encoding="utf-8") as stream:
        stream.write("input: {max_rejects: 0.5}\n")
    words = ["schedule", *plain.arguments(), "-o", str(tmp_path / "results"), *AT_ONCE]
    assert run(*words).exit_code == 0
    assert run(*words, "--strict").exit_code == 3
    assert (tmp_path / "results" / "grid.csv").exists()


def test_a_gap_that_was_missed_ends_with_three(tmp_path: Path) -> None:
    """`--gap 0` asks for a proven optimum: 3 where run.json tells a gap above 0, else 0."""
    world = make_world(tmp_path / "world", customers=300, seed=9)
    done = run("schedule", *world.arguments(), "-o", tmp_path / "results", "--gap", "0", "--json", *AT_ONCE)
    assert done.exit_code == (3 if json.loads(done.stdout)["gap"] > 0 else 0)
    assert (tmp_path / "results" / "grid.csv").exists()


@pytest.mark.parametrize("seconds", ["0", "0.5"])
def test_a_run_cut_short_publishes_a_legal_plan_and_tells_its_gap(seconds: str, tmp_path: Path) -> None:
    """However little time there is, the plan that comes out passes the audit and its gap is told."""
    world = make_world(tmp_path / "world", customers=300, seed=4, country="MX")
    results = tmp_path / "results"
    done = run("schedule", *world.arguments(), "-o", results, "--time-limit", seconds, "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert 0 <= told["gap"] <= 1
    assert told["objective"] <= told["bound"] * (1 + 1e-9)
    audited = run("audit", results, *world.arguments()[:-2], "--json")
    assert json.loads(audited.stdout)["findings"] == []


def test_files_of_ours_in_the_folder_outlive_a_run(plain: World, tmp_path: Path) -> None:
    """A user's own file in the results folder stays; what an earlier run wrote is replaced as a whole."""
    results = tmp_path / "results"
    results.mkdir()
    (results / "notes.txt").write_bytes(b"mine\n")
    (results / "grid.csv").write_bytes(b"old\n")
    assert run("schedule", *plain.arguments(), "-o", results, *AT_ONCE).exit_code == 0
    assert {path.name for path in results.iterdir()} == RESULTS | {"notes.txt"}
    assert (results / "notes.txt").read_bytes() == b"mine\n"
    assert b"customer_id" in (results / "grid.csv").read_bytes()


def test_no_address_stands_outside_the_grid(finished: Finished) -> None:
    """run.json, fates.csv, capacity.csv, rejects.csv, why.parquet and both streams hold no phone, e-mail or street."""
    personal = [address.encode() for address in finished.world.personal()]
    places = [path.read_bytes() for path in finished.results.iterdir() if path.name not in ("grid.csv", "why.parquet")]
    places.append(pl.read_parquet(finished.results / "why.parquet").write_csv().encode())
    places += [finished.done.stdout.encode(), finished.done.stderr.encode()]
    assert [address for address in personal if any(address in place for place in places)] == []


def test_telephone_numbers_are_text_in_a_spreadsheet(finished: Finished) -> None:
    """A cell of the grid that begins with a plus sign would be reckoned out: it begins with an apostrophe."""
    addresses = {c["address"] for c in rows(finished.results / "grid.csv") if c["channel"] == "call"}
    assert addresses
    assert all(address.startswith("'+57") for address in addresses)


def test_schema_is_a_json_schema_of_the_strategy() -> None:
    """An editor reads it: an object that knows every top-level key of the contract's example."""
    schema = json.loads(run("schema").stdout)
    assert schema["type"] == "object"
    keys = (
        "version name currency country timezone language input segments slots channels agents priors treatments limits"
    )
    assert set(keys.split()) <= set(schema["properties"])


def test_completion_prints_a_script() -> None:
    """`--show-completion` writes a shell script that names the program."""
    done = run_process(
        "--show-completion", "bash", env={"SHELL": "/bin/bash", "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    )
    assert done.exit_code == 0, done.stderr
    assert "complete" in done.stdout.lower()


@pytest.mark.parametrize("name", ["rules", pytest.param("schedule", marks=pytest.mark.slow)])
def test_a_closed_pipe_is_no_bug(name: str, plain: World, tmp_path: Path) -> None:
    """`collectplan ... | head -0` ends without a traceback; 141 is what a shell shows for a broken pipe."""
    more = {"rules": [], "schedule": [*plain.arguments(), "-o", tmp_path / "results", "--quiet", *AT_ONCE]}
    words = command(name, *more[name])
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(words, stdout=write_end, stderr=subprocess.PIPE, env=environment(), timeout=120, check=False)
    os.close(write_end)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 141)
