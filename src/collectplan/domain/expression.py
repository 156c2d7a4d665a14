"""SQL expressions over a table's columns, as strategies write them: read, typed and evaluated row by row.

The text is read by the small grammar of `expression_grammar`, checked against the table's types, and handed to polars'
`sql_expr` as SQL that cannot be misread: every name quoted, every number as wide as it may get, and a text that is
compared with a date as a date.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import polars as pl

from collectplan.domain.expression_grammar import ExpressionError, Node, tree
from collectplan.domain.expression_sql import KINDS, kind_of, sql

__all__ = ["ExpressionError", "columns", "parse", "truth", "values"]


def parse(text: str) -> pl.Expr:
    """The expression, for any table: types are not checked, and texts are not taken for dates.

    Raises:
        ExpressionError: the text is no expression, or one that is not allowed.
    """
    return _expr(sql(tree(text), None)[0])


def columns(text: str) -> tuple[str, ...]:
    """Names of the columns that the expression reads, sorted.

    Raises:
        ExpressionError: as `parse`.
    """
    return tuple(sorted({node.text for node in _walk(tree(text)) if node.kind == "column"}))


def values(frame: pl.DataFrame, text: str) -> pl.Series:
    """The expression's value for every row; a number that is infinite or undefined, as after x / 0, is null.

    Returns:
        A series of the frame's height, without a name.

    Raises:
        ExpressionError: as `parse`; a column is missing, or types do not fit.
    """
    return _values(frame, text, must_hold=False)


def truth(frame: pl.DataFrame, text: str) -> pl.Series:
    """For which rows the expression is true; null counts as false.

    Raises:
        ExpressionError: as `values`; the expression is not a condition.
    """
    return _values(frame, text, must_hold=True).fill_null(value=False)


def _values(frame: pl.DataFrame, text: str, must_hold: bool) -> pl.Series:
    node = tree(text)
    for part in _walk(node):
        if part.kind == "column" and part.text not in frame.columns:
            close = difflib.get_close_matches(part.text, frame.columns, n=1, cutoff=0.6)
            advice = f"did you mean {close[0]}?" if close else "a text is written in single quotes"
            raise ExpressionError(f"names a column {part.text}, which the table does not have; {advice}")
    kinds = {name: kind_of(dtype) for name, dtype in frame.schema.items()}
    text_of_sql, kind = sql(node, kinds)
    if must_hold and kind not in ("boolean", "null"):
        raise ExpressionError(f"is {KINDS.get(kind, kind)}, not a condition; compare it with something")
    try:
        series = frame.select(x=_expr(text_of_sql))["x"]
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        # What polars says may hold a cell's text, which may be personal.
        raise ExpressionError("cannot be computed over this table; check the types of its columns") from None
    if len(series) != frame.height:
        series = series.new_from_index(0, frame.height)
    if series.dtype.is_float():
        series = pl.select(pl.when(series.is_finite()).then(series)).to_series()
    if must_hold:
        series = series.cast(pl.Boolean)
    return series.alias("")


def _expr(text_of_sql: str) -> pl.Expr:
    try:
        return pl.sql_expr(text_of_sql)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise ExpressionError("is more than can be read; write it more simply") from None


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _walk(part)
