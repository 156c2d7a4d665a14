"""The files of an operation, opened: the strategy, and every table as text, packed while nobody asks for it."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from collectplan.check.parts import PART_ROWS
from collectplan.domain import tables
from collectplan.domain.packed import packed
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.tables import RawTable, Table
from collectplan.portions import PORTION
from collectplan.read.table import read_table


@dataclass(frozen=True)
class Scale:
    """The sizes from which on tables are packed, and made in parts; results are the same whatever they are.

    Attributes:
        large_cells: cells of a table from which on it is packed while nobody asks for it.
        huge_cells: from which on it is so as soon as it is read: a portfolio and a history, open beside each other,
            would not leave room for what is made of them.
        portion: customers whose explanations are written together.
        part_rows: rows of a plan of which the check asks its rules together.
    """

    large_cells: float = 10_000_000
    huge_cells: float = 60_000_000
    portion: int = PORTION
    part_rows: int = PART_ROWS


#: Of a machine with a few gigabytes.
SCALE: Final = Scale()


@dataclass(frozen=True)
class Files:
    """The files of one operation, as the user named them; attempts None where the user says that there are none."""

    strategy: str
    portfolio: str
    attempts: str | None = None
    roster: str | None = None


@dataclass(frozen=True, eq=False)
class Opened:
    """The strategy, the tables as text, and what a what-if adds to capacities beyond them (`check.capacity.Added`)."""

    loaded: LoadedStrategy
    portfolio: Table
    attempts: Table | None
    roster: RawTable | None
    added: Mapping[tuple[str, str, int | None], float] = field(default_factory=dict)


def open_files(files: Files, loaded: LoadedStrategy, *, pack_from: float = math.inf) -> Opened:
    """Read every table of an operation as text.

    Args:
        files: of the operation.
        loaded: its strategy.
        pack_from: cells from which on a table is packed at once.

    Raises:
        InputError: a file cannot be read as the strategy's `input` says.
    """
    said = loaded.strategy.input

    def table(name: str, file: str, required: tuple[str, ...]) -> RawTable:
        return read_table(name, file, said, required=required, stdin=sys.stdin.buffer)

    with ThreadPoolExecutor(max_workers=1) as packer:
        # One table is packed while the next is read.
        def read(name: str, file: str, required: tuple[str, ...]) -> Future[Table]:
            return packer.submit(packed_from, pack_from, table(name, file, required))

        portfolio = read("portfolio", files.portfolio, tables.PORTFOLIO_REQUIRED)
        attempts = read("attempts", files.attempts, tables.ATTEMPTS_REQUIRED) if files.attempts else None
        roster = table("roster", files.roster, tables.ROSTER_REQUIRED) if files.roster else None
        return Opened(loaded, portfolio.result(), attempts.result() if attempts else None, roster)


def emptied(opened: Opened) -> Opened:
    """The same without the rows of its tables."""
    attempts = opened.attempts and _emptied(opened.attempts)
    return replace(opened, portfolio=_emptied(opened.portfolio), attempts=attempts)


def _emptied(table: Table) -> RawTable:
    frame = pl.DataFrame(schema=dict.fromkeys(table.columns, pl.String()))
    named = (table.name, table.file, frame, table.sha256, table.broken, table.num_records, table.headers)
    return RawTable(*named)


def packed_from(num_cells: float, table: Table) -> Table:
    """A table, packed if it is open and has so many cells."""
    return packed(table) if isinstance(table, RawTable) and cells_of(table) >= num_cells else table


def cells_of(table: Table) -> int:
    """How many cells a table has."""
    return table.height * len(table.columns)
