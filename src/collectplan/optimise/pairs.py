"""Which two contacts may not stand together, for customers who may have two at most.

Their best set needs no search: it holds the best candidate and the best beside it, or, where what stands beside the
best is poor, two others. Three candidates decide it nearly always, and nothing is sorted.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.problem import Bools, Ints, Rules

#: Truth values of all tables together, at most: beyond them (horizons with hundreds of classes) classes do without.
MOST_ANSWERS = 64_000_000


def pairs(rules: Rules, most: Ints) -> tuple[Bools, Ints]:
    """Tables of pairs that are barred, and which of them is each class's.

    Args:
        rules: local rules.
        most: [classes] upper limit on the contacts of one customer.

    Returns:
        [tables, moments, moments] whether two contacts clash or share a cap of one; [classes] number of the table, -1
        where a customer may have more than two contacts, or one.
    """
    num_moments = rules.moment_sets.shape[1]
    table_of_class = np.full(len(most), -1, np.int32)
    numbers: dict[tuple[int, bytes], int] = {}
    tables: list[Bools] = []
    for k in np.flatnonzero(most == 2).tolist():
        caps = slice(rules.cap_start[k], rules.cap_start[k + 1])
        ones = np.unique(rules.cap_set[caps][rules.cap_limit[caps] <= 1])
        key = int(rules.clash_of_class[k]), ones.tobytes()
        if key not in numbers:
            if (len(tables) + 1) * num_moments**2 > MOST_ANSWERS:
                continue
            numbers[key] = len(tables)
            inside = rules.moment_sets[ones].astype(np.int32)
            tables.append(rules.clashes[key[0]] | (inside.T @ inside > 0))
        table_of_class[k] = numbers[key]
    return np.array(tables, np.bool_).reshape(-1, num_moments, num_moments), table_of_class
