"""The real world's clocks, memory meter, progress bar and thread count."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collectplan.domain.edge import Edge


def peak_memory() -> int:
    """Return the most bytes that this process has held; 0 where the system does not say.

    Linux hands the greatest size of a parent on to `ru_maxrss` of the programs that it starts, so that there the
    process's own record is read (proc_pid_status(5), VmHWM).
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        status = ""
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in kilobytes, macOS in bytes.
    return peak if sys.platform == "darwin" else peak * 1024


def num_threads(asked: int) -> int:
    """Return the number of threads to use: as asked, else every processor that this process may run on."""
    if asked > 0:
        return asked
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def real_edge(*, quiet: bool, threads: int = 0) -> Iterator[Edge]:
    """Yield the edge of a real run, with a progress bar where a person is looking."""
    # polars takes its thread count from the environment, once, when it is imported.
    if threads > 0:
        os.environ.setdefault("POLARS_MAX_THREADS", str(threads))
    from collectplan.console.progress import progress_bar

    with progress_bar(quiet=quiet) as progress:
        yield Edge(
            now=lambda: dt.datetime.now(dt.UTC),
            clock=time.monotonic,
            peak_memory=peak_memory,
            progress=progress,
            threads=num_threads(threads),
        )
