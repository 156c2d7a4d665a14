"""A customer's best set of contacts at given reduced values, exactly: depth-first branch and bound.

Of a cell only the best candidate matters (ties: the lower one). Those of positive reduced value are sorted, the best
first, and sets are built in that order. Where the class has no clashes and its caps are nested or disjoint, the sets
allowed form a laminar matroid, and the first set built, the greedy one, is already the best (Edmonds, "Matroids and the
greedy algorithm", Mathematical Programming 1, 1971). Elsewhere the same fact gives the bound: of the class's caps, and
of its clashes as caps of one, a nested family is kept and the others let go; what the greedy set gains under these no
set can pass. Under that bound alone the customers of several days met the limit of the search: where a week's caps, a
day's and clashes between days cross, the family lacks most of them. Rules that fall into days or so have a diagram
instead (see `paths`), and this search is left with the others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from collectplan.optimise.compiled import inner_kernel, kernel
from collectplan.optimise.layout import Layout
from collectplan.optimise.paths import Trail, best_path, make_trail
from collectplan.optimise.problem import DECIMALS, Floats, Ints, Longs

#: Sets tried for one customer before an upper limit is taken for the answer.
NODE_LIMIT = 20_000
#: Relative gain that may be rounding: sums of a few values err by less. The guard of a pass covers it.
ROUNDING = 1e-13


@inner_kernel
def fits(layout: Layout, option: int, minutes: float, residual: Floats, slack: Floats) -> bool:
    """Whether the residual capacity takes one contact. Floors take any."""
    for u in range(layout.use_start[option], layout.use_start[option + 1]):
        r = layout.use_resource[u]
        use = layout.use_per_contact[u] + layout.use_per_minute[u] * minutes
        if use > 0.0 and use > residual[r] + slack[r]:
            return False
    return True


@inner_kernel
def take(layout: Layout, option: int, minutes: float, sign: float, residual: Floats) -> None:
    """Takes (sign 1) a contact's use from the residual capacity, or gives it back (sign -1)."""
    for u in range(layout.use_start[option], layout.use_start[option + 1]):
        use = layout.use_per_contact[u] + layout.use_per_minute[u] * minutes
        residual[layout.use_resource[u]] -= sign * use


class Room(NamedTuple):
    """Room for one customer's search at a time.

    What `list_candidates` fills, in the order of the customer's candidates: `option`, `value`, `minutes`, and
    `reduced`, reduced values (minus infinity for a number that is no candidate). `items`: the best candidate of each
    cell where it is worth something, counted from the customer's first, the best first; `worth`: their reduced values.
    `picked`: those of the best set. `counts`: contacts in each cap of the class. `asked`: sets to try at most,
    contacts that are held already, and the moment of the one that is, or -1 (an array, since numba compiles anew for
    every number that it sees written out). `place`: [cells] of the customer's cells the place of the item among all
    that were listed so far, `passed` of them for others: what is less belongs to another customer.
    The rest belongs to `best_set`.
    """

    option: Ints
    value: Floats
    minutes: Floats
    reduced: Floats
    items: Longs
    worth: Floats
    picked: Longs
    counts: Ints
    moments: Longs
    at: Longs
    gained: Floats
    prefix: Floats
    shut: Ints
    tally: Ints
    trial: Ints
    asked: Longs
    place: Longs
    passed: Longs
    trail: Trail


@kernel
def make_room(layout: Layout, node_limit: int) -> Room:
    """Room for any customer of a problem."""
    wide, most_caps = layout.widest + 1, layout.most_caps
    return Room(
        np.empty(wide, np.int32),
        np.empty(wide),
        np.empty(wide),
        np.empty(wide),
        np.empty(wide, np.int64),
        np.empty(wide),
        np.empty(wide, np.int64),
        np.zeros(most_caps, np.int32),
        np.empty(wide, np.int64),
        np.empty(wide, np.int64),
        np.empty(wide + 1),
        np.empty(wide + 1),
        np.empty(wide, np.int32),
        np.empty(most_caps, np.int32),
        np.empty(most_caps, np.int32),
        np.array([node_limit, 0, -1], np.int64),
        np.full(layout.cell.shape[1], -1, np.int64),  # there are no more cells than moments
        np.zeros(1, np.int64),
        make_trail(layout.diagrams.size),
    )


