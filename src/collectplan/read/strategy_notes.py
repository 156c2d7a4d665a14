"""A list of what is wrong with a strategy, each at its place in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from collectplan.domain.expression import ExpressionError, parse
from collectplan.domain.source import Source
from collectplan.errors import Finding
from collectplan.read.strategy_words import one_of


class Notes:
    """Collects findings; paths are those of `Source`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []

    def add(self, path: Sequence[str | int], what: str, mend: str, key: bool = False) -> None:
        """Something is wrong at a path: with its value, or with its key."""
        self.findings.append(Finding(self.source.where(*path, key=key), what, mend))

    def known(self, path: Sequence[str | int], word: str, name: str, names: Iterable[str], key: bool = False) -> None:
        """A name must be one of those."""
        names = list(names)
        if name not in names:
            self.add(path, f"there is no {word} {name[:60]}", one_of(name, names), key)

    def all_known(
        self, path: Sequence[str | int], word: str, given: Iterable[str] | None, names: Iterable[str]
    ) -> None:
        """Every name of a list must be one of those; no list at all is fine."""
        names = list(names)
        for position, name in enumerate(given or ()):
            self.known((*path, position), word, name, names)

    def unique(self, paths: Sequence[Sequence[str | int]], word: str, names: Sequence[str]) -> None:
        """Each name stands once; every later one is found."""
        seen: Counter[str] = Counter()
        for path, name in zip(paths, names, strict=True):
            seen[name] += 1
            if seen[name] > 1:
                first = self.source.where(*paths[names.index(name)]).removeprefix(f"{self.source.file}:")
                self.add(path, f"the {word} {name[:60]} is already given at {first}", "give another name")

    def expression(self, path: Sequence[str | int], text: str | None) -> None:
        """A text must be an expression."""
        if text is None:
            return
        try:
            parse(text)
        except ExpressionError as error:
            what, _, mend = str(error).rpartition("; ")
            self.add(path, f"the expression {what}", mend)
