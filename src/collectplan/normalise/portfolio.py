"""Accounts as they are understood: the contract's columns, their defaults, and the file's own columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import DatedRule, Strategy
from collectplan.domain.tables import PORTFOLIO, PORTFOLIO_REQUIRED, ROW, Kind, RawTable, Table
from collectplan.normalise.derive import as_cells, derived
from collectplan.normalise.kinds import Reading, typed
from collectplan.normalise.order import ordered
from collectplan.normalise.rejects import Rejects
from collectplan.normalise.typing_columns import inferred
from collectplan.normalise.words import CONTROL
from collectplan.normalise.zones import spelt, zones

_IDS: Final = ("account_id", "customer_id")
_MAX_ROWS_SHOWN: Final = 5


def understand(table: Table, loaded: LoadedStrategy, notes: list[str]) -> tuple[pl.DataFrame, Rejects]:
    """The accepted accounts as `Inputs.portfolio` describes them, and what is wrong with the others.

    Args:
        table: the portfolio.
        loaded: the strategy.
        notes: takes sentences for the narration.

    Raises:
        StrategyError: a column of `input.derive` cannot be computed, or is in the file already.
    """
    strategy, raw = loaded.strategy, table.unpacked()
    reading = Reading.of(strategy)
    addresses = _address_columns(strategy)
    kinds: dict[str, Kind] = {**PORTFOLIO, **{f"consent_{channel}": "boolean" for channel in strategy.channels}}
    kinds |= dict.fromkeys((column for column in addresses if column not in kinds), "text")
    asked: dict[str, Kind] = {**dict.fromkeys(_dated_columns(raw, strategy), "date"), **strategy.limits.columns}
    declared = {column: kind for column, kind in asked.items() if column not in kinds}
    known = kinds | declared
    rejects = Rejects(table, frozenset({"phone", "email", "postal", *addresses}))

    computed = derived(raw, loaded, reading.marks)
    cells = {name: as_cells(series, reading.marks.decimal) for name, series in computed.items() if name in known}
    frame = raw.frame.with_columns(series.alias(name) for name, series in cells.items())
    accounts = typed(frame, kinds, reading, rejects)
    accounts = accounts.with_columns(_declared(raw, frame, declared, reading, notes))
    extra_names = [column for column in frame.columns if column not in known and column != ROW]
    own = inferred(frame, extra_names, reading.marks)
    notes += [
        f"portfolio: there is no column {column}, so that nobody can be reached on {', '.join(channels)}"
        for column, channels in addresses.items()
        if column not in frame.columns
    ]
    extra = [series.alias(name) for name, series in computed.items() if name not in known]
    accounts = accounts.with_columns(own).with_columns(extra)
    accounts = _checked(accounts, strategy, rejects)
    return ordered(_filled(rejects.without(accounts), loaded), ("customer_id", "account_id")), rejects


def _declared(
    raw: RawTable, frame: pl.DataFrame, kinds: Mapping[str, Kind], reading: Reading, notes: list[str]
) -> pl.DataFrame:
    """The columns of limits.columns: null where the file lacks them, or a cell cannot be read, which is told."""
    unread = Rejects(replace(raw, broken=raw.broken.clear()))
    columns = typed(frame, kinds, reading, unread).drop(ROW)
    for column, rows in unread.frame().group_by("column").agg("row").sort("column").iter_rows():
        num = len(rows)
        what, so = (f"{num} cells cannot be read", "they count") if num > 1 else ("a cell cannot be read", "it counts")
        kind = kinds.get(column) or next(kinds[ours] for ours, theirs in raw.headers.items() if theirs == column)
        notes.append(f"{raw.file}, row {min(rows)}, column {column}: {what} as {kind}; {so} as empty")
    return columns


def _address_columns(strategy: Strategy) -> dict[str, list[str]]:
    """Channels by the column that holds their address."""
    columns: dict[str, list[str]] = {}
    for name, channel in strategy.channels.items():
        if channel.address is not None:
            columns.setdefault(channel.address, []).append(name)
    return columns


def _dated_columns(raw: RawTable, strategy: Strategy) -> list[str]:
    """Columns of the file's own, or derived, whose dates rules ask for."""
    asked = [rule.column for rule in strategy.limits.rules if isinstance(rule, DatedRule)]
    return [column for column in asked if column in raw.frame.columns or column in strategy.input.derive]


