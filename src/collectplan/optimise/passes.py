"""One pass over customers at given prices: the dual part, the use of each resource, and the choices.

A pass over a block of customers needs the prices and gives back sums; blocks share nothing else, so they may lie on
any thread or machine. Blocks have a fixed size and their sums are added in block order: the number of threads never
changes a bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.local import NODE_LIMIT, Layout, best_of_moments, best_set, lay_out, make_room
from collectplan.optimise.problem import Floats, Longs, Marks, Problem

#: Customers of one block.
BLOCK = 2048
#: Relative guard that rounding cannot use up: sums over a block err by less than 2048 x 2^-53 = 2e-13.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Pass:
    """What a pass gives.

    Attributes:
        bound: sum of price x capacity and of the customers' best reduced values, with a guard for rounding. For any
            prices >= 0 no plan of the values used is worth more (Fisher, Management Science 27(1), 1981).
        use: [resources] by the choices.
        chosen: [candidates] 1 where chosen.
    """

    bound: float
    use: Floats
    chosen: Marks


class Pricer:
    """Runs passes over one problem, on as many threads as wanted."""

    def __init__(self, problem: Problem, threads: int = 1) -> None:
        """Lays the problem out for kernels; close() ends the threads."""
        self.problem = problem
        self.layout = lay_out(problem)
        self.num_passes = 0
        self._first = range(0, problem.num_customers, BLOCK)
        self._executor = ThreadPoolExecutor(threads) if threads > 1 and len(self._first) > 1 else None
        self._chosen = np.zeros(problem.num_candidates, np.uint8)

    def close(self) -> None:
        """Ends the threads."""
        if self._executor:
            self._executor.shutdown()

    def option_prices(self, prices: Floats) -> tuple[Floats, Floats]:
        """[options] price of one contact, and of one minute, at prices of the resources."""
        p = self.problem
        of_option = np.repeat(np.arange(p.num_options), np.diff(p.use_start))
        weights = prices[p.use_resource]
        contact = np.bincount(of_option, weights * p.use_per_contact, p.num_options).astype(np.float64)
        # Of an empty array bincount gives integers, which the kernels would have to be compiled for.
        return contact, np.bincount(of_option, weights * p.use_per_minute, p.num_options).astype(np.float64)

    def reduced_values(self, prices: Floats) -> Floats:
        """[candidates] value less the price of what the candidate uses."""
        contact, minute = self.option_prices(prices)
        p = self.problem
        return np.asarray(p.value - contact[p.option] - minute[p.option] * p.minutes)

    def evaluate(self, prices: Floats, noise: float = 0.0) -> Pass:
        """A pass at prices >= 0, with values perturbed by up to a share `noise` of themselves.

        The marks of `Pass.chosen` are overwritten by the next pass.
        """
        self.num_passes += 1
        contact, minute = self.option_prices(prices)
        p = self.problem

        def block(first: int) -> tuple[float, Longs, Floats]:
            last = min(first + BLOCK, p.num_customers)
            counts, minutes = np.zeros(p.num_options, np.int64), np.zeros(p.num_options)
            part = price_block(
                self.layout, first, last, contact, minute, noise, NODE_LIMIT, self._chosen, counts, minutes
            )
            return part, counts, minutes

        apply: Callable[..., object] = self._executor.map if self._executor else map
        parts = list(apply(block, self._first))  # type: ignore[call-overload]  # map's own overloads hide the two cases
        counts, minutes = np.zeros(p.num_options, np.int64), np.zeros(p.num_options)
        for _, block_counts, block_minutes in parts:
            counts += block_counts
            minutes += block_minutes
        use = self.resource_use(counts, minutes)
        bound = math.fsum([*(part for part, _, _ in parts), *(prices * p.capacity).tolist()])
        guard = ROUNDING * (bound + float(prices @ use))
        return Pass(bound + guard, use, self._chosen)

    def resource_use(self, counts: Longs, minutes: Floats) -> Floats:
        """[resources] use, from contacts and minutes by option."""
        p = self.problem
        of_option = np.repeat(np.arange(p.num_options), np.diff(p.use_start))
        use = p.use_per_contact * counts[of_option] + p.use_per_minute * minutes[of_option]
        return np.bincount(p.use_resource, use, p.num_resources).astype(np.float64)

    def use_of(self, chosen: Marks) -> Floats:
        """[resources] use of a plan."""
        p = self.problem
        held = np.flatnonzero(chosen)
        counts = np.bincount(p.option[held], minlength=p.num_options)
        spent = np.bincount(p.option[held], p.minutes[held], p.num_options).astype(np.float64)
        return self.resource_use(counts, spent)


@kernel
def unit_noise(one: np.uint64, other: np.uint64) -> float:
    """A number in [-1, 1) that looks random, of two keys (the mixer of SplitMix64; Steele et al., OOPSLA 2014)."""
    z = (one ^ (other * np.uint64(0x9E3779B97F4A7C15))) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return np.float64(z >> np.uint64(11)) * (2.0 / 9007199254740992.0) - 1.0


@kernel
def price_block(
    layout: Layout, first: int, last: int, contact: Floats, minute: Floats, noise: float, node_limit: int,
    chosen: Marks, counts: Longs, spent: Floats,
) -> float:  # fmt: skip
    """Chooses for customers first..last-1 and gives the sum of (upper limits on) their best reduced values.

    Prices of a `contact` and a `minute` come by option. Out: `chosen`, marks of these customers' candidates; `counts`
    and `spent`, contacts and minutes chosen by option.
    """
    room = make_room(layout.widest, layout.most_caps)
    reduced, picked = room.reduced, room.picked
    starts, options, values, lengths = layout.start, layout.option, layout.value, layout.minutes
    keys, option_keys = layout.key, layout.option_key
    total = 0.0
    for customer in range(first, last):
        start, end = starts[customer], starts[customer + 1]
        for j in range(start, end):
            option = options[j]
            value = values[j]
            if noise > 0.0:
                value *= 1.0 + noise * unit_noise(keys[customer], option_keys[option])
            reduced[j - start] = value - contact[option] - minute[option] * lengths[j]
            chosen[j] = 0
        num = best_of_moments(layout, customer, room)
        size, _, upper = best_set(layout, customer, num, room, 0, node_limit)
        total += upper
        for d in range(size):
            j = picked[d]
            chosen[j] = 1
            counts[options[j]] += 1
            spent[options[j]] += lengths[j]
    return total
