"""What contacts are worth and take, and what the plan claims to be worth.

Proves:
1. `minutes`: an agent's contact takes the minutes that its reach says; any other contact takes none;
2. `value`, where no model was used: reach is the strategy's prior at that hour, and value = reach x pays x lift x
   amount x weight - cost, lift being that of paydays, amount the past_due of the customer's accounts that neither a
   stop reason nor a hold suppresses on that date;
3. `objective`: run.json's objective is the sum of the grid's values;
4. `bound`: run.json's bound is not below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from collectplan.check.capacity import ROUNDING, call_minutes
from collectplan.check.evidence import Evidence
from collectplan.check.findings import NONE, found, said, worded
from collectplan.check.paydays import payday_lift
from collectplan.check.segments import treatment_of
from collectplan.check.treatment import led_by_segment
from collectplan.domain.clock import minutes_of
from collectplan.domain.strategy import Prior, Strategy

#: The grid shows minutes with four decimals.
MINUTES_SHOWN = 1e-4


def minutes(rows: pl.DataFrame, strategy: Strategy) -> pl.DataFrame:
    """Findings: rows whose minutes do not follow from their reach."""
    due = rows.with_columns(due=call_minutes(strategy.channels))
    staffed = [name for name, channel in strategy.channels.items() if channel.agents]
    on_agents = pl.col("channel").is_in(staffed)
    # Null where a message says nothing of minutes, which is no finding.
    idle = ~on_agents & (pl.col("minutes") == 0)
    is_due = (pl.col("minutes") - pl.col("due")).abs() <= MINUTES_SHOWN
    apart = due.filter(~idle & ~is_due.fill_null(False))
    what = worded("The contact on {} takes {} minutes by its reach.", "channel", pl.col("due").round(6).fill_null(0.0))
    return found(apart, what)


def value(evidence: Evidence) -> pl.DataFrame:
    """Findings: contacts whose reach or value does not follow from the priors."""
    priced = _priced(evidence).with_columns(
        due=pl.col("reach") * pl.col("pays") * pl.col("lift") * pl.col("amount") * pl.col("weight") - pl.col("cost")
    )
    is_reach = _is_close("reach", "prior").fill_null(False)
    is_value = _is_close("value", "due").fill_null(False)
    reached = priced.filter(~is_reach)
    worth = priced.filter(is_reach & ~is_value)
    return pl.concat(
        [
            found(reached, worded("The prior of {} at this hour is a reach of {}.", "channel", "prior")),
            found(worth, worded("The contact on {} is worth {}.", "channel", pl.col("due").round(6))),
        ]
    )


def objective(rows: pl.DataFrame, run: Mapping[str, Any]) -> pl.DataFrame:
    """Findings: an objective that is not the sum of the values."""
    total = float(rows.filter(~pl.col("in_outlook"))["value"].sum())
    claimed = _number(run.get("objective"))
    if claimed is not None and abs(total - claimed) <= ROUNDING * max(1.0, abs(total)):
        return NONE
    return said(f"run.json claims an objective of {claimed}, the grid's values add up to {total:.6f}.")


def bound(run: Mapping[str, Any]) -> pl.DataFrame:
    """Findings: a bound below the objective."""
    limit, claimed = _number(run.get("bound")), _number(run.get("objective"))
    if limit is not None and claimed is not None and limit >= claimed - 1e-9 * abs(claimed):
        return NONE
    return said(f"run.json claims a bound of {limit}, and an objective of {claimed}.")


def _number(claimed: Any) -> float | None:
    return float(claimed) if isinstance(claimed, int | float) and not isinstance(claimed, bool) else None


def _is_close(column: str, due: str) -> pl.Expr:
    return (pl.col(column) - pl.col(due)).abs() <= ROUNDING * pl.max_horizontal(pl.lit(1.0), pl.col(due).abs())


def _priced(evidence: Evidence) -> pl.DataFrame:
    """Contacts with `prior, pays, lift, cost, weight, amount`."""
    strategy, led = evidence.strategy, led_by_segment(evidence)
    led = led.with_columns(payday_lift(led, evidence).alias("lift"))
    weights = {segment: chosen.weight for segment, chosen in treatment_of(led["lead_segment"], strategy).items()}
    pays = {name: strategy.priors[name].pays if name in strategy.priors else 0.0 for name in strategy.channels}
    costs = {name: channel.cost for name, channel in strategy.channels.items()}
    return led.with_columns(
        pays=pl.col("channel").replace_strict(pays, return_dtype=pl.Float64),
        cost=pl.col("channel").replace_strict(costs, return_dtype=pl.Float64),
        weight=pl.col("lead_segment").replace_strict(weights, default=None, return_dtype=pl.Float64),
        prior=_prior_reach(strategy),
        amount=_amounts(evidence),
    )


def _prior_reach(strategy: Strategy) -> pl.Expr:
    reach = pl.lit(0.0)
    for name, prior in strategy.priors.items():
        reach = pl.when(pl.col("channel") == name).then(_by_hour(prior)).otherwise(reach)
    return reach


def _by_hour(prior: Prior) -> pl.Expr:
    if not isinstance(prior.reach, Mapping):
        return pl.lit(prior.reach, pl.Float64)
    steps = sorted((minutes_of(hour), share) for hour, share in prior.reach.items())
    reach = pl.lit(steps[0][1])
    for hour, share in steps[1:]:
        reach = pl.when(pl.col("start") >= hour).then(share).otherwise(reach)
    return reach


def _amounts(evidence: Evidence) -> pl.Series:
    """What each contact's customer owes on the contact's date."""
    contacts = evidence.contacts.select("customer", "plan_date")
    free = evidence.accounts.filter(pl.col("flaw").is_null() & pl.col("stop_reason").is_null())
    amount = np.zeros(contacts.height)
    for date in contacts["plan_date"].unique().sort():
        counts = free.filter(pl.col("hold_until").is_null() | (pl.col("hold_until") < date))
        planned = (contacts["plan_date"] == date).to_numpy()
        customer = contacts["customer"].to_numpy()[planned]
        owed = np.bincount(counts["customer"], weights=counts["past_due"], minlength=int(customer.max()) + 1)
        amount[planned] = owed[customer]
    return pl.Series(amount, dtype=pl.Float64)
