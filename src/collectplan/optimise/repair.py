"""From the choices at the final prices to a legal plan.

Choices overdraw a handful of capacities and leave slack in others. Customers on overdrawn capacity move first, from the
dearest capacity down and those with the least regret before the others, each to its best set that fits what is left;
then everybody who gains from what is left is served, the greatest gain first. A customer is always answered as a whole,
by the exact local search, so that local rules hold at every step, and no step takes from a floor what it needs.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.able import able
from collectplan.optimise.compiled import kernel
from collectplan.optimise.layout import Layout
from collectplan.optimise.numbers import marked
from collectplan.optimise.passes import Pricer
from collectplan.optimise.problem import DECIMALS, Bools, Floats, Ints, Longs, Marks
from collectplan.optimise.reassign import gains, reassign

#: Shares of the prices at which slack is filled: full prices keep scarce capacity for those who gain most from it.
FILL_AT = (1.0, 0.9, 0.7, 0.4, 0.0)
#: Rounds at each share, of few customers and of many, among whom one round finds as much.
ROUNDS, ROUNDS_OF_MANY, MANY = 3, 1, 300_000
#: Customers looked at in a round of filling, for each contact that there may be room for, and at least.
LOOKS_PER_PLACE = 5
LOOKS_AT_LEAST = 3_000
#: Customers looked at for each contact too many on overdrawn capacity, until nothing is.
LOOKS_PER_EXCESS = (10, 100, np.inf)
#: Steps from the dearest capacity to the cheapest.
TIERS = 16
#: Share of a capacity that rounding may seem to overdraw.
SLACK = 1e-10


def repair(pricer: Pricer, prices: Floats, chosen: Marks, num_rounds: int | None = None) -> Marks:
    """A plan near the choices that keeps every capacity; floors are met as far as the choices and the prices go.

    Args:
        pricer: of the problem.
        prices: [resources] at which regret and gain are measured.
        chosen: [candidates] marks that keep the local rules; not changed.
        num_rounds: rounds of filling at each share of the prices, at most; None: as many as serve so many customers.
    """
    problem, layout = pricer.problem, pricer.layout
    num_rounds = num_rounds or (ROUNDS if problem.num_customers <= MANY else ROUNDS_OF_MANY)
    plan = chosen.copy()
    floor = problem.is_floor
    slack = np.where(floor, np.inf, SLACK * problem.capacity)
    residual = problem.capacity - problem.use_of(plan)
    contact, minute = pricer.option_prices(prices)
    for looks, loose in _rounds_of_eviction(pricer, prices):
        tight = np.where(loose, np.inf, slack)
        affected = _near_indifference(pricer, prices, residual, tight, plan, looks)
        if len(affected):
            regret = -_gains_of(pricer, affected, contact, minute, residual, tight, plan)
            reassign(layout, affected, regret, contact, minute, residual, tight, floor, plan, True)
    for share in FILL_AT:
        lower = np.where(floor, prices, share * prices)
        contact, minute = pricer.option_prices(lower)
        for _ in range(num_rounds):
            gain = _gains_from_rest(pricer, lower, residual, slack, plan)
            hopeful = np.flatnonzero(gain > 0)
            if not len(hopeful):
                break
            if not reassign(layout, hopeful, -gain[hopeful], contact, minute, residual, slack, floor, plan, False):
                break
    return plan


def _rounds_of_eviction(pricer: Pricer, prices: Floats) -> list[tuple[float, Bools]]:
    """Customers to look at for each contact too many, and the resources that may be overdrawn meanwhile.

    The dearest capacity is relieved first, and those who leave it may overdraw what is cheaper: so they take their next
    best, and somebody there makes room in turn, where one step would have sent them to whatever is left.
    """
    problem, use = pricer.problem, _shortest_use(pricer)
    worth = np.zeros(problem.num_resources)
    np.maximum.at(worth, problem.use_resource, prices[problem.use_resource] * np.abs(use))
    dear = np.sort(worth[worth > 0])
    floors = [dear[len(dear) * (TIERS - tier) // TIERS] for tier in range(1, TIERS)] if len(dear) >= TIERS else []
    rounds = [(LOOKS_PER_EXCESS[0], worth < floor) for floor in floors]
    return rounds + [(looks, np.zeros(len(worth), bool)) for looks in LOOKS_PER_EXCESS]


def _gains_of(
    pricer: Pricer, customers: Longs, contact: Floats, minute: Floats, residual: Floats, slack: Floats, plan: Marks
) -> Floats:
    """[some customers, rising] what each would gain if the others stayed as they are; negative where it loses."""

    def weigh(first: int, last: int) -> Floats:
        # Each customer's contacts are given back and taken again, which leaves rounding in the residual capacity.
        some = customers[np.searchsorted(customers, first) : np.searchsorted(customers, last)]
        return np.asarray(gains(pricer.layout, some, contact, minute, residual.copy(), slack, plan))

    return np.concatenate([np.zeros(0), *pricer.by_block(weigh)])


def _near_indifference(
    pricer: Pricer, prices: Floats, residual: Floats, slack: Floats, plan: Marks, looks: float
) -> Longs:
    """Customers on overdrawn capacity, rising: those who lose least, so many for each contact too many."""
    problem, option = pricer.problem, pricer.layout.pattern_option
    is_over = residual < -slack
    if not is_over.any():
        return np.zeros(0, np.int64)
    has_over = np.zeros(problem.num_options, bool)
    has_over[problem.option_of_use[is_over[problem.use_resource]]] = True
    price, _ = pricer.entry_prices(prices)
    open_start, open_entry = _opened(pricer, ~has_over[option], np.zeros_like(option), price)
    held = marked(plan)

    def look(first: int, last: int) -> Floats:
        return np.asarray(losses(pricer.layout, first, last, price, has_over, open_start, open_entry, held))

    loss = np.concatenate([np.zeros(0), *pricer.by_block(look)])
    # To relieve what is overdrawn by a minute somebody must leave too.
    too_many = float(np.maximum(_contacts(pricer, -residual)[is_over], 1.0).sum())
    return _most(-loss, LOOKS_AT_LEAST + looks * too_many)


def _gains_from_rest(pricer: Pricer, prices: Floats, residual: Floats, slack: Floats, plan: Marks) -> Floats:
    """[customers] what each would gain from what is left; looked at are those who promise most, 0 for the others."""
    problem, option = pricer.problem, pricer.layout.pattern_option
    contacts = _contacts(pricer, residual + slack)
    places = np.full(problem.num_options, np.inf)
    np.minimum.at(places, problem.option_of_use, contacts[problem.use_resource])
    price, _ = pricer.entry_prices(prices)
    open_start, open_entry = _opened(pricer, places[option] >= 1, pricer.layout.entry_alike, price)
    held = marked(plan)

    def look(first: int, last: int) -> Floats:
        return np.asarray(promises(pricer.layout, first, last, price, open_start, open_entry, held))

    promise = np.concatenate([np.zeros(0), *pricer.by_block(look)])
    # Room of which nothing is asked is not what customers wait for.
    is_scarce = (prices > 0) & np.isfinite(contacts)
    some = _most(promise, LOOKS_AT_LEAST + LOOKS_PER_PLACE * float(contacts[is_scarce].sum()))
    gain = np.zeros(problem.num_customers)
    gain[some] = _gains_of(pricer, some, *pricer.option_prices(prices), residual, slack, plan)
    return gain


def _shortest_use(pricer: Pricer) -> Floats:
    """[uses] what the shortest contact of the option uses."""
    problem, seen = pricer.problem, pricer.seen
    shortest = np.where(seen.count > 0, seen.shortest, 0.0)
    return problem.use_per_contact + problem.use_per_minute * shortest[problem.option_of_use]


def _contacts(pricer: Pricer, amount: Floats) -> Floats:
    """[resources] how many of the shortest contacts an amount of each stands for; infinite where none uses any."""
    problem, use = pricer.problem, _shortest_use(pricer)
    least = np.full(problem.num_resources, np.inf)
    np.minimum.at(least, problem.use_resource[use > 0], use[use > 0])
    count = np.full(problem.num_resources, np.inf)
    is_used = np.isfinite(least)
    count[is_used] = np.floor(np.maximum(amount[is_used], 0.0) / least[is_used])
    return count


def _opened(pricer: Pricer, is_open: Bools, group: Ints, price: Floats) -> tuple[Longs, Ints]:
    """[bands + 1] where each band's open entries begin, and these, but for those that others of a group always beat."""
    least = np.where(is_open, price + pricer.layout.entry_cost - 1 / DECIMALS, np.inf)
    return able(pricer.layout, group, price, least)


