"""The slow way through a CSV file: record by record, with broken ones set aside and blank lines left out."""

from __future__ import annotations

import csv
import io
from array import array
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from collectplan.errors import Finding, InputError


@dataclass
class Mended:
    """A CSV file with only whole records in it.

    Attributes:
        header: cells of the first record that is not blank.
        header_row: its row.
        body: the whole records as CSV in UTF-8, with commas and without header.
        rows: the row of each of them.
        broken: row and reason of each record that is not whole.
    """

    header: list[str] = field(default_factory=list)
    header_row: int = 0
    body: io.BytesIO = field(default_factory=io.BytesIO)
    rows: array[int] = field(default_factory=lambda: array("I"))
    broken: list[tuple[int, str]] = field(default_factory=list)


class _Lines:
    """Lines of a text, of which those of the present record can be put back."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self._present: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._text)
        self._present.append(line)
        return line

    def accept(self) -> None:
        """The record is read; go on behind it."""
        self._present.clear()

    def retreat(self) -> None:
        """The record is broken; go on at its second line, so that an open quote swallows no other record."""
        self._waiting.extendleft(reversed(self._present[1:]))
        self._present.clear()


def mend(data: bytes, delimiter: str, file: str) -> Mended:
    """Split a file record by record.

    A record of another width than the header, or with text behind a closing quote, is broken. Rows count records and
    blank lines from 1.

    Args:
        data: a whole file in valid UTF-8.
        delimiter: one character.
        file: for complaints.

    Raises:
        InputError: a quote is never closed.
        UnicodeDecodeError: the bytes are no UTF-8.
    """
    lines = _Lines(iter(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    mended = Mended()
    sink = io.TextIOWrapper(mended.body, encoding="utf-8", newline="")
    writer = csv.writer(sink, lineterminator="\n")
    row = 0
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            _set_aside(mended, row, str(error), file)
            lines.retreat()
            continue
        lines.accept()
        _take(mended, row, cells, writer)
    sink.flush()
    sink.detach()
    mended.body.seek(0)
    return mended


def not_whole(num_fields: int, width: int) -> str:
    """What is wrong with a record of so many fields under a header of another width."""
    fields = "1 field" if num_fields == 1 else f"{num_fields} fields"
    return f"has {fields}, the header has {width}"


def _take(mended: Mended, row: int, cells: list[str], writer: csv._writer) -> None:  # type: ignore[name-defined]  # typeshed's name, not there at run time
    if not any(cell.strip() for cell in cells) and len(cells) <= 1:
        return
    if not mended.header:
        mended.header, mended.header_row = cells, row
        return
    width = len(mended.header)
    if len(cells) != width:
        mended.broken.append((row, not_whole(len(cells), width)))
        return
    mended.rows.append(row)
    writer.writerow(cells)


def _set_aside(mended: Mended, row: int, complaint: str, file: str) -> None:
    """Note a record that the csv module refuses; its own words are the only way to tell why."""
    where = f"{file}, row {row}"
    if "unexpected end of data" in complaint or "field larger" in complaint:
        raise InputError(
            Finding(where, "a quote is opened and never closed", 'close it, or double it within a cell ("")')
        )
    if not mended.header:
        raise InputError(Finding(where, "the column names have text behind a closing quote", "mend the first line"))
    mended.broken.append((row, "has text behind a closing quote"))
