"""Columns of few different texts, held as positions in a list of them: a byte or so for each row instead of sixteen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

Places = npt.NDArray[np.int64]

#: Numbers below it are made dense through a table, and not by sorting.
_LONGEST_TABLE: Final = 1 << 22


def words_at(names: Sequence[str], positions: pl.Series | npt.NDArray[np.integer[Any]]) -> pl.Series:
    """Enum of the names at positions; -1 takes the last. Names may repeat."""
    at = positions.to_numpy() if isinstance(positions, pl.Series) else positions
    return _words_of(list(dict.fromkeys(names)), at if not len(names) else _places(names)[at])


def as_words(texts: pl.Series) -> pl.Series:
    """Enum of texts without nulls."""
    if len(texts) and (texts == texts[0]).all():
        return pl.Series(texts.name, texts.head(1), dtype=pl.Enum([texts[0]])).new_from_index(0, len(texts))
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
    parts = [(part, words_in(part)) for part in (above, below)]
    words = sorted({word for _, known in parts for word in known})
    place = {word: at for at, word in enumerate(words)}
    # A column without rows has no words either; what stands in for them is never looked up.
    tables = [np.array([place[word] for word in known] or [0], dtype=_width(len(words))) for _, known in parts]
    moved = [table[part.to_physical().to_numpy()] for table, (part, _) in zip(tables, parts, strict=True)]
    return _words_of(words, np.concatenate(moved)[order])


def dense(numbers: Places) -> tuple[Places, Places]:
    """Numbers >= 0 by others that leave none out; and for each of these the last row that has it."""
    if int(numbers.max(initial=0)) < _LONGEST_TABLE:
        is_there = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=np.bool_)
        is_there[numbers] = True
        place: Places = (np.cumsum(is_there) - 1)[numbers]
    else:
        place = np.unique(numbers, return_inverse=True)[1]
    example = np.zeros(int(place.max(initial=-1)) + 1, dtype=np.int64)
    example[place] = np.arange(len(numbers))
    return place, example


def _words_of(words: list[str], places: npt.NDArray[np.integer[Any]]) -> pl.Series:
    return pl.Series(words, dtype=pl.Enum(words)).gather(pl.Series(places))


def _places(names: Sequence[str]) -> npt.NDArray[np.unsignedinteger[Any]]:
    """Position of each name among the different ones."""
    words = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([words[name] for name in names], dtype=_width(len(words)))


def _width(num_words: int) -> type[np.uint8 | np.uint16 | np.uint32]:
    """Numbers as narrow as polars keeps so many words, so that nothing is converted."""
    return np.uint8 if num_words < 1 << 8 else np.uint16 if num_words < 1 << 16 else np.uint32


def words_in(column: pl.Series) -> list[str]:
    """Words of an Enum column; none of a column that is none, as one without rows may be."""
    kind = column.dtype
    return kind.categories.to_list() if isinstance(kind, pl.Enum) else []
