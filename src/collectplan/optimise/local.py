"""A customer's best set of contacts at given reduced values, exactly: depth-first branch and bound.

At most one contact is made at a moment, so only the best candidate of each moment matters (ties: the lower option).
Those of positive reduced value are sorted, the best first, and sets are built in that order. A set can gain at most
the next h values, h being what the class's caps leave at most. Where the class has no clashes and its caps are nested
or disjoint, the sets allowed form a laminar matroid, and the first set built, the greedy one, is already the best
(Edmonds, "Matroids and the greedy algorithm", Mathematical Programming 1, 1971).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from collectplan.optimise.compiled import kernel
from collectplan.optimise.problem import Bools, Floats, Ints, Keys, Longs, Problem, Rules

#: Sets tried for one customer before an upper limit is taken for the answer.
NODE_LIMIT = 20_000


class Layout(NamedTuple):
    """A problem as kernels see it; what `Problem` and `Rules` say of the fields holds here.

    `most`: [classes] upper limit on the contacts of one customer. `is_greedy`: [classes] whether the greedy set is the
    best. `has_clash`: [kinds]. `widest`: candidates of the customer that has most.
    """

    start: Longs
    option: Ints
    value: Floats
    minutes: Floats
    key: Keys
    moment: Ints
    option_key: Keys
    use_start: Ints
    use_resource: Ints
    use_per_contact: Floats
    use_per_minute: Floats
    capacity: Floats
    class_of_customer: Ints
    cap_start: Ints
    cap_set: Ints
    cap_limit: Ints
    moment_sets: Bools
    clash_of_class: Ints
    clashes: Bools
    has_clash: Bools
    most: Ints
    is_greedy: Bools
    widest: int
    most_caps: int


def lay_out(problem: Problem) -> Layout:
    """The problem as kernels see it."""
    rules = problem.rules
    has_clash = np.asarray(rules.clashes.any(axis=(1, 2)))
    num_classes = len(rules.clash_of_class)
    limits = [_size_limit(rules, k) for k in range(num_classes)]
    greedy = [_is_laminar(rules, k) and not has_clash[rules.clash_of_class[k]] for k in range(num_classes)]
    return Layout(
        _plain(problem.start, np.int64), _plain(problem.option, np.int32), _plain(problem.value, np.float64),
        _plain(problem.minutes, np.float64), _plain(problem.key, np.uint64), _plain(problem.moment, np.int32),
        _plain(problem.option_key, np.uint64), _plain(problem.use_start, np.int32),
        _plain(problem.use_resource, np.int32), _plain(problem.use_per_contact, np.float64),
        _plain(problem.use_per_minute, np.float64), _plain(problem.capacity, np.float64),
        _plain(rules.class_of_customer, np.int32), _plain(rules.cap_start, np.int32), _plain(rules.cap_set, np.int32),
        _plain(rules.cap_limit, np.int32), _plain(rules.moment_sets, np.bool_), _plain(rules.clash_of_class, np.int32),
        _plain(rules.clashes, np.bool_), _plain(has_clash, np.bool_),
        np.array(limits, np.int32), np.array(greedy, bool),
        int(np.diff(problem.start).max(initial=0)), int(np.diff(rules.cap_start).max(initial=0)),
    )  # fmt: skip


def _plain(array: npt.NDArray[Any], dtype: type) -> npt.NDArray[Any]:
    """The array in the one form that kernels are compiled for: contiguous, writable and of this type."""
    return np.require(array, dtype, ["C", "A", "W"])


def _size_limit(rules: Rules, k: int) -> int:
    """An upper limit on the size of a set of moments that the caps of class k allow."""
    num_moments = rules.moment_sets.shape[1]
    caps = range(rules.cap_start[k], rules.cap_start[k + 1])
    limit, free = num_moments, np.ones(num_moments, bool)
    disjoint = 0
    for cap in sorted(caps, key=lambda c: (int(rules.cap_limit[c]), c)):
        members = rules.moment_sets[rules.cap_set[cap]]
        limit = min(limit, int(rules.cap_limit[cap]) + int((~members).sum()))
        if not (members & ~free).any():
            disjoint += min(int(rules.cap_limit[cap]), int(members.sum()))
            free &= ~members
    return int(min(limit, disjoint + int(free.sum())))


def _is_laminar(rules: Rules, k: int) -> bool:
    """Whether any two caps of class k are nested or disjoint."""
    sets = rules.moment_sets[np.unique(rules.cap_set[rules.cap_start[k] : rules.cap_start[k + 1]])]
    for i, one in enumerate(sets):
        for other in sets[i + 1 :]:
            both = one & other
            if both.any() and (both != one).any() and (both != other).any():
                return False
    return True


@kernel
def fits(layout: Layout, candidate: int, residual: Floats, slack: Floats) -> bool:
    """Whether the residual capacity takes one candidate."""
    option = layout.option[candidate]
    for u in range(layout.use_start[option], layout.use_start[option + 1]):
        r = layout.use_resource[u]
        if layout.use_per_contact[u] + layout.use_per_minute[u] * layout.minutes[candidate] > residual[r] + slack[r]:
            return False
    return True


@kernel
def take(layout: Layout, candidate: int, sign: float, residual: Floats) -> None:
    """Takes (sign 1) a candidate's use from the residual capacity, or gives it back (sign -1)."""
    option = layout.option[candidate]
    for u in range(layout.use_start[option], layout.use_start[option + 1]):
        use = layout.use_per_contact[u] + layout.use_per_minute[u] * layout.minutes[candidate]
        residual[layout.use_resource[u]] -= sign * use


