"""What a problem's candidates are like, option by option: how many, how much they are worth, how long they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.layout import Layout
from collectplan.optimise.problem import DECIMALS, Floats, Longs


@dataclass(frozen=True, eq=False)
class Survey:
    """Of the candidates of each option, all [options]: their number, the sums of their values and minutes.

    `shortest`, `longest`: the fewest and the most minutes, infinite and 0 where there is none; `highest` value.
    """

    count: Longs
    value: Floats
    minutes: Floats
    shortest: Floats
    longest: Floats
    highest: Floats

    @property
    def num_candidates(self) -> int:
        """Candidates that are some."""
        return int(self.count.sum())


def survey(layout: Layout, by_block: Callable[[Callable[[int, int], Survey]], list[Survey]]) -> Survey:
    """Looks at every candidate once; `by_block` applies a function to the customers of each block."""
    num = len(layout.option_key)

    def block(first: int, last: int) -> Survey:
        part = _empty(num)
        survey_block(
            layout, first, last, part.count, part.value, part.minutes, part.shortest, part.longest, part.highest
        )
        return part

    total = _empty(num)
    for part in by_block(block):
        total = Survey(
            total.count + part.count, total.value + part.value, total.minutes + part.minutes,
            np.minimum(total.shortest, part.shortest), np.maximum(total.longest, part.longest),
            np.maximum(total.highest, part.highest),
        )  # fmt: skip
    return replace(total, highest=np.rint(total.highest * DECIMALS) / DECIMALS)


def _empty(num: int) -> Survey:
    zeros = np.zeros
    return Survey(zeros(num, np.int64), zeros(num), zeros(num), np.full(num, np.inf), zeros(num), zeros(num))


@kernel
def survey_block(
    layout: Layout, first: int, last: int, count: Longs, value: Floats, minutes: Floats,
    shortest: Floats, longest: Floats, highest: Floats,
) -> None:  # fmt: skip
    """Adds the candidates of customers first..last-1 that no cap of 0 bars."""
    factors, costs, lengths, serves, option_of, longest_of = (
        layout.entry_factor, layout.entry_cost, layout.entry_minutes, layout.entry_serves, layout.pattern_option,
        layout.entry_longest,
    )  # fmt: skip
    starts, gains, patterns, begins = layout.start, layout.gain, layout.pattern, layout.pattern_start
    class_of, cells, moment_of = layout.class_of_customer, layout.cell, layout.entry_moment
    for customer in range(first, last):
        k = class_of[customer]
        for pair in range(starts[customer], starts[customer + 1]):
            gain = gains[pair]
            for e in range(begins[patterns[pair]], begins[patterns[pair] + 1]):
                worth = factors[e] * gain - costs[e]
                # A worth of half the last decimal is rounded to nothing.
                if worth * DECIMALS <= 0.5 and not serves[e]:
                    continue
                if lengths[e] > longest_of[e] or cells[k, moment_of[e]] < 0:
                    continue
                o = option_of[e]
                count[o] += 1
                value[o] += worth
                minutes[o] += lengths[e]
                shortest[o] = min(shortest[o], lengths[e])
                longest[o] = max(longest[o], lengths[e])
                highest[o] = max(highest[o], worth)
