"""What planned hours are as instants, and what the customer's own clock shows then.

A grid has few different (date, start, end, zone), so that each is worked out once with the standard library's time
zones and then joined. A wall time stands for the first instant at which the clock shows it or a later time: the
first pass of a repeated hour, and the moment of the change for an hour that is jumped over.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

#: Closing minute of a slot that ends on a later date than it began, but not at that date's midnight: inside no hours.
NEVER = 9999

_KEYS = ["plan_date", "start", "end", "zone"]
_SCHEMA: Final[dict[str, pl.DataType]] = {
    "plan_date": pl.Date(),
    "start": pl.Int32(),
    "end": pl.Int32(),
    "zone": pl.String(),
    "start_at": pl.Datetime("us", "UTC"),
    "end_at": pl.Datetime("us", "UTC"),
    "date": pl.Date(),
    "opens": pl.Int32(),
    "closes": pl.Int32(),
}


def with_clocks(contacts: pl.DataFrame, operation: str) -> pl.DataFrame:
    """Add `start_at, end_at` (UTC), `date` (the customer's own) and `opens, closes` (own minutes after midnight).

    Args:
        contacts: with `plan_date`, `start, end` (minutes on the operation's clock; null: untimed) and `zone` (the
            customer's).
        operation: the operation's time zone.

    Returns:
        The contacts, in their order. An end at the customer's midnight closes at 1440, a later one at `NEVER`. An
        untimed contact has the plan date and neither instants nor minutes.
    """
    moments = contacts.select(_KEYS).unique().sort(_KEYS)
    rows = [_moment(moment, operation) for moment in moments.iter_rows()]
    table = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return contacts.join(table, on=_KEYS, how="left", nulls_equal=True, maintain_order="left")


def on_every_clock(contacts: pl.DataFrame, zones: pl.Series) -> pl.DataFrame:
    """The contacts once for each of the zones in which their customer may live, `date, opens, closes` on its clock.

    Args:
        contacts: with what `with_clocks` adds, on the clock of the first zone.
        zones: [contacts] names, separated by blanks.

    Returns:
        All contacts as they are, and those in several zones again for each further one. A contact without `opens` has
        no hours on any clock, and its date on all.
    """
    further = contacts.with_columns(other=zones.str.split(" ").list.slice(1)).explode("other")
    if further.is_empty():
        return contacts
    parts = [
        part.with_columns(_shown(str(zone))) for (zone,), part in further.partition_by("other", as_dict=True).items()
    ]
    return pl.concat([contacts, *(part.select(contacts.columns) for part in parts)]).sort("row", maintain_order=True)


def _shown(zone: str) -> list[pl.Expr]:
    """What the clock of a zone shows at the start, and by when it shows the end: seconds begun are minutes gone."""
    start, end = (pl.col(name).dt.convert_time_zone(zone) for name in ("start_at", "end_at"))
    until = end.dt.offset_by("59s999999us").dt.truncate("1m")
    date, minute = start.dt.date(), start.dt.hour().cast(pl.Int32) * 60 + start.dt.minute()
    last = until.dt.hour().cast(pl.Int32) * 60 + until.dt.minute()
    nights = (until.dt.date() - date).dt.total_days()
    midnight = pl.when((nights == 1) & (last == 0)).then(24 * 60).otherwise(NEVER)
    closes = pl.when(nights == 0).then(last).otherwise(midnight).cast(pl.Int32)
    has_hours = pl.col("opens").is_not_null()
    return [
        pl.when(has_hours).then(date).otherwise("date").alias("date"),
        pl.when(has_hours).then(minute).alias("opens"),
        pl.when(has_hours).then(closes).alias("closes"),
    ]


def instant(date: dt.date, minutes: int, clock: ZoneInfo) -> dt.datetime:
    """The first UTC instant, to the minute, at which `clock` shows the wall time or a later one."""
    wall = dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minutes)
    # fold=1 is the earlier reading of a wall time that is jumped over, and the later one of a repeated one.
    first = min(wall.replace(tzinfo=clock, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    while first.astimezone(clock).replace(tzinfo=None) < wall:
        first += dt.timedelta(minutes=1)
    return first


def _moment(moment: tuple[dt.date, int | None, int | None, str], operation: str) -> tuple[object, ...]:
    plan_date, start, end, zone = moment
    if start is None or end is None:
        return *moment, None, None, plan_date, None, None
    start_at = instant(plan_date, start, ZoneInfo(operation))
    end_at = instant(plan_date, end, ZoneInfo(operation))
    own_start, own_end = start_at.astimezone(ZoneInfo(zone)), end_at.astimezone(ZoneInfo(zone))
    opens, closes = own_start.hour * 60 + own_start.minute, own_end.hour * 60 + own_end.minute
    if own_end.date() != own_start.date():
        is_midnight = closes == 0 and (own_end.date() - own_start.date()).days == 1
        closes = 24 * 60 if is_midnight else NEVER
    return *moment, start_at, end_at, own_start.date(), opens, closes
