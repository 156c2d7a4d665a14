"""The way from a strategy's text and raw tables to a plan and its results, in this process."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, cast

import polars as pl

from collectplan.check import Results
from collectplan.domain.edge import Edge
from collectplan.domain.stages import LoadedStrategy, Verdict
from collectplan.domain.tables import REJECT_COLUMNS, ROW, RawTable
from collectplan.pipeline import Opened, Planned, Prepared, Watch, prepare, solve
from collectplan.read.strategy_file import read_strategy
from collectplan.staging import stage_files
from collectplan.write.files import csv_bytes
from collectplan.write.manifest import manifest
from collectplan.write.publish import Publication
from tests.agreement.worlds import Row, World, text_of
from tests.unit.check.worlds import check, text

EDGE = Edge(now=lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC), clock=time.monotonic, peak_memory=lambda: 0)
_NONE_BROKEN = pl.DataFrame(schema={name: pl.UInt32 if name == "row" else pl.String for name in REJECT_COLUMNS})
_NEEDED = {
    "attempts": ("at", "customer_id", "channel", "outcome"),
    "roster": ("agent_id", "agent_group", "start", "end"),
}


def raw_tables(world: World) -> tuple[RawTable, RawTable | None, RawTable | None]:
    """Portfolio, attempts and roster as text."""
    attempts = None if world.attempts is None else raw("attempts", world.attempts)
    roster = None if world.shifts is None else raw("roster", world.shifts)
    return raw("portfolio", world.accounts), attempts, roster


def raw(name: str, rows: Sequence[Row]) -> RawTable:
    """Rows as the text of a file, none of them broken; cells that a row does not name are empty."""
    names = dict.fromkeys([*_NEEDED.get(name, ()), *(key for row in rows for key in row)], pl.String)
    cells = {key: [text(row.get(key)) for row in rows] for key in names}
    frame = pl.DataFrame(cells, schema=names).with_columns(pl.Series(ROW, range(2, len(rows) + 2), dtype=pl.UInt32))
    return RawTable(name, f"{name}.csv", frame, "0" * 64, _NONE_BROKEN, len(rows))


def load(world: World, folder: Path) -> LoadedStrategy:
    """The world's strategy, read as the program reads it."""
    file = folder / "strategy.yaml"
    file.write_text(text_of(world.strategy), encoding="utf-8")
    return read_strategy(str(file))


def prepared(world: World, loaded: LoadedStrategy) -> Prepared:
    """The world up to what each contact is worth."""
    return prepare(Opened(loaded, *raw_tables(world)), world.date, Watch(EDGE), EDGE, world.num_dates)


def planned(world: World, loaded: LoadedStrategy) -> Planned:
    """The world's best plan."""
    return solve(prepared(world, loaded), None, 0, Watch(EDGE), EDGE)


class Staged:
    """What a `Publication` is given, in memory."""

    folder = Path("in memory alone")

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def csv(self, name: str, frame: pl.DataFrame, plain: Collection[str] = ()) -> None:
        self.files[name] = csv_bytes(frame)

    def parquet(self, name: str, frame: pl.DataFrame) -> None:
        """Nothing reads it here."""


def written(plan: Planned) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a plan by name, and run.json."""
    staged = Staged()
    told = stage_files(plan, cast("Publication", staged), {})
    opened = plan.opened
    tables = {"portfolio": opened.portfolio, "attempts": opened.attempts, "roster": opened.roster}
    said = (told.reasons, told.targets, told.obligations)
    run = manifest(opened.loaded, tables, plan.inputs, plan.day, plan.solution, *said)
    return staged.files, run


def audited(plan: Planned, files: dict[str, bytes], run: dict[str, Any]) -> Verdict:
    """What check says of a written plan; what run.json tells as missed is spared."""
    names = ("fates", "capacity", "outlook", "conditions")
    fates, capacity, outlook, conditions = (
        _read(files[f"{name}.csv"]) if f"{name}.csv" in files else None for name in names
    )
    results = Results(fates, capacity, run, outlook, conditions)
    opened = plan.opened
    tables = (opened.portfolio, opened.attempts, opened.roster)
    return check(_read(files["grid.csv"]), *tables, opened.loaded, results, spares_told=True)


def _read(content: bytes) -> pl.DataFrame:
    return pl.read_csv(io.BytesIO(content), infer_schema=False)
