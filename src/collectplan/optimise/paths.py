"""A customer's best set by the diagram of its class: the longest path, exactly.

On a plan of three days a set takes five microseconds, where branch and bound took two hundred and was cut off. Of each
span the best contacts of every pattern are found first; a pattern holds few, and the best hours are the first
that are tried. Then the spans are put together. With nothing but the number of contacts counted, a small dynamic
programme gives for every node a limit on what the rest of its path can be worth; a path that always takes what promises
most is nearly always as long as the limit at the start, and then it is the longest. Where it is not, all paths that
could be longer are followed layer by layer, each node reached once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from collectplan.optimise.compiled import inner_kernel, kernel
from collectplan.optimise.diagram import Diagrams
from collectplan.optimise.problem import Bools, Floats, Ints, Longs

#: Relative gain that may be rounding: sums of a few values err by less. The guard of a pass covers it.
ROUNDING = 1e-13


class Trail(NamedTuple):
    """Room for one customer's longest path.

    `number`: [strips] items; `item`, `worth`: [strips, items] the best first. `best`: [patterns] worth of the best
    contacts, minus infinity where there are none; `pick`: [patterns, contacts] these. `limit`: [spans + 1, contacts]
    what the spans from here on are worth at most with so many contacts. `chosen`: [spans] pattern. `reached`: [layers]
    nodes, listed in `node`; `gain`, `before`, `by`: [layers, nodes] the longest path there, its last arc. `seen`:
    [layers, nodes] number of the customer for whom the node was reached, counted in `turn`.
    """

    number: Longs
    item: Longs
    worth: Floats
    best: Floats
    pick: Longs
    limit: Floats
    chosen: Longs
    reached: Longs
    node: Longs
    gain: Floats
    before: Longs
    by: Longs
    seen: Longs
    turn: Longs


@kernel
def make_trail(size: Longs) -> Trail:
    """Room for the diagrams of a size."""
    strips, keep, spans = size[0], size[1] + 1, size[2] + 1
    patterns, contacts, nodes = size[3], size[4] + 1, size[5]
    return Trail(
        np.zeros(strips, np.int64),
        np.zeros((strips, keep), np.int64),
        np.zeros((strips, keep)),
        np.zeros(patterns),
        np.zeros((patterns, 3), np.int64),
        np.zeros((spans, contacts)),
        np.zeros(spans, np.int64),
        np.zeros(spans, np.int64),
        np.zeros((spans, nodes), np.int64),
        np.zeros((spans, nodes)),
        np.zeros((spans, nodes), np.int64),
        np.zeros((spans, nodes), np.int64),
        np.zeros((spans, nodes), np.int64),
        np.zeros(1, np.int64),
    )


@inner_kernel
def best_path(
    diagrams: Diagrams, cells: Ints, clashes: Bools, k: int, kind: int, held: int, num: int, items: Longs,
    worth: Floats, moments: Longs, picked: Longs, trail: Trail,
) -> tuple[int, float]:  # fmt: skip
    """Picks the best set of a customer whose class has a diagram; gives its size and worth.

    Args:
        diagrams: of all classes.
        cells: [classes, moments].
        clashes: [kinds, moments, moments].
        k: the class.
        kind: of its clashes.
        held: cell of a contact that is held already, beside which all items may be; -1: none is.
        num: items, the best candidate of each cell where it is worth something.
        items: what is picked.
        worth: of each item.
        moments: of each item.
        picked: the best set on return, the best item first.
        trail: room.
    """
    first, last = diagrams.span_start[k], diagrams.span_start[k + 1]
    strip_held = diagrams.strip[k, held] if held >= 0 else -1
    span_held = diagrams.span_of_strip[k, strip_held] if held >= 0 else -1
    _gather(diagrams.strip, diagrams.keep, diagrams.num_strips, cells, k, num, worth, moments, trail)
    _weigh(diagrams, clashes, kind, first, last, first + span_held, strip_held, moments, trail)
    may_stand, total = _take_best(diagrams, first, last, trail)
    if not may_stand:
        most = _fill_limits(diagrams, first, last, trail)
        total = _follow_limits(diagrams, first, last, trail)
        if most > total * (1.0 + ROUNDING):
            total = _longest(diagrams, first, last, total, trail)
    begin, size = diagrams.pattern_start[first], 0
    for s in range(last - first):
        p = trail.chosen[s]
        for d in range(diagrams.pattern_size[p] - (1 if s == span_held else 0)):
            i, at = trail.pick[p - begin, d], size
            while at > 0 and worth[picked[at - 1]] < worth[i]:
                picked[at] = picked[at - 1]
                at -= 1
            picked[at] = i
            size += 1
    for d in range(size):
        picked[d] = items[picked[d]]
    return size, total


@inner_kernel
def _gather(
    strips: Ints, keep: Longs, num_strips: Longs, cells: Ints, k: int, num: int, worth: Floats, moments: Longs,
    trail: Trail,
) -> None:  # fmt: skip
    """Lists the best items of each strip, the best first, ties as they come."""
    number, item, listed = trail.number, trail.item, trail.worth
    for g in range(num_strips[k]):
        number[g] = 0
    for i in range(num):
        g = strips[k, cells[k, moments[i]]]
        at = number[g]
        if at == keep[k, g]:
            if worth[i] <= listed[g, at - 1]:
                continue
            at -= 1
        else:
            number[g] += 1
        while at > 0 and listed[g, at - 1] < worth[i]:
            listed[g, at], item[g, at] = listed[g, at - 1], item[g, at - 1]
            at -= 1
        listed[g, at], item[g, at] = worth[i], i


@inner_kernel
def _weigh(
    diagrams: Diagrams, clashes: Bools, kind: int, first: int, last: int, span_held: int, strip_held: int,
    moments: Longs, trail: Trail,
) -> None:  # fmt: skip
    """Finds the best items of every pattern; those that lack a contact held are worth minus infinity."""
    pattern_start, strips, best = diagrams.pattern_start, diagrams.pattern_strip, trail.best
    begin = pattern_start[first]
    for s in range(first, last):
        for p in range(pattern_start[s], pattern_start[s + 1]):
            a, b, c = strips[p, 0], strips[p, 1], strips[p, 2]
            if s == span_held and strip_held >= 0:
                # What is left of the pattern once the contact held is taken out.
                if a != strip_held and b != strip_held and c != strip_held:
                    best[p - begin] = -np.inf
                    continue
                if a == strip_held:
                    a, b = b, c
                elif b == strip_held:
                    b = c
                c = np.int64(-1)
            best[p - begin] = _best_together(clashes, kind, moments, trail, a, b, c, p - begin)


@inner_kernel
def _best_together(  # noqa: C901  # three loops, one inside the other
    clashes: Bools, kind: int, moments: Longs, trail: Trail, a: int, b: int, c: int, p: int
) -> float:
    """Worth of pattern p: the best items of its strips (-1: no more) that do not clash, minus infinity where all do."""
    number, item, worth, pick, best = trail.number, trail.item, trail.worth, trail.pick, -np.inf
    if a < 0:
        return 0.0
    if number[a] == 0 or (b >= 0 and number[b] == 0) or (c >= 0 and number[c] == 0):
        return best
    if b < 0:
        pick[p, 0] = item[a, 0]
        return float(worth[a, 0])
    top = worth[c, 0] if c >= 0 else 0.0
    for i in range(number[a]):
        from_b = i + 1 if b == a else 0
        if from_b >= number[b] or worth[a, i] + worth[b, from_b] + top <= best:
            break
        for j in range(from_b, number[b]):
            both = worth[a, i] + worth[b, j]
            if both + top <= best:
                break
            if clashes[kind, moments[item[a, i]], moments[item[b, j]]]:
                continue
            if c < 0:
                best, pick[p, 0], pick[p, 1] = both, item[a, i], item[b, j]
                break
            for m in range(j + 1 if c == b else 0, number[c]):
                if both + worth[c, m] <= best:
                    break
                third = moments[item[c, m]]
                if clashes[kind, moments[item[a, i]], third] or clashes[kind, moments[item[b, j]], third]:
                    continue
                best, pick[p, 0], pick[p, 1], pick[p, 2] = both + worth[c, m], item[a, i], item[b, j], item[c, m]
                break
    return float(best)


@inner_kernel
def _take_best(diagrams: Diagrams, first: int, last: int, trail: Trail) -> tuple[bool, float]:
    """Chooses the best pattern of each span; whether they may stand together, and what they are worth."""
    pattern_start, arc, best = diagrams.pattern_start, diagrams.arc, trail.best
    begin, node, total = pattern_start[first], np.int64(0), 0.0
    for s in range(first, last):
        low, high = pattern_start[s], pattern_start[s + 1]
        at = low
        for p in range(low + 1, high):
            if best[p - begin] > best[at - begin]:
                at = p
        node = np.int64(arc[diagrams.arc_start[s] + node * (high - low) + at - low])
        if node < 0:
            return False, 0.0
        trail.chosen[s - first] = at
        total += best[at - begin]
    return True, total


@inner_kernel
def _fill_limits(diagrams: Diagrams, first: int, last: int, trail: Trail) -> float:
    """Fills what the spans from each on are worth at most with so many contacts; gives that of all spans."""
    pattern_start, pattern_size, best, limit = diagrams.pattern_start, diagrams.pattern_size, trail.best, trail.limit
    begin, most = pattern_start[first], diagrams.left[diagrams.node_start[first]]
    limit[last - first] = 0.0  # of the last layer's only node
    for s in range(last - first - 1, -1, -1):
        low, high = pattern_start[first + s], pattern_start[first + s + 1]
        for n in range(most + 1):
            limit[s, n] = best[low - begin] + limit[s + 1, n]
        for p in range(low + 1, high):
            if best[p - begin] > -np.inf:
                for n in range(pattern_size[p], most + 1):
                    limit[s, n] = max(limit[s, n], best[p - begin] + limit[s + 1, n - pattern_size[p]])
    return float(limit[0, most])


@inner_kernel
def _follow_limits(diagrams: Diagrams, first: int, last: int, trail: Trail) -> float:
    """Chooses the path that always takes what promises most; gives its length."""
    pattern_start, arc, left = diagrams.pattern_start, diagrams.arc, diagrams.left
    begin, node, total = pattern_start[first], np.int64(0), 0.0
    for s in range(first, last):
        low, high, lefts = pattern_start[s], pattern_start[s + 1], diagrams.node_start[s + 1]
        arcs = diagrams.arc_start[s] + node * (high - low) - low
        hope = -np.inf
        for p in range(low, high):
            there = np.int64(arc[arcs + p])
            if there >= 0:
                promise = trail.best[p - begin] + trail.limit[s + 1 - first, left[lefts + there]]
                if promise > hope or p == low:
                    hope, trail.chosen[s - first], node = promise, p, there
        total += trail.best[trail.chosen[s - first] - begin]
    return float(total)


@inner_kernel
def _longest(diagrams: Diagrams, first: int, last: int, least: float, trail: Trail) -> float:
    """The length of the longest path if it is longer than `least`, whose patterns are then chosen, or `least`."""
    pattern_start, arc, left = diagrams.pattern_start, diagrams.arc, diagrams.left
    begin, spans = pattern_start[first], last - first
    best, limit, chosen = trail.best, trail.limit, trail.chosen
    reached, node, gain, before, by, seen = trail.reached, trail.node, trail.gain, trail.before, trail.by, trail.seen
    trail.turn[0] += 1
    turn, longer = trail.turn[0], least * (1.0 + ROUNDING)
    reached[0], node[0, 0], gain[0, 0] = 1, 0, 0.0
    for s in range(spans):
        low, high = pattern_start[first + s], pattern_start[first + s + 1]
        arcs, lefts = diagrams.arc_start[first + s], diagrams.node_start[first + s + 1]
        reached[s + 1] = 0
        for at in range(reached[s]):
            n = node[s, at]
            for p in range(low, high):
                there = arc[arcs + n * (high - low) + p - low]
                if there < 0 or best[p - begin] == -np.inf:
                    continue
                length = gain[s, n] + best[p - begin]
                if length + limit[s + 1, left[lefts + there]] <= longer:
                    continue
                if seen[s + 1, there] != turn:
                    seen[s + 1, there] = turn
                    node[s + 1, reached[s + 1]] = there
                    reached[s + 1] += 1
                elif length <= gain[s + 1, there]:
                    continue
                gain[s + 1, there], before[s + 1, there], by[s + 1, there] = length, n, p
    if reached[spans] == 0:
        return least
    n = np.int64(0)
    for s in range(spans, 0, -1):
        chosen[s - 1] = by[s, n]
        n = before[s, n]
    return float(gain[spans, 0])
