"""What a problem's candidates are like, option by option: how many, how much they are worth, how long they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.layout import Layout
from collectplan.optimise.local import list_candidates, make_room
from collectplan.optimise.problem import Floats, Longs


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
    return total


def _empty(num: int) -> Survey:
    zeros = np.zeros
    return Survey(zeros(num, np.int64), zeros(num), zeros(num), np.full(num, np.inf), zeros(num), zeros(num))


@kernel
def survey_block(
    layout: Layout, first: int, last: int, count: Longs, value: Floats, minutes: Floats,
    shortest: Floats, longest: Floats, highest: Floats,
) -> None:  # fmt: skip
    """Adds the candidates of customers first..last-1 that no cap of 0 bars."""
    room = make_room(layout.widest, layout.most_caps, 1)
    free = np.zeros(len(layout.option_key))
    for customer in range(first, last):
        k = layout.class_of_customer[customer]
        for j in range(list_candidates(layout, customer, free, free, room)):
            o = room.option[j]
            if np.isinf(room.reduced[j]) or layout.cell[k, layout.moment[o]] < 0:
                continue
            count[o] += 1
            value[o] += room.value[j]
            minutes[o] += room.minutes[j]
            shortest[o] = min(shortest[o], room.minutes[j])
            longest[o] = max(longest[o], room.minutes[j])
            highest[o] = max(highest[o], room.value[j])
