"""The best candidate of each (customer, channel): at which slot, by which group, worth what, at what price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from collectplan.domain.stages import Bools, Floats, Ints, Permitted, Valued
from collectplan.domain.strategy import Strategy
from collectplan.explain.prices import Prices

#: Pairs looked at together: enough for numpy, few enough to stay in the processor's cache and out of memory's way.
CHUNK = 100_000

Table = TypeVar("Table", Floats, Ints)


@dataclass(frozen=True, eq=False)
class Best:
    """One entry a pair, in the order of `Permitted.pairs`.

    Attributes:
        slot: -1 on a channel without hours. group: -1 where no agent is needed or none is there.
        value, price: money; the price is infinite where no fitting group is on shift.
        reach: 0..1. minutes: agent minutes.
    """

    slot: Ints
    group: Ints
    value: Floats
    reach: Floats
    minutes: Floats
    price: Floats


def best_candidates(permitted: Permitted, valued: Valued, prices: Prices, strategy: Strategy) -> Best:
    """Find for each pair the open slot with the greatest value less price; of equals the earliest.

    The value is `reach x gain - cost`, the agent minutes `(1 - reach) x no_answer + reach x contact`, the price that of
    the contact and of its minutes. Where every open slot lacks a fitting group, the slot of greatest value is given.
    """
    parts = list(_parts(permitted, valued, prices, strategy))
    fields = ("slot", "group", "value", "reach", "minutes", "price")
    if not parts:
        none = np.zeros(0)
        return Best(none.astype(np.int32), none.astype(np.int32), none, none, none, none)
    return Best(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in fields})


def _parts(permitted: Permitted, valued: Valued, prices: Prices, strategy: Strategy) -> Iterator[Best]:
    pairs = valued.pairs
    channel, opening = pairs["channel"].to_numpy(), pairs["opening"].to_numpy()
    gain, profile, crew = (pairs[name].to_numpy() for name in ("gain", "profile", "crew"))
    specs = list(strategy.channels.values())
    untimed, cost = np.array([s.untimed for s in specs]), np.array([s.cost for s in specs])
    no_answer = np.array([s.minutes.no_answer if s.agents and s.minutes else 0.0 for s in specs])
    contact = np.array([s.minutes.contact if s.agents and s.minutes else 0.0 for s in specs])
    first_only = np.zeros(valued.reach.shape[1], dtype=np.bool_)
    first_only[:1] = True
    for begin in range(0, len(channel), CHUNK):
        at = slice(begin, begin + CHUNK)
        ch = channel[at]
        is_open = np.where(untimed[ch][:, None], first_only, _open(permitted.openings, opening[at], len(first_only)))
        reach = valued.reach[profile[at]]
        value = reach * gain[at][:, None] - cost[ch][:, None]
        minutes = no_answer[ch][:, None] + reach * (contact - no_answer)[ch][:, None]
        minute = np.where((crew[at] >= 0)[:, None], _of_crew(prices.minute, crew[at], 0.0), 0.0)
        with np.errstate(invalid="ignore"):
            price = prices.contact[ch] + np.where(
                minutes > 0, minutes * minute, np.where(np.isinf(minute), np.inf, 0.0)
            )
        yield _pick(is_open, value, price, reach, minutes, untimed[ch], _of_crew(prices.group, crew[at], -1))


def _open(openings: Bools, opening: Ints, num_slots: int) -> Bools:
    """Open slots of each pair; an untimed channel's position may have no meaning, and is not looked up."""
    if not openings.size:
        return np.zeros((len(opening), num_slots), dtype=np.bool_)
    return openings[np.clip(opening, 0, len(openings) - 1)]


def _of_crew(table: Table, crew: Ints, nobody: float) -> Table:
    """Rows of a [crews, slots] table; `nobody` where a pair has no crew."""
    if not len(table):
        return np.full((len(crew), table.shape[1]), nobody, dtype=table.dtype)
    return np.where((crew >= 0)[:, None], table[np.maximum(crew, 0)], nobody).astype(table.dtype)


def _pick(
    is_open: Bools, value: Floats, price: Floats, reach: Floats, minutes: Floats, untimed: Bools, group: Ints
) -> Best:
    staffed = is_open & np.isfinite(price)
    margin = np.where(staffed, value - np.where(np.isfinite(price), price, 0.0), -np.inf)
    fallback = np.where(is_open, value, -np.inf)
    slot = np.where(staffed.any(axis=1), margin.argmax(axis=1), fallback.argmax(axis=1))
    row = np.arange(len(slot))
    return Best(
        np.where(untimed, -1, slot).astype(np.int32),
        group[row, slot],
        value[row, slot],
        reach[row, slot],
        minutes[row, slot],
        price[row, slot],
    )
