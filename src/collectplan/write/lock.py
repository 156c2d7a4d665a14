"""One run at a time for each results folder."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from collectplan.errors import LockedError
from collectplan.write.files import FILE_MODE, refusing
from collectplan.write.place import place_of


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a results folder, without waiting for it.

    The lock is a hidden file beside the folder, `.NAME.lock`; it is the system's (flock), so that it ends with the
    process however that ends. Who holds it, and since when, is written in a second file only for the message.

    Raises:
        LockedError: another run holds it.
        OutputError: the folder's parent cannot be written.
    """
    place = place_of(folder)
    path = place.with_name(f".{place.name}.lock")
    holder = place.with_name(f".{place.name}.lock.holder")
    # A soft lock would outlive a killed process, and is never fallen back to.
    held = FileLock(path, timeout=0, mode=FILE_MODE, fallback_to_soft=False)
    with refusing(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            held.acquire()
        except Timeout:
            raise LockedError(f"another run is writing {folder}{_who(holder)}; wait until it has ended") from None
    try:
        with refusing(place):
            holder.write_text(f"{os.getpid()}\n")
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        held.release()


def _who(holder: Path) -> str:
    """Process and start of the holder, as far as they can be read."""
    try:
        since = dt.datetime.fromtimestamp(holder.stat().st_mtime, dt.UTC)
        return f" (process {int(holder.read_text())}, since {since:%Y-%m-%d %H:%M:%S} UTC)"
    except (OSError, ValueError):
        return ""
