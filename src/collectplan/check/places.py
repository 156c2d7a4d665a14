"""Where texts stand among others, by their hashes, and then by the texts themselves.

A million identifiers are matched by sorting 64-bit numbers several times faster than by a table of texts. Hashes only
propose: every match is compared as text, and where two texts have one hash all are matched as texts instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

Places = npt.NDArray[np.int64]
Hashes = Callable[[pl.Series], pl.Series]

#: Place of a text that is not there.
NOWHERE: Final = -1


def _hashes(texts: pl.Series) -> pl.Series:
    return texts.hash()


def places(wanted: pl.Series, known: pl.Series, hashes: Hashes = _hashes) -> Places:
    """Position of each wanted text among the known ones, the first of equals; `NOWHERE` for null and for others.

    Args:
        wanted: String.
        known: String.
        hashes: a UInt64 for each text, the same for equal texts.
    """
    if known.is_empty():
        return np.full(len(wanted), NOWHERE, dtype=np.int64)
    there, asked = hashes(known).to_numpy(), hashes(wanted).to_numpy()
    order = np.argsort(there)
    if (np.diff(there[order]) == 0).any():
        order = np.argsort(there, kind="stable")
    there = there[order]
    # Numbers that are looked up in their order are found in the processor's cache.
    by_number = np.argsort(asked)
    asked = asked[by_number]
    at = np.minimum(np.searchsorted(there, asked), len(there) - 1)
    found = np.empty(len(asked), dtype=np.int64)
    found[by_number] = np.where(there[at] == asked, order[at], NOWHERE)
    found[wanted.is_null().to_numpy()] = NOWHERE
    hits = pl.Series(found >= 0)
    if (known.gather(found[hits.to_numpy()]) == wanted.filter(hits)).all(ignore_nulls=False):
        return found
    return _places_by_text(wanted, known)


def numbered(texts: pl.Series, hashes: Hashes = _hashes) -> npt.NDArray[np.uint32]:
    """A number for each text, the same for equal ones; nulls are equal to each other."""
    if texts.is_empty():
        return np.zeros(0, dtype=np.uint32)
    number = hashes(texts).to_numpy()
    order = np.argsort(number)
    begins = np.concatenate([[False], np.diff(number[order]) != 0])
    sorted_texts = texts.gather(order)
    is_other = sorted_texts.ne_missing(sorted_texts.shift(1)).to_numpy()
    is_other[0] = False
    if (is_other != begins).any():
        return texts.rank("dense").fill_null(0).cast(pl.UInt32).to_numpy()
    numbers = np.empty(len(texts), dtype=np.uint32)
    numbers[order] = np.cumsum(begins, dtype=np.uint32)
    return numbers


def _places_by_text(wanted: pl.Series, known: pl.Series) -> Places:
    firsts = pl.DataFrame({"text": known}).with_row_index("place").unique("text", keep="first", maintain_order=True)
    asked = pl.DataFrame({"text": wanted}).join(firsts, on="text", how="left", maintain_order="left")
    return asked["place"].cast(pl.Int64).fill_null(NOWHERE).to_numpy()
