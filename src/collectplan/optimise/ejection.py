"""The moves of the search by ejection, compiled: one forced in, one made to leave, some put elsewhere by chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from collectplan.optimise.compiled import inner_kernel, kernel
from collectplan.optimise.problem import Floats, Keys, Longs

#: Customers put elsewhere by chance at a time, and choices of least regret among which chance picks.
KICKS = 2
KICKED_AMONG = 3
#: Holders of a capacity that are asked to make way, at most.
ASKED = 200
#: Attempts to find somebody by chance who can make way.
DRAWS = 50
#: Relative gain that may be rounding.
ROUNDING = 1e-9


class Near(NamedTuple):
    """The candidates that are looked at, customer by customer in the order of keys, those of least regret first.

    Attributes:
        start: [customers + 1] where each customer's candidates begin.
        number: [candidates] of the problem. value: [candidates].
        use_start: [candidates + 1]; use_resource, use: [uses] what a candidate takes of which resource.
        most: [customers] greatest value of the customer's candidates.
        slack: [resources] share of the capacity that rounding may use.
    """

    start: Longs
    number: Longs
    value: Floats
    use_start: Longs
    use_resource: Longs
    use: Floats
    most: Floats
    slack: Floats


class State(NamedTuple):
    """Where the search stands.

    Attributes:
        held: [customers] candidate held, -1 for none. left: [resources] residual capacity.
        kept, kept_left: the same of the plan that a kick starts from. best: [customers] the best plan found.
        holder_start: [resources + 1]; holder: [uses held, at most] customers by resource, as they were lately.
        dice: [1] state of chance. worth: [2] of the plan kept and of the best.
        work: [1] done so far.
    """

    held: Longs
    left: Floats
    kept: Longs
    kept_left: Floats
    best: Longs
    holder_start: Longs
    holder: Longs
    dice: Keys
    worth: Floats
    work: Longs


@inner_kernel
def throw(dice: Keys, sides: int) -> np.int64:
    """A number in 0..sides - 1 by chance (Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003)."""
    x = dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    dice[0] = x
    return np.int64((x >> np.uint64(11)) % np.uint64(sides))


@inner_kernel
def put(use_start: Longs, use_resource: Longs, use: Floats, j: int, sign: float, left: Floats) -> None:
    """Takes (sign 1) what candidate j uses from the residual capacity, or gives it back (sign -1)."""
    for u in range(use_start[j], use_start[j + 1]):
        left[use_resource[u]] -= sign * use[u]


@inner_kernel
def overdrawn(use_start: Longs, use_resource: Longs, slack: Floats, j: int, left: Floats) -> int:
    """The first resource of candidate j of which more is taken than there is; -1 where none."""
    for u in range(use_start[j], use_start[j + 1]):
        if left[use_resource[u]] < -slack[use_resource[u]]:
            return int(use_resource[u])
    return -1


@inner_kernel
def best_fit(
    start: Longs, value: Floats, use_start: Longs, use_resource: Longs, use: Floats, slack: Floats, i: int, beside: int,
    left: Floats,
) -> int:  # fmt: skip
    """Customer i's most valuable candidate that fits what is left, but for one; -1 where none does."""
    at, best = -1, 0.0
    for j in range(start[i], start[i + 1]):
        if j != beside and value[j] > best:
            has_room = True
            for u in range(use_start[j], use_start[j + 1]):
                if use[u] > left[use_resource[u]] + slack[use_resource[u]]:
                    has_room = False
                    break
            if has_room:
                at, best = j, value[j]
    return at


@inner_kernel
def worth_of(near: Near, held: Longs) -> float:
    """Worth of a plan, summed in the order of keys."""
    total = 0.0
    for j in held:
        if j >= 0:
            total += near.value[j]
    return total


@inner_kernel
def settle_down(near: Near, state: State, capacity: Floats) -> bool:
    """Sums what is left anew, without the rounding of the moves; gives whether every capacity is kept."""
    left, slack, is_kept = state.left, near.slack, True
    for r in range(len(left)):
        left[r] = capacity[r]
    for j in state.held:
        if j >= 0:
            put(near.use_start, near.use_resource, near.use, j, 1.0, left)
    for r in range(len(left)):
        is_kept = is_kept and left[r] >= -slack[r]
    return is_kept


@inner_kernel
def list_holders(near: Near, state: State) -> None:
    """Lists the holders of each resource."""
    count, holder, held = state.holder_start, state.holder, state.held
    use_start, use_resource = near.use_start, near.use_resource
    for r in range(len(count)):
        count[r] = 0
    for j in held:
        if j >= 0:
            for u in range(use_start[j], use_start[j + 1]):
                count[use_resource[u]] += 1
    total = 0
    for r in range(len(count)):
        total += count[r]
        count[r] = total
    # Filled from the back, so that `count` ends as the starts and holders stand in the order of keys.
    for i in range(len(held) - 1, -1, -1):
        j = held[i]
        if j >= 0:
            for u in range(use_start[j], use_start[j + 1]):
                r = use_resource[u]
                count[r] -= 1
                holder[count[r]] = i


@inner_kernel
def descend(near: Near, state: State, most_work: int) -> None:
    """Moves every customer to where it and who makes way for it gain most, until nobody gains or the work is done."""
    held, left, work = state.held, state.left, state.work
    use_start, use_resource, use = near.use_start, near.use_resource, near.use
    gained = True
    while gained and work[0] < most_work:
        gained = False
        list_holders(near, state)
        for i in range(len(held)):
            own = held[i]
            if own >= 0:
                put(use_start, use_resource, use, own, -1.0, left)
            j, other, instead, tried = best_move(
                near.start, near.value, use_start, use_resource, use, near.most, near.slack, held, left,
                state.holder_start, state.holder, i, own,
            )  # fmt: skip
            work[0] += tried
            if j < 0:
                j = own
            else:
                gained = True
            if other >= 0:
                put(use_start, use_resource, use, held[other], -1.0, left)
                held[other] = instead
                if instead >= 0:
                    put(use_start, use_resource, use, instead, 1.0, left)
            if j >= 0:
                put(use_start, use_resource, use, j, 1.0, left)
            held[i] = j


