"""How kernels are compiled: without the interpreter lock, kept on disk where that is possible."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import numba


def _load_without_blas() -> None:
    """Load what numba knows of arrays without all of scipy.linalg, which it looks into for matrix products.

    That takes as long as loading polars, at every start, and no kernel multiplies matrices: see `newton`.
    """
    blas = "scipy.linalg.cython_blas"
    if blas in sys.modules:
        return
    # A name that stands for None is one that cannot be imported (the import system, The module cache).
    sys.modules[blas] = None  # type: ignore[assignment]  # as documented
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules[blas]


_load_without_blas()


def kernel(function: Callable[..., Any]) -> Any:
    """Compiles `function` with numba at its first call.

    The machine code is kept beside the module or in the user's cache folder, so that a process started from cron does
    not compile again. Where neither can be written to (a read-only image without a home), it is compiled in memory.
    """
    return _compile(function, counts=True)


def inner_kernel(function: Callable[..., Any]) -> Any:
    """Compiles a function that other kernels call from their loops, and that allocates nothing.

    numba counts references to every array of every tuple that a function is given, at each call and again at its end:
    of the forty arrays of a layout that is two microseconds, more than the function itself takes. One that allocates
    nothing has no need of it, and would not compile if it did.
    """
    return _compile(function, counts=False)


def _compile(function: Callable[..., Any], counts: bool) -> Any:
    try:
        return numba.njit(function, nogil=True, cache=True, error_model="numpy", _nrt=counts)
    except RuntimeError:  # numba found no folder to write to
        return numba.njit(function, nogil=True, error_model="numpy", _nrt=counts)
