"""Arrays of numbers from a table that `write.arrays` made: what is not just so is not taken at all."""

from __future__ import annotations

import json
import math
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from collectplan.domain.stages import Array

#: Kinds of numbers that are taken: booleans, whole and floating-point numbers.
_KINDS: Final = "biuf"


def read_arrays(path: Path) -> tuple[dict[str, Any], dict[str, Array]] | None:
    """Read what is said about some arrays, and the arrays, which cannot be written to.

    Args:
        path: of a Parquet file.

    Returns:
        None where there is no such file, or it is of another make, or damaged: nothing of it is then to be trusted.
    """
    try:
        # Read by ourselves: the library may map the file, and another run may replace it meanwhile.
        rows = list(pl.read_parquet(path.read_bytes()).select("name", "kind", "shape", "data", "sum").iter_rows())
        if any(zlib.crc32(data) != total for *_, data, total in rows):
            return None
        about = next((json.loads(data) for _, kind, _, data, _ in rows if kind == "json"), None)
        arrays = {name: _array(kind, shape, data) for name, kind, shape, data, _ in rows if kind != "json"}
    except (OSError, ValueError, TypeError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    return (about, arrays) if isinstance(about, dict) else None


def _array(kind: str, shape: list[int], data: bytes) -> Array:
    """An array of its bytes.

    Raises:
        ValueError: it is none of numbers, or not of that shape.
    """
    # numpy takes None for a kind too.
    dtype = np.dtype(str(kind))
    if dtype.kind not in _KINDS or len(data) != dtype.itemsize * math.prod(shape):
        raise ValueError(kind)
    return np.frombuffer(data, dtype).reshape(shape)
