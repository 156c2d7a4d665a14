"""From the choices at the final prices to a legal plan.

Choices overdraw a handful of capacities and leave slack in others. Customers on overdrawn capacity move first, those
with the least regret before the others, each to its best set that fits what is left; then everybody who gains from
what is left is served, the greatest gain first. A customer is always answered as a whole, by the exact local search,
so that local rules hold at every step, and no step takes from a floor what it needs.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.layout import Layout
from collectplan.optimise.local import Room, best_of_cells, best_set, fits, list_candidates, make_room, take
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import Bools, Floats, Longs, Marks

#: Sets tried for one customer in a step of the repair, which is a heuristic and needs no proof.
NODE_LIMIT = 500
#: Sets looked at for one customer until one fits as a whole: two contacts may want the last of the same resource.
TRIES = 8
#: Shares of the prices at which slack is filled: full prices keep scarce capacity for those who gain most from it.
FILL_AT = (1.0, 0.9, 0.7, 0.4, 0.0)
#: Customers looked at in a round of filling, for each contact that there may be room for, and at least.
LOOKS_PER_PLACE = 10
LOOKS_AT_LEAST = 3_000
#: Share of a capacity that rounding may seem to overdraw.
SLACK = 1e-10
#: Relative gain that may be rounding; without it two customers could swap for ever.
ROUNDING = 1e-9


def repair(pricer: Pricer, prices: Floats, chosen: Marks, num_rounds: int = 3) -> Marks:
    """A plan near the choices that keeps every capacity; floors are met as far as the choices and the prices go.

    Args:
        pricer: of the problem.
        prices: [resources] at which regret and gain are measured.
        chosen: [candidates] marks that keep the local rules; not changed.
        num_rounds: rounds of filling at each share of the prices, at most.
    """
    problem, layout = pricer.problem, pricer.layout
    plan = chosen.copy()
    floor = problem.is_floor
    slack = np.where(floor, np.inf, SLACK * problem.capacity)
    residual = problem.capacity - pricer.use_of(plan)
    everyone = np.arange(problem.num_customers)
    if (residual < -slack).any():
        contact, minute = pricer.option_prices(prices)
        affected = everyone[on_overdrawn(layout, plan, residual, slack)]
        regret = -_gains_of(pricer, affected, contact, minute, residual, slack, plan)
        order = affected[np.lexsort((problem.key[affected], regret))]
        reassign(layout, order, contact, minute, residual, slack, floor, plan, True)
    for share in FILL_AT:
        contact, minute = pricer.option_prices(np.where(floor, prices, share * prices))
        for _ in range(num_rounds):
            gain = _gains_from_rest(pricer, contact, minute, residual, slack, plan)
            hopeful = np.flatnonzero(gain > 0)
            if not len(hopeful):
                break
            order = hopeful[np.lexsort((problem.key[hopeful], -gain[hopeful]))]
            if not reassign(layout, order, contact, minute, residual, slack, floor, plan, False):
                break
    return plan


def _gains_of(
    pricer: Pricer, customers: Longs, contact: Floats, minute: Floats, residual: Floats, slack: Floats, plan: Marks
) -> Floats:
    """[some customers, rising] what each would gain if the others stayed as they are; negative where it loses."""

    def weigh(first: int, last: int) -> Floats:
        # Each customer's contacts are given back and taken again, which leaves rounding in the residual capacity.
        some = customers[np.searchsorted(customers, first) : np.searchsorted(customers, last)]
        return np.asarray(gains(pricer.layout, some, contact, minute, residual.copy(), slack, plan))

    return np.concatenate([np.zeros(0), *pricer.by_block(weigh)])


def _gains_from_rest(
    pricer: Pricer, contact: Floats, minute: Floats, residual: Floats, slack: Floats, plan: Marks
) -> Floats:  # fmt: skip
    """[customers] what each would gain from what is left; looked at are those who promise most, 0 for the others."""
    problem = pricer.problem
    shortest = np.where(pricer.seen.count > 0, pricer.seen.shortest, 0.0)
    least = problem.use_per_contact + problem.use_per_minute * shortest[problem.option_of_use]
    left = np.where(
        least > 0, np.floor((residual + slack)[problem.use_resource] / np.where(least > 0, least, 1)), np.inf
    )
    places = np.full(problem.num_options, np.inf)
    np.minimum.at(places, problem.option_of_use, left)
    is_open = places[problem.pattern_option] >= 1
    entry_contact, entry_minute = contact[problem.pattern_option], minute[problem.pattern_option]

    def look(first: int, last: int) -> Floats:
        return np.asarray(promises(pricer.layout, first, last, entry_contact, entry_minute, is_open, plan))

    out = np.concatenate([np.zeros(0), *pricer.by_block(look)])
    num = LOOKS_AT_LEAST + LOOKS_PER_PLACE * places[np.isfinite(places) & (places >= 1)].sum()
    if num < len(out):
        out[out < np.partition(out, -int(num))[-int(num)]] = 0.0

    some = np.flatnonzero(out > 0)
    out[some] = _gains_of(pricer, some, contact, minute, residual, slack, plan)
    return out


@kernel
def promises(
    layout: Layout, first: int, last: int, contact: Floats, minute: Floats, is_open: Bools, plan: Marks
) -> Floats:  # fmt: skip
    """What each customer might gain from one candidate of whose capacities there is more; 0 where nothing.

    `contact` and `minute` are prices by entry of the patterns, `is_open` whether the entry's capacities have room.
    """
    out = np.zeros(last - first)
    starts, gain, patterns, rows, firsts = layout.start, layout.gain, layout.pattern, layout.row, layout.first
    begins, factor, minutes, moment_of = layout.pattern_start, layout.factor, layout.minutes, layout.entry_moment
    columns, costs, class_of, cells = layout.entry_column, layout.entry_cost, layout.class_of_customer, layout.cell
    held, held_at = np.empty(layout.widest + 1), np.empty(layout.widest + 1, np.int64)
    for customer in range(first, last):
        k, num_held, best = class_of[customer], np.int64(0), 0.0
        for is_second in range(2):
            for pair in range(starts[customer], starts[customer + 1]):
                begin, row = begins[patterns[pair]], rows[pair]
                for e in range(begin, begins[patterns[pair] + 1]):
                    is_held = plan[firsts[pair] + e - begin] > 0
                    if is_held == is_second or not (is_held or is_open[e]):
                        continue
                    column = columns[e]
                    price = contact[e] + minute[e] * minutes[row, column]
                    reduced = factor[row, column] * gain[pair] - costs[e] - price
                    if is_held:
                        held[num_held], held_at[num_held] = reduced, moment_of[e]
                        num_held += 1
                    elif reduced > best and cells[k, moment_of[e]] >= 0:
                        best = max(best, reduced - _displaced(layout, k, moment_of[e], num_held, held, held_at))
        out[customer - first] = best
    return out


@kernel
def _displaced(layout: Layout, k: int, moment: int, num_held: int, held: Floats, held_at: Longs) -> float:
    """The least reduced value that a customer of class k must give up to be contacted at a moment as well."""
    most, kind = 0.0, layout.clash_of_class[k]
    for h in range(num_held):
        if held_at[h] == moment or layout.clashes[kind, moment, held_at[h]]:
            most = max(most, held[h])
    for cap in range(layout.cap_start[k], layout.cap_start[k + 1]):
        members = layout.cap_set[cap]
        if layout.moment_sets[members, moment]:
            count, least = 0, np.inf
            for h in range(num_held):
                if layout.moment_sets[members, held_at[h]]:
                    count += 1
                    least = min(least, held[h])
            if count >= layout.cap_limit[cap]:
                most = max(most, least)
    return most


@kernel
def on_overdrawn(layout: Layout, plan: Marks, residual: Floats, slack: Floats) -> Bools:
    """[customers] whether the customer holds a contact that uses an overdrawn resource."""
    num = len(layout.start) - 1
    found = np.zeros(num, np.bool_)
    for customer in range(num):
        found[customer] = _is_over(layout, customer, plan, residual, slack)
    return found


@kernel
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


@kernel
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


@kernel
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
    for d in range(num_taken):
        take(layout, room.option[room.picked[d]], room.minutes[room.picked[d]], -1.0, residual)
    return misfit


@kernel
def _take_plan(layout: Layout, begin: int, num: int, plan: Marks, residual: Floats, sign: float, room: Room) -> None:
    """Takes what a customer holds, whose `num` candidates are listed in `room`, from the residual capacity."""
    for j in range(num):
        if plan[begin + j]:
            take(layout, room.option[j], room.minutes[j], sign, residual)


@kernel
def gains(
    layout: Layout, customers: Longs, contact: Floats, minute: Floats, residual: Floats, slack: Floats, plan: Marks
) -> Floats:
    """What each customer would gain in reduced value if the others stayed as they are; negative where it loses."""
    room = make_room(layout.widest, layout.most_caps, NODE_LIMIT)
    out = np.empty(len(customers))
    for i in range(len(customers)):
        customer = customers[i]
        begin = layout.first[layout.start[customer]]
        num = layout.first[layout.start[customer + 1]] - begin
        _, best, held = _answer(layout, customer, contact, minute, residual, slack, plan, room)
        out[i] = best - held if abs(best - held) > ROUNDING * (abs(held) + best) else 0.0
        _take_plan(layout, begin, num, plan, residual, 1.0, room)
    return out


@kernel
def reassign(
    layout: Layout, order: Longs, contact: Floats, minute: Floats, residual: Floats, slack: Floats, floor: Bools,
    plan: Marks, is_eviction: bool,
) -> int:  # fmt: skip
    """Answers customers anew, one after the other, within what is left; gives the number that changed.

    `residual` and `plan` change in place. An eviction touches only customers on overdrawn resources, whatever they
    lose; otherwise only those change who gain, and none by whose change a floor would lack more.
    """
    room = make_room(layout.widest, layout.most_caps, NODE_LIMIT)
    before = residual.copy()
    has_floor = floor.any()
    changed = 0
    for customer in order:
        if is_eviction and not _is_over(layout, customer, plan, residual, slack):
            continue
        begin = layout.first[layout.start[customer]]
        num = layout.first[layout.start[customer + 1]] - begin
        if has_floor:
            before[:] = residual
        size, best, held = _answer(layout, customer, contact, minute, residual, slack, plan, room)
        may = is_eviction or best - held > ROUNDING * (abs(held) + best)
        if may and has_floor and not is_eviction:
            for d in range(size):
                take(layout, room.option[room.picked[d]], room.minutes[room.picked[d]], 1.0, residual)
            for r in range(len(floor)):
                if floor[r] and residual[r] < 0.0 and residual[r] < before[r]:
                    may = False
            for d in range(size):
                take(layout, room.option[room.picked[d]], room.minutes[room.picked[d]], -1.0, residual)
        if may:
            changed += 1
            plan[begin : begin + num] = 0
            for d in range(size):
                plan[begin + room.picked[d]] = 1
        _take_plan(layout, begin, num, plan, residual, 1.0, room)
    return changed
