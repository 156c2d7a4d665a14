"""The real world's clocks, memory meter, progress bar and thread count."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from collectplan.domain.edge import Edge

#: Bytes of the inputs from which on memory that is let go is given back.
HUGE_BYTES: Final = 1 << 30
#: Of polars's allocator (jemalloc): arrays in pages of two megabytes, where the system offers them, take a third less
#: of the system's time than in pages of four kilobytes.
_LARGE_PAGES: Final = "thp:always"
#: By itself it keeps what it was given until the system asks for it; a million customers then hold half a gigabyte of
#: nothing for most of the run.
_GIVEN_BACK: Final = "dirty_decay_ms:500,muzzy_decay_ms:0"


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


def set_allocator(*, is_huge: bool) -> None:
    """Say how polars is to hold memory; call it before polars is imported.

    Args:
        is_huge: whether memory counts for more than time, so that what is let go is returned to the system at once.
    """
    # Elsewhere the allocator has no such pages, and complains.
    said = [*([_LARGE_PAGES] if sys.platform == "linux" else []), *([_GIVEN_BACK] if is_huge else [])]
    if said:
        os.environ.setdefault("_RJEM_MALLOC_CONF", ",".join(said))


def _num_bytes(inputs: Iterable[str | None]) -> int:
    """Of the files among the inputs; what cannot be measured is small."""
    found = 0
    for file in filter(None, inputs):
        with contextlib.suppress(OSError, ValueError):
            found += Path(file).stat().st_size
    return found


@contextmanager
def real_edge(*, quiet: bool, threads: int = 0, inputs: Iterable[str | None] = ()) -> Iterator[Edge]:
    """Yield the edge of a real run, with a progress bar where a person is looking.

    Args:
        quiet: without a bar.
        threads: as asked, 0 for every processor.
        inputs: files that will be read.
    """
    # polars takes its thread count from the environment, once, when it is imported.
    if threads > 0:
        os.environ.setdefault("POLARS_MAX_THREADS", str(threads))
    set_allocator(is_huge=_num_bytes(inputs) >= HUGE_BYTES)
    from collectplan.console.progress import progress_bar

    with progress_bar(quiet=quiet) as progress:
        yield Edge(
            now=lambda: dt.datetime.now(dt.UTC),
            clock=time.monotonic,
            peak_memory=peak_memory,
            progress=progress,
            threads=num_threads(threads),
        )
