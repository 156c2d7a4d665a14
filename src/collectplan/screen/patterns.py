"""Open places of the day as numbered patterns: few, however many customers share them."""

from __future__ import annotations

import numpy as np

from collectplan.domain.stages import Bools, Ints
from collectplan.screen.codes import dense


class Patterns:
    """A growing table of distinct masks; numbers follow the order in which masks were first met."""

    def __init__(self, first: Bools) -> None:
        """Begin with one mask, [places], numbered 0."""
        self._number: dict[bytes, int] = {first.tobytes(): 0}
        self._rows: list[Bools] = [first]

    @property
    def table(self) -> Bools:
        """[patterns, places]"""
        return np.stack(self._rows)

    def narrow(self, pattern: Ints, mask: Ints, masks: Bools) -> Ints:
        """The pattern of what is open both in `pattern` and in the mask, one by one.

        Args:
            pattern: [n] numbers of patterns.
            mask: [n] positions in `masks`.
            masks: [masks, places].
        """
        number, values = dense(pattern.astype(np.int64) * len(masks) + mask)
        rows = self.table[values // len(masks)] & masks[values % len(masks)]
        return np.array([self._number_of(row) for row in rows], np.int32)[number]

    def _number_of(self, row: Bools) -> int:
        key = row.tobytes()
        number = self._number.setdefault(key, len(self._rows))
        if number == len(self._rows):
            self._rows.append(row)
        return number