def _checked(accounts: pl.DataFrame, strategy: Strategy, rejects: Rejects) -> pl.DataFrame:
    """The accounts with words in the contract's spelling; rows that break a rule are noted, not removed."""
    for column in PORTFOLIO_REQUIRED:
        if accounts.select(pl.col(column).null_count()).item():
            rows = accounts.filter(pl.col(column).is_null())[ROW].to_list()
            rejects.add(rows, column, [""] * len(rows), ["is missing"] * len(rows))
    _note_ids(accounts, rejects)
    known = {name.casefold(): name for name in strategy.channels}
    accounts = _respelt(accounts, "timezone", spelt, "is not an IANA time zone such as America/Bogota", rejects)
    accounts = _respelt(accounts, "region", _region, "is not an ISO 3166-2 code such as CO-ANT", rejects)
    accounts = _respelt(
        accounts,
        "preferred_channel",
        lambda cell: cell if cell in strategy.channels else known.get(cell.casefold()),
        f"is none of the strategy's channels ({', '.join(strategy.channels)})",
        rejects,
    )
    hours = accounts.select(ROW, "preferred_start", "preferred_end").filter(
        pl.col("preferred_start") >= pl.col("preferred_end")
    )
    if hours.height:
        starts, ends = hours["preferred_start"].to_list(), hours["preferred_end"].to_list()
        reasons = [f"is not after preferred_start {hhmm(start)}" for start in starts]
        rejects.add(hours[ROW].to_list(), "preferred_end", [hhmm(end) for end in ends], reasons)
    return accounts


def _note(accounts: pl.DataFrame, column: str, is_bad: pl.Expr, reason: str, rejects: Rejects) -> None:
    bad = accounts.select(ROW, column).filter(is_bad)
    if bad.height:
        rejects.add(bad[ROW].to_list(), column, bad[column].to_list(), [reason] * bad.height)


def _note_ids(accounts: pl.DataFrame, rejects: Rejects) -> None:
    """Control characters in identifiers, and every row of an account_id that occurs again."""
    # One selection, so that its questions are answered side by side.
    facts = accounts.select(
        *(pl.col(column).str.contains(CONTROL).any().alias(column) for column in _IDS),
        (pl.col("account_id").drop_nulls().n_unique() < pl.col("account_id").count()).alias("has_doubles"),
    )
    for column in _IDS:
        if facts[column].item():
            _note(accounts, column, pl.col(column).str.contains(CONTROL), "holds a control character", rejects)
    if facts["has_doubles"].item():
        _note_doubles(accounts, rejects)


def _note_doubles(accounts: pl.DataFrame, rejects: Rejects) -> None:
    """Every row of an account_id that occurs again: which one holds cannot be told."""
    ids = accounts["account_id"]
    double = accounts.select(ROW, "account_id").filter(ids.is_duplicated() & ids.is_not_null()).sort("account_id", ROW)
    rows_of: dict[str, list[int]] = {}
    for row, account in double.iter_rows():
        rows_of.setdefault(account, []).append(row)
    for account, rows in rows_of.items():
        shown = ", ".join(str(row) for row in rows[:_MAX_ROWS_SHOWN]) + (" ..." if len(rows) > _MAX_ROWS_SHOWN else "")
        reason = f"appears {len(rows)} times (rows {shown})"
        rejects.add(rows, "account_id", [account] * len(rows), [reason] * len(rows))


def _respelt(
    accounts: pl.DataFrame, column: str, spell: Callable[[str], str | None], reason: str, rejects: Rejects
) -> pl.DataFrame:
    """The column in the contract's spelling; cells that have none are noted. Looks at each distinct cell once."""
    cells = accounts.select(pl.col(column).unique()).to_series().drop_nulls().sort().to_list()
    spelt: Mapping[str, str | None] = {cell: spell(cell) for cell in cells}
    wrong = [cell for cell, word in spelt.items() if word is None]
    if wrong:
        _note(accounts, column, pl.col(column).is_in(wrong), reason, rejects)
    changed = {cell: word for cell, word in spelt.items() if word is not None and word != cell}
    if not changed:
        return accounts
    return accounts.with_columns(pl.col(column).replace(changed))


def _region(cell: str) -> str | None:
    code = cell.upper()
    return code if code.isascii() and code.replace("-", "").isalnum() else None


def _filled(accounts: pl.DataFrame, loaded: LoadedStrategy) -> pl.DataFrame:
    """Defaults where the file says nothing."""
    strategy = loaded.strategy
    return accounts.with_columns(
        pl.col("customer_id").fill_null(pl.col("account_id")),
        pl.col("past_due").fill_null(pl.col("balance")),
        zones(accounts, loaded).alias("timezone"),
        *(pl.col(f"consent_{name}").fill_null(channel.consent) for name, channel in strategy.channels.items()),
    )
