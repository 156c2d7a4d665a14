"""Customers answered anew, one after the other, within the capacity that is left."""

from __future__ import annotations

import heapq

import numpy as np

from collectplan.optimise.compiled import inner_kernel, kernel
from collectplan.optimise.layout import Layout
from collectplan.optimise.local import Room, best_of_cells, best_set, fits, list_candidates, make_room, take
from collectplan.optimise.problem import Bools, Floats, Longs, Marks

#: Sets tried for one customer in a step of the repair, which is a heuristic and needs no proof.
NODE_LIMIT = 500
#: Sets looked at for one customer until one fits as a whole: two contacts may want the last of the same resource.
TRIES = 8
#: Turns that a customer may have in a step, on average.
TURNS = 4
#: Relative gain that may be rounding; without it two customers could swap for ever.
ROUNDING = 1e-9


@inner_kernel
def _is_over(layout: Layout, customer: int, plan: Marks, residual: Floats, slack: Floats) -> bool:
    use_start, use_resource, option_of = layout.use_start, layout.use_resource, layout.pattern_option
    for pair in range(layout.start[customer], layout.start[customer + 1]):
        begin = layout.pattern_start[layout.pattern[pair]]
        for j in range(layout.first[pair], layout.first[pair + 1]):
            if plan[j]:
                option = option_of[begin + j - layout.first[pair]]
                for u in range(use_start[option], use_start[option + 1]):
                    if residual[use_resource[u]] < -slack[use_resource[u]]:
                        return True
    return False


@inner_kernel
def _answer(
    layout: Layout, customer: int, contact: Floats, minute: Floats, residual: Floats, slack: Floats, plan: Marks,
    room: Room,
) -> tuple[int, float, float]:  # fmt: skip
    """Picks a customer's best set within what is left once its own contacts are given back; they stay given back.

    Returns:
        Size of the set, its reduced value, and that of what the customer holds.
    """
    begin = layout.first[layout.start[customer]]
    mine, option, minutes = room.reduced, room.option, room.minutes
    num = list_candidates(layout, customer, contact, minute, room)
    held = 0.0
    for j in range(num):
        if plan[begin + j]:
            held += mine[j]
            take(layout, option[j], minutes[j], -1.0, residual)
    for j in range(num):
        if mine[j] > 0.0 and not fits(layout, option[j], minutes[j], residual, slack):
            mine[j] = 0.0
    for _ in range(TRIES):
        size, best, _ = best_set(layout, customer, best_of_cells(layout, customer, num, room), room)
        misfit = _first_misfit(layout, size, room, residual, slack)
        if misfit < 0:
            return size, best, held
        mine[misfit] = 0.0
    return 0, 0.0, held


@inner_kernel
def _first_misfit(layout: Layout, size: int, room: Room, residual: Floats, slack: Floats) -> int:
    """The first picked candidate that does not fit beside those before it, though it may alone; -1 where all fit."""
    misfit, num_taken = -1, 0
    while num_taken < size and misfit < 0:
        j = room.picked[num_taken]
        if fits(layout, room.option[j], room.minutes[j], residual, slack):
            take(layout, room.option[j], room.minutes[j], 1.0, residual)
            num_taken += 1
        else:
            misfit = j
    _take_picked(layout, num_taken, room, -1.0, residual)
    return misfit


@inner_kernel
def _take_picked(layout: Layout, num: int, room: Room, sign: float, residual: Floats) -> None:
    """Takes (sign 1) the first `num` picked candidates from the residual capacity, or gives them back (sign -1)."""
    for d in range(num):
        take(layout, room.option[room.picked[d]], room.minutes[room.picked[d]], sign, residual)


@inner_kernel
def _take_plan(layout: Layout, begin: int, num: int, plan: Marks, residual: Floats, room: Room) -> None:
    """Takes what a customer holds, whose `num` candidates are listed in `room`, from the residual capacity."""
    for j in range(num):
        if plan[begin + j]:
            take(layout, room.option[j], room.minutes[j], 1.0, residual)


@inner_kernel
def _keeps_floors(layout: Layout, size: int, room: Room, residual: Floats, before: Floats, floor: Bools) -> bool:
    """Whether no floor would lack more than before if the picked set were taken."""
    _take_picked(layout, size, room, 1.0, residual)
    keeps = True
    for r in range(len(floor)):
        if floor[r] and residual[r] < 0.0 and residual[r] < before[r]:
            keeps = False
    _take_picked(layout, size, room, -1.0, residual)
    return keeps


@kernel
def gains(
    layout: Layout, customers: Longs, contact: Floats, minute: Floats, residual: Floats, slack: Floats, plan: Marks
) -> Floats:
    """What each customer would gain in reduced value if the others stayed as they are; negative where it loses."""
    room = make_room(layout, NODE_LIMIT)
    out = np.empty(len(customers))
    for i in range(len(customers)):
        customer = customers[i]
        begin = layout.first[layout.start[customer]]
        num = layout.first[layout.start[customer + 1]] - begin
        _, best, held = _answer(layout, customer, contact, minute, residual, slack, plan, room)
        out[i] = best - held if abs(best - held) > ROUNDING * (abs(held) + best) else 0.0
        _take_plan(layout, begin, num, plan, residual, room)
    return out


@kernel
def reassign(
    layout: Layout, customers: Longs, regret: Floats, contact: Floats, minute: Floats, residual: Floats, slack: Floats,
    floor: Bools, plan: Marks, is_eviction: bool,
) -> int:  # fmt: skip
    """Answers customers anew, one after the other, within what is left; gives the number that changed.

    Those of least `regret` come first. Many may have counted on the same last room: whose turn shows that it has come
    to regret more than the next one does waits for a later turn (lazy evaluation; Minoux, "Accelerated greedy
    algorithms for maximizing submodular set functions", Optimization Techniques, 1978).

    `residual` and `plan` change in place. An eviction touches only customers on overdrawn resources, whatever they
    lose; otherwise only those change who gain, and none by whose change a floor would lack more.
    """
    room = make_room(layout, NODE_LIMIT)
    before = residual.copy()
    has_floor = floor.any()
    changed, turns = 0, TURNS * len(customers)
    waiting = [(regret[i], layout.key[customers[i]], customers[i]) for i in range(len(customers))]
    heapq.heapify(waiting)
    while len(waiting) > 0:
        hoped, key, customer = heapq.heappop(waiting)
        if is_eviction and not _is_over(layout, customer, plan, residual, slack):
            continue
        begin = layout.first[layout.start[customer]]
        num = layout.first[layout.start[customer + 1]] - begin
        if has_floor:
            before[:] = residual
        size, best, held = _answer(layout, customer, contact, minute, residual, slack, plan, room)
        turns -= 1
        small = ROUNDING * (abs(held) + best)
        if turns > 0 and held - best > hoped + small and len(waiting) > 0 and held - best > waiting[0][0]:
            _take_plan(layout, begin, num, plan, residual, room)
            if is_eviction or best - held > small:
                heapq.heappush(waiting, (held - best, key, customer))
            continue
        may = is_eviction or best - held > small
        if may and has_floor and not is_eviction:
            may = _keeps_floors(layout, size, room, residual, before, floor)
        if may:
            changed += 1
            plan[begin : begin + num] = 0
            for d in range(size):
                plan[begin + room.picked[d]] = 1
        _take_plan(layout, begin, num, plan, residual, room)
    return changed
