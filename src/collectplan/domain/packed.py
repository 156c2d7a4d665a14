"""A table of text held small: compressed in memory, and unpacked by columns when they are asked for.

A cell of text takes sixteen bytes as a column and some of its own; of a portfolio's cells most repeat themselves, and
packed they take a fifth of the file. From the moment when the inputs are understood until the check reads them again,
nobody asks for them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from collectplan.domain.tables import RawTable


@dataclass(frozen=True, eq=False)
class PackedTable:
    """A `RawTable` packed; attributes of the same name mean the same.

    Attributes:
        data: Arrow IPC file, LZ4.
        columns: names, in order.
        height: number of rows.
    """

    name: str
    file: str
    data: bytes
    columns: tuple[str, ...]
    height: int
    sha256: str
    broken: pl.DataFrame
    num_records: int
    headers: Mapping[str, str]

    def select(self, names: Iterable[str]) -> pl.DataFrame:
        """Some of the columns, in the order asked for."""
        wanted = list(names)
        if not wanted:
            return pl.DataFrame(height=self.height)
        return pl.read_ipc(io.BytesIO(self.data), columns=wanted).select(wanted)

    def unpacked(self) -> RawTable:
        """The table as it was."""
        return RawTable(
            self.name, self.file, self.select(self.columns), self.sha256, self.broken, self.num_records, self.headers
        )


def packed(table: RawTable) -> PackedTable:
    """Pack a table; its own frame is not held by what is returned."""
    stream = io.BytesIO()
    table.frame.write_ipc(stream, compression="lz4")
    return PackedTable(
        name=table.name,
        file=table.file,
        data=stream.getvalue(),
        columns=table.columns,
        height=table.height,
        sha256=table.sha256,
        broken=table.broken,
        num_records=table.num_records,
        headers=table.headers,
    )
