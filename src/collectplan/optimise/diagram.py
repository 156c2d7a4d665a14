"""Which patterns of a customer's spans may stand together: a decision diagram for each class.

Spans are decided one after the other (see `strips`). A *node* of a layer is all that the choices so far say to those
to come: what is left in each cap that reaches on, as far as it can still bind, and the strips that are barred. Choices
that say the same end in the same node, so that a week with its caps has some twenty nodes a day. A set of contacts
that the rules allow is a path from the first layer to the last, and the best set is the longest one (Bergman, Cire, van
Hoeve and Hooker, Decision Diagrams for Optimization, 2016, chapter 3).
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from collectplan.optimise.compiled import kernel
from collectplan.optimise.problem import Bools, Ints, Longs, Rules
from collectplan.optimise.strips import MOST, Strips, strips_of

#: Nodes of one layer, at most, and arcs of all classes together; beyond them classes do without.
WIDEST_LAYER, ALL_ARCS = 4_096, 24_000_000

Whole = TypeVar("Whole", np.int32, np.int64)


class Diagrams(NamedTuple):
    """The diagrams of all classes.

    Attributes:
        span_start: [classes + 1] where each class's spans begin; a class without spans has no diagram.
        strip: [classes, cells] the cell's strip, counted from the class's first. keep: [classes, strips] how many of
            the strip's best cells need be looked at. num_strips: [classes]. most: [classes] contacts of a customer.
        span_of_strip: [classes, strips] counted from the class's first.
        pattern_start: [spans + 1]. pattern_strip: [patterns, MOST] strips of the contacts, rising, -1 after the last.
        pattern_size: [patterns] contacts.
        node_start: [spans + 1] where each layer's nodes begin in `left`. arc_start: [spans + 1] the same in `arc`.
        left: [nodes] the most contacts that a path from here may have; one 0 more behind the last.
        arc: [node x pattern of its span] node of the next layer, counted from that layer's first, -1 where the caps do
            not allow the pattern.
        size: most strips, cells of a strip looked at, spans, patterns of a class, contacts, nodes of a layer: room.
    """

    span_start: Longs
    strip: Ints
    keep: Longs
    num_strips: Longs
    most: Longs
    span_of_strip: Longs
    pattern_start: Longs
    pattern_strip: Longs
    pattern_size: Longs
    node_start: Longs
    arc_start: Longs
    left: Longs
    arc: Ints
    size: Longs


class _One(NamedTuple):
    """The diagram of one class: its strips, the patterns that its caps allow, and per layer `left` and `arc`."""

    strips: Strips
    pattern_start: Longs
    pattern: Longs
    left: list[Longs]
    arc: list[Ints]


def diagrams_of(rules: Rules, cells: Ints, wanted: Bools) -> Diagrams:
    """The diagrams of the classes that want one and whose rules fall into small spans.

    Args:
        rules: local rules.
        cells: [classes, moments] numbers of cells, -1 for moments that are barred.
        wanted: [classes].
    """
    shapes: dict[tuple[bytes, ...], Strips | None] = {}
    found = [_of_class(rules, k, cells[k], shapes) if wanted[k] else None for k in range(len(cells))]
    arcs = [sum(len(arc) for arc in one.arc) if one else 0 for one in found]
    # The largest go first where there are too many, whatever their order.
    for most in sorted(set(arcs), reverse=True):
        if sum(num for num in arcs if num <= most) <= ALL_ARCS:
            break
    found = [one if num <= most else None for one, num in zip(found, arcs, strict=True)] if found else []
    return _joined(found, int(cells.max(initial=-1)) + 1)


def _of_class(rules: Rules, k: int, cell: Ints, shapes: dict[tuple[bytes, ...], Strips | None]) -> _One | None:
    caps = slice(rules.cap_start[k], rules.cap_start[k + 1])
    kind, limits = rules.clash_of_class[k], rules.cap_limit[caps]
    key = (cell.tobytes(), rules.cap_set[caps].tobytes(), kind.tobytes())
    if key not in shapes:
        shapes[key] = strips_of(cell, rules.moment_sets[rules.cap_set[caps]], rules.clashes[kind])
    strips = shapes[key]
    if strips is None:
        return None
    size = (strips.members >= 0).sum(axis=1)
    allowed = (strips.counts <= limits).all(axis=1)
    # A strip has no more contacts than cells.
    allowed &= ~((strips.members[:, :, None] == np.arange(len(strips.size))).sum(axis=1) > strips.size).any(axis=1)
    if bool((allowed & (size > MOST)).any()):
        return None
    pattern = np.flatnonzero(allowed)
    starts = np.searchsorted(pattern, strips.pattern_start)
    counts, bits = strips.counts[pattern], np.zeros(len(pattern), np.int64)
    for member in strips.members[pattern].T:
        bits |= np.where(member >= 0, np.left_shift(1, np.maximum(member, 0).astype(np.int64)), 0)
    spans = len(starts) - 1
    most = np.array([counts[starts[s] : starts[s + 1]].max(axis=0, initial=0) for s in range(spans)])
    most = most.reshape(spans, len(limits))
    links = (most > 0).sum(axis=0) > 1
    future = np.zeros((spans + 1, int(links.sum())), np.int64)
    future[:-1] = np.cumsum(most[::-1, links], axis=0)[::-1]
    first = np.concatenate([np.minimum(limits[links].astype(np.int64), future[0]), np.zeros(1, np.int64)])
    here, left, arc = first[None, :], [], []
    for s in range(spans):
        some = slice(starts[s], starts[s + 1])
        there, num, arcs = next_layer(
            np.ascontiguousarray(here), counts[some][:, links].astype(np.int64), bits[some], strips.bars[pattern[some]],
            future[s + 1], strips.later[s + 1], WIDEST_LAYER,
        )  # fmt: skip
        if num > WIDEST_LAYER:
            return None
        arc.append(arcs)
        here = there[:num]
    longest = np.zeros(1, np.int64)
    for s in range(spans - 1, -1, -1):
        table = arc[s].reshape(-1, starts[s + 1] - starts[s])
        reached = np.where(table >= 0, longest[table] + size[pattern[starts[s] : starts[s + 1]]], -1)
        longest = reached.max(axis=1)
        left.append(longest)
    return _One(strips, starts, pattern, left[::-1], arc)


@kernel
def next_layer(  # noqa: C901  # arcs, and a table of what is known
    here: Longs, counts: Longs, bits: Longs, bars: Longs, future: Longs, later: int, widest: int
) -> tuple[Longs, int, Ints]:
    """The next layer's nodes, how many (more than `widest`: too many), and the arcs to them.

    Args:
        here: [nodes, caps + 1] what is left in each cap, and the barred strips as bits.
        counts: [patterns, caps] contacts in each cap.
        bits: [patterns] strips held.
        bars: [patterns] strips barred.
        future: [caps] contacts that the spans after this one may hold at most.
        later: their strips, as bits.
        widest: nodes at most.
    """
    num_caps, num_patterns = len(future), len(bits)
    there, num = np.zeros((widest, num_caps + 1), np.int64), 0
    arcs = np.full(len(here) * num_patterns, -1, np.int32)
    table = np.full(4 * widest, -1, np.int64)
    row = np.zeros(num_caps + 1, np.int64)
    for n in range(len(here)):
        for p in range(num_patterns):
            if here[n, num_caps] & bits[p]:
                continue
            may, key = True, np.uint64(1469598103934665603)
            for c in range(num_caps):
                room = here[n, c] - counts[p, c]
                may = may and room >= 0
                # More room than can be used says nothing.
                row[c] = min(room, future[c])
            row[num_caps] = (here[n, num_caps] | bars[p]) & later
            if not may:
                continue
            for c in range(num_caps + 1):
                key = (key ^ np.uint64(row[c])) * np.uint64(1099511628211)
                key ^= key >> np.uint64(29)
            at = np.int64(key % np.uint64(len(table)))
            while table[at] >= 0:
                same = True
                for c in range(num_caps + 1):
                    if there[table[at], c] != row[c]:
                        same = False
                        break
                if same:
                    break
                at = (at + 1) % len(table)
            if table[at] < 0:
                if num == widest:
                    return there, widest + 1, arcs
                table[at] = num
                there[num] = row
                num += 1
            arcs[n * num_patterns + p] = table[at]
    return there, num, arcs


def _joined(found: list[_One | None], num_cells: int) -> Diagrams:
    """All diagrams in flat arrays."""
    there = [one for one in found if one is not None]
    num_strips = max((len(one.strips.size) for one in there), default=1)
    strip = np.full((len(found), max(1, num_cells)), -1, np.int32)
    keep, totals, spans = (np.zeros((len(found), n), np.int64) for n in (num_strips, 2, num_strips))
    for k, one in enumerate(found):
        if one is None:
            continue
        strips, num = one.strips, len(one.strips.size)
        strip[k, strips.cell] = strips.of_cell
        size = (strips.members[one.pattern] >= 0).sum(axis=1)
        most = np.array([size[a:b].max() for a, b in zip(one.pattern_start[:-1], one.pattern_start[1:], strict=True)])
        others = np.maximum(most - 1, 0)[strips.span_of_strip]
        keep[k, :num] = np.minimum(others * strips.taken + 1, strips.size)
        totals[k], spans[k, :num] = (num, one.left[0][0]), strips.span_of_strip
    patterns = [one.strips.members[one.pattern, :MOST] for one in there]
    flat = np.concatenate(patterns) if patterns else np.zeros((0, MOST), np.int32)
    per_span = [np.diff(one.pattern_start) for one in there]
    left, arc = [each for one in there for each in one.left], [each for one in there for each in one.arc]
    size_of = (
        num_strips, int(keep.max(initial=1)), max((len(one.left) for one in there), default=1),
        max((len(one.pattern) for one in there), default=1), max((int(one.left[0][0]) for one in there), default=1),
        max((len(each) for each in left), default=1),
    )  # fmt: skip
    return Diagrams(
        _starts([len(one.left) if one else 0 for one in found]), strip, keep, totals[:, 0].copy(), totals[:, 1].copy(),
        spans,
        _starts([num for each in per_span for num in each.tolist()]), flat.astype(np.int64),
        (flat >= 0).sum(axis=1).astype(np.int64), _starts([len(each) for each in left]),
        _starts([len(each) for each in arc]), _flat([*left, np.zeros(1, np.int64)], np.int64), _flat(arc, np.int32),
        np.array(size_of, np.int64),
    )  # fmt: skip


def _starts(sizes: list[int]) -> Longs:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(sizes, np.int64))])


def _flat(parts: list[npt.NDArray[Whole]], dtype: type[Whole]) -> npt.NDArray[Whole]:
    return np.concatenate([np.zeros(0, dtype), *parts]).astype(dtype)
