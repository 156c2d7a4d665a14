"""Progress bars, where a person looks on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from collectplan.domain.edge import silent

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """Yield what a run tells its progress: the stage's name, and the share of it that is done, 0..1.

    Bars are drawn on standard error, only where it is a terminal and `quiet` is not asked for.
    """
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    # A tenth of a second that a run from cron does without.
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from collectplan.console.terminal import console

    bar = Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console(stderr=True),
        transient=True,
    )
    with bar:
        yield _teller(bar)


def _teller(bar: Progress) -> Callable[[str, float], None]:
    tasks: dict[str, TaskID] = {}

    def tell(stage: str, share: float) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=1.0)
        bar.update(tasks[stage], completed=min(1.0, max(0.0, share)))

    return tell
