"""What the best set of several days looks like from afar: strips, spans and patterns of a class of customers.

Rules across days speak of kinds of contacts, not of hours: so many calls a week, no call for three days after one. A
*strip* is a run of cells that no cap tells apart, such as a day's calls; a *span* joins the strips between which some
moments clash and others do not, such as all that must lie hours apart on a day. Between strips of different spans
either everything clashes or nothing does. So all that one span has to say to the others is its *pattern*, how many
contacts each of its strips holds: the best contacts of a pattern are looked for inside the span, and which patterns may
stand together is a question of counts (see `diagram`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement, pairwise

import numpy as np

from collectplan.optimise.problem import Bools, Ints, Longs

#: Contacts of one span, at most, whose sets are searched by patterns, and strips of one span, and of all.
MOST, MOST_STRIPS, ALL_STRIPS = 3, 6, 62


@dataclass(frozen=True, eq=False)
class Strips:
    """Strips, spans and patterns of the classes whose moments caps and clashes tell apart in one way.

    Attributes:
        cell: [cells] numbers of the open cells. of_cell: [cells] strip of each. size: [strips] cells.
        pattern_start: [spans + 1] where each span's patterns begin, the empty one first.
        members: [patterns, MOST + 1] strips of the contacts, rising, -1 after the last. Those of MOST + 1 contacts are
            listed only to know whether caps forbid them.
        counts: [patterns, caps] contacts in each cap. bars: [patterns] strips of other spans that clash, as bits.
        later: [spans + 1] strips of this span and those after it, as bits.
        taken: [strips] of the strip's cells the most that one contact of the span takes away, its own among them.
        span_of_strip: [strips].
    """

    cell: Longs
    of_cell: Longs
    size: Longs
    pattern_start: Longs
    members: Ints
    counts: Ints
    bars: Longs
    later: Longs
    taken: Longs
    span_of_strip: Longs


def strips_of(cell: Ints, members: Bools, clash: Bools) -> Strips | None:
    """The strips of a class; None where its rules do not fall into small spans.

    Args:
        cell: [moments] cells, -1 for moments that are barred.
        members: [caps, moments] moments of each cap.
        clash: [moments, moments].
    """
    open_moments = np.flatnonzero(cell >= 0)
    numbers, first = np.unique(cell[open_moments], return_index=True)
    moment = open_moments[first]
    if not len(moment):
        return None
    # Moments of a cell are alike to caps and clashes, so that the first stands for all.
    inside, apart = members[:, moment], clash[np.ix_(moment, moment)]
    strip = _strips(inside, apart)
    num = int(strip[-1]) + 1
    if num > ALL_STRIPS:
        return None
    begin = np.flatnonzero(np.diff(strip, prepend=-1))
    # [cells, strips] and [strips, strips] clashes.
    of_cells = np.add.reduceat(apart, begin, axis=1, dtype=np.int64)
    size, clashing = np.bincount(strip), np.add.reduceat(of_cells, begin, axis=0)
    every = np.outer(size, size)
    span = _spans((clashing > 0) & (clashing < every))
    if np.bincount(span).max() > MOST_STRIPS:
        return None
    may_join = clashing < every - np.diag(size)
    bits = np.left_shift(1, np.arange(num, dtype=np.int64))
    bars = ((clashing == every) & (span[:, None] != span)).astype(np.int64) @ bits
    per_span = [_patterns(np.flatnonzero(span == s), may_join) for s in range(int(span.max()) + 1)]
    flat = np.array([each for patterns in per_span for each in patterns], np.int32)
    held = np.where(flat[:, :, None] == np.arange(num), 1, 0).sum(axis=1)
    barred = np.bitwise_or.reduce(np.where(held > 0, bars, 0), axis=1)
    is_near = span[strip][:, None] == span
    taken = np.where(is_near, of_cells + (strip[:, None] == np.arange(num)), 0).max(axis=0)
    later = np.array([bits[span >= s].sum() for s in range(int(span.max()) + 2)], np.int64)
    return Strips(
        numbers.astype(np.int64), strip, size, np.cumsum([0, *map(len, per_span)]), flat,
        (held @ inside[:, begin].T.astype(np.int64)).astype(np.int32), barred, later, taken, span,
    )  # fmt: skip


def _strips(inside: Bools, apart: Bools) -> Longs:
    """[cells] strips: runs that no cap tells apart, cut where no clash crosses and there are clashes on both sides."""
    num = inside.shape[1]
    differs = np.concatenate([np.ones(1, bool), (inside[:, 1:] != inside[:, :-1]).any(axis=0)])
    cuts = [*np.flatnonzero(differs).tolist(), num]
    begins: list[int] = []
    for low, high in pairwise(cuts):
        own = apart[low:high, low:high]
        begins.append(low)
        if not own.any():
            continue
        # The furthest that any cell so far clashes with.
        last = np.where(own.any(axis=1), high - low - 1 - np.argmax(own[:, ::-1], axis=1), -1)
        reach = np.maximum.accumulate(np.maximum(last, np.arange(high - low)))
        pieces = [0, *(np.flatnonzero(reach[:-1] < np.arange(1, high - low)) + 1).tolist(), high - low]
        has_clash = [bool(own[a:b, a:b].any()) for a, b in pairwise(pieces)]
        seen = has_clash[0]
        for piece, clashes in zip(pieces[1:-1], has_clash[1:], strict=True):
            if clashes and seen:
                begins.append(low + piece)
            seen = seen or clashes
    is_begin = np.zeros(num, np.int64)
    is_begin[begins] = 1
    return np.cumsum(is_begin) - 1


def _spans(mixed: Bools) -> Longs:
    """[strips] spans: what is joined by strips of which some moments clash, numbered by their first strip."""
    span = np.full(len(mixed), -1, np.int64)
    num = 0
    for begin in range(len(mixed)):
        if span[begin] >= 0:
            continue
        waiting = [begin]
        while waiting:
            strip = waiting.pop()
            if span[strip] < 0:
                span[strip] = num
                waiting += [other for other in np.flatnonzero(mixed[strip]).tolist() if other != strip]
        num += 1
    return span


def _patterns(strips: Longs, may_join: Bools) -> list[list[int]]:
    """Strips of up to MOST + 1 contacts any two of which may stand together, the fewest first."""
    found = [[-1] * (MOST + 1)]
    for num in range(1, MOST + 2):
        found += [
            [*chosen, *[-1] * (MOST + 1 - num)]
            for chosen in combinations_with_replacement(strips.tolist(), num)
            if all(may_join[a, b] for i, a in enumerate(chosen) for b in chosen[i + 1 :])
        ]
    return found