@inner_kernel
def list_candidates(layout: Layout, customer: int, contact: Floats, minute: Floats, room: Room) -> int:
    """Lists a customer's candidates with their reduced values; prices of a contact and a minute come by option."""
    option, value, minutes, reduced = room.option, room.value, room.minutes, room.reduced
    n = 0
    for pair in range(layout.start[customer], layout.start[customer + 1]):
        gain, pattern = layout.gain[pair], layout.pattern[pair]
        for e in range(layout.pattern_start[pattern], layout.pattern_start[pattern + 1]):
            o, m = layout.pattern_option[e], layout.entry_minutes[e]
            v = np.rint((layout.entry_factor[e] * gain - layout.entry_cost[e]) * DECIMALS) / DECIMALS
            option[n], value[n], minutes[n] = o, v, m
            if (v <= 0.0 and not layout.entry_serves[e]) or m > layout.entry_longest[e]:
                reduced[n] = -np.inf
            else:
                reduced[n] = v - contact[o] - minute[o] * m
            n += 1
    return n


@inner_kernel
def best_of_cells(layout: Layout, customer: int, num: int, room: Room) -> int:
    """Fills the items of `room` from its reduced values, clears its counts, and gives the number of items."""
    reduced, items, worth, option = room.reduced, room.items, room.worth, room.option
    found, best, place = room.at, room.gained, room.place
    k, passed = layout.class_of_customer[customer], room.passed[0]
    room.counts[:] = 0
    num_found = 0
    for j in range(num):
        if reduced[j] <= 0.0:
            continue
        cell = layout.cell[k, layout.moment[option[j]]]
        if cell < 0:
            continue
        at = place[cell] - passed
        if at < 0:
            place[cell] = passed + num_found
            found[num_found], best[num_found] = j, reduced[j]
            num_found += 1
        elif reduced[j] > best[at]:
            found[at], best[at] = j, reduced[j]
    room.passed[0] += num_found
    for n in range(num_found):
        i = n
        while i > 0 and worth[i - 1] < best[n]:
            worth[i], items[i] = worth[i - 1], items[i - 1]
            i -= 1
        worth[i], items[i] = best[n], found[n]
    return num_found


@inner_kernel
def best_set(layout: Layout, customer: int, num: int, room: Room) -> tuple[int, float, float]:
    """Picks the best allowed set of the first `num` items of `room`.

    Where contacts are held already, `room.counts` has counted them and the items clash with none.

    Returns:
        Size of the set, its reduced value, and an upper limit on any set's: the same unless the node limit was met.
    """
    for i in range(num):
        room.moments[i] = layout.moment[room.option[room.items[i]]]
    k = layout.class_of_customer[customer]
    if layout.has_diagram[k]:
        held = layout.cell[k, room.asked[2]] if room.asked[2] >= 0 else -1
        size, best = best_path(
            layout.diagrams, layout.cell, layout.clashes, k, layout.clash_of_class[k], held, num, room.items,
            room.worth, room.moments, room.picked, room.trail,
        )  # fmt: skip
        return size, best, best
    found: tuple[int, float, float] = search_sets(
        layout, customer, num, room.asked, room.items, room.worth, room.picked,
        room.counts, room.moments, room.at, room.gained, room.prefix, room.shut, room.tally, room.trial,
    )  # fmt: skip
    return found


