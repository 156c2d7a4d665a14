"""Rules of kind pool.

Proves:
1. in no span of `hours` that contains a planned contact of the rule are there attempts on its channels to more
   than `max` different customers, history of everybody and plan together;
2. of done contacts, the one with which a customer enters a span that is too full is at fault;
3. two starts lie in one span when they are less than `hours` apart. Untimed contacts have no instant and are in none.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from collectplan.check.evidence import Evidence, on_past_channels
from collectplan.check.findings import NONE, found, found_elsewhere, worded
from collectplan.check.history import attempted
from collectplan.domain.strategy import PoolRule


def pool(rule: PoolRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one pool: one for each instant at which a span that is too full ends."""
    planned = evidence.bound(rule).filter(pl.col("start_at").is_not_null())
    if planned.is_empty():
        return NONE
    span = dt.timedelta(hours=rule.hours)
    starts = planned["start_at"].unique().sort()
    past = on_past_channels(evidence.history, rule).filter(attempted(rule)).select("customer_id", "at")
    near = past.filter((pl.col("at") > starts[0] - span) & (pl.col("at") < starts[-1] + span))
    items = pl.concat([near, planned.select("customer_id", at="start_at")]).unique()
    ends = customers_by_end(items, span)
    # A span that ends at `at` contains a planned contact when the last one by then is near enough.
    last_start = ends.join_asof(starts.to_frame("start").with_columns(last="start"), left_on="at", right_on="start")
    full = last_start.filter((pl.col("customers") > rule.max) & (pl.col("at") - pl.col("last") < span))
    if evidence.is_done:
        return _newcomers(rule, planned, items, full)
    what = worded(f"{{}} customers in the {rule.hours:g} hours to {{}}, at most {rule.max}.", "customers", _iso("at"))
    return found_elsewhere(full, what)


def _newcomers(rule: PoolRule, done: pl.DataFrame, items: pl.DataFrame, full: pl.DataFrame) -> pl.DataFrame:
    """Findings of done contacts: those with which a customer entered a span that is too full."""
    ordered = items.sort("customer_id", "at").with_columns(
        since=pl.col("at") - pl.col("at").shift(1).over("customer_id")
    )
    entered = ordered.filter((pl.col("since") >= dt.timedelta(hours=rule.hours)).fill_null(True))
    surplus = done.join(full.select("customers", start_at="at"), on="start_at")
    surplus = surplus.join(entered.select("customer_id", start_at="at"), on=["customer_id", "start_at"], how="semi")
    what = worded(
        f"The {{}} reaches the {{}}th customer in {rule.hours:g} hours, at most {rule.max}.", "channel", "customers"
    )
    return found(surplus, what)


def _iso(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%Y-%m-%dT%H:%MZ")


def customers_by_end(items: pl.DataFrame, span: dt.timedelta) -> pl.DataFrame:
    """`at, customers`: different customers in the span that ends at each instant, by two pointers over instants."""
    items = items.with_columns(code=pl.col("customer_id").rank("dense").cast(pl.Int64) - 1).sort("at", "code")
    codes = items["code"].to_numpy()
    blocks = items.group_by("at", maintain_order=True).agg(pl.len())
    instants, edges = blocks["at"].to_list(), np.cumsum([0, *blocks["len"]])
    inside = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    customers, first, sizes = 0, 0, []
    for end, at in enumerate(instants):
        entering = codes[edges[end] : edges[end + 1]]
        customers += int(np.count_nonzero(inside[entering] == 0))
        inside[entering] += 1
        while at - instants[first] >= span:
            leaving = codes[edges[first] : edges[first + 1]]
            inside[leaving] -= 1
            customers -= int(np.count_nonzero(inside[leaving] == 0))
            first += 1
        sizes.append(customers)
    return pl.DataFrame({"at": blocks["at"], "customers": sizes})
