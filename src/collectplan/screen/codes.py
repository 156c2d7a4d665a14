"""Dense numbering of values: equal values get equal numbers, small numbers stand for large combinations.

Numbers rise with the values, so that they depend on which values there are and never on the order of rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from collectplan.domain.stages import Ints

AnyInts = npt.NDArray[np.integer[Any]]
Longs = npt.NDArray[np.int64]

#: Values whose range is at most so many times their count are numbered through a table instead of by sorting.
_SPARSEST_TABLE = 4
_SMALL_TABLE = 1 << 20


def dense(values: AnyInts) -> tuple[Ints, Longs]:
    """Number the values 0, 1, .. in rising order.

    Args:
        values: [n] integers.

    Returns:
        [n] the number of each value, and [numbers] the value of each number, rising.
    """
    if not values.size:
        return np.zeros(0, np.int32), np.zeros(0, np.int64)
    low, high = int(values.min()), int(values.max())
    if high - low > max(_SMALL_TABLE, _SPARSEST_TABLE * values.size):
        distinct, number = np.unique(values, return_inverse=True)
        return number.astype(np.int32), distinct.astype(np.int64)
    present = np.zeros(high - low + 1, np.bool_)
    present[values - low] = True
    number_of = np.cumsum(present, dtype=np.int32) - 1
    return number_of[values - low].astype(np.int32, copy=False), np.flatnonzero(present) + low


def combine(*columns: AnyInts) -> tuple[Ints, Longs]:
    """Number the distinct rows of several columns, in the order of the columns' values.

    Args:
        columns: at least one, each [n] integers.

    Returns:
        [n] the number of each row, and [numbers] the position of one row that has it.
    """
    number, _ = dense(columns[0])
    for column in columns[1:]:
        other, values = dense(column)
        number, _ = dense(number.astype(np.int64) * max(1, values.size) + other)
    example = np.zeros(int(number.max()) + 1 if number.size else 0, np.int64)
    # Written backwards, so that the first row of each number stays.
    example[number[::-1]] = np.arange(number.size - 1, -1, -1)
    return number, example
