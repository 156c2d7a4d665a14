"""What all cells of a column are, where the contract does not say: booleans, whole numbers, numbers, or text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from collectplan.normalise import numbers, words

# One cell that is no number settles it, and most columns of text show one early.
_PROBE_CELLS: Final = 200


def inferred(frame: pl.DataFrame, columns: Iterable[str], marks: numbers.Marks) -> pl.DataFrame:
    """String columns as what all of their cells are.

    Boolean where all cells are true or false in any case; Int64 where all are whole numbers without leading zeros
    or plus sign, which identifiers and telephone numbers have; Float64 where all are numbers in the strategy's
    dialect; otherwise String, as for a column without any cell. Nulls and row order do not matter.

    Args:
        frame: String columns.
        columns: those wanted.
        marks: of decimals and thousands.

    Returns:
        The columns, in order.
    """
    kinds = {column: _probed(frame[column], marks) for column in columns}
    values = frame.select(_as(kind, column, marks).alias(column) for column, kind in kinds.items())
    return pl.DataFrame(
        [_settled(frame[column], values[column], kind, marks).alias(column) for column, kind in kinds.items()]
    )


def _as(kind: str, column: str, marks: numbers.Marks) -> pl.Expr:
    match kind:
        case "boolean":
            return words.boolean(column)
        case "integer":
            return pl.col(column).cast(pl.Int64, strict=False)
        case "number":
            return numbers.number(column, marks)
        case _:
            return pl.col(column)


def _probed(cells: pl.Series, marks: numbers.Marks) -> str:
    """The strictest kind that all of the first few cells are; the column is that or a wider one."""
    probe = cells.head(_PROBE_CELLS).drop_nulls()
    if probe.is_empty():
        probe = cells.drop_nulls().head(_PROBE_CELLS)
    if probe.is_empty():
        return "text"
    if _is_truth(probe):
        return "boolean"
    if _has_code(probe):
        return "text"
    if probe.cast(pl.Int64, strict=False).null_count() == 0:
        return "integer"
    return "number" if numbers.READERS["number"](probe, marks).null_count() == 0 else "text"


def _settled(cells: pl.Series, values: pl.Series, kind: str, marks: numbers.Marks) -> pl.Series:
    """The column as the strictest kind that all cells are, given its values as the kind of its first cells."""
    if kind == "text":
        return cells
    if kind == "boolean":
        return values if _is_truth(cells.drop_nulls()) else cells
    if _has_code(cells):
        return cells
    if values.null_count() > cells.null_count() and kind == "integer":
        values = numbers.READERS["number"](cells, marks)
    return values if values.null_count() == cells.null_count() else cells


def _is_truth(cells: pl.Series) -> bool:
    return bool(cells.str.to_lowercase().is_in(["true", "false"]).all())


def _has_code(cells: pl.Series) -> bool:
    """Whether a cell begins like an identifier or a telephone number: 007, +57300."""
    is_zero_led = cells.str.starts_with("0") | cells.str.starts_with("-0") | cells.str.starts_with("+")
    led = cells.filter(is_zero_led)
    return bool(led.str.contains(r"^(?:-?0\d|\+)").any())
