"""Arrays of numbers as one table, for a Parquet file: a row each, with its name, kind, shape, bytes and their sum."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from collectplan.domain.stages import Array

#: Of the table.
SCHEMA: Final[Mapping[str, Any]] = {
    "name": pl.String, "kind": pl.String, "shape": pl.List(pl.Int64), "data": pl.Binary, "sum": pl.UInt32,
}  # fmt: skip
#: The row that says what the arrays are: JSON in the place of numbers.
ABOUT: Final = "about"
_WHOLE: Final = (np.dtype(np.int8), np.dtype(np.int16), np.dtype(np.int32), np.dtype(np.int64))


def packed(about: Mapping[str, Any], arrays: Mapping[str, Array]) -> pl.DataFrame:
    """The table of some arrays, whole numbers in as few bytes as they need.

    Args:
        about: what JSON can say.
        arrays: of booleans, whole numbers or floating-point numbers, of any shape.
    """
    text = json.dumps(about, sort_keys=True).encode()
    rows: list[tuple[str, str, list[int], bytes, int]] = [(ABOUT, "json", [len(text)], text, zlib.crc32(text))]
    for name, array in arrays.items():
        small = np.ascontiguousarray(_narrow(array))
        data = small.tobytes()
        rows.append((name, small.dtype.str, list(array.shape), data, zlib.crc32(data)))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _narrow(array: Array) -> Array:
    if array.dtype.kind not in "iu" or not array.size:
        return array
    low, high = int(array.min()), int(array.max())
    fits = (kind for kind in _WHOLE if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
    return array.astype(next(fits, array.dtype))