class Room(NamedTuple):
    """Room for one customer's search at a time.

    `reduced`: reduced values of the customer's candidates, in their order. `items`: the best candidate of each moment
    where it is worth something, the best first, ties by moment; `worth`: their reduced values. `picked`: the
    candidates of the best set. `counts`: contacts in each cap of the class. The rest belongs to `best_set`.
    """

    reduced: Floats
    items: Longs
    worth: Floats
    picked: Longs
    counts: Ints
    moments: Longs
    at: Longs
    gained: Floats
    prefix: Floats


@kernel
def make_room(widest: int, most_caps: int) -> Room:
    """Room for customers of up to so many candidates and caps."""
    wide = widest + 1
    return Room(
        np.empty(wide),
        np.empty(wide, np.int64),
        np.empty(wide),
        np.empty(wide, np.int64),
        np.zeros(most_caps, np.int32),
        np.empty(wide, np.int64),
        np.empty(wide, np.int64),
        np.empty(wide + 1),
        np.empty(wide + 1),
    )


@kernel
def best_of_moments(layout: Layout, customer: int, room: Room) -> int:
    """Fills the items of `room` from its reduced values, clears its counts, and gives the number of items."""
    first, last = layout.start[customer], layout.start[customer + 1]
    moment_of, option = layout.moment, layout.option
    reduced, items, worth = room.reduced, room.items, room.worth
    room.counts[:] = 0
    num = 0
    j = first
    while j < last:
        moment = moment_of[option[j]]
        best, at = reduced[j - first], j
        j += 1
        while j < last and moment_of[option[j]] == moment:
            if reduced[j - first] > best:
                best, at = reduced[j - first], j
            j += 1
        if best > 0.0:
            k = num
            while k > 0 and worth[k - 1] < best:
                worth[k], items[k] = worth[k - 1], items[k - 1]
                k -= 1
            worth[k], items[k] = best, at
            num += 1
    return num


@kernel
def best_set(
    layout: Layout, customer: int, num: int, room: Room, num_held: int, node_limit: int
) -> tuple[int, float, float]:
    """Picks the best allowed set of the first `num` items of `room`.

    Where `num_held` contacts are held already, `room.counts` has counted them and the items clash with none.

    Returns:
        Size of the set, its reduced value, and an upper limit on any set's: the same unless the node limit was met.
    """
    found: tuple[int, float, float] = _search_sets(
        layout, customer, num, num_held, node_limit, room.items, room.worth, room.picked,
        room.counts, room.moments, room.at, room.gained, room.prefix,
    )  # fmt: skip
    return found


@kernel
def _search_sets(  # noqa: C901  # one loop that must call nothing, see below
    layout: Layout, customer: int, num: int, num_held: int, node_limit: int,
    items: Longs, worth: Floats, picked: Longs, counts: Ints, moments: Longs, at: Longs, gained: Floats, prefix: Floats,
) -> tuple[int, float, float]:  # fmt: skip
    """`best_set` with the room's arrays taken apart.

    The loop calls nothing and takes nothing from a tuple: numba counts references each time that an array is passed on
    or taken from a tuple, which made this loop 6 to 25 times slower.
    """
    k = layout.class_of_customer[customer]
    first_cap, last_cap = layout.cap_start[k], layout.cap_start[k + 1]
    kind, most = layout.clash_of_class[k], layout.most[k] - num_held
    cap_set, cap_limit, moment_sets, moment_of = layout.cap_set, layout.cap_limit, layout.moment_sets, layout.moment
    option_of = layout.option
    clashes, has_clash = layout.clashes, layout.has_clash[kind]
    is_greedy = layout.is_greedy[k]
    prefix[0], gained[0] = 0.0, 0.0
    for i in range(num):
        prefix[i + 1] = prefix[i] + worth[i]
        moments[i] = moment_of[option_of[items[i]]]
    best, upper, size, nodes, depth, i = 0.0, 0.0, 0, 0, 0, 0
    while True:
        left = most - depth
        if i < num and left > 0 and gained[depth] + prefix[min(num, i + left)] - prefix[i] > best:
            nodes += 1
            if nodes > node_limit:
                for d in range(depth + 1):
                    j = min(num, i if d == depth else at[d] + 1)
                    upper = max(upper, gained[d] + prefix[min(num, j + most - d)] - prefix[j])
                break
            moment, may_join = moments[i], True
            for cap in range(first_cap, last_cap):
                if counts[cap - first_cap] >= cap_limit[cap] and moment_sets[cap_set[cap], moment]:
                    may_join = False
                    break
            if may_join and has_clash:
                for d in range(depth):
                    if clashes[kind, moment, moments[at[d]]]:
                        may_join = False
                        break
            if may_join:
                for cap in range(first_cap, last_cap):
                    if moment_sets[cap_set[cap], moment]:
                        counts[cap - first_cap] += 1
                at[depth] = i
                depth += 1
                gained[depth] = gained[depth - 1] + worth[i]
                if gained[depth] > best:
                    best, size = gained[depth], depth
                    for d in range(depth):
                        picked[d] = items[at[d]]
            i += 1
            continue
        if depth == 0 or is_greedy:
            break
        depth -= 1
        for cap in range(first_cap, last_cap):
            if moment_sets[cap_set[cap], moments[at[depth]]]:
                counts[cap - first_cap] -= 1
        i = at[depth] + 1
    return size, best, max(best, upper)
