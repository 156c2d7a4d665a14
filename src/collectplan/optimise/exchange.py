"""Local search by ejection, for customers who hold at most one contact each.

A customer moves to a contact for which a capacity has no room, and one holder of that capacity makes way: to the best
of its own contacts that fits what is left, or to none (an ejection chain of two; Yagiura, Ibaraki and Glover, "An
ejection chain approach for the generalized assignment problem", INFORMS Journal on Computing 16(2), 2004). Where no
such move gains, a few customers are put elsewhere by chance and the search goes on from there; a little loss is
forgiven, less and less as the work is used up. What differs from the prices' choice by much is not looked at.

Chance comes from the customers' keys, ties fall by keys, and the work is counted, not timed: the same problem gives the
same plan on any machine and with its rows in any order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.incumbent import Incumbent
from collectplan.optimise.limit import Watch
from collectplan.optimise.problem import Floats, Keys, Longs, Marks, spread
from collectplan.optimise.repair import SLACK

#: Candidates of one customer that are looked at: those of least regret, and the one held.
NEAR = 8
#: Work of the whole search, of which a unit is one candidate tried, and work between two looks at the clock.
WORK = 40_000_000
SLICE = 4_000_000
#: Customers put elsewhere by chance at a time, and choices of least regret among which chance picks.
KICKS = 3
KICKED_AMONG = 4
#: Loss forgiven at first, in mean regrets of the customers' second choices.
FORGIVEN = 4.0
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


def may_exchange(best: Incumbent) -> bool:
    """Whether the search applies: no customer may hold two contacts, and there are no floors."""
    layout, problem = best.pricer.layout, best.pricer.problem
    return bool(problem.num_candidates) and int(layout.most.max(initial=0)) <= 1 and not problem.is_floor.any()


def exchange(best: Incumbent, watch: Watch, work: int = WORK) -> None:
    """Improves the plan by ejections; where customers may hold several contacts or there are floors, does nothing.

    Args:
        best: improved in place.
        watch: on the deadline.
        work: candidates tried, about.

    Raises:
        OutOfTimeError: the deadline has passed; what was found until then is kept.
    """
    if best.is_optimal or not may_exchange(best):
        return
    near, forgiven = look_near(best)
    capacity = best.pricer.problem.capacity
    state = begin(near, best.plan, capacity, best.pricer.problem.key)
    try:
        for until in range(min(SLICE, work), work + SLICE, SLICE):
            watch.check()
            watch.tell("exchange", (until - SLICE) / work)
            wander(near, state, capacity, min(until, work), work, forgiven)
    finally:
        plan = np.zeros(best.pricer.problem.num_candidates, np.uint8)
        plan[near.number[state.best[state.best >= 0]]] = 1
        if (best.pricer.use_of(plan) <= capacity * (1 + SLACK)).all():
            best.offer_plan(plan)
    watch.tell("exchange", 1.0)


def look_near(best: Incumbent) -> tuple[Near, float]:
    """The candidates that are looked at, and the loss that is forgiven at first."""
    pricer, problem, layout = best.pricer, best.pricer.problem, best.pricer.layout
    contact, minute = pricer.option_prices(best.step.prices)
    found = problem.look_up(np.arange(problem.num_candidates))
    cell = layout.cell[layout.class_of_customer[found.customer], layout.moment[found.option]]
    found = found.of(problem.is_some(found) & (cell >= 0))
    reduced = found.value - contact[found.option] - minute[found.option] * found.minutes
    top = np.zeros(problem.num_customers)
    np.maximum.at(top, found.customer, reduced)
    regret = top[found.customer] - reduced
    held = best.plan[found.number] > 0
    # By customer in the order of keys, by regret, by key of the option.
    order = np.lexsort((problem.option_key[found.option], regret, found.customer, problem.key[found.customer]))
    customer = found.customer[order]
    heads = np.flatnonzero(np.concatenate([np.ones(min(1, len(order)), bool), customer[1:] != customer[:-1]]))
    rank = np.arange(len(order)) - np.repeat(heads, np.diff(np.append(heads, len(order))))
    # No plan that is better than the one at hand holds a candidate whose regret exceeds what is still open.
    kept = ((rank < NEAR) & (regret[order] <= best.bound - best.objective)) | held[order]
    second = regret[order][rank == 1]
    order = order[kept]
    customer, option, value = found.customer[order], found.option[order], found.value[order]
    starts = np.flatnonzero(np.concatenate([np.ones(min(1, len(order)), bool), customer[1:] != customer[:-1]]))
    num_uses = np.diff(problem.use_start)[option].astype(np.int64)
    entry = spread(problem.use_start[option].astype(np.int64), num_uses)
    lengths = np.repeat(found.minutes[order], num_uses)
    near = Near(
        np.append(starts, len(order)).astype(np.int64), found.number[order], value,
        np.concatenate([np.zeros(1, np.int64), np.cumsum(num_uses)]), problem.use_resource[entry].astype(np.int64),
        problem.use_per_contact[entry] + problem.use_per_minute[entry] * lengths,
        np.maximum.reduceat(value, starts) if len(starts) else np.zeros(0), 0.5 * SLACK * problem.capacity,
    )  # fmt: skip
    # Sorted, so that the sum does not depend on the order of rows.
    return near, FORGIVEN * float(np.sort(second).sum()) / max(1, len(second))


def begin(near: Near, plan: Marks, capacity: Floats, keys: Keys) -> State:
    """The state at the plan at hand."""
    num = len(near.start) - 1
    held = np.full(num, -1, np.int64)
    marked = np.flatnonzero(plan[near.number])
    held[np.searchsorted(near.start, marked, "right") - 1] = marked
    most_uses = int(np.diff(near.use_start).max(initial=0))
    dice = np.bitwise_xor.reduce(keys) | np.uint64(1)
    state = State(
        held, capacity.astype(np.float64), held.copy(), capacity.astype(np.float64), held.copy(),
        np.zeros(len(capacity) + 1, np.int64), np.zeros(num * most_uses, np.int64), np.array([dice], np.uint64),
        np.zeros(2), np.zeros(1, np.int64),
    )  # fmt: skip
    settle_down(near, state, capacity)
    state.kept_left[:] = state.left
    state.worth[:] = worth_of(near, state.held)
    return state


@kernel
def throw(dice: Keys, sides: int) -> int:
    """A number in 0..sides - 1 by chance (Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003)."""
    x = dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    dice[0] = x
    return np.int64((x >> np.uint64(11)) % np.uint64(sides))


@kernel
def put(near: Near, j: int, sign: float, left: Floats) -> None:
    """Takes (sign 1) what candidate j uses from the residual capacity, or gives it back (sign -1)."""
    for u in range(near.use_start[j], near.use_start[j + 1]):
        left[near.use_resource[u]] -= sign * near.use[u]


@kernel
def has_room(near: Near, j: int, left: Floats) -> bool:
    """Whether the residual capacity takes candidate j."""
    for u in range(near.use_start[j], near.use_start[j + 1]):
        if near.use[u] > left[near.use_resource[u]] + near.slack[near.use_resource[u]]:
            return False
    return True


@kernel
def overdrawn(near: Near, j: int, left: Floats) -> int:
    """The first resource of candidate j of which more is taken than there is; -1 where none."""
    for u in range(near.use_start[j], near.use_start[j + 1]):
        if left[near.use_resource[u]] < -near.slack[near.use_resource[u]]:
            return near.use_resource[u]
    return -1


@kernel
def best_fit(near: Near, i: int, beside: int, left: Floats) -> int:
    """Customer i's most valuable candidate that fits what is left, but for one; -1 where none does."""
    at, best = -1, 0.0
    for j in range(near.start[i], near.start[i + 1]):
        if j != beside and near.value[j] > best and has_room(near, j, left):
            at, best = j, near.value[j]
    return at


