"""The answer in the words of the day: contacts, resources, and the best candidate passed over for each customer."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.domain.stages import Permitted, Solution, Valued
from collectplan.optimise.expand import Expanded
from collectplan.optimise.problem import Bools, Floats, Ints, Longs
from collectplan.optimise.search import Answer


def report(expanded: Expanded, answer: Answer, permitted: Permitted, valued: Valued, solver: str) -> Solution:
    """The solution of a day, with frames sorted as `Solution` says."""
    return Solution(
        _contacts(expanded, np.flatnonzero(answer.chosen), permitted, valued),
        _resources(expanded, answer.use, answer.prices),
        _passed(expanded, answer, valued),
        answer.objective, answer.bound, answer.termination, answer.limit, solver, expanded.problem.num_candidates,
    )  # fmt: skip


def _places(expanded: Expanded, rows: Longs, valued: Valued) -> dict[str, pl.Series]:
    """Customer, channel, slot, group, value, minutes and reach of candidates."""
    problem = expanded.problem
    option, pair = problem.option[rows], expanded.pair[rows]
    slot = expanded.slot[option]
    profile = valued.pairs["profile"].to_numpy()[pair]
    return {
        "customer": pl.Series(valued.pairs["customer"].to_numpy()[pair], dtype=pl.Int32),
        "channel": pl.Series(expanded.channel[option], dtype=pl.Int16),
        "slot": pl.Series(slot, dtype=pl.Int32),
        "group": pl.Series(expanded.group[option], dtype=pl.Int32),
        "value": pl.Series(problem.value[rows], dtype=pl.Float64),
        "minutes": pl.Series(problem.minutes[rows], dtype=pl.Float64),
        "reach": pl.Series(valued.reach[profile, np.maximum(slot, 0)], dtype=pl.Float64),
    }


def _contacts(expanded: Expanded, rows: Longs, permitted: Permitted, valued: Valued) -> pl.DataFrame:
    lead = permitted.pairs["lead"].to_numpy()[expanded.pair[rows]]
    frame = pl.DataFrame({**_places(expanded, rows, valued), "lead": pl.Series(lead, dtype=pl.Int32)})
    names = ("customer", "channel", "slot", "group", "lead", "reach", "minutes", "value")
    return frame.select(names).sort("customer", "channel", "slot", "group")


def _resources(expanded: Expanded, used: Floats, prices: Floats) -> pl.DataFrame:
    resources = expanded.resources
    return pl.DataFrame({
        "kind": pl.Series([r.kind for r in resources], dtype=pl.String),
        "resource": pl.Series([r.name for r in resources], dtype=pl.String),
        "slot": pl.Series([r.slot for r in resources], dtype=pl.Int32),
        "capacity": pl.Series([r.capacity for r in resources], dtype=pl.Float64),
        "used": pl.Series(used, dtype=pl.Float64),
        "shadow_price": pl.Series(prices, dtype=pl.Float64),
        "unit": pl.Series([r.unit for r in resources], dtype=pl.String),
    })  # fmt: skip


def _passed(expanded: Expanded, answer: Answer, valued: Valued) -> pl.DataFrame:
    """For each customer the candidate of greatest reduced value that the plan does not hold; ties: the lower option."""
    problem = expanded.problem
    reduced = answer.reduced
    left = np.flatnonzero(answer.chosen == 0)
    customer = problem.customers()[left]
    order = np.lexsort((problem.option[left], -reduced[left], customer))
    rows = left[order][_is_first(customer[order])]
    price = pl.Series(problem.value[rows] - reduced[rows], dtype=pl.Float64)
    frame = pl.DataFrame({**_places(expanded, rows, valued), "price": price.clip(lower_bound=0.0)})
    return frame.select("customer", "channel", "slot", "group", "value", "minutes", "reach", "price").sort("customer")


def _is_first(sorted_values: Ints) -> Bools:
    """Whether each differs from the one before."""
    first = np.ones(len(sorted_values), bool)
    first[1:] = sorted_values[1:] != sorted_values[:-1]
    return first
