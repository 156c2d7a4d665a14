"""Result tables whole and all text, as their files hold them."""

from __future__ import annotations

import polars as pl

from collectplan.domain.stages import Permitted, Segmented
from collectplan.domain.tables import Inputs, Table
from collectplan.explain.sidecar import WHY_COLUMNS, why_rows
from collectplan.write.fates import CUSTOMER, LEAD, fates_of, rejected_rows
from collectplan.write.frames import led_grid, led_outlook, texts_of


def grid_frame(*parts: object) -> pl.DataFrame:
    """grid.csv, of what `led_grid` takes."""
    return texts_of(led_grid(*parts))  # type: ignore[arg-type]


def outlook_frame(*parts: object) -> pl.DataFrame:
    """outlook.csv, of the same."""
    return texts_of(led_outlook(*parts))  # type: ignore[arg-type]


def why_frame(*parts: object) -> pl.DataFrame:
    """why.parquet, of what `why_rows` takes."""
    return why_rows(*parts).select(WHY_COLUMNS)  # type: ignore[arg-type]


def fates_frame(
    raw: Table,
    inputs: Inputs,
    segmented: Segmented,
    permitted: Permitted,
    why: pl.DataFrame,
    grid: pl.DataFrame,
    outlook: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """fates.csv of everybody; customers and accounts are found by their ids where a table does not number them."""
    accounts = segmented.accounts.select("account_id", "customer_id")
    if LEAD not in grid.columns:
        leads = accounts.select("account_id", pl.int_range(pl.len(), dtype=pl.Int32).alias(LEAD))
        grid = grid.join(leads, on="account_id", maintain_order="left")
    if CUSTOMER not in why.columns:
        numbers = accounts.select("customer_id", pl.col("customer_id").rle_id().alias(CUSTOMER)).unique()
        why = why.join(numbers, on="customer_id", maintain_order="left")
    return fates_of(rejected_rows(raw, inputs), segmented, permitted, why, grid, outlook)