def _most(weight: Floats, num: float) -> Longs:
    """Positions, rising, of the finite weights; of more than `num` those of the greatest and their equals."""
    found = np.flatnonzero(np.isfinite(weight))
    if len(found) <= num:
        return found
    return np.asarray(found[weight[found] >= np.partition(weight[found], -int(num))[-int(num)]])


@kernel
def promises(  # noqa: C901  # one loop, as that of `passes.price_block`
    layout: Layout, first: int, last: int, prices: Floats, open_start: Longs, open_entry: Ints, plan: Longs
) -> Floats:  # fmt: skip
    """What each customer might gain from one candidate of whose capacities there is more; -infinity where nothing.

    `prices` are by entry of the patterns; `open_entry[open_start[b] : open_start[b + 1]]` are the entries for gains of
    band b whose capacities have room; `plan` the candidates held, rising.
    """
    out = np.zeros(last - first)
    starts, gains_of, bands, firsts = layout.start, layout.gain, layout.band, layout.first
    begins, factors, costs, moment_of = (
        layout.pattern_start[layout.band_pattern], layout.entry_factor, layout.entry_cost, layout.entry_moment,
    )  # fmt: skip
    class_of, cells, kinds = layout.class_of_customer, layout.cell, layout.clash_of_class
    clashes, has_clash = layout.clashes, layout.has_clash
    cap_start, cap_set, cap_limit, moment_sets = (
        layout.cap_start, layout.cap_set, layout.cap_limit, layout.moment_sets,
    )  # fmt: skip
    held, held_at = np.empty(layout.widest + 1), np.empty(layout.widest + 1, np.int64)
    toll = np.zeros(layout.most_caps)  # of a full cap the least reduced value that makes room
    h = np.searchsorted(plan, firsts[starts[first]])
    for customer in range(first, last):
        k, num_held, best, pair = class_of[customer], np.int64(0), 0.0, starts[customer]
        end, first_cap, last_cap, kind = firsts[starts[customer + 1]], cap_start[k], cap_start[k + 1], kinds[k]
        while h < len(plan) and plan[h] < end:
            while firsts[pair + 1] <= plan[h]:
                pair += 1
            e = begins[bands[pair]] + plan[h] - firsts[pair]
            held[num_held], held_at[num_held] = factors[e] * gains_of[pair] - costs[e] - prices[e], moment_of[e]
            num_held += 1
            h += 1
        for cap in range(first_cap, last_cap):
            count, least = 0, np.inf
            for d in range(num_held):
                if moment_sets[cap_set[cap], held_at[d]]:
                    count += 1
                    least = min(least, held[d])
            toll[cap - first_cap] = least if count >= cap_limit[cap] else 0.0
        for pair in range(starts[customer], starts[customer + 1]):
            gain = gains_of[pair]
            for at in range(open_start[bands[pair]], open_start[bands[pair] + 1]):
                e = np.int64(open_entry[at])
                reduced = factors[e] * gain - costs[e] - prices[e]
                if reduced <= best or cells[k, moment_of[e]] < 0:
                    continue
                lost, moment = 0.0, moment_of[e]
                for cap in range(first_cap, last_cap):
                    if toll[cap - first_cap] > lost and moment_sets[cap_set[cap], moment]:
                        lost = toll[cap - first_cap]
                for d in range(num_held):
                    if held_at[d] == moment or (has_clash[kind] and clashes[kind, moment, held_at[d]]):
                        lost = max(lost, held[d])
                best = max(best, reduced - lost)
        out[customer - first] = best if best > 0.0 else -np.inf
    return out


