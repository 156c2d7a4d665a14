"""Ways to spoil one file of a world, and what the program must say of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.integration.worlds import World

#: Spoils a world, and returns a pattern of the place that the message must name.
Spoil = Callable[[World], str]


@dataclass(frozen=True)
class Fault:
    """A fault with a name, the exit code of the contract, and how it is made.

    Attributes:
        name: of the test.
        exit_code: by the contract.
        spoil: makes the fault, and returns a regular expression that one line of standard error must match.
        dialect: of the world that is spoiled.
    """

    name: str
    exit_code: int
    spoil: Spoil
    dialect: str = "plain"


def edited(old: str, new: str, more_lines: int = 0) -> Spoil:
    """Replace text of the strategy; the message must name the line where it stood, or one of `more_lines` after it."""

    def spoil(world: World) -> str:
        text = world.strategy.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the strategy"
        start = text.index(old)
        # The line on which old and new begin to differ.
        same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        line = text[: start + same].count("\n") + 1
        world.strategy.write_text(text.replace(old, new), encoding="utf-8")
        lines = "|".join(str(line + extra) for extra in range(more_lines + 1))
        return rf"{re.escape(str(world.strategy))}:({lines}):\d+: \S"

    return spoil


def appended(text: str) -> Spoil:
    """Write another top-level key at the end of the strategy."""

    def spoil(world: World) -> str:
        before = world.strategy.read_text(encoding="utf-8")
        world.strategy.write_text(before + text, encoding="utf-8")
        first = before.count("\n") + 1
        lines = "|".join(str(first + extra) for extra in range(text.count("\n") + 1))
        return rf"{re.escape(str(world.strategy))}:({lines}):\d+: \S"

    return spoil


def file_of(name: str, content: bytes | Callable[[bytes], bytes], place: str = "") -> Spoil:
    """Replace a file's bytes; the message must name the file, and `place` after it."""

    def spoil(world: World) -> str:
        path = world.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content(path.read_bytes()))
        return re.escape(str(path)) + place

    return spoil


def missing(name: str) -> Spoil:
    def spoil(world: World) -> str:
        (world.folder / name).unlink()
        return re.escape(str(world.folder / name))

    return spoil


def folder_of(name: str) -> Spoil:
    def spoil(world: World) -> str:
        (world.folder / name).unlink()
        (world.folder / name).mkdir()
        return re.escape(str(world.folder / name))

    return spoil


def unreadable(name: str) -> Spoil:
    def spoil(world: World) -> str:
        (world.folder / name).chmod(0)
        return re.escape(str(world.folder / name))

    return spoil


def cell(table: str, column: str, text: Any, row: int = 5, header: str | None = None) -> Spoil:
    """Write `text` into one cell, in a spreadsheet's row `row`; the message must name file, row and column."""

    def spoil(world: World) -> str:
        rows = rows_of(world, table)
        changed = [{**record, column: record.get(column)} for record in rows]
        changed[row - 2][column] = text
        world.write(table, changed)
        named = header or world.dialect.names.get(column, column)
        return rf"{re.escape(str(world.folder / table))}\.csv, row {row}, column ({re.escape(named)}|{re.escape(column)})\b"

    return spoil


def line_of(table: str, change: Callable[[str], str], row: int = 3) -> Spoil:
    """Change the text of one line; the message must name file and row."""

    def spoil(world: World) -> str:
        path = world.folder / f"{table}.csv"
        lines = path.read_bytes().decode(world.dialect.encoding).split("\n")
        lines[row - 1] = change(lines[row - 1])
        path.write_bytes("\n".join(lines).encode(world.dialect.encoding))
        return rf"{re.escape(str(path))}, row {row}\b"

    return spoil


def header_of(table: str, old: str, new: str, named: str | None = None) -> Spoil:
    """Write another header over a column; the message must name the file and `named`, the column that is meant."""

    def spoil(world: World) -> str:
        path = world.folder / f"{table}.csv"
        head, rest = path.read_bytes().split(b"\n", 1)
        encoding, mark = world.dialect.encoding, world.dialect.delimiter
        names = head.decode(encoding).split(mark)
        names[names.index(old)] = new
        path.write_bytes(mark.join(names).encode(encoding) + b"\n" + rest)
        return rf"{re.escape(str(path))}.*\b{re.escape(named or old)}\b"

    return spoil


def both(first: Spoil, second: Spoil) -> Spoil:
    """Make two changes; the message must name the place of the second."""

    def spoil(world: World) -> str:
        first(world)
        return second(world)

    return spoil


def rows_of(world: World, table: str) -> list[dict[str, Any]]:
    return {"portfolio": world.accounts, "attempts": world.history, "roster": world.shifts}[table]


def mend_permissions(world: World) -> None:
    """Let the test folder be removed after `unreadable`."""
    for path in world.folder.iterdir():
        path.chmod(0o700)
