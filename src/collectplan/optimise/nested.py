"""A nested family of each class's caps, under which the greedy set is the best: the bound of the local search."""

from __future__ import annotations

import numpy as np

from collectplan.optimise.cliques import Cliques
from collectplan.optimise.problem import Bools, Ints, Rules


def nested(rules: Rules, cells: Ints, wanted: Bools | None = None) -> tuple[Ints, Ints]:
    """Caps, and clashes as caps of one, of which any two are nested or disjoint, by class.

    Args:
        rules: local rules.
        cells: [classes, moments] numbers of cells, -1 for moments that are barred.
        wanted: [classes] whether the class needs a family; None: all do.

    Returns:
        [classes, cells, depth] numbers of the family's members that hold a cell, -1 after the last; [classes, members]
        their limits, 0 after the last, which no cell is in.
    """
    cliques = Cliques(rules)
    nobody = np.zeros((0, int(cells.max(initial=-1)) + 1), bool), np.zeros(0, np.int32)
    families = [
        _family(rules, k, cells[k], cliques.of(k)) if wanted is None or wanted[k] else nobody for k in range(len(cells))
    ]
    num_cells = int(cells.max(initial=-1)) + 1
    deepest = max((int(members.sum(axis=0).max(initial=0)) for members, _ in families), default=0)
    widest = max((len(limits) for _, limits in families), default=0)
    nest = np.full((len(cells), num_cells, deepest), -1, np.int32)
    limit = np.zeros((len(cells), widest), np.int32)
    for k, (members, limits) in enumerate(families):
        limit[k, : len(limits)] = limits
        cell, number = np.nonzero(members.T)
        depth = np.arange(len(cell)) - np.searchsorted(cell, cell)
        nest[k, cell, depth] = number
    return nest, limit


def _family(rules: Rules, k: int, cell: Ints, cliques: list[Bools]) -> tuple[Bools, Ints]:
    """[members, cells] which cells each member of class k's family holds; [members] limits."""
    caps = slice(rules.cap_start[k], rules.cap_start[k + 1])
    sets = np.concatenate([rules.moment_sets[rules.cap_set[caps]], np.array(cliques, bool).reshape(-1, len(cell))])
    limits = np.concatenate([rules.cap_limit[caps], np.ones(len(cliques), np.int32)])
    num_cells, open_moments = int(cell.max(initial=-1)) + 1, np.flatnonzero(cell >= 0)
    # A cell belongs to a set if all of its moments do: its candidates are one contact at most in any case.
    size = np.bincount(cell[open_moments], minlength=num_cells)
    inside = np.array([np.bincount(cell[open_moments], row[open_moments], num_cells) for row in sets])
    holds = (inside.reshape(len(sets), num_cells) == size) & (size > 0)
    room = limits / np.maximum(holds.sum(axis=1), 1)
    taken: list[int] = []
    for i in np.lexsort((np.arange(len(sets)), room)).tolist():
        if holds[i].sum() > limits[i] and all(_is_nested(holds[i], holds[j]) for j in taken):
            taken.append(i)
    return holds[taken], limits[taken].astype(np.int32)


def _is_nested(one: Bools, other: Bools) -> bool:
    both = one & other
    return bool(not both.any() or (both == one).all() or (both == other).all())
