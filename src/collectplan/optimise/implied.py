"""Clashes that a cap already forbids.

Two moments under a cap of one contact cannot both be used, whether they clash or not. Without such clashes a class
often has none left, and then its local problem is one that a greedy search solves exactly; and the programmes for
OR-Tools lose a row for every pair of moments and customer.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from collectplan.optimise.problem import Bools, Rules


def without_implied_clashes(rules: Rules) -> Rules:
    """The same local rules, each clash only where no cap of at most 1 holds both moments.

    Returns:
        Rules that allow the very same sets of moments; kinds of clashes are numbered by their first class.
    """
    made: dict[tuple[int, ...], int] = {}
    known: dict[bytes, int] = {}
    kinds: list[Bools] = []
    of_class = np.zeros(len(rules.clash_of_class), np.int32)
    for k, kind in enumerate(rules.clash_of_class.tolist()):
        caps = slice(rules.cap_start[k], rules.cap_start[k + 1])
        singles = np.unique(rules.cap_set[caps][rules.cap_limit[caps] <= 1]).tolist()
        key = (kind, *singles)
        if key not in made:
            left = rules.clashes[kind].copy()
            for single in singles:
                left &= ~np.outer(rules.moment_sets[single], rules.moment_sets[single])
            made[key] = known.setdefault(left.tobytes(), len(kinds))
            if made[key] == len(kinds):
                kinds.append(left)
        of_class[k] = made[key]
    clashes = np.array(kinds, bool).reshape(len(kinds), *rules.clashes.shape[1:])
    return replace(rules, clash_of_class=of_class, clashes=clashes)
