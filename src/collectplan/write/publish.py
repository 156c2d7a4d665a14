"""Publishing a results folder: all of it at one instant, or nothing.

Files are staged in a hidden folder beside the results folder and synced. Publishing exchanges the two folders in one
system call (renameat2 with RENAME_EXCHANGE, Linux), or by two renames where the system has no such call. Whatever
happens before, the old folder is untouched to the byte.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import polars as pl

from collectplan.errors import OutputError
from collectplan.write.files import (
    FOLDER_MODE,
    json_bytes,
    private,
    private_csv_in_pieces,
    refusing,
    sync_folder,
    write_private_csv,
    write_private_parquet,
    write_private_parquet_in_pieces,
)
from collectplan.write.place import place_of

#: Files that a run owns; one of these that an earlier run left is never carried over.
RESULTS: Final = frozenset(
    f"{name}.csv" for name in ("grid", "outlook", "fates", "capacity", "rejects", "conditions")
) | {"run.json", "why.parquet", "again.parquet"}

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
#: What a kernel or file system says that cannot exchange.
_NO_EXCHANGE: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM})


class Publication:
    """A results folder in the making.

    Attributes:
        folder: where the files are staged; exists inside the `with` block until they are published.
    """

    folder: Path

    def __init__(self, folder: Path) -> None:
        self._asked = folder
        self._descriptor = -1

    def __enter__(self) -> Publication:
        """Make the staging folder, and clear what dead runs left.

        Raises:
            OutputError: the place is taken by a file or a link, or its parent cannot be written.
        """
        self._place = place_of(self._asked)
        with refusing(self._asked):
            self._place.parent.mkdir(parents=True, exist_ok=True)
            self._bring_back()
            self._clear_stale()
            self.folder = self._place.with_name(f"{self._prefix}{secrets.token_hex(6)}")
            self.folder.mkdir(mode=FOLDER_MODE)
            # The lock ends with the process: a staging folder without one was left by a dead run.
            self._descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            _try_flock(self._descriptor)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove whatever is staged and not published."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def csv(self, name: str, frame: pl.DataFrame, plain: Collection[str] = ()) -> None:
        """Stage a table as CSV; `plain` are columns in whose texts no formula can begin.

        Raises:
            OutputError: it could not be written.
        """
        with refusing(self._asked / name):
            write_private_csv(frame, self.folder / name, plain)

    def parquet(self, name: str, frame: pl.DataFrame) -> None:
        """Stage a table as Parquet.

        Raises:
            OutputError: it could not be written.
        """
        with refusing(self._asked / name):
            write_private_parquet(frame, self.folder / name)

    @contextmanager
    def csv_in_pieces(self, name: str, plain: Collection[str] = ()) -> Iterator[Callable[[pl.DataFrame], None]]:
        """Yield what appends a frame to a table staged as CSV.

        Raises:
            OutputError: it could not be written.
        """
        with refusing(self._asked / name), private_csv_in_pieces(self.folder / name, plain) as add:
            yield add

    def parquet_in_pieces(self, name: str, pieces: Iterator[pl.DataFrame]) -> None:
        """Stage frames, one behind another, as one table in Parquet.

        Raises:
            OutputError: it could not be written.
        """
        with refusing(self._asked / name):
            write_private_parquet_in_pieces(pieces, self.folder / name)

    def json(self, name: str, content: Mapping[str, Any]) -> None:
        """Stage a mapping as JSON; the same name again replaces it.

        Raises:
            OutputError: it could not be written.
        """
        with refusing(self._asked / name), private(self.folder / name) as stream:
            stream.write(json_bytes(content))

    def publish(self) -> None:
        """Make the staged files the results folder. Files in it that are not a run's own are kept.

        Raises:
            OutputError: it could not be done; what was there is untouched.
        """
        with refusing(self._asked):
            if not self._place.exists():
                sync_folder(self.folder)
                self.folder.rename(self._place)
            else:
                for entry in self._foreign(self._place):
                    _carry(entry, self.folder / entry.name)
                sync_folder(self.folder)
                self._exchange()
                # A file that somebody put into the old folder after the others were carried over.
                for entry in self._foreign(self.folder):
                    if not (self._place / entry.name).exists():
                        entry.rename(self._place / entry.name)
            sync_folder(self._place.parent)

    @property
    def place(self) -> Path:
        """The results folder that is made or replaced."""
        return self._place

    @property
    def _prefix(self) -> str:
        return f".{self._place.name}.collectplan-"

    @property
    def _aside(self) -> Path:
        """Where the old folder lies between two renames."""
        return self._place.with_name(f".{self._place.name}.before-collectplan")

    def _foreign(self, folder: Path) -> Iterator[Path]:
        return (entry for entry in sorted(folder.iterdir()) if entry.name not in RESULTS)

    def _exchange(self) -> None:
        if _exchanged(self.folder, self._place):
            return
        self._place.rename(self._aside)
        try:
            self.folder.rename(self._place)
        except BaseException:
            self._aside.rename(self._place)
            raise
        self._aside.rename(self.folder)

    def _bring_back(self) -> None:
        """Undo the first of two renames after which a run was killed; clear the old folder if it was the second."""
        if not self._aside.exists():
            return
        if self._place.exists():
            shutil.rmtree(self._aside, ignore_errors=True)
        else:
            self._aside.rename(self._place)

    def _clear_stale(self) -> None:
        for entry in sorted(self._place.parent.glob(f"{_escaped(self._prefix)}*")):
            with contextlib.suppress(OSError):
                descriptor = os.open(entry, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
                try:
                    if _try_flock(descriptor):
                        shutil.rmtree(entry, ignore_errors=True)
                finally:
                    os.close(descriptor)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot.

    Raises:
        OSError: the system can, and refused.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number))


def _carry(entry: Path, target: Path) -> None:
    """Have a file or folder of somebody else's in a second place too, by hard links where they can be made."""
    if entry.is_symlink():
        target.symlink_to(entry.readlink())
    elif entry.is_dir():
        shutil.copytree(entry, target, symlinks=True, copy_function=_link_or_copy)
    elif entry.is_file():
        _link_or_copy(str(entry), str(target))
    else:
        raise OutputError(f"{entry} is neither a file nor a folder; move it out of the results folder")


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _try_flock(descriptor: int) -> bool:
    """Lock an open folder without waiting; False where somebody else holds it or the file system cannot lock."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _escaped(text: str) -> str:
    """A name as a glob pattern that matches it alone."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)
