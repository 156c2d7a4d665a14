"""CSV bytes as columns of text: in one pass where the file is sound, else without what is not."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from collectplan.domain.tables import ROW
from collectplan.errors import Finding, InputError
from collectplan.read.mending import mend, not_whole
from collectplan.read.sifting import sift
from collectplan.read.survey import survey

_DELIMITERS: Final = (",", ";", "\t", "|")
_SPACE: Final = " \t\r\n\u00a0"


@dataclass(frozen=True, eq=False)
class Records:
    """A CSV file, split.

    Attributes:
        header: the file's own column names, without surrounding space; one for each column of `frame` but `_row`.
        header_row: the row on which they stand, 1 unless blank lines come first.
        frame: String columns named "0", "1" ..., without surrounding space, empty cells null; and `_row` (UInt32).
        broken: row and reason of records that are not of the header's width.
    """

    header: list[str]
    header_row: int
    frame: pl.DataFrame
    broken: list[tuple[int, str]]


def split(data: bytes, delimiter: str, file: str) -> Records:
    """Split CSV bytes into columns; cells may be quoted and then hold delimiters and line ends.

    Args:
        data: a whole file in UTF-8 without byte-order mark.
        delimiter: one character.
        file: for complaints.

    Raises:
        InputError: nothing but blank lines, a quote never closed, or the delimiter is not this one.
        UnicodeDecodeError: the bytes are no UTF-8.
    """
    if delimiter in '"\r\n':
        raise InputError(Finding(file, f"cannot be split at {delimiter!r}", 'write  delimiter: ";"  or another mark'))
    if b"\n" not in data and b"\r" in data:
        data = data.replace(b"\r", b"\n")
    # The parser overlooks a delimiter at the very end of a file whose last line is not ended.
    data = data.rstrip(b"\r\n") + b"\n" if data.endswith(b"\n\n") or not data.endswith(b"\n") else data
    if data.isspace():
        raise InputError(Finding(file, "is empty", "a table has at least a line of column names"))
    return (
        _split_sound(data, delimiter, file)
        or _split_sifted(data, delimiter, file)
        or _split_mended(data, delimiter, file)
    )


def _split_sound(data: bytes, delimiter: str, file: str) -> Records | None:
    """The file in one pass, or none where a record may be of another width than the header.

    The parser refuses records that are too wide; so if delimiters are as many as there should be in all, none is too
    narrow either.
    """
    header = _header(data, delimiter)
    if not header:
        return None
    _refuse_other_delimiter(header, delimiter, file, 1)
    if len(header) < 2 or not delimiter.isascii():
        return None
    with ThreadPoolExecutor(max_workers=1) as pool:
        counting = pool.submit(survey, data, ord(delimiter))
        try:
            frame = pl.read_csv(data, separator=delimiter, infer_schema=False)
        except pl.exceptions.PolarsError:
            return None
        counted = counting.result()
    is_even = counted.num_delimiters == (len(header) - 1) * counted.num_newlines
    if not (counted.is_well_quoted and is_even and frame.shape == (counted.num_newlines - 1, len(header))):
        return None
    rows = np.arange(2, frame.height + 2, dtype=np.uint32)
    # One character is found many times as fast as two.
    has_empty = b'"' in data and b'""' in data
    return Records(header, 1, _numbered(frame, rows, has_padding=counted.has_padding, has_empty=has_empty), [])


def _split_sifted(data: bytes, delimiter: str, file: str) -> Records | None:
    """The file without its broken records, or none where quotes are in the wrong places."""
    if not delimiter.isascii() or not survey(data, ord(delimiter)).is_well_quoted:
        return None
    sifted = sift(data, ord(delimiter))
    header = _header(sifted.body, delimiter)
    _refuse_other_delimiter(header, delimiter, file, sifted.header_row)
    if len(header) < 2:
        return None
    try:
        frame = pl.read_csv(sifted.body, separator=delimiter, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    if frame.shape != (sifted.rows.size, len(header)):
        return None
    broken = [(row, not_whole(num_fields, len(header))) for row, num_fields in sifted.broken]
    return Records(header, sifted.header_row, _numbered(frame, sifted.rows, has_padding=True), broken)


def _split_mended(data: bytes, delimiter: str, file: str) -> Records:
    mended = mend(data, delimiter, file)
    header = [name.strip().strip("\ufeff").strip() for name in mended.header]
    _refuse_other_delimiter(header, delimiter, file, mended.header_row)
    names = [str(position) for position in range(len(header))]
    if not mended.rows:
        frame = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    else:
        frame = pl.read_csv(
            mended.body,
            has_header=False,
            infer_schema=False,
            schema=dict.fromkeys(names, pl.String),
            truncate_ragged_lines=False,
        )
    rows = np.array(mended.rows, dtype=np.uint32)
    return Records(header, mended.header_row, _numbered(frame, rows, has_padding=True), mended.broken)


def _numbered(
    frame: pl.DataFrame, rows: np.ndarray[tuple[int], np.dtype[np.uint32]], has_padding: bool, has_empty: bool = False
) -> pl.DataFrame:
    frame.columns = [str(position) for position in range(frame.width)]
    if has_padding:
        frame = frame.select(stripped(pl.all()))
    elif has_empty:
        frame = frame.select(pl.when(pl.all().str.len_bytes() > 0).then(pl.all()))
    return frame.with_columns(pl.Series(ROW, rows, dtype=pl.UInt32))


def stripped(cells: pl.Expr) -> pl.Expr:
    """Text without surrounding space; cells of nothing else are null."""
    text = cells.str.strip_chars(_SPACE)
    return pl.when(text.str.len_bytes() > 0).then(text)


def _header(data: bytes, delimiter: str) -> list[str]:
    """Cells of the first record, without surrounding space; empty where it is blank or cannot be told quickly."""
    end = data.find(b"\n")
    head = data[: end + 1]
    if b'"' in head:
        head = data[: 1 << 20]
    try:
        text = io.StringIO(head.decode("utf-8", errors="ignore"), newline="")
        cells = next(csv.reader(text, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    names = [cell.strip().strip("\ufeff").strip() for cell in cells]
    return names if any(names) else []


def _refuse_other_delimiter(header: list[str], delimiter: str, file: str, row: int) -> None:
    if len(header) > 1:
        return
    counts = {other: header[0].count(other) for other in _DELIMITERS if other != delimiter and other in header[0]}
    if counts:
        other = max(counts, key=lambda mark: counts[mark])
        shown = r"\t" if other == "\t" else other
        what = f"the line of column names holds no {delimiter!r} but {counts[other]} of {other!r}"
        raise InputError(Finding(f"{file}, row {row}", what, f'write  delimiter: "{shown}"  under input:'))
