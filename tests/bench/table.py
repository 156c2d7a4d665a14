"""Markdown tables, and their place between markers in the README."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


@dataclass
class Table:
    """A table of the ledger.

    Attributes:
        name: of the part that makes it; stands in the markers.
        command: that prints it again.
        caption: a sentence or two above it.
        head: names of the columns. rows: cells as text.
        notes: sentences below it.
    """

    name: str
    command: str
    caption: str
    head: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self) -> str:
        """As Markdown."""
        lines = [f"`{self.command}`: {self.caption}", ""]
        lines += [_row(self.head), "|" + "---|" * len(self.head), *(_row(row) for row in self.rows)]
        if self.notes:
            lines += ["", " ".join(self.notes)]
        return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def markers(name: str) -> tuple[str, str]:
    """The lines between which a part's tables stand."""
    return f"<!-- bench:{name}:begin -->", f"<!-- bench:{name}:end -->"


def write(name: str, tables: Sequence[Table], readme: Path = README) -> None:
    """Puts a part's tables between its markers.

    Raises:
        LookupError: the markers are not there.
    """
    begin, end = markers(name)
    text = readme.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        raise LookupError(f"{readme.name} has no place for {name}: add the lines {begin} and {end}")
    inside = "\n\n".join(table.text() for table in tables)
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    readme.write_text(pattern.sub(lambda _: f"{begin}\n{inside}\n{end}", text), encoding="utf-8")


def percent(share: float, digits: int = 2) -> str:
    """A share as a percentage; what rounds to zero has no sign."""
    text = f"{100 * share:.{digits}f}"
    return ("0." + "0" * digits if float(text) == 0 else text) + " %"


def seconds(value: float) -> str:
    """Seconds with two figures that mean something."""
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:.0f}"