@kernel
def worth_of(near: Near, held: Longs) -> float:
    """Worth of a plan, summed in the order of keys."""
    total = 0.0
    for j in held:
        if j >= 0:
            total += near.value[j]
    return total


@kernel
def settle_down(near: Near, state: State, capacity: Floats) -> bool:
    """Sums what is left anew, without the rounding of the moves; gives whether every capacity is kept."""
    state.left[:] = capacity
    for j in state.held:
        if j >= 0:
            put(near, j, 1.0, state.left)
    return bool((state.left >= -near.slack).all())


@kernel
def list_holders(near: Near, state: State) -> None:
    """Lists the holders of each resource."""
    count = state.holder_start
    count[:] = 0
    for j in state.held:
        if j >= 0:
            for u in range(near.use_start[j], near.use_start[j + 1]):
                count[near.use_resource[u]] += 1
    total = 0
    for r in range(len(count)):
        total += count[r]
        count[r] = total
    # Filled from the back, so that `count` ends as the starts and holders stand in the order of keys.
    for i in range(len(state.held) - 1, -1, -1):
        j = state.held[i]
        if j >= 0:
            for u in range(near.use_start[j], near.use_start[j + 1]):
                r = near.use_resource[u]
                count[r] -= 1
                state.holder[count[r]] = i


