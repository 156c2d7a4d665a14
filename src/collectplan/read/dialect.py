"""How a CSV file seems to be written, and what the strategy should say about it.

Encodings are told apart by what they make of the bytes above 127. Libraries for it get Spanish wrong, since they look
for languages in all of the world's code pages; lenders' files are UTF-8, or Windows' or DOS's Western European.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from collectplan.domain.strategy import Input
from collectplan.domain.tables import PORTFOLIO, Kind
from collectplan.errors import Finding
from collectplan.read.synonyms import suggest

_DELIMITERS: Final = (",", ";", "\t", "|")
_LETTERS: Final = frozenset("áéíóúüñçãõâêôàÁÉÍÓÚÜÑÇÃÕÂÊÔÀ")
_SIGNS: Final = frozenset("¿¡ºª°«»´€–—‘’“”…\u00a0")
#: Bytes that cp1252 leaves undefined.
_UNDEFINED: Final = frozenset(b"\x81\x8d\x8f\x90\x9d")
_MAX_RECORDS: Final = 2000
_DATE: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ T].*)?")
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T].*)?")
_NUMBER: Final = re.compile(
    r"[+-]?\d{1,3}(?:(?P<thousands>[., '\u00a0])\d{3})*(?:(?P<decimal>[.,])\d+)?|[+-]?\d+(?P<plain>[.,])\d+"
)


@dataclass(frozen=True)
class Dialect:
    """How a file seems to be written.

    Attributes:
        delimiter: one of , ; tab |
        decimal: "." or ","; "." where no cell tells.
        thousands: mark between thousands, or "".
        encoding: a Python codec.
        date_format: as strftime writes it; None where no date was seen or the order of day and month cannot be told.
        is_date_ambiguous: dates such as 05/11/2026 were seen and none tells which part is the day.
    """

    delimiter: str
    decimal: str
    thousands: str
    encoding: str
    date_format: str | None
    is_date_ambiguous: bool = False


def guess(head: bytes) -> Dialect:
    """Guess from a file's first bytes, a megabyte or so; the last line may be cut."""
    encoding = guess_encoding(head, is_cut=True)
    text = head.decode(encoding, errors="ignore").removeprefix("\ufeff")
    delimiter = _delimiter(text)
    records = _records(text, delimiter)
    cells = [cell.strip() for record in records[1:] for cell in record if cell.strip()]
    decimal, thousands = _marks(cells)
    date_format, is_ambiguous = _date_format(cells)
    return Dialect(delimiter, decimal, thousands, encoding, date_format, is_ambiguous)


