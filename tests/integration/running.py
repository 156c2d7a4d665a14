"""Runs of the program inside tests: in this process for speed, or in one of their own where signals and streams matter."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

from collectplan.cli.main import app

#: Made once: to read every command's words takes as long as a small plan.
COMMAND = get_command(app)

#: For tests that ask for a legal plan and not for a good one.
AT_ONCE = ("--time-limit", "0")

#: Files of a run that must be the same bytes whenever the inputs say the same.
TABLES = ("grid.csv", "fates.csv", "capacity.csv")


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    exit_code: int
    stdout: str
    stderr: str


def run(*words: str | Path, stdin: bytes | None = None) -> Done:
    """Run the program in this process."""
    with CliRunner().isolation(input=stdin) as (stdout, stderr, _):
        try:
            exit_code = COMMAND.main(args=[str(word) for word in words], prog_name="collectplan") or 0
        except SystemExit as end:
            exit_code = end.code
        sys.stdout.flush()
        sys.stderr.flush()
        return Done(exit_code, stdout.getvalue().decode(), stderr.getvalue().decode())


def command(*words: str | Path) -> list[str]:
    """The words with which a shell would start the program."""
    return [sys.executable, "-m", "collectplan", *(str(word) for word in words)]


def environment(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """This process's environment with changes; None takes a variable away."""
    merged: dict[str, str | None] = {**os.environ, **(changes or {})}
    return {key: value for key, value in merged.items() if value is not None}


def run_process(
    *words: str | Path,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str | None] | None = None,
) -> Done:
    """Run the program in a process of its own, without a terminal."""
    done = subprocess.run(
        command(*words),
        input=stdin or b"",
        capture_output=True,
        cwd=cwd,
        env=environment(env),
        timeout=300,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def snapshot(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Bytes, mode and time of change of every file below a folder."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def leftovers(output: Path) -> list[str]:
    """Hidden things beside a results folder that a run should have cleared; the lock's own file may stay."""
    kept = {f".{output.name}.lock"}
    return sorted(
        p.name for p in output.parent.iterdir() if p.name.startswith(f".{output.name}") and p.name not in kept
    )


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file that the program wrote."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def tables(folder: Path, names: Sequence[str] = TABLES) -> dict[str, bytes]:
    """Bytes of the named results."""
    return {name: (folder / name).read_bytes() for name in names}
