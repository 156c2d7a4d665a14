"""Our search on the operation that rivals solve: imports, first call and second call; nothing is imported before its time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.optimum.made_days import MadeDay


def made_of(num: int) -> MadeDay:
    """The operation that all solve: hours differ, so that linear programmes have it easy."""
    from tests.optimum.made_days import operation

    return operation(num, hourly=True)


def measure(num: int) -> dict[str, Any]:
    """Seconds of the import, of the first call in a process and of the second; and what comes out."""
    began = time.perf_counter()
    from collectplan.optimise import optimise

    imported = time.perf_counter()
    day = made_of(num)
    times = [time.perf_counter()]
    for _ in range(2):
        solution = optimise(*day.stages, threads=2)
        times.append(time.perf_counter())
    return {
        "import": imported - began, "first": times[1] - times[0], "second": times[2] - times[1],
        "objective": solution.objective, "bound": solution.bound, "termination": solution.termination,
    }  # fmt: skip
