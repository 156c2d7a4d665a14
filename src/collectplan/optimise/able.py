"""Which entries of a pattern can be the best of anybody at given prices, by band of gains.

Values are lines in the gain, so that an entry which another of its cell beats at both ends of a band is beaten by it
all along, and none of the customers between need look at it. What is left out could not have been chosen, nor been
told as a margin: passes give the same bits with and without. Of a dozen hours one to three are left.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.compiled import inner_kernel, kernel
from collectplan.optimise.layout import Layout
from collectplan.optimise.problem import DECIMALS, Bools, Floats, Ints, Longs

#: Share of a value that rounding may come to, well above what a few operations on doubles do.
ROUNDING = 1e-12


def able(
    layout: Layout, group: Ints, price: Floats, least: Floats, noise: float = 0.0, window: float = 0.0
) -> tuple[Longs, Ints]:
    """Where each band's able entries begin, and these, rising.

    Args:
        layout: of the problem.
        group: [entries] entries of different numbers never stand in for each other.
        price: [entries].
        least: [entries] what factor x gain x (1 + noise) must exceed; infinite for entries that are closed.
        noise: share of the values by which they are perturbed.
        window: share of the values by which an entry that is beaten by no more may yet be told of.
    """
    found: tuple[Longs, Ints] = able_entries(
        layout.band_pattern, layout.band_low, layout.band_high, layout.pattern_start, group, layout.entry_factor,
        layout.entry_cost, layout.entry_serves, price, least, noise, window,
    )  # fmt: skip
    return found


@kernel
def able_entries(
    pattern: Ints, low: Floats, high: Floats, start: Longs, group: Ints, factor: Floats, cost: Floats, serves: Bools,
    price: Floats, least: Floats, noise: float, window: float,
) -> tuple[Longs, Ints]:  # fmt: skip
    """[bands + 1] where each band's entries begin, and these: see `able`."""
    size, widest = 0, 0
    for q in pattern:
        size += start[q + 1] - start[q]
        widest = max(widest, start[q + 1] - start[q])
    starts, entries = np.zeros(len(pattern) + 1, np.int64), np.empty(size, np.int32)
    # Of each entry, at the two ends of the band: the least and the most that it can come to.
    below, above, may_beat = np.empty((2, widest)), np.empty((2, widest)), np.empty(widest, np.bool_)
    num = 0
    for b in range(len(pattern)):
        begin, end = start[pattern[b]], start[pattern[b] + 1]
        highest = 0.0
        for i in range(end - begin):
            e = begin + i
            may_beat[i] = least[e] < np.inf
            for side in range(2):
                value = factor[e] * (high[b] if side == 1 else low[b]) - cost[e]
                play = abs(value) * (noise + ROUNDING) + abs(price[e]) * ROUNDING + 1.0 / DECIMALS
                below[side, i], above[side, i] = value - play - price[e], value + play - price[e]
                highest = max(highest, abs(value))
                may_beat[i] = may_beat[i] and (value > 1.0 / DECIMALS or serves[e])
        is_endless = np.isinf(high[b])
        for i in range(end - begin):
            e = begin + i
            is_able = least[e] < np.inf if is_endless else factor[e] * high[b] * (1.0 + noise) > least[e]
            if is_able and not is_endless:
                is_able = not _is_beaten(i, end - begin, group[begin:end], may_beat, below, above, window * highest)
            if is_able:
                entries[num] = e
                num += 1
        starts[b + 1] = num
    return starts, entries[:num]


@inner_kernel
def _is_beaten(i: int, num: int, group: Ints, may_beat: Bools, below: Floats, above: Floats, width: float) -> bool:
    """Whether another entry of entry i's group comes to more by over `width` at both ends of the band."""
    for k in range(num):
        is_rival = k != i and may_beat[k] and group[k] == group[i]
        if is_rival and below[0, k] - above[0, i] > width and below[1, k] - above[1, i] > width:
            return True
    return False
