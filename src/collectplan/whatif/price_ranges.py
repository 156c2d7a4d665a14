"""The verb: how far the shadow prices of an earlier run hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from collectplan import pipeline
from collectplan.domain.clock import hhmm, minutes_of
from collectplan.domain.edge import Edge
from collectplan.domain.stages import Day
from collectplan.errors import UsageError
from collectplan.read.strategy_words import one_of
from collectplan.whatif.earlier import Earlier
from collectplan.whatif.ranges import KINDS, Asked, ranges_of
from collectplan.whatif.reopen import Changes, reopen

#: What stands for every capacity.
ALL = "all"


@dataclass(frozen=True)
class PriceRange:
    """A capacity, its price, and the span of the capacity in which the price holds; to None: without end."""

    resource: str
    start: str
    unit: str
    capacity: float
    used: float
    shadow_price: float
    holds_from: float
    holds_to: float | None


@dataclass(frozen=True)
class PriceRanges:
    """The spans that were asked for, by start and resource."""

    date: str
    currency: str
    ranges: tuple[PriceRange, ...]
    seconds: float


def as_dict(found: PriceRanges) -> dict[str, Any]:
    """Return it as plain dicts and lists, for JSON."""
    return asdict(found)


def price_ranges(earlier: Earlier, wanted: Sequence[str], edge: Edge) -> PriceRanges:
    """Solve an earlier run again for the spans in which its shadow prices hold.

    Args:
        earlier: the run.
        wanted: `all`, or names as in capacity.csv, shortened and with an hour: `agent_minutes`,
            `agent_minutes:general`, `per_slot:sms@10:00`.
        edge: the outside.

    Raises:
        UsageError: no capacity is called so.
        StrategyError, InputError: a file has changed, or is wrong.
    """
    began = edge.clock()
    rows = earlier.capacity.filter(pl.col("date") == earlier.run["plan_date"])
    rows = rows.filter(pl.col("resource").str.split(":").list.first().is_in(KINDS))
    keys = [key for key in rows.select("resource", "start").iter_rows() if any(_is_meant(key, w) for w in wanted)]
    for each in wanted:
        if not any(_is_meant(key, each) for key in keys):
            known = rows["resource"].unique().sort().to_list()
            raise UsageError(f"--ranges {each}: no capacity is called so; {one_of(each.partition('@')[0], known)}")
    reopened = reopen(earlier, Changes(), pipeline.Watch(edge), edge)
    resources = _resources(rows, reopened.prepared.day)
    names = {_key(resource, start, reopened.prepared.day): (resource, start) for resource, start in keys}
    asked = Asked(reopened.prepared, resources, earlier.seed, reopened.added)
    found = ranges_of(asked, lambda kind, name, slot: (kind, name, slot) in names, edge)
    spans = {names[key]: span for key, span in found.items()}
    listed = [
        PriceRange(
            row["resource"], row["start"], row["unit"], float(row["capacity"]), float(row["used"]),
            float(row["shadow_price"]), *spans[row["resource"], row["start"]],
        )
        for row in rows.iter_rows(named=True)
        if (row["resource"], row["start"]) in spans
    ]  # fmt: skip
    currency = str(earlier.run.get("currency", ""))
    return PriceRanges(earlier.date.isoformat(), currency, tuple(listed), round(edge.clock() - began, 3))


def _is_meant(key: tuple[str, str], wanted: str) -> bool:
    resource, start = key
    name, _, hour = wanted.partition("@")
    is_named = name in (ALL, resource, resource.partition(":")[0])
    return is_named and hour in ("", start)


def _key(resource: str, start: str, day: Day) -> tuple[str, str, int]:
    """(kind, name, slot) of a row of capacity.csv."""
    kind, _, name = resource.partition(":")
    slots = [hhmm(slot.start) for slot in day.slots[: day.slots_a_date]]
    return kind, name or kind, slots.index(hhmm(minutes_of(start))) if start else -1


def _resources(rows: pl.DataFrame, day: Day) -> pl.DataFrame:
    """Rows of capacity.csv as `Solution.resources`."""
    keys = [_key(resource, start, day) for resource, start in rows.select("resource", "start").iter_rows()]
    return rows.select(
        pl.Series("kind", [kind for kind, _, _ in keys], dtype=pl.String),
        pl.Series("slot", [slot for _, _, slot in keys], dtype=pl.Int32),
        *(pl.col(name).cast(pl.Float64) for name in ("capacity", "used", "shadow_price")),
        resource=pl.Series([name for _, name, _ in keys], dtype=pl.String),
        date=pl.lit(0),
    )
