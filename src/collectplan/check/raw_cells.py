"""Text of raw cells as numbers, dates, times of day, booleans and instants: the check's own reading of `input`.

What cannot be read becomes null; who asks must say what a null next to a filled cell means to them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import polars as pl

from collectplan.domain.strategy import Input

YES = ("true", "t", "yes", "y", "1", "si", "sí", "s", "verdadero")
NO = ("false", "f", "no", "n", "0", "falso")

_CLOCK = r"^(\d{1,2}):([0-5]\d)(?::00(?:\.0+)?)?$"
_MIDNIGHT = r"[T ]00:00(:00(\.0+)?)?(Z|[+-]00:?00)?$"
_OFFSET = r"\d(Z|[+-]\d{2}(?::?\d{2})?)$"
_TIMED = r"^\d{4}-\d{2}-\d{2}[T ].*" + _OFFSET
#: A date alone is no timestamp.
_HAS_TIME = re.compile(r"\d{4}-.{6,}")
_ISO = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M")
#: Other ways to write a mark between thousands.
_SAME_MARK = {" ": "[\u00a0\u202f]", "'": "’"}


def filled(cells: pl.Series) -> pl.Series:
    """Cells without blanks around them; null where nothing is left."""
    text = cells.str.strip_chars()
    lengths = text.str.len_bytes()
    if lengths.min() != 0 and lengths.sum() == cells.str.len_bytes().sum():
        return cells
    return text.set(lengths == 0, None)


def chosen(where: pl.Series, cells: pl.Series) -> pl.Series:
    """Cells where it is true; null elsewhere."""
    return pl.select(pl.when(where).then(cells)).to_series()


def each_once(cells: pl.Series, read: Callable[[pl.Series], pl.Series], dtype: pl.DataType) -> pl.Series:
    """What `read` makes of the cells, of which few are different; each different one is read once."""
    different = cells.unique()
    return cells.replace_strict(different, read(different), default=None, return_dtype=dtype)


def numbers(cells: pl.Series, said: Input) -> pl.Series:
    """Float64 of cells with the strategy's decimal and thousands marks; null where unreadable or not finite.

    Marks between thousands stand before every three digits or nowhere. With a decimal comma a point that does not is
    not read at all: "1.500" could be 1,500 or 1.5.
    """
    if cells.dtype != pl.String:
        return cells.cast(pl.Float64)
    if said.decimal == ".":
        # What is read as it stands, blanks and all, has neither blanks around it nor a mark.
        read = cells.cast(pl.Float64, strict=False)
        if read.null_count() == cells.null_count() and read.is_finite().all():
            return read
    plain = filled(cells)
    if said.thousands:
        if said.thousands in _SAME_MARK:
            plain = plain.str.replace_all(_SAME_MARK[said.thousands], said.thousands)
        mark, decimal = re.escape(said.thousands), re.escape(said.decimal)
        in_threes = plain.str.contains(rf"^[+-]?\d{{1,3}}({mark}\d{{3}})+({decimal}\d+)?$")
        plain = chosen(in_threes | ~plain.str.contains(mark), plain).str.replace_all(mark, "")
    if said.decimal == ",":
        plain = chosen(~plain.str.contains(".", literal=True), plain).str.replace(",", ".", literal=True)
    read = plain.cast(pl.Float64, strict=False)
    return chosen(read.is_finite(), read)


def integers(cells: pl.Series, said: Input) -> pl.Series:
    """Int64 of whole numbers; null where unreadable or not whole."""
    read = numbers(cells, said)
    whole = read == read.round()
    return (read if whole.all() else chosen(whole, read)).cast(pl.Int64, strict=False)


def dates(cells: pl.Series, said: Input) -> pl.Series:
    """Date of ISO cells and of cells in `input.date_format`, also with a midnight after it, as some exports write."""
    texts = cells.cast(pl.String)
    read = _date_reader("%Y-%m-%d")(texts)
    if read.null_count() == texts.null_count():
        return read
    plain = filled(texts).str.replace(_MIDNIGHT, "")
    return _first_read(plain, [_date_reader("%Y-%m-%d"), _date_reader(said.date_format)])


def clock_minutes(cells: pl.Series) -> pl.Series:
    """Minutes after midnight, 0..1440, of "HH:MM"."""
    parts = filled(cells).str.extract_groups(_CLOCK)
    minutes = parts.struct[0].cast(pl.Int32) * 60 + parts.struct[1].cast(pl.Int32)
    return chosen(minutes <= 24 * 60, minutes)


def booleans(cells: pl.Series) -> pl.Series:
    """Boolean of yes and no in English and Spanish; null where neither."""
    plain = cells.cast(pl.String)
    is_yes = plain == YES[0]
    if (is_yes | (plain == NO[0])).all():
        return is_yes
    word = filled(plain).str.to_lowercase()
    return chosen(word.is_in(YES + NO), word.is_in(YES))


def instants(cells: pl.Series, said: Input, zone: str) -> pl.Series:
    """UTC instants of timestamps: ISO or `input.timestamp_format`; without an offset they are on the clock of `zone`.

    A wall time that occurs twice is its first occurrence; one that the clock jumps over is read by the offset that was
    in force before.
    """
    plain = filled(cells)
    read = _on_clock(_time_reader(_ISO[0])(plain), zone)
    for reader in (_with_offset, _seldom):
        if read.null_count() == plain.null_count():
            break
        read = read.fill_null(reader(chosen(read.is_null(), plain), said, zone))
    return read


def _with_offset(plain: pl.Series, said: Input, zone: str) -> pl.Series:
    """Instants of the common ISO forms, with or without an offset."""
    offset = chosen(plain.str.contains(_TIMED), plain.str.extract(_OFFSET))
    body = plain.str.head(plain.str.len_chars() - offset.str.len_chars().fill_null(0))
    wall = _first_read(body.str.replace(" ", "T", literal=True), [_time_reader(form) for form in _ISO])
    shifted = wall.dt.replace_time_zone("UTC") - _offsets(offset)
    return pl.select(pl.when(offset.is_null()).then(_on_clock(wall, zone)).otherwise(shifted)).to_series()


def _date_reader(form: str) -> Callable[[pl.Series], pl.Series]:
    return lambda s: s.str.to_date(form, strict=False)


def _time_reader(form: str) -> Callable[[pl.Series], pl.Series]:
    return lambda s: s.str.to_datetime(form, strict=False, time_unit="us")


def _first_read(cells: pl.Series, readers: list[Callable[[pl.Series], pl.Series]]) -> pl.Series:
    """What the first reader that understands a cell makes of it; later readers see only what is left."""
    read = readers[0](cells)
    for reader in readers[1:]:
        if read.null_count() == cells.null_count():
            break
        read = read.fill_null(reader(chosen(read.is_null(), cells)))
    return read


def _on_clock(wall: pl.Series, zone: str) -> pl.Series:
    """Instants of wall times, but of those that the clock jumps over."""
    return wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")


def _seldom(cells: pl.Series, said: Input, zone: str) -> pl.Series:
    """Instants of cells that are not in the common forms, each different one read by the standard library."""
    different = cells.drop_nulls().unique().sort()
    read = [_one(cell, said, ZoneInfo(zone)) for cell in different.to_list()]
    meant = pl.Series(read, dtype=pl.Datetime("us", "UTC"))
    return cells.replace_strict(different, meant, default=None, return_dtype=pl.Datetime("us", "UTC"))


def _one(cell: str, said: Input, clock: ZoneInfo) -> dt.datetime | None:
    readers: list[Callable[[str], dt.datetime]] = []
    if _HAS_TIME.match(cell):
        readers.append(dt.datetime.fromisoformat)
    form = said.timestamp_format
    if form is not None:
        readers.append(lambda text: dt.datetime.strptime(text, form))
    for reader in readers:
        try:
            at = reader(cell)
        except ValueError:
            continue
        return (at if at.tzinfo else at.replace(tzinfo=clock)).astimezone(dt.UTC)
    return None


def _offsets(offset: pl.Series) -> pl.Series:
    """Durations of "Z", "+05", "+0530" and "+05:30"; zero for null."""
    parts = offset.str.extract_groups(r"^([+-])(\d{2}):?(\d{2})?$")
    minutes = parts.struct[1].cast(pl.Int64) * 60 + parts.struct[2].cast(pl.Int64).fill_null(0)
    sign = pl.select(pl.when(parts.struct[0] == "-").then(-1).otherwise(1)).to_series()
    return ((minutes * sign).fill_null(0) * 60_000_000).cast(pl.Duration("us"))
