"""How kernels are compiled: without the interpreter lock, kept on disk where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def kernel(function: Callable[..., Any]) -> Any:
    """Compiles `function` with numba at its first call.

    The machine code is kept beside the module or in the user's cache folder, so that a process started from cron does
    not compile again. Where neither can be written to (a read-only image without a home), it is compiled in memory.
    """
    try:
        return numba.njit(function, nogil=True, cache=True, error_model="numpy")
    except RuntimeError:  # numba found no folder to write to
        return numba.njit(function, nogil=True, error_model="numpy")
