"""One pass over customers at given prices: the dual part, the use of each resource, and the choices.

A pass over a block of customers is a function of those customers and a vector of prices that gives back sums; blocks
share nothing else, so they may lie on any thread or machine. The size of blocks follows from the number of customers
alone, and their sums are added in block order: the number of threads never changes a bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from collectplan.optimise.able import able
from collectplan.optimise.compiled import inner_kernel, kernel
from collectplan.optimise.layout import Layout, lay_out
from collectplan.optimise.local import NODE_LIMIT, make_room, search_sets
from collectplan.optimise.paths import best_path
from collectplan.optimise.problem import DECIMALS, Bools, Floats, Ints, Longs, Marks, Problem
from collectplan.optimise.survey import Survey, survey

#: Customers of one block, at most, and at least unless there are fewer: for less two threads gain nothing.
BLOCK, LEAST_BLOCK = 16_384, 2_048
#: Relative guard that rounding cannot use up: sums over a block err by less than 16,384 x 2^-53 = 2e-12.
ROUNDING = 4e-12
#: Margins told of one customer, at most: one for each contact chosen first.
MARGINS_PER_CUSTOMER = 2

Part = TypeVar("Part")


class Margins(NamedTuple):
    """Choices that a small change of prices would turn, each an array as long.

    `ahead`, `behind`: options, chosen and next best (-1: no contact). `ahead_minutes`, `behind_minutes`: theirs.
    `density`: per unit of money; how many such choices there are, at least to the eye, for each unit that the price
    of one rises over the other's.
    """

    ahead: Longs
    behind: Longs
    ahead_minutes: Floats
    behind_minutes: Floats
    density: Floats


@dataclass(frozen=True, eq=False)
class Pass:
    """What a pass gives.

    Attributes:
        bound: sum of price x capacity and of the customers' best reduced values, with a guard for rounding. For any
            prices between 0 and the ceilings no plan of the values used is worth more (Fisher, Management Science
            27(1), 1981); what floors lack costs a plan their ceilings.
        use: [resources] by the choices.
        chosen: [candidates] 1 where chosen.
        margins: near-indifferent choices, where they were asked for.
    """

    bound: float
    use: Floats
    chosen: Marks
    margins: Margins | None = None


def block_size(num: int) -> int:
    """Customers of one block of `num`: blocks are even in number, and alike, so that two threads end at once."""
    pairs = max(1, math.ceil(num / (2 * BLOCK)))
    return max(LEAST_BLOCK, math.ceil(num / (2 * pairs)))


class Pricer:
    """Runs passes over one problem, on as many threads as wanted."""

    def __init__(self, problem: Problem, threads: int = 1, like: Layout | None = None) -> None:
        """Lays the problem out for kernels, with the class tables of `like`; close() ends the threads."""
        self.problem = problem
        self.layout = lay_out(problem, like)
        self.threads = threads
        self.num_passes = 0
        self._size = block_size(problem.num_customers)
        self._first = range(0, problem.num_customers, self._size)
        self._executor = ThreadPoolExecutor(threads) if threads > 1 and len(self._first) > 1 else None
        self._chosen = np.zeros(problem.num_candidates, np.uint8)

    def close(self) -> None:
        """Ends the threads."""
        if self._executor:
            self._executor.shutdown()

    def by_block(self, apply: Callable[[int, int], Part]) -> list[Part]:
        """What `apply(first, last)` gives for the customers of each block, in block order."""
        last = self.problem.num_customers

        def block(first: int) -> Part:
            return apply(first, min(first + self._size, last))

        parts: Iterable[Part] = self._executor.map(block, self._first) if self._executor else map(block, self._first)
        return list(parts)

    @cached_property
    def seen(self) -> Survey:
        """What the candidates are like, option by option."""
        return survey(self.layout, self.by_block)

    def option_prices(self, prices: Floats) -> tuple[Floats, Floats]:
        """[options] price of one contact, and of one minute, at prices of the resources."""
        p = self.problem
        weights = prices[p.use_resource]
        contact = np.bincount(p.option_of_use, weights * p.use_per_contact, p.num_options).astype(np.float64)
        # Of an empty array bincount gives integers, which the kernels would have to be compiled for.
        return contact, np.bincount(p.option_of_use, weights * p.use_per_minute, p.num_options).astype(np.float64)

    def entry_prices(self, prices: Floats) -> tuple[Floats, Bools]:
        """[entries of the layout's patterns] price of the contact, and whether the capacities allow one so long."""
        contact, minute = self.option_prices(prices)
        option, minutes = self.layout.pattern_option, self.layout.entry_minutes
        return contact[option] + minute[option] * minutes, minutes <= self.layout.entry_longest

    def evaluate(self, prices: Floats, noise: float = 0.0, window: float = 0.0) -> Pass:
        """A pass at prices >= 0, with values perturbed by up to a share `noise` of themselves.

        Choices that win by less than a share `window` of their value are told as margins. The marks of `Pass.chosen`
        are overwritten by the next pass.
        """
        self.num_passes += 1
        p, layout = self.problem, self.layout
        price, is_open = self.entry_prices(prices)
        entry_key = p.option_key[layout.pattern_option]
        # What the best that a candidate can come to, perturbation and rounding of its value included, must exceed.
        least = np.where(is_open, price + (1 - noise) * layout.entry_cost - 1 / DECIMALS, np.inf)
        able_start, able_entry = able(layout, layout.entry_alike, price, least, noise, window)

        def block(first: int, last: int) -> tuple[float, Longs, Floats, Longs, Floats]:
            counts, minutes = np.zeros(p.num_options, np.int64), np.zeros(p.num_options)
            size = MARGINS_PER_CUSTOMER * (last - first) if window > 0 else 0
            pairs, figures = np.zeros((2, size), np.int64), np.zeros((3, size))
            part, num = price_block(
                layout, first, last, able_start, able_entry, price, least, entry_key, noise, window, NODE_LIMIT,
                self._chosen, counts, minutes, pairs, figures,
            )  # fmt: skip
            return part, counts, minutes, pairs[:, :num], figures[:, :num]

        parts = self.by_block(block)
        counts, minutes = np.zeros(p.num_options, np.int64), np.zeros(p.num_options)
        for part in parts:
            counts += part[1]
            minutes += part[2]
        use = p.resource_use(counts, minutes)
        bound = math.fsum([*(part[0] for part in parts), *(prices * p.capacity).tolist()])
        guard = ROUNDING * (abs(bound) + float(prices @ np.abs(use)))
        if window <= 0 or not parts:
            return Pass(bound + guard, use, self._chosen)
        pairs, figures = np.concatenate([part[3] for part in parts], 1), np.concatenate([part[4] for part in parts], 1)
        return Pass(bound + guard, use, self._chosen, Margins(*pairs, *figures))


@inner_kernel
def unit_noise(one: np.uint64, other: np.uint64) -> float:
    """A number in [-1, 1) that looks random, of two keys (the mixer of SplitMix64; Steele et al., OOPSLA 2014)."""
    z = (one ^ (other * np.uint64(0x9E3779B97F4A7C15))) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return np.float64(z >> np.uint64(11)) * (2.0 / 9007199254740992.0) - 1.0


@kernel
def price_block(  # noqa: C901  # the hot loop: taken apart it is half as fast
    layout: Layout, first: int, last: int, able_start: Longs, able_entry: Ints, prices: Floats, least: Floats,
    keys: Longs, noise: float, window: float, node_limit: int, chosen: Marks, counts: Longs, spent: Floats,
    pairs: Longs, figures: Floats,
) -> tuple[float, int]:  # fmt: skip
    """Chooses for customers first..last-1; gives the sum of (upper limits on) their best reduced values.

    `able_entry[able_start[b] : able_start[b + 1]]` are the entries to look at for gains of band b. By entry of the
    patterns: `prices`; `least`, which factor x gain x (1 + noise) must exceed for the candidate to be
    worth anything; `keys` of the options. Out: `chosen`, marks of these customers' candidates; `counts` and `spent`,
    contacts and minutes chosen by option; `pairs` and `figures`, the fields of `Margins`, of which the number is given
    beside the sum.
    """
    room = make_room(layout, node_limit)
    items, worth, picked, moments = room.items, room.worth, room.picked, room.moments
    order, entries = room.at.copy(), room.at.copy()  # of items as they are found
    second, second_entry = room.gained.copy(), room.at.copy()
    base, found, tally = room.value, room.reduced, room.counts  # values and reduced values of items as they are found
    starts, gains, bands, firsts = layout.start, layout.gain, layout.band, layout.first
    band_begin, factors, costs = layout.pattern_start[layout.band_pattern], layout.entry_factor, layout.entry_cost
    moment_of, serves, option_of, lengths = (
        layout.entry_moment, layout.entry_serves, layout.pattern_option, layout.entry_minutes,
    )  # fmt: skip
    class_of, cells, most, customer_keys = layout.class_of_customer, layout.cell, layout.most, layout.key
    cap_start, cap_set, cap_limit, moment_sets = (
        layout.cap_start, layout.cap_set, layout.cap_limit, layout.moment_sets,
    )  # fmt: skip
    is_greedy, spare_group, spare_keep = layout.is_greedy, layout.spare_group, layout.spare_keep
    barred, table_of = layout.barred, layout.barred_of_class
    has_diagram, diagrams, clashes, kinds = layout.has_diagram, layout.diagrams, layout.clashes, layout.clash_of_class
    ranks, place, passed = np.zeros(spare_keep.shape[1], np.int64), room.place, 0
    total, num_margins = 0.0, 0
    chosen[firsts[starts[first]] : firsts[starts[last]]] = 0
    for customer in range(first, last):
        k, key = class_of[customer], customer_keys[customer]
        num = 0
        for pair in range(starts[customer], starts[customer + 1]):
            gain, b = gains[pair], bands[pair]
            number, most_gain = firsts[pair] - band_begin[b], gain * (1.0 + noise)
            for a in range(able_start[b], able_start[b + 1]):
                e = np.int64(able_entry[a])
                hope = factors[e] * most_gain - least[e]
                if hope <= 0.0:
                    continue
                moment = moment_of[e]
                cell = cells[k, moment]
                if cell < 0:
                    continue
                # Its cell's item, or less than 0 where the customer has none yet.
                at = place[cell] - passed
                if at >= 0 and hope <= (second[at] if window > 0.0 else found[at]):
                    continue
                value = np.rint((factors[e] * gain - costs[e]) * DECIMALS) / DECIMALS
                if value <= 0.0 and not serves[e]:
                    continue
                reduced = value - prices[e]
                if noise > 0.0:
                    reduced += abs(value) * noise * unit_noise(key, keys[e])
                if reduced <= 0.0:
                    continue
                if at < 0:
                    at = num
                    place[cell] = passed + num
                    second[at], second_entry[at] = 0.0, -1
                    num += 1
                elif reduced <= found[at]:
                    if reduced > second[at]:
                        second[at], second_entry[at] = reduced, e
                    continue
                else:
                    second[at], second_entry[at] = found[at], entries[at]
                picked[at], found[at], base[at], entries[at], moments[at] = number + e, reduced, value, e, moment
        if num == 0:
            continue
        passed += num
        size, upper, rival, rival_at = 1, 0.0, 0.0, -1
        if num == 1 or most[k] == 1:
            at = 0
            for i in range(1, num):
                if found[i] > found[at]:
                    at = i
            order[0], upper = at, found[at]
            for i in range(num):
                if i != at and found[i] > rival:
                    rival, rival_at = found[i], i
        elif table_of[k] >= 0:
            table, a, b, c = table_of[k], -1, -1, -1  # the best three
            for i in range(num):
                if c < 0 or found[i] > found[c]:
                    c = i
                    if b < 0 or found[c] > found[b]:
                        b, c = c, b
                        if a < 0 or found[b] > found[a]:
                            a, b = b, a
            beside, upper, order[0] = -1, found[a], a
            for i in range(num):
                if i != a and (beside < 0 or found[i] > found[beside]) and not barred[table, moments[a], moments[i]]:
                    beside = i
            if beside >= 0:
                size, upper, order[1] = 2, found[a] + found[beside], beside
            # Two others may pass them where little or nothing stands beside the best.
            if c >= 0 and found[b] + found[c] > upper:
                for i in range(num):
                    if i == a or found[i] + found[b] <= upper:
                        continue
                    for j in range(i + 1, num):
                        both = found[i] + found[j]
                        if j != a and both > upper and not barred[table, moments[i], moments[j]]:
                            size, upper, order[0], order[1] = 2, both, i, j
        elif has_diagram[k]:
            for i in range(num):
                items[i] = i
            size, upper = best_path(
                diagrams, cells, clashes, k, kinds[k], -1, num, items, found, moments, order, room.trail
            )
        else:
            # The best first, ties as they were found.
            for i in range(num):
                d = i
                while d > 0 and worth[d - 1] < found[i]:
                    worth[d], order[d] = worth[d - 1], order[d - 1]
                    d -= 1
                worth[d], order[d] = found[i], i
            if is_greedy[k]:
                # `search_sets` does the same; most customers are such, and the call costs more than the answer.
                first_cap, last_cap, size = cap_start[k], cap_start[k + 1], 0
                for cap in range(first_cap, last_cap):
                    tally[cap - first_cap] = 0
                for i in range(num):
                    moment, may_join = moments[order[i]], True
                    for cap in range(first_cap, last_cap):
                        if tally[cap - first_cap] >= cap_limit[cap] and moment_sets[cap_set[cap], moment]:
                            may_join = False
                            break
                    if may_join:
                        for cap in range(first_cap, last_cap):
                            if moment_sets[cap_set[cap], moment]:
                                tally[cap - first_cap] += 1
                        upper += worth[i]
                        order[size] = order[i]
                        size += 1
                        if size == most[k]:
                            break
            else:
                kept = 0
                ranks[:] = 0
                for i in range(num):
                    moment = moment_of[entries[order[i]]]
                    g = spare_group[k, cells[k, moment]]
                    if ranks[g] < spare_keep[k, g]:
                        ranks[g] += 1
                        moments[kept], items[kept], worth[kept] = moment, order[i], worth[i]
                        kept += 1
                tally[:] = 0
                size, _, upper = search_sets(
                    layout, customer, kept, room.asked, items, worth, order,
                    room.counts, moments, room.at, room.gained, room.prefix, room.shut, room.tally, room.trial,
                )  # fmt: skip
        if window > 0.0 and num > 1 and most[k] > 1 and table_of[k] < 0:
            for i in range(num):
                is_held = False
                for d in range(size):
                    is_held = is_held or order[d] == i
                if not is_held and found[i] > rival:
                    rival, rival_at = found[i], i
        total += upper
        for d in range(size):
            at = order[d]
            chosen[picked[at]] = 1
            option = option_of[entries[at]]
            counts[option] += 1
            spent[option] += lengths[entries[at]]
            if window > 0.0 and d < MARGINS_PER_CUSTOMER:
                behind, next_best = second_entry[at], second[at]
                if table_of[k] >= 0:
                    # What could be had beside the other contact.
                    rival, rival_at, other = next_best, -1, order[size - 1 - d]
                    for i in range(num):
                        if found[i] <= rival or i in (at, other):
                            continue
                        if size == 1 or not barred[table_of[k], moments[other], moments[i]]:
                            rival, rival_at = found[i], i
                if rival > next_best:
                    behind, next_best = entries[rival_at], rival
                width = window * abs(base[at])
                if found[at] - next_best < width:
                    pairs[0, num_margins] = option
                    pairs[1, num_margins] = option_of[behind] if behind >= 0 else -1
                    figures[0, num_margins] = lengths[entries[at]]
                    figures[1, num_margins] = lengths[behind] if behind >= 0 else 0.0
                    figures[2, num_margins] = (0.5 if behind >= 0 else 1.0) / width
                    num_margins += 1
    return total, num_margins
