"""The run of `audit --log`: from files to the leaks of what was really done."""

from __future__ import annotations

import sys
from pathlib import Path

from collectplan.check import leaks, read_results
from collectplan.domain import tables
from collectplan.domain.leaks import Leaks
from collectplan.pipeline import Files, open_files
from collectplan.read.strategy_file import read_strategy
from collectplan.read.table import read_table
from collectplan.write.files import write_csv


def run_leaks(folder: Path, files: Files, log: str, output: str | None = None) -> Leaks:
    """Hold a dialler's log against a plan and its rules, from the raw files alone.

    Args:
        folder: results of the plan; a grid.csv alone is enough.
        files: of the operation; the attempts are the history before the log.
        log: what was done, in the form of attempts.
        output: where all findings are written as CSV, "-" for standard output; None: nowhere.

    Raises:
        StrategyError, InputError: a file is wrong, or the folder has no grid.csv. OutputError: the findings cannot be
            written.
    """
    loaded = read_strategy(files.strategy)
    opened = open_files(files, loaded)
    done = read_table("attempts", log, loaded.strategy.input, required=tables.ATTEMPTS_REQUIRED, stdin=sys.stdin.buffer)
    grid, results = read_results(folder)
    found = leaks(grid, results, opened.portfolio, opened.attempts, done, opened.roster, loaded)
    if output is not None:
        write_csv(found.findings, output)
    return found
