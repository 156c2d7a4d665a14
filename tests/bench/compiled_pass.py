"""The pass of `kernels`, compiled; apart, so that nobody else waits for numba."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt


@numba.njit(cache=True, nogil=True, error_model="numpy")
def best_candidates(
    start: npt.NDArray[np.int64], option: npt.NDArray[np.int32], value: npt.NDArray[np.float64], minutes: npt.NDArray[np.float64],
    contact: npt.NDArray[np.float64], minute: npt.NDArray[np.float64], counts: npt.NDArray[np.int64], spent: npt.NDArray[np.float64],
) -> float:  # fmt: skip
    """Sum of the customers' best reduced values; adds contacts and minutes by option."""
    total = 0.0
    for customer in range(len(start) - 1):
        best, at = 0.0, -1
        for j in range(start[customer], start[customer + 1]):
            reduced = value[j] - contact[option[j]] - minute[option[j]] * minutes[j]
            if reduced > best:
                best, at = reduced, j
        if at >= 0:
            total += best
            counts[option[at]] += 1
            spent[option[at]] += minutes[at]
    return total
