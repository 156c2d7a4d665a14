"""Rules of kind spacing.

Proves, for every planned contact that the rule binds, against the attempts of the history and the other bound
contacts of the same customer, lead account or address, before and after it (of done contacts: before it):
1. `days`: local dates differ by at least so many days;
2. `hours`: starts lie at least so many hours apart; untimed contacts are free of it.
"""

from __future__ import annotations

import polars as pl

from collectplan.check.evidence import Evidence, around, keyed, on_past_channels, past_of
from collectplan.check.findings import found, worded
from collectplan.check.history import attempted
from collectplan.domain.strategy import SpacingRule


def spacing(rule: SpacingRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one spacing rule."""
    bound = keyed(evidence.bound(rule), rule.per)
    near = around(on_past_channels(evidence.history, rule), bound, max(rule.days or 0, (rule.hours or 0) / 24))
    attempts = near.filter(attempted(rule))
    past = past_of(bound, attempts, rule.per).select("key", "zone", other_at="at", other_date="date", other_row="row")
    plan = bound.select("key", other_row="row", other_at="start_at", other_date="date")
    columns = ["row", "customer_id", "channel", "date", "start_at", "other_at", "other_date", "other_row"]
    before = bound.join(past, on=["key", "zone"])
    if evidence.is_done:
        # Of two done contacts that are too near each other the later one is at fault.
        earlier = (pl.col("other_at") == pl.col("start_at")) & (pl.col("other_row").fill_null(0) < pl.col("row"))
        pairs = before.filter((pl.col("other_at") < pl.col("start_at")) | earlier).select(columns)
    else:
        among = bound.join(plan, on="key").filter(pl.col("row") != pl.col("other_row"))
        pairs = pl.concat([before.select(columns), among.select(columns)])
    untimed = [name for name, channel in evidence.strategy.channels.items() if channel.untimed]
    breaches = (
        pairs.filter(_is_near(rule, bound.filter(pl.col("channel").is_in(untimed))["row"]))
        .sort("row", "other_date", "other_at")
        .unique("row", keep="first", maintain_order=True)
    )
    apart = " and ".join(f"{n:g} {unit}" for n, unit in ((rule.days, "days"), (rule.hours, "hours")) if n is not None)
    what = worded(
        f"The {{}} on {{}} lies less than {apart} from another contact on {{}}.", "channel", "date", "other_date"
    )
    return found(breaches, what)


def _is_near(rule: SpacingRule, untimed: pl.Series) -> pl.Expr:
    near = pl.lit(False)
    if rule.days is not None:
        near |= (pl.col("date") - pl.col("other_date")).abs() < pl.duration(days=rule.days)
    if rule.hours is not None:
        seconds = (pl.col("start_at") - pl.col("other_at")).dt.total_microseconds().abs() / 1e6
        is_free = pl.any_horizontal(pl.col("row", "other_row").is_in(untimed.implode()))
        near |= ~is_free.fill_null(False) & (seconds < rule.hours * 3600)
    return near
