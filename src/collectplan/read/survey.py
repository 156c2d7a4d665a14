"""A quick count over CSV bytes, from which a file of even records can be told without splitting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

# Small enough that the masks stay in the processor's second-level cache; four times faster than one pass.
_CHUNK_BYTES: Final = 1 << 18
_NEWLINE: Final = 0x0A
_RETURN: Final = 0x0D
_QUOTE: Final = 0x22
_SPACE: Final = 0x20
_TAB: Final = 0x09
_NO_BREAK_SPACE: Final = "\u00a0".encode()

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Survey:
    """What the bytes hold outside quoted cells.

    Attributes:
        num_delimiters, num_newlines: outside quoted cells.
        is_well_quoted: every quoted cell begins and ends at a delimiter or line end, the last one is closed, and no
            carriage return stands alone.
        has_padding: a cell may begin or end with space.
    """

    num_delimiters: int
    num_newlines: int
    is_well_quoted: bool
    has_padding: bool


def survey(data: bytes, delimiter: int) -> Survey:
    """Count delimiters and line ends outside quoted cells (RFC 4180 quoting).

    Args:
        data: a whole file in UTF-8, lines ending in LF or CRLF.
        delimiter: its byte, below 128.

    Returns:
        The counts; where `is_well_quoted` is false they mean nothing.
    """
    whole: Bytes = np.frombuffer(data, dtype=np.uint8)
    is_quoted, is_tabbed = b'"' in data, delimiter != _TAB and b"\t" in data
    has_padding = _NO_BREAK_SPACE in data
    if b"\r" in data and _has_lone_return(whole):
        return Survey(0, 0, is_well_quoted=False, has_padding=True)
    delimiters = newlines = num_quotes = 0
    for start in range(0, whole.size, _CHUNK_BYTES):
        chunk = whole[start : start + _CHUNK_BYTES]
        has_padding = has_padding or _is_padded(whole, start, delimiter, is_tabbed)
        is_delimiter, is_newline = chunk == delimiter, chunk == _NEWLINE
        if is_quoted:
            is_quote = chunk == _QUOTE
            places = np.flatnonzero(is_quote) + start
            if not _ends_meet(whole, places, num_quotes % 2, delimiter):
                return Survey(0, 0, is_well_quoted=False, has_padding=True)
            has_padding = has_padding or _is_line_padded(whole, places, num_quotes % 2)
            inside = np.bitwise_xor.accumulate(is_quote.view(np.uint8)).view(np.bool_)
            outside = inside if num_quotes % 2 else ~inside
            num_quotes += places.size
            is_delimiter &= outside
            is_newline &= outside
        delimiters += int(np.count_nonzero(is_delimiter))
        newlines += int(np.count_nonzero(is_newline))
    return Survey(delimiters, newlines, is_well_quoted=num_quotes % 2 == 0, has_padding=has_padding)


def _has_lone_return(whole: Bytes) -> bool:
    """Whether a carriage return is followed by anything but a line feed; some readers end a line there, some do not."""
    for start in range(0, whole.size, _CHUNK_BYTES):
        places = np.flatnonzero(whole[start : start + _CHUNK_BYTES] == _RETURN) + start
        if places.size and (places[-1] == whole.size - 1 or (whole[places + 1] != _NEWLINE).any()):
            return True
    return False


def _is_padded(whole: Bytes, start: int, delimiter: int, is_tabbed: bool) -> bool:
    """Whether a space of this chunk lies beside a delimiter, a line end or a quote, or at either end of the file."""
    chunk = whole[start : start + _CHUNK_BYTES]
    is_space = chunk == _SPACE
    if is_tabbed:
        is_space |= chunk == _TAB
    places = np.flatnonzero(is_space) + start
    if not places.size:
        return False
    if places[0] == 0 or places[-1] == whole.size - 1:
        return True
    beside = np.concatenate([whole[places - 1], whole[places + 1]])
    return bool(np.isin(beside, np.array([delimiter, _NEWLINE, _RETURN, _QUOTE], dtype=np.uint8)).any())


def _is_line_padded(whole: Bytes, places: npt.NDArray[np.int64], parity: int) -> bool:
    """Whether a quoted cell begins or ends with a line end."""
    opening, closing = places[parity::2], places[1 - parity :: 2]
    beside = np.concatenate([whole[opening[opening < whole.size - 1] + 1], whole[closing[closing > 0] - 1]])
    return bool(((beside == _NEWLINE) | (beside == _RETURN)).any())


def _ends_meet(whole: Bytes, places: npt.NDArray[np.int64], parity: int, delimiter: int) -> bool:
    """Whether opening quotes stand at a cell's begin and closing ones at its end; doubled quotes do both."""
    opening, closing = places[parity::2], places[1 - parity :: 2]
    before = whole[opening[opening > 0] - 1]
    after = whole[closing[closing < whole.size - 1] + 1]
    starts: Flags = (before == delimiter) | (before == _NEWLINE) | (before == _QUOTE)
    ends: Flags = (after == delimiter) | (after == _NEWLINE) | (after == _QUOTE) | (after == _RETURN)
    return bool(starts.all() and ends.all())
