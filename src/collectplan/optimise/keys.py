"""Stable hashes of identities, so that ties are broken by who is meant and never by row order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from collectplan.optimise.problem import Keys


def keys_of(names: Sequence[str] | pl.Series, seed: int = 0) -> Keys:
    """64-bit FNV-1a hashes of the names' UTF-8 bytes (Fowler, Noll, Vo; RFC 9923). The same on every machine.

    Args:
        names: identities.
        seed: 0 to 2**32 - 1; another seed gives other hashes, and so breaks ties another way.
    """
    texts = pl.Series(names, dtype=pl.String)
    if not len(texts):
        return np.zeros(0, np.uint64)
    length = texts.str.len_bytes().to_numpy()
    table = np.zeros((int(length.max()), len(texts)), np.uint8)
    table.T[np.arange(table.shape[0]) < length[:, None]] = np.frombuffer("".join(texts.to_list()).encode(), np.uint8)
    keys = np.full(len(texts), 0xCBF29CE484222325 ^ seed, np.uint64)
    for position, column in enumerate(table):
        mixed = (keys ^ column) * np.uint64(0x100000001B3)
        keys = np.where(position < length, mixed, keys)
    return keys
