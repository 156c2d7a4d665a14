"""Dates, times of day, and timestamps."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

UTC: Final = dt.UTC
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
_ISO_DATE: Final = "%Y-%m-%d"
_MIDNIGHT: Final = re.compile(r"[T ]00:00(:00(\.0+)?)?(Z|[+-]00:?00)?$")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::00(?:\.0+)?)?")
#: What is tried on all cells at once, without offset and with one.
_NAIVE: Final = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f")
_OFFSET: Final = ("%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z")


def date(cell: str, date_format: str) -> dt.date | None:
    """The date of an ISO cell, or of one in `date_format`; None for no date or a year outside 1900..2200.

    A timestamp of midnight is a date too: spreadsheets and Parquet files write dates so.
    """
    text = _MIDNIGHT.sub("", cell)
    for reading in (_ISO_DATE, date_format):
        try:
            value = dt.datetime.strptime(text, reading).date()
        except ValueError:
            continue
        if FIRST_YEAR <= value.year <= LAST_YEAR:
            return value
    return None


def fast_date(column: str, date_format: str) -> pl.Expr:
    """Dates of a stripped column; null also for some cells that `date` understands."""
    readings = dict.fromkeys((_ISO_DATE, date_format))
    values = [pl.col(column).str.to_date(reading, strict=False) for reading in readings]
    return pl.coalesce(pl.when(value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(value) for value in values)


def time(cell: str) -> int | None:
    """Minutes after midnight of HH:MM, 00:00..24:00; None for no time of day."""
    match = _TIME.fullmatch(cell)
    if match is None:
        return None
    hours, minutes = int(match[1]), int(match[2])
    return hours * 60 + minutes if minutes < 60 and hours * 60 + minutes <= 1440 else None


def fast_time(column: str) -> pl.Expr:
    """Minutes after midnight of a stripped column written HH:MM; null also for some cells that `time` understands."""
    is_plain = pl.col(column).str.contains(r"^(?:[01]\d|2[0-3]):[0-5]\d$")
    hours = pl.col(column).str.slice(0, 2).cast(pl.Int32, strict=False)
    minutes = pl.col(column).str.slice(3, 2).cast(pl.Int32, strict=False)
    return pl.when(is_plain).then(hours * 60 + minutes)


def timestamp(cell: str, timestamp_format: str | None, zone: ZoneInfo) -> dt.datetime | None:
    """The UTC instant of an ISO cell, or of one in `timestamp_format`; None for no timestamp.

    A cell without offset is a wall time in `zone`. One that occurs twice is its first occurrence; one that the clock
    jumps over is read by the offset before the jump (PEP 495, fold 0), and so shifted forward by it.
    """
    value = _iso(cell)
    if value is None and timestamp_format is not None:
        try:
            value = dt.datetime.strptime(cell, timestamp_format)
        except ValueError:
            value = None
    if value is None or not FIRST_YEAR <= value.year <= LAST_YEAR:
        return None
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def fast_timestamp(cells: pl.Series, timestamp_format: str | None, zone: ZoneInfo) -> pl.Series:
    """UTC instants of stripped cells in the commonest ISO forms; null also for some that `timestamp` understands.

    Wall times that occur twice or never are null, so that one rule decides on them.
    """
    own = (timestamp_format,) if timestamp_format and "z" not in timestamp_format.lower() else ()
    wall = _first_read(cells, (*_NAIVE, *own), None)
    value = wall.dt.replace_time_zone(zone.key, ambiguous="null", non_existent="null").dt.convert_time_zone("UTC")
    if wall.null_count() > cells.null_count():
        rest = _first_read(cells.set(wall.is_not_null(), None), _OFFSET, "UTC")
        value = value.zip_with(wall.is_not_null(), rest)
    return value.set(~value.dt.year().is_between(FIRST_YEAR + 1, LAST_YEAR - 1), None)


def _first_read(cells: pl.Series, forms: Iterable[str], zone: str | None) -> pl.Series:
    """What the first form that fits makes of each cell; a cell that does not fit takes several times as long."""
    value = pl.Series(cells.name, [None], dtype=pl.Datetime("us", zone)).new_from_index(0, len(cells))
    for form in forms:
        if value.null_count() == cells.null_count():
            break
        is_open = value.is_null() & cells.is_not_null()
        mark = form[len("%Y-%m-%d")] if form.startswith(_ISO_DATE + "T") or form.startswith(_ISO_DATE + " ") else ""
        is_fit = is_open & cells.str.contains(mark, literal=True)
        if is_fit.any():
            read = _strptime(cells if is_fit.all() else cells.set(~is_fit, None), form, zone)
            value = read if is_fit.all() else value.zip_with(~is_fit, read)
    return value


def _strptime(cells: pl.Series, form: str, zone: str | None) -> pl.Series:
    """Timestamps in one form, whole seconds before fractions, which take longer."""
    whole = form.replace("%.f", "")
    value = cells.str.to_datetime(whole, strict=False, time_unit="us", time_zone=zone)
    if whole == form or value.null_count() == cells.null_count():
        return value
    rest = cells.set(value.is_not_null(), None).str.to_datetime(form, strict=False, time_unit="us", time_zone=zone)
    return value.zip_with(value.is_not_null(), rest)


def _iso(cell: str) -> dt.datetime | None:
    if len(cell) <= len("2026-11-05") or cell[4:5] != "-":
        return None
    try:
        return dt.datetime.fromisoformat(cell)
    except ValueError:
        return None
