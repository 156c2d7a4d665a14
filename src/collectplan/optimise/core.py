"""The part of a problem that is still open: some candidates free, all others settled, as rows for a solver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.optimise.cliques import Cliques
from collectplan.optimise.numbers import marked
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Bools, Candidates, Floats, Longs, Marks, Problem, spread


@dataclass(frozen=True, eq=False)
class Rows:
    """Sparse rows `sum of weight x variable <= limit`, sorted by row.

    Attributes:
        row, variable: [entries]. weight: [entries]. limit: [rows].
    """

    row: Longs
    variable: Longs
    weight: Floats
    limit: Floats


@dataclass(frozen=True, eq=False)
class Core:
    """A programme over free candidates.

    Attributes:
        free: [variables] candidates, rising.
        value: [variables].
        local: local rules, as far as they can bind.
        coupling: one row for each floor that is not met yet and each capacity that the free candidates together
            could overdraw, in units in which its limit is a whole number of contacts, where all use the same, or 1.
        resource: [coupling rows] positions. unit: [coupling rows] use that stands for 1. penalty: [coupling rows] for
            1 that a floor lacks; infinite for capacities.
        settled: [candidates] 1 for the contacts that are held whatever the solver says.
    """

    free: Longs
    value: Floats
    local: Rows
    coupling: Rows
    resource: Longs
    unit: Floats
    penalty: Floats
    settled: Marks


def cut_core(pricer: Pricer, free: Bools, settled: Marks) -> Core:
    """The programme over the free candidates, given the contacts that are settled.

    Free candidates that cannot be held beside a settled contact of the same customer are left out.
    """
    problem = pricer.problem
    held = problem.look_up(marked(settled))
    looked_up = problem.look_up(np.flatnonzero(free & (settled == 0)))
    candidates, rooms = _beside_settled(problem, looked_up.of(problem.is_some(looked_up)), held)
    room = problem.capacity - problem.use_of(settled)
    room = np.where(problem.is_floor, room, np.maximum(room, 0.0))
    coupling, resource, unit = _coupling_rows(problem, candidates, room)
    local = _local_rows(problem, candidates, rooms)
    return Core(
        candidates.number, candidates.value, local, coupling, resource, unit, problem.ceiling[resource], settled
    )


def _beside_settled(
    problem: Problem, candidates: Candidates, settled: Candidates
) -> tuple[Candidates, dict[tuple[int, int], Longs]]:
    """Candidates that may join the settled contacts; and by (class, cap) what the cap leaves each customer."""
    rules, moment, taken = problem.rules, problem.moment[candidates.option], problem.moment[settled.option]
    kind = rules.clash_of_class[rules.class_of_customer]
    keep = np.ones(len(moment), bool)
    mine = candidates.customer
    rank = np.arange(len(taken)) - np.searchsorted(settled.customer, settled.customer)
    for depth in range(int(rank.max(initial=-1)) + 1):
        held = np.full(problem.num_customers, -1)
        held[settled.customer[rank == depth]] = taken[rank == depth]
        has = held[mine] >= 0
        who = mine[has]
        keep[has] &= ~rules.clashes[kind[who], moment[has], held[who]]
        keep[has] &= moment[has] != held[who]
    rooms = {}
    class_of, settled_class = rules.class_of_customer[mine], rules.class_of_customer[settled.customer]
    for k in np.unique(class_of).tolist():
        of_class = np.flatnonzero(class_of == k)
        here = settled_class == k
        for cap in range(rules.cap_start[k], rules.cap_start[k + 1]):
            members = rules.moment_sets[rules.cap_set[cap]]
            counted = settled.customer[here & members[taken]]
            left = rules.cap_limit[cap] - np.bincount(counted, minlength=problem.num_customers)
            keep[of_class] &= ~members[moment[of_class]] | (left[mine[of_class]] > 0)
            rooms[k, cap] = left
    return candidates.of(keep), rooms


def _local_rows(problem: Problem, candidates: Candidates, rooms: dict[tuple[int, int], Longs]) -> Rows:
    """Caps, clashes as cliques, and one contact a moment."""
    rules, moment, customers = problem.rules, problem.moment[candidates.option], candidates.customer
    class_of = rules.class_of_customer[customers]
    cliques = Cliques(rules)
    parts: list[tuple[Longs, Longs, Longs]] = []  # members by rising customer, their customers, limits
    for k in np.unique(class_of).tolist():
        mine = np.flatnonzero(class_of == k)
        covered = np.zeros(problem.num_moments, bool)
        for cap in range(rules.cap_start[k], rules.cap_start[k + 1]):
            members = rules.moment_sets[rules.cap_set[cap]]
            inside = mine[members[moment[mine]]]
            parts.append((inside, customers[inside], rooms[k, cap][customers[inside]]))
            covered |= members if rules.cap_limit[cap] <= 1 else False
        for clique in cliques.of(k):
            inside = mine[clique[moment[mine]]]
            parts.append((inside, customers[inside], np.ones(len(inside), np.int64)))
        bare = mine[~covered[moment[mine]]]
        parts.append((bare, customers[bare] * problem.num_moments + moment[bare], np.ones(len(bare), np.int64)))
    return _gather(parts)


def _gather(parts: list[tuple[Longs, Longs, Longs]]) -> Rows:
    """Rows of members with the same key within a part, but for those that cannot bind."""
    row, variable, limits, num_rows = [], [], [], 0
    for members, keys, room in parts:
        if not len(members):
            continue
        _, first, of_member, count = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        binds = count > room[first]
        number = np.cumsum(binds) - 1 + num_rows
        kept = binds[of_member]
        row.append(number[of_member[kept]])
        variable.append(members[kept])
        limits.append(room[first][binds].astype(np.float64))
        num_rows += int(binds.sum())
    rows = np.concatenate(row) if row else np.zeros(0, np.int64)
    variables = np.concatenate(variable) if variable else np.zeros(0, np.int64)
    order = np.lexsort((variables, rows))
    limit = np.concatenate(limits) if limits else np.zeros(0)
    return Rows(rows[order], variables[order], np.ones(len(rows)), limit)


def _coupling_rows(problem: Problem, candidates: Candidates, room: Floats) -> tuple[Rows, Longs, Floats]:
    """A row for each floor and each capacity that the candidates together could overdraw; its resource; its unit."""
    num_uses = np.diff(problem.use_start)[candidates.option]
    variable = np.repeat(np.arange(len(num_uses)), num_uses)
    entry = spread(problem.use_start[candidates.option].astype(np.int64), num_uses)
    resource = problem.use_resource[entry]
    use = problem.use_per_contact[entry] + problem.use_per_minute[entry] * candidates.minutes[variable]
    total = np.bincount(resource, use, problem.num_resources)
    low, high = np.full(problem.num_resources, np.inf), np.zeros(problem.num_resources)
    np.minimum.at(low, resource, use)
    np.maximum.at(high, resource, use)
    binds = np.where(problem.is_floor, room < 0, total > room)
    is_even = ((low == high) & (high > 0)) | problem.is_floor
    # Uneven rows are scaled to a limit of 1, so that a solver's tolerance is a share of the capacity.
    unit = np.where(is_even, np.where(high > 0, high, 1.0), np.where(room > 0, room, 1.0))
    limit = np.where(is_even, np.floor(room / unit + 1e-9), room / unit)
    number = np.cumsum(binds) - 1
    kept = binds[resource]
    order = np.lexsort((variable[kept], number[resource[kept]]))
    weight = (use / unit[resource])[kept][order]
    rows = Rows(number[resource[kept]][order], variable[kept][order], weight, limit[binds])
    return rows, np.flatnonzero(binds), unit[binds]
