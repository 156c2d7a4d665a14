"""Numbers as the strategy's dialect writes them."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

MAX_MONEY: Final = 1e15
#: Least and greatest value by kind.
RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "number": (-math.inf, sys.float_info.max),
    "money": (0.0, MAX_MONEY),
    "share": (0.0, 1.0),
}
_MAX_INTEGER: Final = 2**53
_SPACES: Final = "\u00a0\u202f"


@dataclass(frozen=True)
class Marks:
    """Decimal mark, and mark between thousands or ""."""

    decimal: str
    thousands: str


def written(column: str, marks: Marks) -> pl.Expr:
    """The cells of a column as a programmer writes numbers: no thousands marks, a point before decimals.

    With thousands "." and decimal ",", 1.234,5 and 1234,5 are numbers and 1.23,4 is none; cells that are none in this
    way are null.
    """
    text = pl.col(column)
    if marks.thousands:
        mark = re.escape(marks.thousands)
        if marks.thousands == " ":
            text = text.str.replace_all(f"[{_SPACES}]", " ")
        elif marks.thousands == "'":
            text = text.str.replace_all("’", "'", literal=True)
        grouped = rf"^[+-]?\d{{1,3}}({mark}\d{{3}})+({re.escape(marks.decimal)}\d+)?$"
        whole = text.str.replace_all(marks.thousands, "", literal=True)
        has_mark = text.str.contains(marks.thousands, literal=True)
        text = pl.when(~has_mark).then(text).when(text.str.contains(grouped)).then(whole)
    if marks.decimal != ".":
        pointed = text.str.replace(marks.decimal, ".", literal=True)
        text = pl.when(~text.str.contains(".", literal=True)).then(pointed)
    return text


def number(column: str, marks: Marks) -> pl.Expr:
    """Float64 of a column; null where a cell is no finite number in this dialect."""
    value = written(column, marks).cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def integer(column: str, marks: Marks) -> pl.Expr:
    """Int64 of a column: whole numbers, also with decimals that are all zero; null for the others."""
    value = number(column, marks)
    is_whole = (value == value.round()) & (value.abs() <= _MAX_INTEGER)
    return pl.coalesce(pl.col(column).cast(pl.Int64, strict=False), pl.when(is_whole).then(value).cast(pl.Int64))


def money(column: str, marks: Marks) -> pl.Expr:
    """Float64 in 0..1e15; null for the others."""
    return _within("money", column, marks)


def share(column: str, marks: Marks) -> pl.Expr:
    """Float64 in 0..1; null for the others."""
    return _within("share", column, marks)


def _within(kind: str, column: str, marks: Marks) -> pl.Expr:
    value = number(column, marks)
    return pl.when(value.is_between(*RANGES[kind])).then(value.abs())


def _read(expression: Callable[[str, Marks], pl.Expr]) -> Callable[[pl.Series, Marks], pl.Series]:
    return lambda cells, marks: cells.to_frame("cell").select(expression("cell", marks)).to_series()


#: Values of a series of stripped cells, by kind.
READERS: Final[Mapping[str, Callable[[pl.Series, Marks], pl.Series]]] = {
    "integer": _read(integer),
    "number": _read(number),
    "money": _read(money),
    "share": _read(share),
}


def why_not(kind: str, cells: pl.Series, marks: Marks) -> list[str]:
    """What is wrong with each of the stripped cells, none of which is a value of this kind."""
    values = READERS["number"](cells, marks)
    return [
        _why_no_number(cell, marks) if value is None else _why_out_of_range(kind, value)
        for cell, value in zip(cells.to_list(), values.to_list(), strict=True)
    ]


def _why_out_of_range(kind: str, value: float) -> str:
    if kind == "integer":
        return "is not a whole number"
    if kind == "money":
        return "is negative, and money is 0 or more" if value < 0 else "is more than 1e15"
    advice = "; write 15 % as 0.15" if 1 < value <= 100 else ""
    return f"is not between 0 and 1{advice}"


def _why_no_number(cell: str, marks: Marks) -> str:
    try:
        is_infinite = not math.isfinite(float(cell))
    except ValueError:
        is_infinite = False
    if is_infinite:
        return "is not a finite number"
    if re.fullmatch(r"[+-]?[\d.,' \u00a0’]*\d", cell):
        between = f"{marks.thousands!r}" if marks.thousands else "nothing"
        return f"is not a number with {marks.decimal!r} before decimals and {between} between thousands"
    return "is not a number"
