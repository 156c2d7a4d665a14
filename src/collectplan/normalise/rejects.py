"""What is wrong with which cell of which row, gathered and shown without personal data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from collectplan.domain.tables import REJECT_COLUMNS, ROW, Table
from collectplan.errors import Finding

SCHEMA: Final = pl.Schema((column, pl.UInt32() if column == "row" else pl.String()) for column in REJECT_COLUMNS)
_HIDDEN: Final = frozenset({"phone", "email", "postal", "address"})
_MAX_SHOWN: Final = 60
_MAX_FINDINGS: Final = 20


@dataclass(eq=False)
class Rejects:
    """Bad cells of one table, as they are found; at most one for a row and column.

    Attributes:
        raw: the table.
        hidden: our names of columns whose values are never shown.
    """

    raw: Table
    hidden: frozenset[str] = _HIDDEN
    _cells: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict)

    def add(self, rows: Sequence[int], column: str, values: Iterable[str | None], reasons: Iterable[str]) -> None:
        """Note bad cells of a column; a cell that is bad already keeps its first reason.

        Args:
            rows: spreadsheet rows.
            column: our name.
            values: the cells as the file says.
            reasons: what is wrong with each, as a clause that follows the value.
        """
        shown_column = self.raw.headers.get(column, column)
        is_hidden = column in self.hidden
        for row, value, reason in zip(rows, values, reasons, strict=True):
            shown = "" if value is None else "(hidden)" if is_hidden else value[:_MAX_SHOWN]
            self._cells.setdefault((row, shown_column), (shown, reason))

    def rows(self) -> frozenset[int]:
        """Rows that have at least one bad cell."""
        return frozenset(row for row, _ in self._cells)

    def without(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of a frame with a column `_row` that have no bad cell."""
        bad = self.rows()
        return frame.filter(~pl.col(ROW).is_in(sorted(bad))) if bad else frame

    def frame(self) -> pl.DataFrame:
        """REJECT_COLUMNS, sorted by (row, column); records that could not be split are among them."""
        if not self._cells and self.raw.broken.is_empty():
            return SCHEMA.to_frame()
        keys = sorted(self._cells)
        cells = pl.DataFrame(
            {
                "file": [self.raw.file] * len(keys),
                "row": [row for row, _ in keys],
                "column": [column for _, column in keys],
                "value": [self._cells[key][0] for key in keys],
                "reason": [self._cells[key][1] for key in keys],
            },
            schema=SCHEMA,
        )
        return pl.concat([self.raw.broken.select(REJECT_COLUMNS).cast(SCHEMA), cells]).sort("row", "column")


def refusal(raw: Table, rejects: pl.DataFrame, max_rejects: float) -> list[Finding]:
    """Findings for a table that has too many bad rows to be used; none where it has not.

    Args:
        raw: the table.
        rejects: all of its rejects.
        max_rejects: share of the file's records that may be bad, 0..1.

    Returns:
        The first 20 rejects and a count of the rest.
    """
    num_bad = rejects["row"].n_unique()
    if num_bad <= max_rejects * raw.num_records:
        return []
    findings = [
        Finding(_where(file, row, column), f"{value} {reason}".strip())
        for file, row, column, value, reason in rejects.head(_MAX_FINDINGS).iter_rows()
    ]
    rest = rejects.height - len(findings)
    more = f"{rest} more cells are bad, and " if rest else ""
    what = f"{more}{num_bad} of {raw.num_records} rows are bad, more than max_rejects {max_rejects:g} allows"
    return [*findings, Finding(raw.file, what, "mend the rows, or raise  max_rejects  under input:")]


def _where(file: str, row: int, column: str) -> str:
    return f"{file}, row {row}, column {column}" if column else f"{file}, row {row}"
