"""How many of a customer's candidates need be looked at, of those that no cap tells apart.

Hours of a channel are such candidates where contacts must lie apart: every cap treats them alike, and only the clashes
differ. If a set holds one of them while a better one stands free, it is not the best: the two may change places. What
the set's other contacts can take away from a group is limited, since each clashes with so many of the group at most,
and the caps allow only so many of those that touch it. The group's best beyond that number are never in the best set.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.problem import Bools, Ints, Rules


def spare(rules: Rules, cells: Ints, most: Ints, wanted: Bools | None = None) -> tuple[Ints, Ints]:
    """Groups of cells that no cap tells apart, and how many of each need be looked at.

    Args:
        rules: local rules.
        cells: [classes, moments] numbers of cells, -1 for moments that are barred.
        most: [classes] upper limit on the contacts of one customer.
        wanted: [classes] whether it is asked for; None: for all. What is told of the others keeps nothing.

    Returns:
        [classes, cells] the cell's group; [classes, groups] how many of its best cells need be looked at.
    """
    num_cells = int(cells.max(initial=-1)) + 1
    group, keep = (np.zeros((len(cells), num_cells), np.int32) for _ in range(2))
    done: dict[tuple[bytes, ...], tuple[Ints, Ints]] = {}
    for k, cell in enumerate(cells):
        if wanted is not None and not wanted[k]:
            continue
        caps = slice(rules.cap_start[k], rules.cap_start[k + 1])
        sets, limits = rules.cap_set[caps], rules.cap_limit[caps]
        key = tuple(each.tobytes() for each in (cell, sets, limits, most[k], rules.clash_of_class[k]))
        if key not in done:
            clash = rules.clashes[rules.clash_of_class[k]]
            done[key] = _of_class(cell, rules.moment_sets[sets], limits, clash, int(most[k]))
        places, numbers, kept = np.unique(cell[cell >= 0]), *done[key]
        group[k, places], keep[k, : len(kept)] = numbers, kept
    return group, keep


def _of_class(cell: Ints, members: Bools, limits: Ints, clash: Bools, most: int) -> tuple[Ints, Ints]:
    """[cells that are open] groups; [groups] how many of each to keep."""
    open_moments = np.flatnonzero(cell >= 0)
    # Moments of a cell are alike to caps and clashes, so that the first stands for all.
    _, first = np.unique(cell[open_moments], return_index=True)
    moment = open_moments[first]
    if not len(moment):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    inside = members[:, moment]
    _, group = np.unique(inside, axis=1, return_inverse=True)
    group = group.reshape(-1)
    is_of = group[:, None] == np.arange(int(group.max()) + 1)
    # [cells, groups] what a contact in a cell takes away from a group: its own place, and those that it clashes with.
    taken = (clash[np.ix_(moment, moment)] | np.eye(len(moment), dtype=bool)).astype(np.int64) @ is_of
    others = np.array([min(most, _most_of(touched, inside, limits)) - 1 for touched in (taken > 0).T])
    return group.astype(np.int32), np.minimum(others * taken.max(axis=0) + 1, len(moment)).astype(np.int32)


def _most_of(cells: Bools, inside: Bools, limits: Ints) -> int:
    """An upper limit on the contacts that the caps allow in these cells, of which each takes one."""
    left, total = cells.copy(), 0
    while left.any():
        covered = (inside & left).sum(axis=1)
        gain = np.where(covered > limits, covered / np.maximum(limits, 1), 0.0)
        if not len(gain) or gain.max() <= 1.0:
            return total + int(left.sum())
        cap = int(gain.argmax())
        total += int(limits[cap])
        left &= ~inside[cap]
    return total
