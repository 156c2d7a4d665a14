"""Clashes as cliques: fewer and stronger rows than one for every pair."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from collectplan.optimise.problem import Bools, Rules


def cliques_of(rules: Rules, k: int) -> list[Bools]:
    """Sets of moments that all exclude each other, and that together hold every clash of class k."""
    clash = rules.clashes[rules.clash_of_class[k]]
    if not clash.any():
        return []
    # Moments under a cap of 1 exclude each other too. Cliques may grow over them, which makes fewer and stronger rows.
    graph = clash.copy()
    caps = slice(rules.cap_start[k], rules.cap_start[k + 1])
    for single in rules.cap_set[caps][rules.cap_limit[caps] <= 1].tolist():
        graph |= np.outer(rules.moment_sets[single], rules.moment_sets[single])
    np.fill_diagonal(graph, val=False)
    return cover_by_cliques(clash, graph)


def cover_by_cliques(clash: Bools, graph: Bools) -> list[Bools]:
    """Sets of moments that all exclude each other, which together hold every clashing pair; each grown greedily.

    Args:
        clash: [moments, moments] pairs to be held.
        graph: [moments, moments] pairs that exclude each other, those of `clash` among them.
    """
    left, cliques = clash.copy(), []
    for one, other in combinations(range(len(clash)), 2):
        if not left[one, other]:
            continue
        members = [one, other]
        common = graph[one] & graph[other]
        for third in range(len(clash)):
            if common[third]:
                members.append(third)
                common = common & graph[third]
        left[np.ix_(members, members)] = False
        clique = np.zeros(len(clash), bool)
        clique[members] = True
        cliques.append(clique)
    return cliques
