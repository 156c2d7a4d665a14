"""run.json: what went into a run and what came out of it, enough to replay and to judge it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from collectplan import __version__
from collectplan.domain.day import weights_of
from collectplan.domain.stages import Day, LoadedStrategy, Solution
from collectplan.domain.tables import Inputs, Table


def manifest(
    loaded: LoadedStrategy,
    tables: Mapping[str, Table | None],
    inputs: Inputs,
    day: Day,
    solution: Solution,
    fates: Mapping[tuple[str, str], int],
    targets: Sequence[Mapping[str, Any]] = (),
    obligations: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Build run.json but for the seconds by stage and the peak memory, which are known last.

    File names are left to `again`: they make the bytes depend on where the inputs lie.

    Args:
        loaded: the strategy.
        tables: as read, by name.
        inputs: as understood.
        day: the planned dates.
        solution: the plan.
        fates: accounts by (fate, reason).
        targets: what is told of them.
        obligations: what is told of them.
    """
    reasons = _reasons(fates)
    of_horizon, value = horizon(solution, day, weights_of(loaded.strategy, day).tolist())
    return {
        "schema_version": 1,
        "version": __version__,
        "plan_date": day.date.isoformat(),
        "timezone": day.zone,
        "currency": loaded.strategy.currency,
        "strategy": {"name": loaded.strategy.name, "sha256": loaded.source.sha256},
        "inputs": {
            name: {"sha256": raw.sha256, "records": raw.num_records} if raw else None for name, raw in tables.items()
        }
        | {f"packs/{name}.yaml": {"sha256": sha256} for name, sha256 in sorted(loaded.source.packs.items())},
        "model": None,
        "accounts": sum(fates.values()),
        "customers": _num_different(inputs.portfolio["customer_id"]),
        **of_horizon,
        "contacts": solution.contacts.filter(pl.col("date") == 0).height,
        "candidates": solution.candidates,
        "fates": {fate: sum(of_reason.values()) for fate, of_reason in reasons.items()},
        "targets": list(targets),
        "obligations": list(obligations),
        **({} if solution.conditions is None else {"conditions": solution.conditions.height}),
        "reasons": reasons,
        "rejects": inputs.rejects.height,
        **value,
        "termination": solution.termination,
        "limit": solution.limit,
        "solver": solution.solver,
    }


def horizon(solution: Solution, day: Day, weights: Sequence[float]) -> tuple[dict[str, Any], dict[str, float]]:
    """What run.json says of a plan of several days, nothing for one day; and objective, bound and gap.

    `objective` is the grid's worth always. Of several days the optimiser proves a bound for all of them together, later
    contacts counting for less; that less what the outlook counts for bounds every grid that goes with this outlook.
    """
    if day.num_dates == 1:
        return {}, {"objective": solution.objective, "bound": solution.bound, "gap": solution.gap}
    of_date = [solution.contacts.filter(pl.col("date") == date)["value"] for date in range(day.num_dates)]
    worth = [math.fsum(values) for values in of_date]
    counted = math.fsum(weight * total for weight, total in zip(weights[1:], worth[1:], strict=True))
    bound = max(worth[0], solution.bound - counted)
    told = {
        "days": day.num_dates,
        "horizon": {
            "objective": solution.objective,
            "bound": solution.bound,
            "gap": solution.gap,
            "weights": [round(weight, 6) for weight in weights],
        },
        "outlook": {
            "contacts": sum(map(len, of_date[1:])),
            "value": round(math.fsum(worth[1:]), 6),
            "by_date": {
                date.isoformat(): {"contacts": len(values), "value": round(total, 6)}
                for date, values, total in list(zip(day.dates, of_date, worth, strict=True))[1:]
            },
        },
    }
    return told, {"objective": worth[0], "bound": bound, "gap": (bound - worth[0]) / bound if bound > 0 else 0.0}


def _reasons(fates: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """How many accounts have each reason, by fate; both sorted."""
    counted: dict[str, dict[str, int]] = {}
    for fate, reason in sorted(fates):
        counted.setdefault(fate, {})[reason] = fates[fate, reason]
    return counted


def _num_different(ids: pl.Series) -> int:
    """How many different ones there are, of texts in order: a look at neighbours in the place of a table of all."""
    return 0 if ids.is_empty() else int(ids.rle_id()[-1]) + 1
