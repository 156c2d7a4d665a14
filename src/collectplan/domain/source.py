"""Where in the strategy file and its rule packs each value stands, so that every complaint can name its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Source:
    """The strategy file's name and the place of every key and value in it.

    Attributes:
        file: as the user typed it.
        marks: for each path of keys and list positions, the 1-based line and column of its *value*.
        keys: the same for the key itself, for complaints about a key that should not be there.
        sha256: of the file's bytes.
        files: other files, by the path of what stands in them: the rules of packs, each with what hangs below.
        packs: sha256 of each rule pack's bytes, by its name.
    """

    file: str
    marks: Mapping[KeyPath, tuple[int, int]] = field(default_factory=dict)
    keys: Mapping[KeyPath, tuple[int, int]] = field(default_factory=dict)
    sha256: str = ""
    files: Mapping[KeyPath, str] = field(default_factory=dict)
    packs: Mapping[str, str] = field(default_factory=dict)

    def where(self, *path: str | int, key: bool = False) -> str:
        """`file:line:column` of a path, or of its nearest parent that is written in the file."""
        table = self.keys if key else self.marks
        for length in range(len(path), -1, -1):
            mark = table.get(path[:length]) or self.marks.get(path[:length])
            if mark:
                return f"{self.file_of(*path[:length])}:{mark[0]}:{mark[1]}"
        return self.file

    def file_of(self, *path: str | int) -> str:
        """The file in which a path stands."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.files:
                return self.files[path[:length]]
        return self.file
