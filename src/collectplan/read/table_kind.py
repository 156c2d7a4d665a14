"""Which table a file is, told from its header, for commands to which users hand files without naming them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from collectplan.domain.strategy import Input
from collectplan.domain.tables import ATTEMPTS_REQUIRED, ROSTER_REQUIRED
from collectplan.read import dialect

#: Tables whose required columns no other table has, in the order in which they are tried.
TELLING: Final[Mapping[str, tuple[str, ...]]] = {"roster": ROSTER_REQUIRED, "attempts": ATTEMPTS_REQUIRED}


def kind_of(file: str, head: bytes, input_: Input) -> str:
    """Name the table that a file seems to be.

    Args:
        file: whose ending tells Parquet from CSV; "-" is the portfolio.
        head: the file's first bytes.
        input_: what the strategy says of column names.

    Returns:
        roster, attempts, or portfolio where the header tells neither.
    """
    ours = {theirs: name for name, theirs in input_.columns.items()}
    headers = {name for header in _headers(file, head) for name in (header, ours.get(header, header))}
    return next((name for name, needed in TELLING.items() if headers.issuperset(needed)), "portfolio")


def _headers(file: str, head: bytes) -> list[str]:
    if head.startswith(b"PAR1"):
        return _parquet_headers(file)
    seen = dialect.guess(head) if head.strip() else None
    lines = head.decode(seen.encoding, errors="ignore").removeprefix("\ufeff").splitlines() if seen else []
    return [cell.strip() for cell in next(csv.reader(lines[:1], delimiter=seen.delimiter), [])] if seen else []


def _parquet_headers(file: str) -> list[str]:
    try:
        return list(pl.read_parquet_schema(Path(file)))
    except (OSError, pl.exceptions.PolarsError):
        # What is wrong with it is said where it is read.
        return []