@kernel
def losses(
    layout: Layout, first: int, last: int, prices: Floats, is_over: Bools, open_start: Longs, open_entry: Ints,
    plan: Longs,
) -> Floats:  # fmt: skip
    """What each customer would lose, about, by giving up its contacts of options that are over; infinite without any.

    For each such contact the best entry of the same pair whose capacities are not overdrawn takes its place.
    `prices` are by entry of the patterns, `is_over` by option; the rest as in `promises`.
    """
    out = np.full(last - first, np.inf)
    starts, gains_of, bands, firsts = layout.start, layout.gain, layout.band, layout.first
    begins, factors, costs, option_of = (
        layout.pattern_start[layout.band_pattern], layout.entry_factor, layout.entry_cost, layout.pattern_option,
    )  # fmt: skip
    h = np.searchsorted(plan, firsts[starts[first]])
    for customer in range(first, last):
        loss, is_affected, pair = 0.0, False, starts[customer]
        end = firsts[starts[customer + 1]]
        while h < len(plan) and plan[h] < end:
            while firsts[pair + 1] <= plan[h]:
                pair += 1
            e = begins[bands[pair]] + plan[h] - firsts[pair]
            h += 1
            if not is_over[option_of[e]]:
                continue
            is_affected, gain, instead = True, gains_of[pair], 0.0
            for at in range(open_start[bands[pair]], open_start[bands[pair] + 1]):
                other = np.int64(open_entry[at])
                instead = max(instead, factors[other] * gain - costs[other] - prices[other])
            loss += factors[e] * gain - costs[e] - prices[e] - instead
        if is_affected:
            out[customer - first] = loss
    return out