@kernel
def descend(near: Near, state: State, most_work: int) -> None:
    """Moves every customer to where it and who makes way for it gain most, until nobody gains or the work is done."""
    held, left = state.held, state.left
    gained = True
    while gained and state.work[0] < most_work:
        gained = False
        list_holders(near, state)
        for i in range(len(held)):
            own = held[i]
            if own >= 0:
                put(near, own, -1.0, left)
            j, other, instead = best_move(near, state, i, own)
            if j < 0:
                j = own
            else:
                gained = True
            if other >= 0:
                put(near, held[other], -1.0, left)
                held[other] = instead
                if instead >= 0:
                    put(near, instead, 1.0, left)
            if j >= 0:
                put(near, j, 1.0, left)
            held[i] = j


@kernel
def best_move(near: Near, state: State, i: int, own: int) -> tuple[int, int, int]:
    """The move of customer i, whose contact is given back, that gains most.

    Returns:
        The candidate, who makes way for it (-1: nobody) and to which candidate (-1: none); -1 first where none gains.
    """
    held, left, value = state.held, state.left, near.value
    base = value[own] if own >= 0 else 0.0
    best, at, who, where = ROUNDING * (1.0 + base), -1, -1, -1
    for j in range(near.start[i], near.start[i + 1]):
        if j == own:
            continue
        state.work[0] += 1
        gain = value[j] - base
        if has_room(near, j, left):
            if gain > best:
                best, at, who, where = gain, j, -1, -1
            continue
        put(near, j, 1.0, left)
        short = overdrawn(near, j, left)
        begins, num = state.holder_start[short], state.holder_start[short + 1] - state.holder_start[short]
        for w in range(min(num, ASKED)):
            k = state.holder[begins + (w if num <= ASKED else (i + w) % num)]
            h = held[k]
            if k == i or h < 0 or gain - value[h] + near.most[k] <= best:
                continue
            state.work[0] += 1
            put(near, h, -1.0, left)
            if overdrawn(near, j, left) < 0:
                state.work[0] += near.start[k + 1] - near.start[k]
                instead = best_fit(near, k, h, left)
                total = gain - value[h] + (value[instead] if instead >= 0 else 0.0)
                if total > best:
                    best, at, who, where = total, j, k, instead
            put(near, h, 1.0, left)
        put(near, j, -1.0, left)
    return at, who, where


@kernel
def kick(near: Near, state: State) -> bool:
    """Puts a few customers elsewhere by chance, and others out to make way; gives whether all capacities are kept."""
    held, left, dice = state.held, state.left, state.dice
    num = len(held)
    moved, out, num_out = np.full(KICKS, -1), np.empty(KICKS * DRAWS, np.int64), 0
    for t in range(KICKS):
        i = throw(dice, num)
        among = min(near.start[i + 1] - near.start[i], KICKED_AMONG)
        j = near.start[i] + throw(dice, among)
        if j == held[i]:
            continue
        if held[i] >= 0:
            put(near, held[i], -1.0, left)
        put(near, j, 1.0, left)
        held[i], moved[t] = j, i
        for _ in range(DRAWS):
            short = overdrawn(near, j, left)
            begins = state.holder_start[max(short, 0)]
            others = state.holder_start[max(short, 0) + 1] - begins
            if short < 0 or others == 0:
                break
            k = state.holder[begins + throw(dice, others)]
            state.work[0] += 1
            if held[k] >= 0 and not (moved == k).any():
                put(near, held[k], -1.0, left)
                held[k], out[num_out] = -1, k
                num_out += 1
        if overdrawn(near, j, left) >= 0:
            return False
    for x in range(num_out):
        k = out[x]
        if held[k] < 0:
            state.work[0] += near.start[k + 1] - near.start[k]
            held[k] = best_fit(near, k, -1, left)
            if held[k] >= 0:
                put(near, held[k], 1.0, left)
    return True


@kernel
def wander(near: Near, state: State, capacity: Floats, until: int, most_work: int, forgiven: float) -> None:
    """Searches on until so much work is done: down, a kick, down, and back unless it was worth it."""
    held, left, worth, work = state.held, state.left, state.worth, state.work
    while work[0] < until:
        is_fine = work[0] == 0 or kick(near, state)
        work[0] += len(held)
        if is_fine:
            descend(near, state, most_work)
            is_fine = settle_down(near, state, capacity)
        found = worth_of(near, held)
        share = max(0.0, 1.0 - work[0] / most_work)
        if is_fine and found >= worth[0] - forgiven * share * throw(state.dice, 1000) / 1000:
            worth[0] = found
            state.kept[:], state.kept_left[:] = held, left
            if found > worth[1]:
                worth[1] = found
                state.best[:] = held
        else:
            held[:], left[:] = state.kept, state.kept_left
