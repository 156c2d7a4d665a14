"""History as it is understood: instants in UTC, outcomes in the contract's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from collectplan.domain.outcomes import OUTCOMES, UNMAPPED
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import ATTEMPTS, ATTEMPTS_REQUIRED, ROW, Kind, Table
from collectplan.normalise.kinds import Reading, typed
from collectplan.normalise.order import ordered
from collectplan.normalise.rejects import Rejects
from collectplan.normalise.words import CONTROL

_USED: Final[Mapping[str, Kind]] = {
    column: ATTEMPTS[column]
    for column in ("at", "customer_id", "account_id", "channel", "outcome", "address", "direction")
}
_ORDER: Final = ("customer_id", "at", "channel", "outcome", "account_id", "address", "is_inbound")
_IDS: Final = ("customer_id", "account_id")


def understand(raw: Table, strategy: Strategy, notes: list[str]) -> tuple[pl.DataFrame, Rejects]:
    """The accepted attempts as `Inputs.attempts` describes them, and what is wrong with the others.

    Columns that no rule reads are not looked at, so that a bad cell in them loses no history.

    Args:
        raw: the attempts.
        strategy: its `input.outcomes` come before the contract's names, in any case.
        notes: takes one sentence for each code that stands for no outcome.
    """
    rejects = Rejects(raw)
    cells = raw.select([*(column for column in _USED if column in raw.columns), ROW])
    attempts = typed(cells, _USED, Reading.of(strategy), rejects)
    # Of a packed table this is all that holds the cells.
    del cells
    for column in ATTEMPTS_REQUIRED:
        rows = attempts.filter(pl.col(column).is_null())[ROW].to_list()
        rejects.add(rows, column, [""] * len(rows), ["is missing"] * len(rows))
    for column in _IDS:
        bad = attempts.filter(pl.col(column).str.contains(CONTROL))
        rejects.add(bad[ROW].to_list(), column, bad[column].to_list(), ["holds a control character"] * bad.height)
    direction = pl.col("direction").str.to_lowercase()
    bad = attempts.filter(~direction.is_in(["inbound", "outbound"]))
    reason = "is neither inbound nor outbound"
    rejects.add(bad[ROW].to_list(), "direction", bad["direction"].to_list(), [reason] * bad.height)
    accepted = rejects.without(attempts)
    accepted = accepted.with_columns(
        (direction == "inbound").fill_null(value=False).alias("is_inbound"),
        pl.col("channel").replace(_channels(accepted["channel"], strategy)),
        pl.col("outcome").replace_strict(_outcomes(accepted["outcome"], strategy, notes), return_dtype=pl.String),
    )
    columns = ("at", "customer_id", "account_id", "channel", "outcome", "address", "is_inbound")
    return ordered(accepted.select(columns), _ORDER), rejects


def _channels(cells: pl.Series, strategy: Strategy) -> dict[str, str]:
    """The spelling of the strategy's own channels and of those that its rules name; others stay as they are."""
    known = {name.casefold(): name for name in (*strategy.limits.past_channels, *strategy.channels)}
    wanted = {cell: known.get(cell.casefold(), cell) for cell in cells.unique().to_list()}
    return {cell: name for cell, name in wanted.items() if cell not in strategy.channels and name != cell}


def _outcomes(cells: pl.Series, strategy: Strategy, notes: list[str]) -> dict[str, str]:
    words = {name: name for name in OUTCOMES}
    words |= {code.strip().casefold(): outcome for code, outcome in strategy.input.outcomes.items()}
    counts = cells.value_counts().sort(cells.name).iter_rows()
    found: dict[str, str] = {}
    for cell, count in counts:
        found[cell] = words.get(cell.casefold(), UNMAPPED)
        if found[cell] == UNMAPPED:
            rows = "1 row" if count == 1 else f"{count} rows"
            notes.append(
                f"attempts: outcome {cell[:60]} stands for nothing under input.outcomes ({rows}); "
                "it counts as an attempt, a contact and a conversation"
            )
    return found
