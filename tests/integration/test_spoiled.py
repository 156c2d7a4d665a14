"""Spoiled inputs: each is refused with the contract's exit code, in one located sentence, and leaves everything as it was."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.integration.conftest import moved
from tests.integration.faults import Fault, mend_permissions
from tests.integration.faults_of_strategies import STRATEGY_FAULTS
from tests.integration.faults_of_tables import ACCOUNT_CELLS, ATTEMPT_CELLS, ROSTER_CELLS, ROW_FAULTS, TABLE_FAULTS
from tests.integration.running import AT_ONCE, Done, leftovers, rows, run, run_process, snapshot
from tests.integration.worlds import World

#: Parts of every address of a world, and of none of its other cells.
PERSONAL = ("5730055", "mail.example", "Calle ")
LONGEST_SENTENCE = 600


def arguments(world: World) -> list[str]:
    """As `World.arguments`, naming Parquet files where a fault has put them in a table's place."""
    return [
        word.removesuffix("csv") + "parquet"
        if word.endswith(".csv") and Path(word).with_suffix(".parquet").exists()
        else word
        for word in world.arguments()
    ]


def earlier_results(world: World) -> Path:
    """A results folder that an earlier run left, with a file of the user's own in it."""
    results = world.folder.parent / "results"
    results.mkdir()
    (results / "grid.csv").write_bytes(b"date,start\n2026-03-02,07:00\n")
    (results / "notes.txt").write_bytes(b"mine\n")
    return results


def refused(done: Done, exit_code: int, place: str) -> None:
    """Hold the shape of a refusal: code, place, no traceback, nothing personal, nothing on standard output."""
    assert done.exit_code == exit_code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert any(re.search(place, line) for line in lines), f"no line names {place}:\n{done.stderr}"
    assert 1 <= len(lines) <= 21
    assert all(len(line) <= LONGEST_SENTENCE for line in lines)
    assert [part for part in PERSONAL if part in done.stderr] == []


def schedule_spoiled(fault: Fault, world: World) -> None:
    place = fault.spoil(world)
    results = earlier_results(world)
    before = snapshot(results)
    try:
        done = run("schedule", *arguments(world), "-o", results)
    finally:
        mend_permissions(world)
    refused(done, fault.exit_code, place)
    assert snapshot(results) == before
    assert leftovers(results) == []


def by_name(faults: Sequence[Fault]) -> list[object]:
    as_root = os.geteuid() == 0
    skip = pytest.mark.skip(reason="root may read everything")
    return [
        pytest.param(f, id=f.name, marks=[skip] if as_root and f.name.endswith("_unreadable") else []) for f in faults
    ]


@pytest.mark.parametrize("fault", by_name(STRATEGY_FAULTS))
def test_a_spoiled_strategy_is_refused_at_its_place(fault: Fault, plain: World) -> None:
    """Exit 10 with file:line:column, since a strategist mends a line and not a program; the old results stay."""
    schedule_spoiled(fault, plain)


@pytest.mark.parametrize("fault", by_name(TABLE_FAULTS))
def test_a_spoiled_table_is_refused_at_its_place(fault: Fault, request: pytest.FixtureRequest) -> None:
    """Exit 11 with the file, and with row and column where one row is at fault: one in fifty is more than 1 %."""
    schedule_spoiled(fault, request.getfixturevalue(fault.dialect))


@pytest.fixture(scope="module")
def row_faults_together(plain_template: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """One world whose strategy tolerates bad rows, and which has every fault of a single row, each in a row of its own."""
    folder = tmp_path_factory.mktemp("tolerant")
    world = moved(plain_template, folder / "world")
    with world.strategy.open("a", encoding="utf-8") as stream:
        stream.write("input: {max_rejects: 0.9}\n")
    for table, records in (("portfolio", world.accounts), ("attempts", world.history), ("roster", world.shifts * 4)):
        changed = [dict(record) for record in records]
        faults = [(column, name) for kind, column, name, _ in ROW_FAULTS if kind == table]
        for column, _ in faults:
            for record in changed:
                record.setdefault(column, None)
        for number, (column, name) in enumerate(faults):
            changed[number][column] = value_of(name)
        world.write(
            table, [{**r, "agent_id": f"{r['agent_id']}-{i}"} if "agent_id" in r else r for i, r in enumerate(changed)]
        )
    return world, folder / "results"


def value_of(name: str) -> object:
    return {**ACCOUNT_CELLS, **ATTEMPT_CELLS, **ROSTER_CELLS}[name][1]


def test_tolerated_rows_are_rejected_one_by_one_and_reported(row_faults_together: tuple[World, Path]) -> None:
    """Within `max_rejects` a bad row stops nothing: it stands in rejects.csv with its column, and `--strict` says 3."""
    world, results = row_faults_together
    done = run("schedule", *world.arguments(), "-o", results, "--strict", *AT_ONCE)
    assert done.exit_code == 3, done.stderr
    found = {(Path(r["file"]).stem, int(r["row"]), r["column"]) for r in rows(results / "rejects.csv")}
    for table in ("portfolio", "attempts", "roster"):
        columns = [column for kind, column, _, _ in ROW_FAULTS if kind == table]
        assert {(table, row, column) for row, column in enumerate(columns, 2)} <= found
    fates = rows(results / "fates.csv")
    assert len(fates) == len(world.accounts)
    assert sum(fate["fate"] == "rejected" for fate in fates) == sum(kind == "portfolio" for kind, *_ in ROW_FAULTS)


#: A fault of a strategy and one of a table: a process spends most of its time on loading libraries.
PROCESS_FAULTS = (
    "alias_bomb",
    "roster_two_groups_at_once",
    *(
        pytest.param(name, marks=pytest.mark.slow)
        for name in ("duplicate_key", "sql_sub_query", "portfolio_missing", "portfolio_nul")
    ),
)


@pytest.mark.parametrize("name", PROCESS_FAULTS)
def test_a_refusal_is_the_same_in_a_process_of_its_own(name: str, plain: World) -> None:
    """What cron sees: the same exit code and sentence, and nothing else on either stream."""
    fault = next(f for f in (*STRATEGY_FAULTS, *TABLE_FAULTS) if f.name == name)
    place = fault.spoil(plain)
    results = earlier_results(plain)
    before = snapshot(results)
    refused(run_process("schedule", *plain.arguments(), "-o", results), fault.exit_code, place)
    assert snapshot(results) == before
    assert leftovers(results) == []
