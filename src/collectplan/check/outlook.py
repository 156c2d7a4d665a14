"""The outlook: contacts of later dates, planned together with the grid's.

Proves, besides all rules over grid and outlook together:
1. `slot`: no contact of the outlook lies on the grid's date or before it, or beyond the days that run.json names;
2. `objective`: run.json's worth of the horizon is the sum of the values of grid and outlook, a contact so many days
   ahead counting for (1 - discount)^days of its value;
3. `bound`: its bound of the horizon is not below that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from collectplan.check.capacity import ROUNDING
from collectplan.check.findings import NONE, found, said
from collectplan.domain.strategy import Strategy
from collectplan.errors import Finding, InputError


def together(grid: pl.DataFrame, outlook: pl.DataFrame | None) -> pl.DataFrame:
    """The grid's rows and, behind them, the outlook's, with the grid's columns.

    Raises:
        InputError: the outlook lacks a column that the grid has.
    """
    if outlook is None:
        return grid
    missing = [name for name in grid.columns if name not in outlook.columns]
    if missing:
        raise InputError([Finding("outlook.csv", f"column {name} is missing", "add it") for name in missing])
    return pl.concat([grid, outlook.select(grid.columns)])


def later(rows: pl.DataFrame, run: Mapping[str, Any] | None) -> pl.DataFrame:
    """Findings: contacts of the outlook that are of no later date, or of one beyond the horizon."""
    today = rows.filter(~pl.col("in_outlook"))["plan_date"].max() if run is None else _date(run.get("plan_date"))
    if not isinstance(today, dt.date):
        return NONE
    after = (pl.col("plan_date") - pl.lit(today)).dt.total_days()
    days = None if run is None else run.get("days")
    is_beyond = after >= days if isinstance(days, int) else pl.lit(False)
    misplaced = rows.filter(pl.col("in_outlook") & ((after <= 0) | is_beyond))
    return found(misplaced, pl.format("The outlook has no contact on {}.", "plan_date"))


def horizon_objective(rows: pl.DataFrame, run: Mapping[str, Any], strategy: Strategy) -> pl.DataFrame:
    """Findings: a worth of the horizon that is not the weighed sum of all values."""
    claims, today = run.get("horizon"), _date(run.get("plan_date"))
    if not isinstance(claims, Mapping) or today is None:
        return NONE
    ahead = (pl.col("plan_date") - pl.lit(today)).dt.total_days().cast(pl.Float64)
    counted = pl.col("value") * pl.lit(1 - strategy.horizon.discount).pow(ahead)
    total, claimed = float(rows.select(counted.sum()).item()), claims.get("objective")
    if isinstance(claimed, int | float) and abs(total - claimed) <= ROUNDING * max(1.0, abs(total)):
        return NONE
    return said(f"run.json claims {claimed} for the horizon, grid and outlook count for {total:.6f}.")


def horizon_bound(run: Mapping[str, Any]) -> pl.DataFrame:
    """Findings: a bound of the horizon below its worth."""
    claims = run.get("horizon")
    if not isinstance(claims, Mapping):
        return NONE
    limit, claimed = claims.get("bound"), claims.get("objective")
    if isinstance(limit, int | float) and isinstance(claimed, int | float) and limit >= claimed - 1e-9 * abs(claimed):
        return NONE
    return said(f"run.json claims a bound of {limit} for the horizon, worth {claimed}.")


def _date(text: Any) -> dt.date | None:
    """None where it is no date."""
    read: dt.date | None = pl.Series([str(text)]).str.to_date("%Y-%m-%d", strict=False).item()
    return read
