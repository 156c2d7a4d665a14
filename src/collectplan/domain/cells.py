"""Cells that no spreadsheet runs as a formula, and the way back.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line end, or one of the full-width forms of the signs, is
taken for a formula when a CSV file is opened in a spreadsheet; so is what follows a semicolon or a line end where the
spreadsheet's own list separator is the semicolon. An apostrophe before it makes it text. A plain negative number stays
as it is: it is worth the same as text and as a formula. A telephone number such as +57 300 000 0000 gets the
apostrophe, since `+1-300-5550100` would be reckoned out. Source: OWASP, "CSV Injection".

    =1+1  ->  '=1+1        -5.0  ->  -5.0        +573000000000  ->  '+573000000000        '=x  ->  ''=x
"""

from __future__ import annotations

from typing import Final

import polars as pl

_STARTS: Final = r"=+\-@\t\r\n＝＋－＠"
_NUMBER: Final = r"^-\d+(\.\d+)?$"
#: What follows the beginning of a cell, or a place at which a spreadsheet may begin a new one. Apostrophes that stand
#: before a sign already get one more, so that taking one away always gives back what was there.
_RISK: Final = rf"(^|[;\t\r\n])('*[{_STARTS}])"
_LED: Final = rf"^'*[{_STARTS}]"
_GUARDED: Final = rf"(^|[;\t\r\n])'('*[{_STARTS}])"


def guarded(column: str) -> pl.Expr:
    """Text of a column with an apostrophe wherever a formula could begin; nulls stay."""
    cell = pl.col(column)
    return pl.when(cell.str.contains(_NUMBER)).then(cell).otherwise(cell.str.replace_all(_RISK, "$1'$2")).alias(column)


def unguarded(column: str) -> pl.Expr:
    """What `guarded` was given; text of the column without the apostrophes that it put there."""
    return pl.col(column).str.replace_all(_GUARDED, "$1$2")


def guarded_text(cells: pl.Series) -> pl.Series:
    """As `guarded`; cells in which no formula could begin are not written anew."""
    if not cells.str.contains(_RISK).any():
        return cells
    if not _is_one_line(cells):
        return cells.to_frame("cell").select(guarded("cell")).to_series().alias(cells.name)
    is_led = cells.str.contains(_LED) & ~cells.str.contains(_NUMBER)
    return pl.select(pl.when(is_led).then(pl.lit("'") + cells).otherwise(cells)).to_series().alias(cells.name)


def unguarded_text(cells: pl.Series) -> pl.Series:
    """As `unguarded`; cells without an apostrophe are not written anew."""
    if not cells.str.contains("'", literal=True).any():
        return cells
    if not _is_one_line(cells):
        return cells.to_frame("cell").select(unguarded("cell")).to_series().alias(cells.name)
    is_led = cells.str.contains(_LED) & cells.str.starts_with("'")
    return pl.select(pl.when(is_led).then(cells.str.slice(1)).otherwise(cells)).to_series().alias(cells.name)


def _is_one_line(cells: pl.Series) -> bool:
    """Whether no cell holds a mark after which a spreadsheet may begin a new cell."""
    return not cells.str.contains(r"[;\t\r\n]").any()
