"""The grid's rows as contacts, and what is wrong with a row before any rule is asked.

Proves:
1. `unknown_channel`: every channel is one of the strategy's.
2. `unknown_account`: every account is one row of the portfolio that can be read, and belongs to that customer.
3. `slot`: date, start and end can be read; a timed contact fills one slot of the strategy that exists on that date; an
   untimed one has no hour; no customer has two contacts on one channel in one slot.

Rules are asked of the rows whose channel, account, date and hours can be read; of the others nothing more can be said.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.check import raw_cells
from collectplan.check.clocks import with_clocks
from collectplan.check.findings import NONE, found, worded
from collectplan.check.places import NOWHERE, places
from collectplan.domain.cells import unguarded_text
from collectplan.domain.clock import minutes_of
from collectplan.domain.strategy import Slots, Strategy

_CELLS = ("segment", "address", "agent_group", "template", "condition")
_NUMBERS = ("reach", "minutes", "value")


def sheet(grid: pl.DataFrame, strategy: Strategy, num_grid: int | None = None) -> pl.DataFrame:
    """Every row of the grid: `row`, ids and channel as text, `plan_date`, `start, end` minutes, and what else it has.

    Rows beyond the first `num_grid` are the outlook's, by `in_outlook`.

    Optional columns of the contract are there where the grid has them: text trimmed and empty cells null, `reach,
    minutes, value` Float64. `untimed` is null where the channel is not the strategy's.
    """
    texts = ["customer_id", "account_id", "channel", *(name for name in _CELLS if name in grid.columns)]
    plain = grid.select(unguarded_text(grid[name]) for name in texts)
    start, end = raw_cells.filled(grid["start"]), raw_cells.filled(grid["end"])
    frame = plain.select(raw_cells.filled(plain[name]) for name in texts).with_columns(
        raw_cells.filled(grid["date"]).str.to_date("%Y-%m-%d", strict=False).alias("plan_date"),
        raw_cells.each_once(start, raw_cells.clock_minutes, pl.Int32()).alias("start"),
        raw_cells.each_once(end, raw_cells.clock_minutes, pl.Int32()).alias("end"),
        (start.is_not_null() | end.is_not_null()).alias("has_hour"),
        *(
            raw_cells.filled(grid[name]).cast(pl.Float64, strict=False).alias(name)
            for name in _NUMBERS
            if name in grid.columns
        ),
    )
    kinds = pl.DataFrame(
        {"channel": list(strategy.channels), "untimed": [channel.untimed for channel in strategy.channels.values()]}
    )
    frame = frame.join(kinds, on="channel", how="left", maintain_order="left")
    return frame.with_row_index("row", offset=2).with_columns(
        pl.col("row").cast(pl.Int64),
        pl.col("customer_id").fill_null(""),
        pl.col("channel").fill_null(""),
        in_outlook=pl.col("row") > (len(grid) if num_grid is None else num_grid) + 1,
    )


def unknown_channel(rows: pl.DataFrame) -> pl.DataFrame:
    """Findings: rows whose channel the strategy does not have."""
    return found(rows.filter(pl.col("untimed").is_null()), worded("The strategy has no channel {}.", "channel"))


def placed(rows: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """The rows with `account`: position of the one readable row of the portfolio that they name; null without one."""
    place = places(rows["account_id"], accounts["account_id"])
    at = pl.Series(np.maximum(place, 0))
    if accounts.is_empty():
        return rows.with_columns(account=pl.lit(None, pl.UInt32))
    is_sound = (accounts["customer_id"].gather(at) == rows["customer_id"]) & accounts["flaw"].is_null().gather(at)
    named = pl.Series(place != NOWHERE) & is_sound
    return rows.with_columns(raw_cells.chosen(named, at.cast(pl.UInt32)).alias("account"))


def unknown_account(rows: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Findings: rows whose account is not one readable row of that customer's in the portfolio."""
    rows = rows.filter(pl.col("account").is_null()).drop("account")
    if rows.is_empty():
        return NONE
    known = accounts.select("account_id", "customer_id", "flaw")
    stranger = rows.join(known, on=["account_id", "customer_id"], how="anti")
    flawed = rows.join(known, on=["account_id", "customer_id"])
    return pl.concat(
        [
            found(stranger, worded("The portfolio has no account {} of customer {}.", "account_id", "customer_id")),
            found(flawed, worded("The portfolio row of account {} is wrong in column {}.", "account_id", "flaw")),
        ]
    )


def slot(rows: pl.DataFrame, strategy: Strategy) -> pl.DataFrame:
    """Findings: rows that are not in one slot of the strategy, or in the same one twice on a channel."""
    untimed = pl.col("untimed").fill_null(False)
    wrong = (
        pl.when(pl.col("plan_date").is_null())
        .then(pl.lit("The date cannot be read."))
        .when(untimed & pl.col("has_hour"))
        .then(worded("The channel {} is untimed, yet the contact has an hour.", "channel"))
        .when(~untimed & ~_on_the_clock(strategy.slots))
        .then(worded("The hour on {} is not a slot of the strategy.", "plan_date"))
    )
    timed = rows.filter(~untimed & pl.all_horizontal(pl.col("plan_date", "start", "end").is_not_null()))
    placed = with_clocks(timed.with_columns(zone=pl.lit(strategy.timezone)), strategy.timezone)
    jumped = placed.filter(pl.col("start_at") >= pl.col("end_at"), pl.col("start") < pl.col("end"))
    same = ["customer_id", "channel", "plan_date", "start"]
    again = rows.filter(~pl.struct(same).is_first_distinct())
    return pl.concat(
        [
            found(rows.filter(wrong.is_not_null()), wrong),
            found(jumped, worded("The clock jumps over this slot on {}.", "plan_date")),
            found(again, worded("The customer has this slot of {} on {} already.", "channel", "plan_date")),
        ]
    )


def _on_the_clock(slots: Slots) -> pl.Expr:
    first, last = minutes_of(slots.start), minutes_of(slots.end)
    start, end = pl.col("start"), pl.col("end")
    is_slot = (start >= first) & (end <= last) & (end - start == slots.minutes) & ((start - first) % slots.minutes == 0)
    return is_slot.fill_null(False)


def is_readable() -> pl.Expr:
    """Whether rules can be asked of a row."""
    return (
        pl.col("account").is_not_null()
        & pl.col("plan_date").is_not_null()
        & pl.col("untimed").is_not_null()
        & (pl.col("untimed") | (pl.col("start") < pl.col("end")))
    )


def customers_of(rows: pl.DataFrame, accounts: pl.DataFrame) -> pl.Series:
    """`customer`: the accounts' number of the customer of each row of which rules can be asked."""
    return accounts["customer"].gather(rows.filter(is_readable())["account"])


def contacts(rows: pl.DataFrame, accounts: pl.DataFrame, strategy: Strategy) -> pl.DataFrame:
    """Rows of which rules can be asked.

    Returns:
        The rows that have an `account`, with `customer`, `zone` Enum, `lead_segment`, and what `with_clocks` adds.
    """
    readable = rows.filter(is_readable()).with_columns(pl.when(~pl.col("untimed")).then(pl.col("start", "end")))
    # Numbers and categories in place of text make every later join cheap.
    known = accounts.select("customer", "zone", lead_segment="segment")[readable["account"]]
    led = readable.with_columns(known)
    zones = pl.Enum(led["zone"].unique().sort())
    return with_clocks(led, strategy.timezone).with_columns(pl.col("zone").cast(zones))
