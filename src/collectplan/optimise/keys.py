"""Stable hashes of identities, so that ties are broken by who is meant and never by row order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collectplan.optimise.problem import Keys


def keys_of(names: Sequence[str], seed: int = 0) -> Keys:
    """64-bit FNV-1a hashes of the names' UTF-8 bytes (Fowler, Noll, Vo; RFC 9923). The same on every machine.

    Args:
        names: identities.
        seed: 0 to 2**32 - 1; another seed gives other hashes, and so breaks ties another way.
    """
    encoded = [name.encode() for name in names]
    if not encoded:
        return np.zeros(0, np.uint64)
    length = np.array([len(name) for name in encoded])
    table = np.zeros((int(length.max()), len(encoded)), np.uint8)
    table.T[np.arange(table.shape[0]) < length[:, None]] = np.frombuffer(b"".join(encoded), np.uint8)
    keys = np.full(len(encoded), 0xCBF29CE484222325 ^ seed, np.uint64)
    for position, column in enumerate(table):
        mixed = (keys ^ column) * np.uint64(0x100000001B3)
        keys = np.where(position < length, mixed, keys)
    return keys
