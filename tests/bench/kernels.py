"""Which kernel a pass over the customers should have: numpy, polars expressions or numba, start-up included.

The pass is the simplest one: every customer takes its best candidate at the prices, if that is worth anything; wanted
are the sum of these values and the contacts and minutes of each option. Each kernel runs in a process of its own.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.bench.child import run
from tests.bench.table import Table, seconds

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]
Answer = tuple[float, Longs, Floats]
Pass = Callable[[Floats, Floats], Answer]

SIZES = (10_000, 1_000_000)
#: Candidates of a customer, options, passes that are timed, passes of a typical search.
WIDTH, OPTIONS, TIMED, SEARCH = 12, 97, 5, 100


def arrays(num: int) -> tuple[Longs, npt.NDArray[np.int32], Floats, Floats]:
    """Candidates of `num` customers: start, option, value, minutes."""
    draw = np.random.default_rng(5)
    option = (draw.integers(0, 8, (num, WIDTH)) + np.arange(WIDTH) * 8).astype(np.int32).ravel()
    value, minutes = draw.lognormal(0, 1, num * WIDTH), draw.uniform(1, 5, num * WIDTH)
    return np.arange(num + 1) * WIDTH, option, value, minutes


def numpy_pass(num: int) -> Pass:
    start, option, value, minutes = arrays(num)

    def run_pass(contact: Floats, minute: Floats) -> Answer:
        reduced = value - contact[option] - minute[option] * minutes
        best = np.maximum.reduceat(reduced, start[:-1])
        hits = np.flatnonzero((reduced == np.repeat(best, WIDTH)) & (reduced > 0))
        chosen = hits[np.r_[True, np.diff(hits // WIDTH) > 0]]
        total = float(np.maximum(best, 0).sum())
        counts = np.bincount(option[chosen], minlength=OPTIONS)
        return total, counts, np.bincount(option[chosen], minutes[chosen], OPTIONS)

    return run_pass


def polars_pass(num: int) -> Pass:
    import polars as pl

    start, option, value, minutes = arrays(num)
    customer = np.repeat(np.arange(num, dtype=np.int32), np.diff(start))
    frame = pl.DataFrame(
        {"customer": pl.Series(customer).set_sorted(), "option": option, "value": value, "minutes": minutes}
    )
    # Of the ways that polars has (a maximum over a window, group_by with max_by or with a semi-join, sort and unique)
    # the window was the quickest here.
    is_best = pl.col("reduced") == pl.col("reduced").max().over("customer")

    def run_pass(contact: Floats, minute: Floats) -> Answer:
        of_option = pl.Series(contact), pl.Series(minute)
        price = pl.lit(of_option[0]).gather("option") + pl.lit(of_option[1]).gather("option") * pl.col("minutes")
        best = (
            frame.lazy()
            .with_columns(reduced=pl.col("value") - price)
            .filter((pl.col("reduced") > 0) & is_best)
            .group_by("option")
            .agg(pl.len(), pl.col("minutes").sum(), pl.col("reduced").sum())
            .collect()
        )
        counts, spent = np.zeros(OPTIONS, np.int64), np.zeros(OPTIONS)
        counts[best["option"]], spent[best["option"]] = best["len"], best["minutes"]
        return float(best["reduced"].sum()), counts, spent

    return run_pass


def numba_pass(num: int) -> Pass:
    from tests.bench.compiled_pass import best_candidates

    start, option, value, minutes = arrays(num)

    def run_pass(contact: Floats, minute: Floats) -> Answer:
        counts, spent = np.zeros(OPTIONS, np.int64), np.zeros(OPTIONS)
        return best_candidates(start, option, value, minutes, contact, minute, counts, spent), counts, spent

    return run_pass


KERNELS: dict[str, Callable[[int], Pass]] = {"numpy": numpy_pass, "polars": polars_pass, "numba": numba_pass}


def measure(kernel: str, num: int) -> dict[str, Any]:
    """Seconds of the first pass beyond a pass (imports, compilation), and of a pass."""
    began = time.perf_counter()
    KERNELS[kernel](10)(np.zeros(OPTIONS), np.zeros(OPTIONS))
    start_up = time.perf_counter() - began
    one_pass = KERNELS[kernel](num)
    draw = np.random.default_rng(6)
    times = []
    for _ in range(TIMED):
        contact, minute = draw.uniform(0, 0.5, OPTIONS), draw.uniform(0, 0.2, OPTIONS)
        began = time.perf_counter()
        total, counts, spent = one_pass(contact, minute)
        times.append(time.perf_counter() - began)
    return {
        "start_up": start_up, "pass": statistics.median(times), "total": total, "count": int(counts.sum()),
        "minutes": float(spent.sum()),
    }  # fmt: skip


def tables(sizes: tuple[int, ...] = SIZES, say: Any = print) -> list[Table]:
    """The table by kernel and size.

    Raises:
        ArithmeticError: the kernels do not agree on what a pass gives.
    """
    table = Table(
        "kernels", "python -m tests.bench kernels",
        f"one pass over customers of {WIDTH} candidates each, the best candidate of each at prices of {OPTIONS} options; "
        "start-up is what the first pass costs beyond a pass, imports included; numba compiles once a machine.",
        ("kernel", "customers", "start-up, s", "one pass, s", f"{SEARCH} passes and start-up, s", "peak GB"),
    )  # fmt: skip
    answers: dict[int, set[tuple[float, int, float]]] = {}
    with tempfile.TemporaryDirectory() as cold:
        for num in sizes:
            for kernel in ("numpy", "polars", "numba", "numba again"):
                say(f"kernels: {num} customers, {kernel}")
                environment = {"NUMBA_CACHE_DIR": f"{cold}/{num}"}
                found = run("tests.bench.kernels:measure", 600.0, environment, kernel=kernel.split()[0], num=num)
                name = {"numba": "numba, compiling", "numba again": "numba, compiled before"}.get(kernel, kernel)
                if "failed" in found:
                    table.rows.append((name, f"{num:,}", found["failed"], *["-"] * 3))
                    continue
                answers.setdefault(num, set()).add(
                    (round(found["total"], 3), found["count"], round(found["minutes"], 3))
                )
                table.rows.append((
                    name, f"{num:,}", seconds(found["start_up"]), f"{found['pass']:.4f}",
                    seconds(found["start_up"] + SEARCH * found["pass"]), f"{found['peak_gb']:.2f}",
                ))  # fmt: skip
    if any(len(different) > 1 for different in answers.values()):
        raise ArithmeticError(f"kernels disagree: {answers}")
    return [table]
