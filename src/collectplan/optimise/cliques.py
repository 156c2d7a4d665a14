"""Clashes as cliques: fewer and stronger rows than one for every pair."""

from __future__ import annotations

import numpy as np

from collectplan.optimise.problem import Bools, Rules


class Cliques:
    """Cliques of each class, found once for all classes that are alike."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._found: dict[tuple[int, ...], list[Bools]] = {}

    def of(self, k: int) -> list[Bools]:
        """Sets of moments that all exclude each other, and that together hold every clash of class k."""
        caps = slice(self._rules.cap_start[k], self._rules.cap_start[k + 1])
        singles = np.unique(self._rules.cap_set[caps][self._rules.cap_limit[caps] <= 1]).tolist()
        key = (int(self._rules.clash_of_class[k]), *singles)
        if key not in self._found:
            self._found[key] = _cliques(self._rules, k)
        return self._found[key]


def _cliques(rules: Rules, k: int) -> list[Bools]:
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
        graph: [moments, moments] pairs that exclude each other, those of `clash` among them; not the diagonal.
    """
    left, cliques = np.triu(clash, 1), []
    while left.any():
        one, other = divmod(int(left.argmax()), len(left))
        clique = np.zeros(len(clash), bool)
        clique[[one, other]] = True
        common = graph[one] & graph[other]
        while common.any():
            third = int(common.argmax())
            clique[third] = True
            common &= graph[third]
        left[np.ix_(clique, clique)] = False
        cliques.append(clique)
    return cliques
