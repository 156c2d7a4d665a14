"""SQL of the strategy over the raw portfolio, evaluated by polars itself wherever polars can.

The planner reads expressions by the grammar of `domain.expression`; here they go to `polars.sql_expr` over a frame
that this module types by itself, so that a mistake on either side shows. What polars refuses (a date compared with
a text) or is known to read otherwise than SQL does is left to the language's own definition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from collectplan.check import raw_cells
from collectplan.check.zones import candidates
from collectplan.domain import expression as language
from collectplan.domain.strategy import DatedRule, Input, Strategy
from collectplan.domain.tables import PORTFOLIO, Kind, Table
from collectplan.errors import Finding, InputError

#: Begins like an identifier or a telephone number: 007, +57300.
_CODE = r"^(-?0\d|\+)"
_DTYPES: Final[Mapping[Kind | None, pl.DataType]] = {
    "integer": pl.Int64(),
    "money": pl.Float64(),
    "share": pl.Float64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "time": pl.Int32(),
}
_INTEGER = r"^-?\d{1,18}$"
#: polars 2.1 lets IS [NOT] DISTINCT FROM swallow an AND that follows it, makes NULL IS TRUE unknown, and counts lengths
#: without a sign, so that 4 - 5 is four thousand million.
_READ_OTHERWISE = re.compile(r"\bDISTINCT\b|\bIS\s+(NOT\s+)?(TRUE|FALSE)\b|LENGTH", re.IGNORECASE)


class Portfolio:
    """The raw portfolio with every column in its type, made when first asked for.

    Names are the contract's, the file's own and those of `input.derive`. Columns of the contract and of limits.columns
    are null where the file lacks them.
    """

    def __init__(self, raw: Table, strategy: Strategy) -> None:
        self.num_accounts = raw.height
        self._raw = raw
        self._said = strategy.input
        self._strategy = strategy
        self._read: dict[str, pl.Series] = {}
        self._text: dict[str, pl.Series] = {}
        self._typed: dict[str, pl.Series] = {}
        self._truths: dict[str, pl.Series] = {}
        self._num_empty: dict[str, int] = {}

    def text(self, name: str) -> pl.Series:
        """Trimmed text of a column; all null where the file lacks it and nothing derives it."""
        if name not in self._text:
            cells = self._cells(name)
            self._text[name] = raw_cells.filled(cells.cast(pl.String)) if self.has(name) else cells
        return self._text[name]

    def typed(self, name: str) -> pl.Series:
        """A column in the type that expressions see, contract columns with their defaults filled in."""
        if name not in self._typed:
            self._typed[name] = self._default(name, self.read(name)).alias(name)
        return self._typed[name]

    def truth(self, expression: str) -> pl.Series:
        """Boolean for every account: whether the expression is true; unknown is not true.

        Raises:
            InputError: the expression cannot be evaluated over this portfolio.
        """
        if expression not in self._truths:
            self._truths[expression] = self._evaluated(expression, self.typed).cast(pl.Boolean).fill_null(False)
        return self._truths[expression]

    def forget(self) -> None:
        """Let go of columns, which are read again where they are asked for again; truths are kept."""
        for known in (self._read, self._text, self._typed):
            known.clear()

    def has(self, name: str) -> bool:
        """Whether the file or `input.derive` has such a column."""
        return name in self._raw.columns or name in self._said.derive or name in self._raw.headers.values()

    def _cells(self, name: str) -> pl.Series:
        own = {header: ours for ours, header in self._raw.headers.items()}
        column = name if name in self._raw.columns else own.get(name, name)
        if column in self._raw.columns:
            return self._raw.select([column]).to_series()
        if name in self._said.derive:
            return self._evaluated(self._said.derive[name], self.read)
        return self._nothing(pl.String())

    def read(self, name: str) -> pl.Series:
        """A column in its type, null where a cell is empty or cannot be read."""
        if name not in self._read:
            kind = self._kind(name)
            is_there = self.has(name)
            self._read[name] = (
                self._understood(name, kind) if is_there else self._nothing(_DTYPES.get(kind, pl.String()))
            )
        return self._read[name]

    def _kind(self, name: str) -> Kind | None:
        """What the contract says that a column holds, else what limits.columns says; None: whatever its cells are."""
        if name.startswith("consent_"):
            return "boolean"
        if any(isinstance(rule, DatedRule) and rule.column == name for rule in self._strategy.limits.rules):
            return PORTFOLIO.get(name) or self._strategy.limits.columns.get(name) or "date"
        return PORTFOLIO.get(name) or self._strategy.limits.columns.get(name)

    def is_read_whole(self, name: str) -> bool:
        """Whether every cell of a column that is not null in the file could be read."""
        return self.read(name).null_count() == self._num_empty[name]

    def _understood(self, name: str, kind: Kind | None) -> pl.Series:
        cells, said = self._cells(name), self._said
        self._num_empty[name] = cells.null_count()
        match kind:
            case "integer":
                return raw_cells.integers(cells, said)
            case "money" | "share" | "number":
                return raw_cells.numbers(cells, said)
            case "boolean":
                return raw_cells.booleans(cells)
            case "date":
                return self._dated(name, raw_cells.dates(cells, said))
            case "time":
                return raw_cells.clock_minutes(cells.cast(pl.String))
            case "text":
                return self.text(name)
            case _:
                return guessed(cells, said)

    def _dated(self, name: str, read: pl.Series) -> pl.Series:
        """Dates of a column of limits.columns that no calendar of ours has are taken for slips and read as null."""
        return raw_cells.chosen(read.dt.year().is_between(1900, 2200), read) if name not in PORTFOLIO else read

    def _nothing(self, dtype: pl.DataType) -> pl.Series:
        return pl.Series([None], dtype=dtype).new_from_index(0, self.num_accounts)

    def _default(self, name: str, column: pl.Series) -> pl.Series:
        if name == "customer_id":
            return column.fill_null(self.text("account_id"))
        if name == "past_due":
            return column.fill_null(self.typed("balance"))
        if name == "timezone":
            region = self.text("region").str.to_uppercase()
            return candidates(column, region, self.text("phone"), self._strategy)
        channel = self._strategy.channels.get(name.removeprefix("consent_"))
        return column.fill_null(channel.consent) if name.startswith("consent_") and channel else column

    def _evaluated(self, expression: str, column: Callable[[str], pl.Series]) -> pl.Series:
        if not _READ_OTHERWISE.search(expression):
            try:
                return self._by_polars(expression, column)
            except pl.exceptions.PolarsError:
                pass  # The language allows more than polars does, so its own definition has the last word.
        try:
            names = language.columns(expression)
            frame = pl.DataFrame({name: column(name) for name in names} or {"": self._nothing(pl.String())})
            return language.values(frame, expression)
        except language.ExpressionError as wrong:
            what = f"the check cannot evaluate the strategy's expression {expression!r}: {wrong}"
            raise InputError(Finding(self._raw.file, what, "compare its columns with the file's")) from wrong

    def _by_polars(self, expression: str, column: Callable[[str], pl.Series]) -> pl.Series:
        parsed = pl.sql_expr(expression)
        names = sorted(set(parsed.meta.root_names()))
        columns: Mapping[str, pl.Series] = {name: column(name) for name in names}
        return pl.DataFrame(columns).select(parsed.alias("it")).to_series() if names else self._constant(parsed)

    def _constant(self, parsed: pl.Expr) -> pl.Series:
        return pl.Series("it", [pl.select(parsed.alias("it")).item()] * self.num_accounts)


def guessed(cells: pl.Series, said: Input) -> pl.Series:
    """A column of the file's own: Boolean, Int64 or Float64 if all of its cells are, else String.

    Numbers with leading zeros or a plus sign are codes and stay text.
    """
    if cells.dtype != pl.String:
        return cells
    plain = raw_cells.filled(cells)
    there = plain.drop_nulls()
    if there.is_empty():
        return plain
    if there.str.to_lowercase().is_in(("true", "false")).all():
        return raw_cells.booleans(plain)
    if there.str.contains(_CODE).any():
        return plain
    numbers = raw_cells.numbers(plain, said)
    if numbers.null_count() > plain.null_count():
        return plain
    return numbers.cast(pl.Int64) if there.str.contains(_INTEGER).all() else numbers
