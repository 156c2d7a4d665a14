"""The stage: every account with its segment, treatment, arm and suppression."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from collectplan.domain.stages import Ints, LoadedStrategy, Segmented
from collectplan.domain.tables import Inputs
from collectplan.segment.arm import CHAMPION, HOLDOUT, is_held_out
from collectplan.segment.bands import band_of, bucket_of, rule_of
from collectplan.segment.names import band_names, bucket_names, cell_names
from collectplan.segment.treatment import treatment_of

STOP_REASON = "stop_reason"
HOLD_UNTIL = "hold_until"


def segment(inputs: Inputs, loaded: LoadedStrategy, date: dt.date) -> Segmented:
    """Put every account into its segment, and mark those that must be left alone.

    Args:
        inputs: whose portfolio is read.
        loaded: the strategy.
        date: planned; an account held through it, or later, is suppressed.

    Returns:
        The portfolio in its order with the columns that `Segmented` names. Where more than one built-in rule
        suppresses an account, `suppressed` is the first of stop_reason, hold_until, holdout.

    Raises:
        StrategyError: conditions of `segments.rules` that cannot be evaluated over the portfolio's columns.
    """
    accounts, strategy = inputs.portfolio, loaded.strategy
    is_holdout = is_held_out(accounts["customer_id"], strategy.experiments)
    arm = _named((CHAMPION, HOLDOUT), is_holdout.astype(np.int32))
    return Segmented(
        accounts.with_columns(arm=arm, **_segment_columns(accounts, loaded)).with_columns(*_suppression(date))
    )


def _segment_columns(accounts: pl.DataFrame, loaded: LoadedStrategy) -> dict[str, pl.Series]:
    """`bucket`, `risk_band`, `segment` and `treatment` of each account."""
    segments, treatments = loaded.strategy.segments, loaded.strategy.treatments
    bucket, band = bucket_of(accounts["days_past_due"], segments), band_of(accounts["risk_score"], segments)
    rule = rule_of(accounts, loaded)
    num_rules, num_bands = len(segments.rules), len(band_names(segments))
    cell = np.where(rule < num_rules, rule, num_rules + bucket * num_bands + band)
    cells = cell_names(segments)
    treatment = np.array([treatment_of(name, treatments) for name in cells], dtype=np.int32)
    return {
        "bucket": _named(bucket_names(segments), bucket),
        "risk_band": _named(band_names(segments), band),
        "segment": _named(cells, cell),
        "treatment": pl.Series(treatment[cell]),
    }


def _named(names: tuple[str, ...], positions: Ints) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(positions)


def _suppression(date: dt.date) -> tuple[pl.Expr, ...]:
    """The built-in rule that suppresses an account, what it says, and from when nothing does."""
    is_stopped = pl.col("stop_reason").is_not_null()
    is_held = (pl.col("hold_until") >= date).fill_null(False)
    is_holdout = pl.col("arm") == HOLDOUT
    rule = pl.when(is_stopped).then(pl.lit(STOP_REASON)).when(is_held).then(pl.lit(HOLD_UNTIL))
    detail = pl.when(is_stopped).then("stop_reason").when(is_held).then(pl.col("hold_until").dt.to_string("iso"))
    is_never_free = is_stopped | is_holdout
    held_days = (pl.col("hold_until") - pl.lit(date)).dt.total_days() + 1
    free_from = pl.when(is_never_free).then(None).when(is_held).then(held_days).otherwise(0).cast(pl.Int32)
    return (
        rule.when(is_holdout).then(pl.lit(HOLDOUT)).otherwise(pl.lit("")).alias("suppressed"),
        detail.otherwise(pl.lit("")).alias("suppressed_detail"),
        free_from.alias("free_from"),
    )