def guess_encoding(head: bytes, *, is_cut: bool = False) -> str:
    """A Python codec for the bytes: utf-8, utf-16, cp850, cp1252 or latin-1.

    Args:
        head: bytes of the file.
        is_cut: the bytes may begin or end within a character.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[:400].count(b"\0") * 3 > len(head[:400]):
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    if _is_utf8(head, is_cut):
        return "utf-8"
    windows = "latin-1" if _UNDEFINED & set(head) else "cp1252"
    return "cp850" if _likeness(head, "cp850") > _likeness(head, windows) else windows


def advice(file: str, head: bytes, input_: Input, contract: Mapping[str, Kind] = PORTFOLIO) -> list[Finding]:
    """What the strategy's `input` should say otherwise, as findings whose `mend` is what to write.

    Args:
        file: for the findings' place.
        head: the file's first bytes.
        input_: what the strategy says.
        contract: columns of the table, to be looked for under the file's own headers.
    """
    if not head.strip():
        return []
    seen = guess(head)
    findings = [
        Finding(file, f"{what} {have!r} but the strategy says {said!r}", f"write  {key}: {_quoted(have)}  under input:")
        for key, what, have, said in (
            ("encoding", "the file seems to be written in", seen.encoding, input_.encoding),
            ("delimiter", "cells seem to be parted by", seen.delimiter, input_.delimiter),
            ("decimal", "numbers seem to be written with", seen.decimal, input_.decimal),
            ("thousands", "thousands seem to be parted by", seen.thousands, input_.thousands),
            ("date_format", "dates seem to be written as", seen.date_format, input_.date_format),
        )
        if have and _differs(key, have, said, head)
    ]
    if seen.is_date_ambiguous and input_.date_format == "%Y-%m-%d":
        what = "dates such as 05/11/2026 could begin with the day or with the month"
        findings.append(Finding(file, what, 'write  date_format: "%d/%m/%Y"  or  "%m/%d/%Y"  under input:'))
    return findings + _columns_advice(file, head, seen, input_, contract)


def _columns_advice(
    file: str, head: bytes, seen: Dialect, input_: Input, contract: Mapping[str, Kind]
) -> list[Finding]:
    text = head.decode(seen.encoding, errors="ignore").removeprefix("\ufeff")
    header = [cell.strip() for cell in _records(text, seen.delimiter)[0]]
    known = {ours for ours, theirs in input_.columns.items() if theirs in header} | set(input_.derive)
    free = [theirs for theirs in header if theirs not in input_.columns.values() and theirs not in contract]
    wanted = [ours for ours in contract if ours not in known and ours not in header]
    return [
        Finding(
            f"{file}, row 1",
            f"column {theirs} seems to hold {ours}",
            f"write  {ours}: {_quoted(theirs)}  under input.columns",
        )
        for ours, theirs in suggest(free, wanted).items()
    ]


def _differs(key: str, have: str, said: str, head: bytes) -> bool:
    if key == "encoding":
        try:
            return head.decode(said, errors="ignore") != head.decode(have, errors="ignore").removeprefix("\ufeff")
        except (LookupError, UnicodeError):
            return True
    if key == "date_format":
        # ISO dates are understood whatever the strategy says.
        return have not in (said, "%Y-%m-%d")
    return have != said


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace("\t", r"\t").replace('"', r"\"") + '"'


def _is_utf8(head: bytes, is_cut: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=not is_cut)
    except UnicodeDecodeError:
        return False
    return True


def _likeness(head: bytes, encoding: str) -> int:
    """How much the high bytes look like Spanish or Portuguese: letters among letters of their own case."""
    text = head.decode(encoding, errors="replace")
    score = 0
    for place in range(len(text)):
        mark = text[place]
        if mark < "\x80":
            continue
        if mark not in _LETTERS:
            score += 0 if mark in _SIGNS else -1
            continue
        neighbours = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
        small = sum(letter.islower() for letter in neighbours)
        large = sum(letter.isupper() for letter in neighbours)
        fits = large >= small if mark.isupper() else True
        score += 2 if fits else -1
    return score


def _delimiter(text: str) -> str:
    """The mark that stands equally often in the first lines; the header line decides between several."""
    lines = [line for line in text.splitlines()[:50] if line.strip()][:20]
    if not lines:
        return ","

    def evenness(mark: str) -> tuple[int, int]:
        records = _records("\n".join(lines), mark)
        width = len(records[0]) if records else 0
        even = sum(len(record) == width for record in records) if width > 1 else 0
        return even, width

    best = max(_DELIMITERS, key=evenness)
    return best if evenness(best)[0] else ","


def _records(text: str, delimiter: str) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    records: list[list[str]] = []
    try:
        for record in csv.reader(lines, delimiter=delimiter):
            if record:
                records.append(record)
            if len(records) > _MAX_RECORDS:
                break
    except csv.Error:
        pass  # A quote that the cut leaves open; what came before it is enough.
    if 2 < len(records) <= _MAX_RECORDS and not text.endswith(("\n", "\r")):
        del records[-1]  # It may be cut.
    return records or [[""]]


def _marks(cells: list[str]) -> tuple[str, str]:
    """Decimal mark and thousands mark, empty where no cell tells; one such as 1.234 does not, it could be either."""
    decimals = {".": 0, ",": 0}
    thousands = dict.fromkeys((".", ",", " ", "'"), 0)
    for cell in cells:
        match = _NUMBER.fullmatch(cell)
        if match is None:
            continue
        between = (match["thousands"] or "").replace("\u00a0", " ")
        mark = match["decimal"] or match["plain"]
        groups = cell.count(match["thousands"]) if match["thousands"] else 0
        if mark and mark != between:
            fraction = len(cell) - cell.rindex(mark) - 1
            # One mark and three digits behind it could be a thousands mark.
            decimals[mark] += 1 if between or fraction != 3 else 0
        if between and ((mark and mark != between) or groups > 1):
            thousands[between] += 1
    decimal = "," if decimals[","] > decimals["."] else "." if decimals["."] else ""
    if not decimal and thousands["."]:
        decimal = ","
    counts = {mark: count for mark, count in thousands.items() if mark != decimal and count}
    return decimal, max(counts, key=lambda mark: counts[mark]) if counts else ""


def _date_format(cells: list[str]) -> tuple[str | None, bool]:
    matches = [match for match in map(_DATE.fullmatch, cells) if match]
    num_iso = sum(_ISO_DATE.fullmatch(cell) is not None for cell in cells)
    if num_iso > len(matches):
        return "%Y-%m-%d", False
    if not matches:
        return None, False
    mark = max(sorted({match[2] for match in matches}), key=lambda m: sum(match[2] == m for match in matches))
    if mark != "/":
        return f"%d{mark}%m{mark}%Y", False
    day_first = any(int(match[1]) > 12 for match in matches)
    month_first = any(int(match[3]) > 12 for match in matches)
    if day_first == month_first:
        return None, True
    return ("%d/%m/%Y" if day_first else "%m/%d/%Y"), False
