"""Open places as numbered patterns: few, however many customers share them."""

from __future__ import annotations

import numpy as np

from collectplan.domain.stages import Bools, Ints
from collectplan.screen.codes import dense


class Patterns:
    """A growing table of distinct masks; numbers follow the order in which masks were first met."""

    def __init__(self, first: Bools) -> None:
        """Begin with one mask, [places], numbered 0."""
        self._number: dict[bytes, int] = {first.tobytes(): 0}
        self._rows = first[None, :].copy()

    @property
    def table(self) -> Bools:
        """[patterns, places]"""
        return self._rows[: len(self._number)]

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
        number = self._number.setdefault(key, len(self._number))
        if number == len(self._rows):
            # Room for as many again, so that growing stays cheap.
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[number] = row
        return number
