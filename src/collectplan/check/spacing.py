"""Rules of kind spacing.

Proves, for every planned contact that the rule binds, against the attempts of the history and the other bound
contacts of the same customer, lead account or address, before and after it:
1. `days`: local dates differ by at least so many days;
2. `hours`: starts lie at least so many hours apart; untimed contacts are free of it.
"""

from __future__ import annotations

import polars as pl

from collectplan.check.evidence import Evidence, around, keyed, on_channels, past_of
from collectplan.check.findings import found, worded
from collectplan.domain.strategy import SpacingRule


def spacing(rule: SpacingRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one spacing rule."""
    bound = keyed(evidence.bound(rule), rule.per)
    near = around(on_channels(evidence.history, rule.channels), bound, max(rule.days or 0, (rule.hours or 0) / 24))
    attempts = near.filter("is_attempt")
    past = past_of(bound, attempts, rule.per).select("key", "zone", other_at="at", other_date="date")
    plan = bound.select("key", other_row="row", other_at="start_at", other_date="date")
    columns = ["row", "customer_id", "channel", "date", "start_at", "other_at", "other_date"]
    pairs = pl.concat(
        [
            bound.join(past, on=["key", "zone"]).select(columns),
            bound.join(plan, on="key").filter(pl.col("row") != pl.col("other_row")).select(columns),
        ]
    )
    breaches = (
        pairs.filter(_is_near(rule))
        .sort("row", "other_date", "other_at")
        .unique("row", keep="first", maintain_order=True)
    )
    apart = " and ".join(f"{n:g} {unit}" for n, unit in ((rule.days, "days"), (rule.hours, "hours")) if n is not None)
    what = worded(
        f"The {{}} on {{}} lies less than {apart} from another contact on {{}}.", "channel", "date", "other_date"
    )
    return found(breaches, what)


def _is_near(rule: SpacingRule) -> pl.Expr:
    near = pl.lit(False)
    if rule.days is not None:
        near |= (pl.col("date") - pl.col("other_date")).abs() < pl.duration(days=rule.days)
    if rule.hours is not None:
        seconds = (pl.col("start_at") - pl.col("other_at")).dt.total_microseconds().abs() / 1e6
        near |= (seconds < rule.hours * 3600).fill_null(False)
    return near
