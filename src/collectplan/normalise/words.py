"""Booleans, and characters that no identifier holds."""

from __future__ import annotations

from typing import Final

import polars as pl

_TRUE: Final = ("true", "1", "t", "yes", "y", "si", "sí", "s", "verdadero")
_FALSE: Final = ("false", "0", "f", "no", "n", "falso")
TRUTH: Final = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
#: Characters that no identifier holds; tabs and line ends are left to whoever puts them there.
CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]"


def boolean(column: str) -> pl.Expr:
    """Booleans in any case; null where the cell is none."""
    return pl.col(column).str.to_lowercase().replace_strict(TRUTH, default=None, return_dtype=pl.Boolean)


def fast_boolean(column: str) -> pl.Expr:
    """Booleans written true and false; null also for other cells that `boolean` understands."""
    cell = pl.col(column)
    return pl.when(cell == "true").then(statement=True).when(cell == "false").then(statement=False)
