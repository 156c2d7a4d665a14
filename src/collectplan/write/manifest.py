"""run.json: what went into a run and what came out of it, enough to replay and to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from collectplan import __version__
from collectplan.domain.stages import Day, LoadedStrategy, Solution
from collectplan.domain.tables import Inputs, RawTable


def manifest(
    loaded: LoadedStrategy,
    tables: Mapping[str, RawTable | None],
    inputs: Inputs,
    day: Day,
    solution: Solution,
    fates: pl.DataFrame,
) -> dict[str, Any]:
    """Build run.json but for the seconds by stage and the peak memory, which are known last.

    File names are left out: they would make the bytes depend on where the inputs lie.
    """
    return {
        "schema_version": 1,
        "version": __version__,
        "plan_date": day.date.isoformat(),
        "timezone": day.zone,
        "currency": loaded.strategy.currency,
        "strategy": {"name": loaded.strategy.name, "sha256": loaded.source.sha256},
        "inputs": {
            name: {"sha256": raw.sha256, "records": raw.num_records} if raw else None for name, raw in tables.items()
        },
        "model": None,
        "accounts": fates.height,
        "customers": inputs.portfolio["customer_id"].n_unique(),
        "contacts": solution.contacts.height,
        "candidates": solution.candidates,
        "fates": _counts(fates, "fate"),
        "reasons": {fate: _counts(part, "reason") for fate, part in _parts(fates)},
        "rejects": inputs.rejects.height,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "termination": solution.termination,
        "limit": solution.limit,
        "solver": solution.solver,
    }


def _counts(frame: pl.DataFrame, column: str) -> dict[str, int]:
    counts = frame.group_by(column).len().sort(column)
    return dict(zip(counts[column].to_list(), counts["len"].to_list(), strict=True))


def _parts(fates: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    return [(fate, fates.filter(pl.col("fate") == fate)) for fate in sorted(fates["fate"].unique().to_list())]
