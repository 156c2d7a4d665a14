"""Bytes on disk: CSV, Parquet and JSON, readable by their owner alone, and complete or not there at all."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import secrets
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
from polars.io.plugins import register_io_source

from collectplan.domain.cells import guarded_text
from collectplan.errors import OutputError

#: Plans hold personal data: nobody but the owner reads them, whatever the umask says.
FILE_MODE = 0o600
FOLDER_MODE = 0o700

#: Rows of a Parquet file that are read together.
_ROW_GROUP = 250_000


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """Return a frame as CSV: RFC 4180 with comma and a header, UTF-8 without BOM, lines ended by a line feed.

    Text cells that a spreadsheet would run as a formula get an apostrophe (`domain.cells.guarded`).
    """
    buffer = io.BytesIO()
    _write_csv(frame, buffer)
    return buffer.getvalue()


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """Return a mapping as indented JSON with sorted keys, UTF-8, ended by a line feed.

    Raises:
        ValueError: a number is not finite, which JSON cannot say.
    """
    return (json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def write_csv(frame: pl.DataFrame, output: str) -> None:
    """Write a frame to a file of its own, replacing it at once, or to standard output where `output` is "-".

    Raises:
        OutputError: the file could not be written; what was there is untouched.
        BrokenPipeError: the reader of standard output has gone.
    """
    with opened(output) as stream:
        _write_csv(frame, stream)


def write_bytes(content: bytes, output: str) -> None:
    """Write bytes to a file of their own, or to standard output; as `write_csv`."""
    with opened(output) as stream:
        stream.write(content)


@contextmanager
def opened(output: str) -> Iterator[BinaryIO]:
    """Yield the stream of an output that the user named: a file that is replaced at once, or "-", standard output."""
    if output == "-":
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    # A pipe or device such as /dev/stdout cannot be replaced: it is written to.
    if path.exists() and not path.is_file() and not path.is_dir():
        with refusing(path), path.open("wb") as stream:
            yield stream
        return
    with replaced(path) as stream:
        yield stream


def write_private_csv(frame: pl.DataFrame, path: Path, plain: Collection[str] = ()) -> None:
    """Write a frame as CSV to a path of our own, synced, readable by its owner alone.

    Args:
        frame: of text columns and others.
        path: of our own.
        plain: columns whose texts are numbers or names of ours, in which no formula can begin.
    """
    with private(path) as stream:
        _write_csv(frame, stream, plain)


@contextmanager
def private_csv_in_pieces(path: Path, plain: Collection[str] = ()) -> Iterator[Callable[[pl.DataFrame], None]]:
    """Yield what appends a frame to a CSV of our own, as `write_private_csv` writes it; the first brings the header."""
    with private(path) as stream:
        is_first = True

        def add(frame: pl.DataFrame) -> None:
            nonlocal is_first
            _write_csv(frame, stream, plain, with_header=is_first)
            is_first = False

        yield add


def write_private_parquet_in_pieces(pieces: Iterator[pl.DataFrame], path: Path) -> None:
    """Write frames of the same columns, one behind another, as one Parquet file; one of them is held at a time."""
    first = next(pieces)

    def each(*_: object) -> Iterator[pl.DataFrame]:
        # What writes them takes several at once: the smaller they are, the less it holds.
        for piece in chain([first], pieces):
            yield from piece.iter_slices(_ROW_GROUP)

    with private(path) as stream:
        # The size of row groups is said, so that the bytes do not hang on how threads share the work.
        register_io_source(each, schema=first.schema).sink_parquet(
            stream, compression="zstd", compression_level=1, row_group_size=_ROW_GROUP, maintain_order=True
        )


def write_private_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame as Parquet to a path of our own, synced, readable by its owner alone."""
    with private(path) as stream:
        frame.write_parquet(stream, compression="zstd", compression_level=1)


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """Yield a stream whose bytes become the file `path` once the block ends well, and vanish otherwise.

    Raises:
        OutputError: the file could not be written; what was there is untouched.
    """
    with refusing(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        # A link stays a link: the file that it names is replaced.
        target = path.resolve()
        staged = target.with_name(f".{target.name}.collectplan-{secrets.token_hex(6)}")
        try:
            with private(staged) as stream:
                yield stream
            staged.replace(target)
            sync_folder(target.parent)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise


@contextmanager
def private(path: Path) -> Iterator[BinaryIO]:
    """Yield a stream to a file that only its owner may read, and sync it at the end."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, FILE_MODE)
    with os.fdopen(descriptor, "wb") as stream:
        os.fchmod(descriptor, FILE_MODE)
        yield stream
        stream.flush()
        os.fsync(descriptor)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what the system says of a failed write into one sentence.

    Raises:
        OutputError: the block met an OSError, or polars one in writing.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"{path} could not be written: {(error.strerror or str(error)).lower()}; what was there is untouched"
        ) from error
    except pl.exceptions.ComputeError as error:
        raise OutputError(f"{path} could not be written: {error}; what was there is untouched") from error


def sync_folder(folder: Path) -> None:
    """Make renames within a folder last through a power cut; file systems that cannot sync a folder do without."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_csv(frame: pl.DataFrame, stream: BinaryIO, plain: Collection[str] = (), *, with_header: bool = True) -> None:
    kinds = frame.schema
    words = [name for name, kind in kinds.items() if isinstance(kind, pl.Enum)]
    texts = [name for name, kind in kinds.items() if kind == pl.String]
    safe = frame.with_columns(guarded_text(frame[name]) for name in texts if name not in plain)
    # polars writes an empty text as "" and a null as nothing; both are an empty cell.
    safe = safe.with_columns(
        *(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in texts),
        *(_guarded_words(frame[name]) for name in words),
    )
    safe.write_csv(stream, include_header=with_header, line_terminator="\n", quote_style="necessary")


def _guarded_words(words: pl.Series) -> pl.Series:
    """The same of an Enum column, whose different texts are guarded once each."""
    kind = words.dtype
    names = kind.categories if isinstance(kind, pl.Enum) else words.unique()
    cells = [name or None for name in guarded_text(names).to_list()]
    kept = [cell for cell in cells if cell is not None]
    if None not in cells and kept == names.to_list():
        return words
    table = pl.Series(cells, dtype=pl.Enum(kept))
    return table.gather(words.to_physical()).alias(words.name)
