"""What the `input` section must keep: marks that differ, a known encoding, formats that can be read back."""

from __future__ import annotations

import codecs
import datetime as dt
import difflib
from typing import Final

from collectplan.domain.strategy import Input
from collectplan.domain.tables import ATTEMPTS, PORTFOLIO, ROSTER, ROW
from collectplan.read.strategy_notes import Notes

_OTHER_TABLES: Final = (
    "date",
    "amount",
    "made_at",
    "due_date",
    "carrier",
    "region",
    "per_slot",
    "cost_minute",
    "answer_rate",
)
_MOMENT: Final = dt.datetime(2026, 11, 22, 13, 45, tzinfo=dt.UTC)
#: How alike a column's name must be to a contract's one to be taken for a slip of the pen.
_SLIP: Final = 0.85


def check_input(given: Input, channels: tuple[str, ...], notes: Notes) -> None:
    """Notes what is wrong with the `input` section."""
    if given.delimiter in '"\r\n\0':
        notes.add(("input", "delimiter"), f"delimiter cannot be {given.delimiter!r}", 'write ",", ";", "|" or "\\t"')
    if given.delimiter == given.decimal:
        notes.add(("input", "decimal"), f"decimal and delimiter are both {given.decimal!r}", 'set delimiter, often ";"')
    if given.thousands == given.decimal:
        notes.add(("input", "thousands"), f"thousands and decimal are both {given.decimal!r}", "let them differ")
    if not _is_encoding(given.encoding):
        what = f"there is no encoding {given.encoding[:60]}"
        notes.add(("input", "encoding"), what, "write utf-8, latin-1, cp1252 or another name that Python knows")
    if not _reads_back(given.date_format, "%Y-%m-%d"):
        what = f"a date written as {given.date_format[:60]} cannot be read back"
        notes.add(("input", "date_format"), what, 'write day, month and year, such as "%d/%m/%Y"')
    if given.timestamp_format is not None and not _reads_back(given.timestamp_format, "%Y-%m-%d %H:%M"):
        what = f"a timestamp written as {given.timestamp_format[:60]} cannot be read back"
        notes.add(("input", "timestamp_format"), what, 'write date and time, such as "%d/%m/%Y %H:%M:%S"')
    _check_columns(given, channels, notes)


def _check_columns(given: Input, channels: tuple[str, ...], notes: Notes) -> None:
    known = {*PORTFOLIO, *ATTEMPTS, *ROSTER, *_OTHER_TABLES, *(f"consent_{channel}" for channel in channels)}
    names = list(given.columns)
    notes.unique([("input", "columns", name) for name in names], "header", list(given.columns.values()))
    for section, named in (("columns", names), ("derive", list(given.derive))):
        for name in named:
            path = ("input", section, name)
            slips = [k for k in sorted(known) if difflib.SequenceMatcher(None, k, name).ratio() >= _SLIP]
            if name == ROW:
                notes.add(path, f"{ROW} is a name of ours", "give the column another name", key=True)
            elif name not in known and slips and not any(name.startswith(slip) for slip in slips):
                notes.add(path, f"there is no column {name[:60]}", f"did you mean {slips[0]}?", key=True)
    for name, text in given.derive.items():
        notes.expression(("input", "derive", name), text)
        if name in given.columns:
            what = f"{name[:60]} is both derived and taken from a column"
            notes.add(("input", "derive", name), what, "keep one of the two", key=True)


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
        return "1;a".encode(name).decode(name) == "1;a"
    except (LookupError, ValueError, TypeError):
        return False


def _reads_back(form: str, needed: str) -> bool:
    """Whether a moment that is written in a form is read as the same moment, as finely as `needed` says."""
    try:
        read = dt.datetime.strptime(_MOMENT.strftime(form), form)
    except (ValueError, UnicodeError):
        return False
    return read.strftime(needed) == _MOMENT.strftime(needed)
