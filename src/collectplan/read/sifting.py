"""Records of another width than the header, found and cut out of CSV bytes without splitting the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from collectplan.read.quoting import inside_quotes

_CHUNK_BYTES: Final = 1 << 18
_NEWLINE: Final = 0x0A
_QUOTE: Final = 0x22

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sifted:
    """CSV bytes with only whole records in them.

    Attributes:
        body: header and whole records.
        header_row: row of the header.
        rows: the row of each whole record.
        broken: row and number of fields of each other record that is not blank.
    """

    body: bytes
    header_row: int
    rows: npt.NDArray[np.uint32]
    broken: list[tuple[int, int]]


def sift(data: bytes, delimiter: int) -> Sifted:
    """Keep the records that are as wide as the first one that is not blank.

    Args:
        data: a file that is well quoted (see `survey`), whose last line ends, and that is not blank throughout.
        delimiter: its byte, below 128.
    """
    ends, num_delimiters = _records(data, delimiter)
    starts = np.concatenate([[0], ends[:-1] + 1])
    is_blank = np.zeros(ends.size, dtype=np.bool_)
    for place in np.flatnonzero(num_delimiters == 0).tolist():
        is_blank[place] = _is_blank(data[starts[place] : ends[place]].strip())
    header = int(np.argmin(is_blank))
    is_whole = ~is_blank & (num_delimiters == num_delimiters[header])
    is_whole[:header] = False
    edges = np.flatnonzero(np.diff(is_whole, prepend=False, append=False))
    view = memoryview(data)
    pieces = [view[starts[first] : ends[last - 1] + 1] for first, last in edges.reshape(-1, 2).tolist()]
    broken = np.flatnonzero(~is_whole & ~is_blank).tolist()
    return Sifted(
        body=b"".join(pieces),
        header_row=header + 1,
        rows=(np.flatnonzero(is_whole)[1:] + 1).astype(np.uint32),
        broken=[(place + 1, int(num_delimiters[place]) + 1) for place in broken],
    )


def _is_blank(record: bytes) -> bool:
    """Whether a record without delimiter is nothing, or nothing in quotes."""
    return not record or (record[:1] == b'"' and not record[1:-1].strip())


def _records(data: bytes, delimiter: int) -> tuple[Places, Places]:
    """Where each record ends, and how many delimiters it holds, both outside quoted cells."""
    whole = np.frombuffer(data, dtype=np.uint8)
    is_quoted = b'"' in data
    ends, counts = [], []
    num_before, is_open = 0, False
    for start in range(0, whole.size, _CHUNK_BYTES):
        chunk = whole[start : start + _CHUNK_BYTES]
        is_end, is_delimiter = chunk == _NEWLINE, chunk == delimiter
        if is_quoted:
            inside = inside_quotes(chunk == _QUOTE, is_open)
            is_open = bool(inside[-1])
            is_end &= ~inside
            is_delimiter &= ~inside
        delimiters, places = np.flatnonzero(is_delimiter), np.flatnonzero(is_end)
        ends.append(places + start)
        counts.append(np.searchsorted(delimiters, places) + num_before)
        num_before += delimiters.size
    counted = np.concatenate([[0], *counts])
    return np.concatenate(ends), counted[1:] - counted[:-1]
