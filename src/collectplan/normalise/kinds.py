"""Cells of a column as values of a kind, and those cells that are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import ROW, Kind
from collectplan.normalise import numbers, times, words
from collectplan.normalise.rejects import Rejects

DTYPES: Final[Mapping[str, pl.DataType]] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "money": pl.Float64(),
    "share": pl.Float64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "time": pl.Int32(),
    "timestamp": pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True)
class Reading:
    """How the strategy says that cells are written."""

    marks: numbers.Marks
    date_format: str
    timestamp_format: str | None
    zone: ZoneInfo

    @classmethod
    def of(cls, strategy: Strategy) -> Reading:
        """The strategy's reading; a cell is understood the same way in all tables."""
        said = strategy.input
        marks = numbers.Marks(said.decimal, said.thousands)
        return cls(marks, said.date_format, said.timestamp_format, ZoneInfo(strategy.timezone))


def typed(frame: pl.DataFrame, kinds: Mapping[str, Kind], reading: Reading, rejects: Rejects) -> pl.DataFrame:
    """Columns as values of their kinds, bad cells null and noted in `rejects`.

    Args:
        frame: String columns and `_row`. Columns that `kinds` names and the frame lacks come out null.
        kinds: of each column wanted.
        reading: how cells are written.
        rejects: takes what is wrong.

    Returns:
        The wanted columns in the order of `kinds`, and `_row`; rows as in `frame`.
    """
    there = [column for column in kinds if column in frame.columns]
    values = frame.select(
        _fast(column, kinds[column], reading).alias(column) for column in there if kinds[column] != "timestamp"
    ).with_columns(
        times.fast_timestamp(frame[column], reading.timestamp_format, reading.zone).alias(column)
        for column in there
        if kinds[column] == "timestamp"
    )
    mended = []
    for column in there:
        kind, series = kinds[column], _in_range(values[column], kinds[column])
        if series.null_count() != frame[column].null_count():
            series = _careful(frame, column, kind, reading, series, rejects)
        mended.append(series)
    # Absent columns are one null each until somebody needs them in full.
    absent = [pl.lit(None, dtype=DTYPES[kind]).alias(column) for column, kind in kinds.items() if column not in there]
    return frame.select(ROW).with_columns(*mended, *absent).select(*kinds, ROW)


def _fast(column: str, kind: Kind, reading: Reading) -> pl.Expr:
    """Values of the plainest cells; null for all that need a closer look, perhaps out of the kind's range."""
    match kind:
        case "text":
            return pl.col(column)
        case "integer":
            return pl.col(column).cast(pl.Int64, strict=False)
        case "number" | "money" | "share":
            return numbers.written(column, reading.marks).cast(pl.Float64, strict=False)
        case "boolean":
            return words.fast_boolean(column)
        case "date":
            return times.fast_date(column, reading.date_format)
        case "time":
            return times.fast_time(column)
        case "timestamp":
            raise AssertionError("timestamps are read by forms, one after another")


def _in_range(series: pl.Series, kind: Kind) -> pl.Series:
    """The series with values out of the kind's range null; a look at the least and the greatest mostly settles it."""
    if series.dtype != pl.Float64 or series.null_count() == len(series):
        return series
    low, high = numbers.RANGES[kind]
    least, greatest = float(series.min()), float(series.max())  # type: ignore[arg-type]  # numbers, as just checked
    if not (low <= least and greatest <= high) or series.is_nan().any():
        series = series.set(~(series.is_finite() & series.is_between(low, high)), None)
    # A negative zero is none the less zero.
    return series.abs() if low == least == 0 else series


def _careful(
    frame: pl.DataFrame, column: str, kind: Kind, reading: Reading, series: pl.Series, rejects: Rejects
) -> pl.Series:
    """The series with cells filled in that a closer look understands; the others are noted.

    Every distinct cell is looked at once, since a bad export repeats itself.
    """
    text = frame[column]
    is_open = series.is_null() & text.is_not_null()
    cells = text.filter(is_open).unique().sort()
    values = _understood(cells, kind, reading)
    if values.null_count() < len(values):
        closer = text.replace_strict(cells, values, default=None, return_dtype=DTYPES[kind])
        series = series.zip_with(~is_open, closer).alias(column)
        is_open = series.is_null() & text.is_not_null()
    bad = frame.select(ROW, text.alias("cell")).filter(is_open)
    wrong = cells.filter(values.is_null())
    reasons = dict(zip(wrong.to_list(), _why_not(kind, wrong, reading), strict=True))
    shown = bad["cell"].to_list()
    rejects.add(bad[ROW].to_list(), column, shown, (reasons[cell] for cell in shown))
    return series


def _understood(cells: pl.Series, kind: Kind, reading: Reading) -> pl.Series:
    """What each stripped cell is as a value of the kind, or null."""
    if kind in numbers.READERS:
        return numbers.READERS[kind](cells, reading.marks)
    readers: dict[str, Callable[[str], object]] = {
        "boolean": lambda cell: words.TRUTH.get(cell.lower()),
        "date": lambda cell: times.date(cell, reading.date_format),
        "time": times.time,
        "timestamp": lambda cell: times.timestamp(cell, reading.timestamp_format, reading.zone),
        "text": lambda cell: cell,
    }
    return pl.Series([readers[kind](cell) for cell in cells], dtype=DTYPES[kind])


def _why_not(kind: Kind, cells: pl.Series, reading: Reading) -> list[str]:
    """What is wrong with cells that are no values of the kind, as clauses that follow the cell."""
    if kind in numbers.READERS:
        return numbers.why_not(kind, cells, reading.marks)
    form = f" or {reading.timestamp_format}" if reading.timestamp_format else " or as input.timestamp_format says"
    reasons = {
        "boolean": "is neither true nor false",
        "date": f"is not a date of 1900..2200, written as 2026-11-05 or {reading.date_format}",
        "time": "is not a time of day from 00:00 to 24:00",
        "timestamp": f"is not a timestamp of 1900..2200, written as 2026-11-05T09:30:00{form}",
    }
    return [reasons[kind]] * len(cells)
