"""The same inputs give the same bytes, whatever the order of rows, the threads, the hash seed or the time of day."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Finished
from tests.integration.running import run, run_process, tables
from tests.integration.worlds import make_world

#: What run.json may tell differently of two equal runs: measures, and where the inputs lie.
MEASURED = ("seconds", "peak_memory_bytes", "again")


def told(results: Path, *without: str) -> dict[str, Any]:
    """run.json but for what was measured, and for keys named."""
    content = json.loads((results / "run.json").read_text(encoding="utf-8"))
    return {key: value for key, value in content.items() if key not in (*MEASURED, *without)}


def test_a_second_run_writes_the_same_bytes(finished: Finished, tmp_path: Path) -> None:
    """Every file is the same but for run.json's seconds and memory."""
    words = ["schedule", *finished.world.arguments(), "-o", str(tmp_path / "again"), "--quiet"]
    assert run(*words).exit_code == 0
    names = ("grid.csv", "fates.csv", "capacity.csv", "rejects.csv", "why.parquet")
    assert tables(tmp_path / "again", names) == tables(finished.results, names)
    assert told(tmp_path / "again") == told(finished.results)


@pytest.mark.parametrize("threads", [pytest.param("1", marks=pytest.mark.slow), "2"])
def test_shuffled_rows_and_threads_change_nothing(threads: str, finished: Finished, tmp_path: Path) -> None:
    """Rows of all three files in another order, another hash seed, two threads or one: the same plan to the byte.

    The tests themselves have one thread (tests/conftest.py).
    """
    world = make_world(tmp_path / "world", customers=120, seed=5)
    dice = random.Random(int(threads))
    for name, rows in (("portfolio", world.accounts), ("attempts", world.history), ("roster", world.shifts)):
        world.write(name, dice.sample(rows, len(rows)))
    done = run_process(
        "schedule",
        *world.arguments(),
        "-o",
        tmp_path / "results",
        "--threads",
        threads,
        env={"POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads, "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    assert done.exit_code == 0, done.stderr
    assert tables(tmp_path / "results") == tables(finished.results)
    assert told(tmp_path / "results", "inputs") == told(finished.results, "inputs")


def test_columns_in_another_order_change_nothing(finished: Finished, tmp_path: Path) -> None:
    """A table is its named columns; where they stand is nobody's business."""
    world = make_world(tmp_path / "world", customers=120, seed=5)
    for name, rows in (("portfolio", world.accounts), ("attempts", world.history), ("roster", world.shifts)):
        world.write(name, [dict(reversed(row.items())) for row in rows])
    assert run("schedule", *world.arguments(), "-o", tmp_path / "results", "--quiet").exit_code == 0
    assert tables(tmp_path / "results") == tables(finished.results)


@pytest.mark.slow
def test_a_larger_world_is_the_same_for_any_order_and_threads(tmp_path: Path) -> None:
    """As above with 3,000 customers, where polars and the solver really share work among threads."""
    world = make_world(tmp_path / "world", customers=3000, seed=6, country="MX")
    first = run_process(
        "schedule", *world.arguments(), "-o", tmp_path / "one", "--threads", "1", env={"POLARS_MAX_THREADS": "1"}
    )
    assert first.exit_code == 0, first.stderr
    dice = random.Random(3)
    for name, rows in (("portfolio", world.accounts), ("attempts", world.history), ("roster", world.shifts)):
        world.write(name, dice.sample(rows, len(rows)))
    second = run_process(
        "schedule", *world.arguments(), "-o", tmp_path / "two", "--threads", "4", env={"POLARS_MAX_THREADS": "4"}
    )
    assert second.exit_code == 0, second.stderr
    assert tables(tmp_path / "one") == tables(tmp_path / "two")
    assert told(tmp_path / "one", "inputs") == told(tmp_path / "two", "inputs")
