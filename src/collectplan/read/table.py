"""A table file as a RawTable: every cell text, every record with its row."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePath
from typing import BinaryIO, Final

import polars as pl

from collectplan.domain.strategy import Input
from collectplan.domain.tables import REJECT_COLUMNS, ROW, RawTable
from collectplan.read.encoding import to_utf8, undecodable
from collectplan.read.headers import our_names
from collectplan.read.parquet import split_parquet
from collectplan.read.payload import read_bytes, refuse_nul, refuse_other_kinds
from collectplan.read.records import Records, split

_PARQUET_ENDINGS: Final = (".parquet", ".pq")


def read_table(
    name: str, file: str, input_: Input, *, required: tuple[str, ...], stdin: BinaryIO | None = None
) -> RawTable:
    """Read a table; CSV, or Parquet where the file's name ends in .parquet.

    Args:
        name: portfolio, attempts, roster.
        file: path as the user typed it; "-" is standard input, as CSV.
        input_: how CSV files are written, and the files' own column names.
        required: columns that must be there; in the portfolio `input.derive` may stand in for them.
        stdin: read in place of the process's own standard input.

    Returns:
        Columns under the contract's names, in the file's order. Records of another width than the header are in
        `broken`; blank lines are left out, but counted as rows.

    Raises:
        InputError: the file cannot be read as a whole; every finding of one step at once.
    """
    data = read_bytes(file, stdin)
    with ThreadPoolExecutor(max_workers=1) as pool:
        # Hashing leaves the interpreter free, so that it costs no time of its own.
        digest = pool.submit(lambda: hashlib.sha256(data).hexdigest())
        records = _records(data, file, input_)
        sha256 = digest.result()
    named = our_names(name, records.header, input_, required, (file, records.header_row))
    frame = records.frame.select(*(pl.col(str(position)).alias(ours) for ours, position in named), ROW)
    return RawTable(
        name=name,
        file=file,
        frame=frame,
        sha256=sha256,
        broken=_rejects(file, records.broken),
        num_records=frame.height + len(records.broken),
        headers={ours: records.header[at] for ours, at in named if ours != records.header[at]},
    )


def _records(data: bytes, file: str, input_: Input) -> Records:
    if file != "-" and PurePath(file).suffix.lower() in _PARQUET_ENDINGS:
        return split_parquet(data, input_.decimal, file)
    refuse_other_kinds(data, file)
    text = to_utf8(data, input_.encoding, file)
    refuse_nul(text, file)
    try:
        return split(text, input_.delimiter, file)
    except UnicodeDecodeError:
        raise undecodable(data, input_.encoding, file) from None


def _rejects(file: str, broken: list[tuple[int, str]]) -> pl.DataFrame:
    count = len(broken)
    columns = {
        "file": [file] * count,
        "row": [row for row, _ in broken],
        "column": [""] * count,
        "value": [""] * count,
        "reason": [reason for _, reason in broken],
    }
    schema = {column: pl.UInt32 if column == "row" else pl.String for column in REJECT_COLUMNS}
    return pl.DataFrame(columns, schema=schema)
