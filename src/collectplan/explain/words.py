"""Columns of few different texts, held as positions in a list of them: a byte or so for each row instead of sixteen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from collectplan.domain.stages import Ints

Places = npt.NDArray[np.int64]


def words_at(names: Sequence[str], positions: pl.Series | Ints) -> pl.Series:
    """Enum of the names at positions; -1 takes the last. Names may repeat."""
    at = positions.to_numpy() if isinstance(positions, pl.Series) else positions
    return _enum(list(dict.fromkeys(names))).gather(at if not len(names) else _places(names)[at])


def as_words(texts: pl.Series) -> pl.Series:
    """Enum of texts without nulls."""
    return texts.cast(pl.Enum(texts.unique().sort()))


def joined(above: pl.Series, below: pl.Series | None, num_below: int, order: Places) -> pl.Series:
    """Two Enum columns as one, in a new order.

    Args:
        above: the first rows.
        below: the rows after them; None: "" in all of them.
        num_below: how many.
        order: positions of the rows of both, in the order wanted.

    Returns:
        Enum of the words of both, sorted.
    """
    if below is None:
        below = words_at([""], np.zeros(num_below, dtype=np.int32))
    parts = [(part, _words(part)) for part in (above, below)]
    words = sorted({word for _, known in parts for word in known})
    place = {word: at for at, word in enumerate(words)}
    # A column without rows has no words either; what stands in for them is never looked up.
    tables = [np.array([place[word] for word in known] or [0], dtype=np.uint32) for _, known in parts]
    moved = [table[part.to_physical().to_numpy()] for table, (part, _) in zip(tables, parts, strict=True)]
    return _enum(words).gather(np.concatenate(moved)[order])


def _enum(words: list[str]) -> pl.Series:
    return pl.Series(words, dtype=pl.Enum(words))


def _places(names: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Position of each name among the different ones."""
    words = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([words[name] for name in names], dtype=np.uint32)


def _words(column: pl.Series) -> list[str]:
    kind = column.dtype
    return kind.categories.to_list() if isinstance(kind, pl.Enum) else []
