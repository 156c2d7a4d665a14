"""Rules of kind pool, which count over many customers: how many they were, and nobody's name.

What a pool forbids hangs on everybody, so that no contact of one customer can be tried against it: the fullest span is
told that holds a contact of the customer on the date, else the fullest of the date.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from collectplan.check import contacts
from collectplan.check.done import not_in_log, read_log
from collectplan.check.evidence import Evidence, on_past_channels
from collectplan.check.history import SCHEMA, attempted
from collectplan.check.pool import customers_by_end
from collectplan.domain.rule_words import says
from collectplan.domain.strategy import PoolRule, Strategy
from collectplan.domain.tables import RawTable
from collectplan.packet.own import Own
from collectplan.packet.timeline import local
from collectplan.packet.words import LANGUAGES

#: Ways in which a customer is counted, each before those after it.
_WAYS = ("counted", "done", "planned")


def pools_of(
    own: Own,
    strategy: Strategy,
    tables: tuple[RawTable | None, RawTable | None, pl.DataFrame | None],
    date: dt.date,
    zone: str,
) -> list[dict[str, Any]]:
    """One mapping a pool, in the strategy's order, as `rules.rules_of` tells other rules.

    Args:
        own: of the customer.
        strategy: with its pools.
        tables: attempts, log and grid.csv of everybody, None where there is none.
        date: of the rules.
        zone: the customer's.
    """
    rules = [rule for rule in strategy.limits.rules if isinstance(rule, PoolRule)]
    if not rules:
        return []
    attempts, log, grid = tables
    past, done = (_read(raw, own, strategy) for raw in (attempts, log))
    past = not_in_log(past, done)
    planned = _planned(grid, own, strategy)
    return [
        {
            "id": rule.id,
            "kind": rule.kind,
            "severity": rule.severity,
            "source": rule.source,
            "verified": rule.verified,
            "says": {language: says(rule, language) for language in LANGUAGES},
            "unsure": dict(rule.unsure),
            "counts": [_count(rule, _items(rule, past, done, planned.bound(rule)), own, date, zone)],
        }
        for rule in rules
    ]


def _read(raw: RawTable | None, own: Own, strategy: Strategy) -> pl.DataFrame:
    if raw is None:
        return pl.DataFrame(schema=SCHEMA | {"attempt_id": pl.String()})
    return read_log(raw, own.everybody, strategy).rows


def _planned(grid: pl.DataFrame | None, own: Own, strategy: Strategy) -> Evidence:
    """Everybody's planned contacts."""
    written = own.grid.clear() if grid is None else grid
    rows = contacts.placed(contacts.sheet(written, strategy), own.everybody)
    led = contacts.contacts(rows, own.everybody, strategy)
    return Evidence(strategy, own.book, own.everybody, rows, led, pl.DataFrame(schema=SCHEMA))


def _items(rule: PoolRule, past: pl.DataFrame, done: pl.DataFrame, planned: pl.DataFrame) -> pl.DataFrame:
    """`customer_id, at, way`: everything that the pool counts."""
    made = (
        on_past_channels(rows, rule).filter(attempted(rule)).select("customer_id", "at", way=pl.lit(way))
        for way, rows in (("counted", past), ("done", done))
    )
    timed = planned.filter(pl.col("start_at").is_not_null())
    return pl.concat([*made, timed.select("customer_id", at="start_at", way=pl.lit("planned"))])


def _count(rule: PoolRule, items: pl.DataFrame, own: Own, date: dt.date, zone: str) -> dict[str, Any]:
    span = dt.timedelta(hours=rule.hours)
    own_date = pl.col("at").dt.convert_time_zone(zone).dt.date() == date
    on_date = items.filter(own_date)
    mine = on_date.filter(pl.col("customer_id") == own.customer_id)
    asked = (mine if mine.height else on_date)["at"]
    told = {"per": None, "max": rule.max, "what": "customers", **dict.fromkeys(_WAYS, 0)}
    if asked.is_empty():
        return told | {"first": date.isoformat(), "last": date.isoformat()}
    first, last = asked.sort()[0], asked.sort()[-1]
    near = items.filter((pl.col("at") > first - span) & (pl.col("at") < last + span))
    ends = customers_by_end(near.select("customer_id", "at").unique(), span)
    holding = ends.join_asof(
        asked.unique().sort().to_frame("asked").with_columns(last="asked"), left_on="at", right_on="asked"
    ).filter((pl.col("at") - pl.col("last") < span).fill_null(False))
    end = holding.sort("customers", "at", descending=[True, False])["at"][0]
    inside = near.filter((pl.col("at") > end - span) & (pl.col("at") <= end))
    seen: set[str] = set()
    for way in _WAYS:
        customers = set(inside.filter(pl.col("way") == way)["customer_id"])
        told[way] = len(customers - seen)
        seen |= customers
    return told | {"first": local(end - span, zone), "last": local(end, zone)}
