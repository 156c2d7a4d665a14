"""The heat map of a grid as data: contacts and use of capacity, by agent group or channel, and hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from collectplan.domain.clock import hhmm, minutes_of
from collectplan.domain.tally import Tally


@dataclass(frozen=True)
class Cell:
    """One row's contacts in one column.

    Attributes:
        contacts: planned. use: share of the capacity that is used, 0..1; None where no capacity is set.
    """

    contacts: int
    use: float | None


@dataclass(frozen=True)
class HeatRow:
    """A channel, or a group of agents on a channel: its cells by hour, and the whole day."""

    name: str
    cells: tuple[Cell, ...]
    day: Cell


@dataclass(frozen=True)
class HeatMap:
    """Columns are named by the hour at which they begin; `merged` slots each."""

    columns: tuple[str, ...]
    merged: int
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True)
class _Source:
    """What a row is made of: contacts of a channel (and group) by start, and the resource that limits them."""

    name: str
    contacts: pl.DataFrame
    resource: str


class _Limit(NamedTuple):
    """A line of capacity.csv."""

    start: str
    capacity: float
    used: float


def heat_map(tally: Tally, capacity: pl.DataFrame, max_columns: int) -> HeatMap:
    """Count a grid's contacts by hour.

    Rows are agent groups (a group on two channels has two), then channels with hours, then channels without.

    Args:
        tally: of grid.csv.
        capacity: capacity.csv as text.
        max_columns: more slots than that are merged, so that there are at most so many columns.
    """
    counted = tally.counts
    starts = sorted({*counted["start"].to_list(), *capacity["start"].to_list()} - {""})
    merged = -(-len(starts) // max_columns) if starts else 1
    columns = tuple(starts[i : i + merged] for i in range(0, len(starts), merged))
    rows = tuple(_row(source, capacity, columns) for source in _sources(counted, capacity))
    return HeatMap(tuple(_column_name(part[0], starts) for part in columns), merged, rows)


def _sources(counted: pl.DataFrame, capacity: pl.DataFrame) -> list[_Source]:
    pairs = counted.select("channel", "agent_group").unique().sort("channel", "agent_group").rows()
    groups = [(channel, group) for channel, group in pairs if group]
    idle = {r.removeprefix("agent_minutes:") for r in capacity["resource"].to_list() if r.startswith("agent_minutes:")}
    names = sorted({group for _, group in groups} | idle)
    sources = []
    for name in names:
        channels = [channel for channel, group in groups if group == name]
        for channel in channels or [""]:
            part = counted.filter((pl.col("channel") == channel) & (pl.col("agent_group") == name))
            title = f"{channel} {name}" if len({c for c, _ in groups}) > 1 else name
            sources.append(_Source(title, part, f"agent_minutes:{name}"))
    plain = {channel for channel, group in pairs if not group}
    limited = {r.split(":", 1)[1] for r in capacity["resource"].to_list() if r.startswith(("per_slot:", "per_day:"))}
    timeless = {c for c in plain if (counted.filter(pl.col("channel") == c)["start"] == "").all()}
    for channel in sorted(plain | (limited - {c for c, _ in groups}), key=lambda c: (c in timeless, c)):
        resource = f"per_slot:{channel}"
        if not (capacity["resource"] == resource).any():
            resource = f"per_day:{channel}"
        sources.append(_Source(channel, counted.filter(pl.col("channel") == channel), resource))
    return sources


def _row(source: _Source, capacity: pl.DataFrame, columns: Sequence[Sequence[str]]) -> HeatRow:
    contacts = dict(source.contacts.group_by("start").agg(pl.col("contacts").sum()).iter_rows())
    limits = _limits(capacity, source.resource)
    cells = tuple(
        Cell(
            sum(contacts.get(start, 0) for start in part),
            _use([limit for limit in limits if limit.start in part]),
        )
        for part in columns
    )
    per_day = _limits(capacity, source.resource.replace("per_slot:", "per_day:"))
    day = _use(per_day) if per_day and source.resource.startswith("per_") else _use(limits)
    return HeatRow(source.name, cells, Cell(sum(contacts.values()), day))


def _limits(capacity: pl.DataFrame, resource: str) -> list[_Limit]:
    lines = capacity.filter(pl.col("resource") == resource).select("start", "capacity", "used")
    return [_Limit(start, float(most), float(used)) for start, most, used in lines.iter_rows()]


def _use(limits: Sequence[_Limit]) -> float | None:
    """Share of some capacities that is used; None where there are none."""
    total = float(np.sum([limit.capacity for limit in limits]))
    used = float(np.sum([limit.used for limit in limits]))
    return used / total if total > 0 else None


def _column_name(start: str, starts: Sequence[str]) -> str:
    """The hour alone where every slot begins on the hour."""
    return start[:2] if all(minutes_of(s) % 60 == 0 for s in starts) else hhmm(minutes_of(start))