@inner_kernel
def search_sets(  # noqa: C901  # one loop over a stack of its own
    layout: Layout, customer: int, num: int, asked: Longs,
    items: Longs, worth: Floats, picked: Longs, counts: Ints, moments: Longs, at: Longs, gained: Floats, prefix: Floats,
    shut: Ints, tally: Ints, trial: Ints,
) -> tuple[int, float, float]:  # fmt: skip
    """`best_set` with the room's arrays taken apart."""
    k = layout.class_of_customer[customer]
    first_cap, last_cap = layout.cap_start[k], layout.cap_start[k + 1]
    kind, most = layout.clash_of_class[k], layout.most[k] - asked[1]
    cap_set, cap_limit, moment_sets = layout.cap_set, layout.cap_limit, layout.moment_sets
    clashes, has_clash = layout.clashes, layout.has_clash[kind]
    node_limit, best, size = asked[0], 0.0, 0
    if layout.is_greedy[k]:
        for i in range(num):
            if size == most:
                break
            moment, may_join = moments[i], True
            for cap in range(first_cap, last_cap):
                if counts[cap - first_cap] >= cap_limit[cap] and moment_sets[cap_set[cap], moment]:
                    may_join = False
                    break
            if may_join:
                for cap in range(first_cap, last_cap):
                    if moment_sets[cap_set[cap], moment]:
                        counts[cap - first_cap] += 1
                picked[size] = items[i]
                best += worth[i]
                size += 1
        return size, best, best
    cells, nest, nest_limit, num_nested = layout.cell, layout.nest, layout.nest_limit, layout.nest_limit.shape[1]
    prefix[0], gained[0] = 0.0, 0.0
    for i in range(num):
        prefix[i + 1] = prefix[i] + worth[i]
        shut[i] = 0
        for cap in range(first_cap, last_cap):
            if counts[cap - first_cap] >= cap_limit[cap] and moment_sets[cap_set[cap], moments[i]]:
                shut[i] += 1
    for t in range(num_nested):
        tally[t] = 0
    upper, nodes, depth, i = 0.0, 0, 0, 0
    while True:
        while i < num and shut[i] > 0:
            i += 1
        left, goes_on = most - depth, False
        if i < num and left > 0 and gained[depth] + prefix[min(num, i + left)] - prefix[i] > best:
            # What a set could gain if only the nested caps held: the greedy set is the best then.
            hope = gained[depth]
            for t in range(num_nested):
                trial[t] = tally[t]
            for j in range(i, num):
                if shut[j] > 0:
                    continue
                cell, may_join = cells[k, moments[j]], True
                for d in range(nest.shape[2]):
                    t = nest[k, cell, d]
                    if t < 0:
                        break
                    if trial[t] >= nest_limit[k, t]:
                        may_join = False
                        break
                if may_join:
                    for d in range(nest.shape[2]):
                        t = nest[k, cell, d]
                        if t < 0:
                            break
                        trial[t] += 1
                    hope += worth[j]
                    left -= 1
                    if left == 0:
                        break
            goes_on = hope > best * (1.0 + ROUNDING)
        if goes_on:
            nodes += 1
            if nodes > node_limit:
                for d in range(depth + 1):
                    j = min(num, i if d == depth else at[d] + 1)
                    upper = max(upper, gained[d] + prefix[min(num, j + most - d)] - prefix[j])
                break
            at[depth] = i
            depth += 1
            gained[depth] = gained[depth - 1] + worth[i]
            if gained[depth] > best:
                best, size = gained[depth], depth
                for d in range(depth):
                    picked[d] = items[at[d]]
        elif depth == 0:
            break
        else:
            depth -= 1
            i = at[depth]
        step, moment = 1 if goes_on else -1, moments[i]
        for d in range(nest.shape[2]):
            t = nest[k, cells[k, moment], d]
            if t < 0:
                break
            tally[t] += step
        for cap in range(first_cap, last_cap):
            if moment_sets[cap_set[cap], moment]:
                counts[cap - first_cap] += step
                # The cap has become full, or it was full and is no longer.
                if counts[cap - first_cap] == cap_limit[cap] - (0 if goes_on else 1):
                    for j in range(i + 1, num):
                        if moment_sets[cap_set[cap], moments[j]]:
                            shut[j] += step
        if has_clash:
            for j in range(i + 1, num):
                if clashes[kind, moment, moments[j]]:
                    shut[j] += step
        i += 1
    return size, best, max(best, upper)
