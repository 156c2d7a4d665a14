"""The answer in the words of the day: contacts, resources, and the best candidate passed over for each customer."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.domain.stages import Permitted, Solution, Valued
from collectplan.optimise.expand import FLOORS, Expanded
from collectplan.optimise.numbers import marked
from collectplan.optimise.passed import passed_over
from collectplan.optimise.problem import Candidates, Floats
from collectplan.optimise.search import Answer


def report(
    expanded: Expanded,
    answer: Answer,
    permitted: Permitted,
    valued: Valued,
    solver: str,
    threads: int,
    *,
    with_passed: bool = True,
) -> Solution:
    """The solution of the planned dates, with frames sorted as `Solution` says; or without what was passed over."""
    problem = expanded.problem
    passed, reduced = np.zeros(0, np.int64), np.zeros(0)
    if with_passed:
        marks = expanded.with_twins(answer.chosen)
        passed, reduced = passed_over(problem, marks, answer.prices, expanded.num_today, threads)
    return Solution(
        _contacts(expanded, problem.look_up(marked(answer.chosen)), permitted, valued),
        _resources(expanded, answer.use, answer.prices),
        _passed(expanded, problem.look_up(passed), reduced, valued),
        answer.objective, answer.bound, answer.termination, answer.limit, solver, expanded.num_candidates,
    )  # fmt: skip


def _places(expanded: Expanded, some: Candidates, valued: Valued) -> dict[str, pl.Series]:
    """Customer, date, channel, slot, group, value, minutes and reach of candidates."""
    problem, slot, date = expanded.problem, expanded.slot[some.option], expanded.date[some.option]
    reach = valued.reach[valued.pairs["profile"].to_numpy()[some.pair], np.maximum(slot, 0)]
    # What a later contact is worth when its day comes, which is more than it counts for today.
    whole = (reach * problem.gain[some.pair] - problem.cost[some.option]) / expanded.weight[date]
    value = np.where(date == 0, some.value, np.round(whole, 6))
    return {
        "customer": pl.Series(valued.pairs["customer"].to_numpy()[some.pair], dtype=pl.Int32),
        "date": pl.Series(date, dtype=pl.Int16),
        "channel": pl.Series(expanded.channel[some.option], dtype=pl.Int16),
        "slot": pl.Series(slot, dtype=pl.Int32),
        "group": pl.Series(expanded.group[some.option], dtype=pl.Int32),
        "value": pl.Series(value, dtype=pl.Float64),
        "minutes": pl.Series(some.minutes, dtype=pl.Float64),
        "reach": pl.Series(reach, dtype=pl.Float64),
    }


def _contacts(expanded: Expanded, held: Candidates, permitted: Permitted, valued: Valued) -> pl.DataFrame:
    lead = permitted.pairs["lead"].to_numpy()[held.pair]
    frame = pl.DataFrame({**_places(expanded, held, valued), "lead": pl.Series(lead, dtype=pl.Int32)})
    names = ("customer", "date", "channel", "slot", "group", "lead", "reach", "minutes", "value")
    return frame.select(names).sort("customer", "date", "channel", "slot", "group")


def _resources(expanded: Expanded, used: Floats, prices: Floats) -> pl.DataFrame:
    resources = expanded.resources
    return pl.DataFrame({
        "kind": pl.Series([r.kind for r in resources], dtype=pl.String),
        "resource": pl.Series([r.name for r in resources], dtype=pl.String),
        "date": pl.Series([r.date for r in resources], dtype=pl.Int16),
        "slot": pl.Series([r.slot for r in resources], dtype=pl.Int32),
        "capacity": pl.Series([r.capacity for r in resources], dtype=pl.Float64),
        "used": pl.Series(np.where([r.kind in FLOORS for r in resources], -used, used), dtype=pl.Float64),
        "shadow_price": pl.Series(prices, dtype=pl.Float64),
        "unit": pl.Series([r.unit for r in resources], dtype=pl.String),
    })  # fmt: skip


def _passed(expanded: Expanded, best: Candidates, reduced: Floats, valued: Valued) -> pl.DataFrame:
    """For each customer the candidate of greatest reduced value that the plan does not hold; ties: the lower one."""
    price = pl.Series(best.value - reduced, dtype=pl.Float64)
    frame = pl.DataFrame({**_places(expanded, best, valued), "price": price.clip(lower_bound=0.0)})
    return frame.select("customer", "channel", "slot", "group", "value", "minutes", "reach", "price").sort("customer")
