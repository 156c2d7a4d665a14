"""Columns that the strategy computes from the file's own."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from collectplan.domain.expression import ExpressionError, columns, values
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.tables import PORTFOLIO, RawTable
from collectplan.errors import Finding, StrategyError
from collectplan.normalise import numbers
from collectplan.normalise.typing_columns import inferred


def derived(raw: RawTable, loaded: LoadedStrategy, marks: numbers.Marks) -> dict[str, pl.Series]:
    """Each column of `input.derive`, computed over the columns of the file.

    The file's columns go by their own headers and by the contract's names. Numbers of the contract are numbers, a bad
    cell being null; every other column is what all of its cells are. A derived column sees no other derived column.

    Args:
        raw: the portfolio.
        loaded: the strategy.
        marks: of decimals and thousands.

    Returns:
        Series by column name, rows as in `raw.frame`; Boolean, Int64, Float64 or String.

    Raises:
        StrategyError: the file has such a column already, or an expression cannot be computed.
    """
    wanted = loaded.strategy.input.derive
    if not wanted:
        return {}
    findings = []
    table = _typed_table(raw, wanted, marks)
    found: dict[str, pl.Series] = {}
    for name, text in wanted.items():
        where = loaded.source.where("input", "derive", name)
        if name in raw.frame.columns:
            findings.append(Finding(where, f"{raw.file} has a column {name} already", "take it out of input.derive"))
            continue
        try:
            found[name] = plain(values(table, text))
        except ExpressionError as error:
            if not table.height and set(_names(text)) <= set(table.columns):
                # Without a cell there is no telling that a column of the file's own holds numbers.
                found[name] = pl.Series(name, [], dtype=pl.String)
                continue
            findings.append(Finding(where, f"{text!r} {error}", "mend the expression"))
    if findings:
        raise StrategyError(findings)
    return found


def plain(series: pl.Series) -> pl.Series:
    """A computed series as Boolean, Int64, Float64 or String; dates as ISO text, NaN and infinity null."""
    kind = series.dtype
    if kind == pl.Boolean or kind == pl.String:
        return series
    if kind.is_integer():
        return series.cast(pl.Int64)
    if kind.is_numeric():
        numeric = series.cast(pl.Float64)
        return numeric.set(~numeric.is_finite(), None)
    return series.cast(pl.String)


def as_cells(series: pl.Series, decimal: str) -> pl.Series:
    """What a file would hold for a plain series: true and false, whole numbers without decimals."""
    if series.dtype == pl.Float64:
        if ((series == series.round()) & (series.abs() < 2**53)).all():
            return series.cast(pl.Int64).cast(pl.String)
        return series.cast(pl.String).str.replace(".", decimal, literal=True)
    return series.cast(pl.String)


def _typed_table(raw: RawTable, wanted: Mapping[str, str], marks: numbers.Marks) -> pl.DataFrame:
    frame = raw.frame
    by_name = {column: column for column in frame.columns}
    by_name |= {theirs: ours for ours, theirs in raw.headers.items() if theirs not in by_name}
    used = sorted({by_name[name] for text in wanted.values() for name in _names(text) if name in by_name})
    kinds = {column: PORTFOLIO[column] for column in used if PORTFOLIO.get(column) in numbers.READERS}
    own = inferred(frame, [column for column in used if column not in kinds], marks)
    typed = frame.with_columns(
        *own.get_columns(),
        *(numbers.READERS[kind](frame[column], marks).alias(column) for column, kind in kinds.items()),
    )
    return pl.DataFrame([typed[ours].alias(name) for name, ours in by_name.items()])


def _names(text: str) -> tuple[str, ...]:
    try:
        return columns(text)
    except ExpressionError:
        return ()  # `values` says the same with its place.
