"""A table's bytes, and what the first of them betray about a file that is no table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO, Final

from collectplan.errors import Finding, InputError

_SAVE_AS_CSV: Final = "save it as CSV"
#: What files of other kinds begin with: what to say about them, and what to do.
_MAGIC: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"\xd0\xcf\x11\xe0", "is an Excel workbook (.xls)", _SAVE_AS_CSV),
    (b"\x1f\x8b", "is compressed with gzip", "unpack it"),
    (b"BZh", "is compressed with bzip2", "unpack it"),
    (b"\x28\xb5\x2f\xfd", "is compressed with Zstandard", "unpack it"),
    (b"\xfd7zXZ", "is compressed with xz", "unpack it"),
    (b"7z\xbc\xaf", "is a 7z archive", "unpack it"),
    (b"%PDF", "is a PDF document", "export the table as CSV"),
    (b"PAR1", "is a Parquet file", "give it a name that ends in .parquet"),
    (b"SQLite format 3\0", "is an SQLite database", "export the table as CSV"),
)  # fmt: skip


def read_bytes(file: str, stdin: BinaryIO | None) -> bytes:
    """All bytes of a file, or of standard input where `file` is "-".

    Args:
        file: path as the user typed it.
        stdin: read in place of the process's own standard input.

    Raises:
        InputError: there is no such file, it is a folder, or it cannot be read.
    """
    if file == "-":
        return (stdin or sys.stdin.buffer).read()
    path = Path(file)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        finding = Finding(file, "there is no such file", "check the path")
    except IsADirectoryError:
        finding = Finding(file, "is a folder, not a table", "name a file in it")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        finding = Finding(file, f"cannot be read ({reason})", "check its permissions")
    raise InputError(finding)


def refuse_other_kinds(data: bytes, file: str) -> None:
    """Raise an InputError for bytes that are no CSV: empty, a workbook, an archive, a document."""
    if not data:
        raise InputError(Finding(file, "is empty", "a table has at least a line of column names"))
    if data.startswith(b"PK\x03\x04"):
        if b"xl/" in data[:4096] or b"xl/" in data[-65536:]:
            raise InputError(Finding(file, "is an Excel workbook", _SAVE_AS_CSV))
        if b"opendocument.spreadsheet" in data[:200]:
            raise InputError(Finding(file, "is an OpenDocument spreadsheet", _SAVE_AS_CSV))
        raise InputError(Finding(file, "is a zip archive", "unpack it"))
    for magic, what, mend in _MAGIC:
        if data.startswith(magic):
            raise InputError(Finding(file, what, mend))


def refuse_nul(data: bytes, file: str) -> None:
    """Raise an InputError naming the row of the first NUL byte, if there is one."""
    place = data.find(b"\0")
    if place < 0:
        return
    row = data.count(b"\n", 0, place) + 1
    head = data[:4096]
    if head.count(b"\0") * 3 > len(head):
        raise InputError(Finding(file, "holds a NUL in every other byte", "write  encoding: utf-16  under input:"))
    raise InputError(
        Finding(
            f"{file}, row {row}",
            f"holds a NUL byte at offset {place}",
            "the file is binary or damaged; export it again",
        )
    )