@inner_kernel
def best_move(
    start: Longs, value: Floats, use_start: Longs, use_resource: Longs, use: Floats, most: Floats, slack: Floats,
    held: Longs, left: Floats, holder_start: Longs, holder: Longs, i: int, own: int,
) -> tuple[int, int, int, int]:  # fmt: skip
    """The move of customer i, whose contact is given back, that gains most.

    The arrays are those of `Near` and `State`: a loop that takes them from a tuple is several times slower.

    Returns:
        The candidate, who makes way for it (-1: nobody) and to which candidate (-1: none); -1 first where none gains.
        Last the candidates tried.
    """
    base = value[own] if own >= 0 else 0.0
    best, at, who, where, tried = ROUNDING * (1.0 + base), -1, -1, -1, 0
    for j in range(start[i], start[i + 1]):
        if j == own:
            continue
        tried += 1
        gain = value[j] - base
        put(use_start, use_resource, use, j, 1.0, left)
        short = overdrawn(use_start, use_resource, slack, j, left)
        if short < 0 and gain > best:
            best, at, who, where = gain, j, -1, -1
        begins, num = holder_start[max(short, 0)], 0 if short < 0 else holder_start[short + 1] - holder_start[short]
        for w in range(min(num, ASKED)):
            k = holder[begins + (w if num <= ASKED else (i + w) % num)]
            h = held[k]
            if k == i or h < 0 or gain - value[h] + most[k] <= best:
                continue
            tried += 1
            put(use_start, use_resource, use, h, -1.0, left)
            if overdrawn(use_start, use_resource, slack, j, left) < 0:
                tried += start[k + 1] - start[k]
                instead = best_fit(start, value, use_start, use_resource, use, slack, k, h, left)
                total = gain - value[h] + (value[instead] if instead >= 0 else 0.0)
                if total > best:
                    best, at, who, where = total, j, k, instead
            put(use_start, use_resource, use, h, 1.0, left)
        put(use_start, use_resource, use, j, -1.0, left)
    return at, who, where, tried


@inner_kernel
def kick(near: Near, state: State, moved: Longs, out: Longs) -> bool:  # noqa: C901  # one step of chance, in order
    """Puts a few customers elsewhere by chance, and others out to make way; gives whether all capacities are kept.

    `moved` [KICKS] and `out` [KICKS x DRAWS] are room for those put elsewhere and put out.
    """
    held, left, dice, work = state.held, state.left, state.dice, state.work
    start, use_start, use_resource, use, slack = near.start, near.use_start, near.use_resource, near.use, near.slack
    num_out = 0
    for t in range(len(moved)):
        moved[t] = -1
    for t in range(len(moved)):
        i = throw(dice, len(held))
        j = start[i] + throw(dice, min(start[i + 1] - start[i], KICKED_AMONG))
        if j == held[i]:
            continue
        if held[i] >= 0:
            put(use_start, use_resource, use, held[i], -1.0, left)
        put(use_start, use_resource, use, j, 1.0, left)
        held[i], moved[t] = j, i
        short = overdrawn(use_start, use_resource, slack, j, left)
        for _ in range(DRAWS):
            if short < 0:
                break
            work[0] += 1
            others = state.holder_start[short + 1] - state.holder_start[short]
            k = state.holder[state.holder_start[short] + throw(dice, max(others, 1))] if others > 0 else i
            is_moved = held[k] < 0
            for m in moved:
                is_moved = is_moved or m == k
            if not is_moved:
                put(use_start, use_resource, use, held[k], -1.0, left)
                held[k], out[num_out] = -1, k
                num_out += 1
                short = overdrawn(use_start, use_resource, slack, j, left)
        if short >= 0:
            return False
    for x in range(num_out):
        k = out[x]
        if held[k] < 0:
            work[0] += start[k + 1] - start[k]
            held[k] = best_fit(start, near.value, use_start, use_resource, use, slack, k, -1, left)
            if held[k] >= 0:
                put(use_start, use_resource, use, held[k], 1.0, left)
    return True


@kernel
def wander(near: Near, state: State, capacity: Floats, until: int, most_work: int, forgiven: float) -> None:
    """Searches on until so much work is done: down, a kick, down, and back unless it was worth it."""
    held, left, worth, work = state.held, state.left, state.worth, state.work
    moved, out = np.empty(KICKS, np.int64), np.empty(KICKS * DRAWS, np.int64)
    while work[0] < until:
        is_fine = work[0] == 0 or kick(near, state, moved, out)
        work[0] += len(held)
        if is_fine:
            descend(near, state, most_work)
            is_fine = settle_down(near, state, capacity)
        found = worth_of(near, held)
        share = max(0.0, 1.0 - work[0] / most_work)
        if is_fine and found >= worth[0] - forgiven * share * throw(state.dice, 1000) / 1000:
            worth[0] = found
            is_best = found > worth[1]
            for i in range(len(held)):
                state.kept[i] = held[i]
                if is_best:
                    state.best[i] = held[i]
            worth[1] = max(worth[1], found)
            for r in range(len(left)):
                state.kept_left[r] = left[r]
        else:
            for i in range(len(held)):
                held[i] = state.kept[i]
            for r in range(len(left)):
                left[r] = state.kept_left[r]
