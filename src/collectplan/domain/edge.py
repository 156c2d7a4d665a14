"""What a run takes from outside besides its files: clocks, the memory meter, the screen.

They enter here as plain functions, so that no stage reads them by itself and tests can hold them still.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


def silent(stage: str, share: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Edge:
    """The outside of a run.

    Attributes:
        now: the present instant, UTC; asked only where the user names no date.
        clock: monotonic seconds.
        peak_memory: most bytes that the process has held so far.
        progress: told the stage's name and the share of it that is done, 0..1.
        threads: how many may be used; never changes a result.
    """

    now: Callable[[], dt.datetime]
    clock: Callable[[], float]
    peak_memory: Callable[[], int]
    progress: Callable[[str, float], None] = silent
    threads: int = 1
