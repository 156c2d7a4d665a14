"""The best candidate of each (customer, channel): at which slot, by which group, worth what, at what price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from collectplan.domain.stages import Bools, Floats, Ints, Permitted, Valued
from collectplan.domain.strategy import Strategy
from collectplan.explain.prices import Prices

#: Pairs looked at together: enough for numpy, few enough to stay in the processor's cache and out of memory's way.
CHUNK = 100_000

#: Numbers up to which those in use are marked in a list, and not sorted.
MOST_NUMBERS: Final = 1 << 22

Table = TypeVar("Table", Floats, Ints)
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Best:
    """One entry a pair, in the order of `Permitted.pairs`.

    Attributes:
        slot: -1 on a channel without hours. group: -1 where no agent is needed or none is there.
        value, price: money; the price is infinite where no fitting group is on shift. What targets pay for a contact is
            taken off it, so that it may be negative.
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
    the contact and of its minutes, less what targets pay for it. Where every open slot lacks a fitting group, the slot
    of greatest value is given.
    """
    pairs = valued.pairs
    untimed = np.array([spec.untimed for spec in strategy.channels.values()])[pairs["channel"].to_numpy()]
    cost = np.array([spec.cost for spec in strategy.channels.values()])[pairs["channel"].to_numpy()]
    gain = pairs["gain"].to_numpy()
    kind, examples = _kinds(permitted, valued)
    tables = _tables(examples, permitted, valued, prices, strategy)
    price = _known_prices(tables)
    slot = np.empty(len(gain), dtype=np.int32)
    for begin in range(0, len(gain), CHUNK):
        at = slice(begin, begin + CHUNK)
        slot[at] = _best_slots(tables.reach, price, kind[at], gain[at], cost[at])
    reach = tables.reach[kind, slot]
    return Best(
        slot=np.where(untimed, -1, slot).astype(np.int32),
        group=tables.group[kind, slot],
        value=reach * gain - cost,
        reach=reach,
        minutes=tables.minutes[kind, slot],
        price=tables.price[kind, slot],
    )


@dataclass(frozen=True, eq=False)
class _Tables:
    """What pairs of a kind have in common: all but their gain. [kinds, slots], as in `Best`."""

    is_open: Bools
    reach: Floats
    minutes: Floats
    price: Floats
    group: Ints


def _kinds(permitted: Permitted, valued: Valued) -> tuple[Places, Ints]:
    """[pairs] the kind of each, by all that its hours and prices hang on; and for each kind a pair of it."""
    pairs = valued.pairs
    opening = np.clip(pairs["opening"].to_numpy(), 0, max(0, len(permitted.openings) - 1))
    parts = (opening, *(pairs[name].to_numpy() for name in ("profile", "crew")), *kinds_of(permitted, valued))
    kind: Places = pairs["channel"].to_numpy().astype(np.int64)
    for part in parts:
        # Numbers are made dense again after each step, so that they stay small.
        least = int(part.min(initial=0))
        kind = _dense(kind * (int(part.max(initial=0)) - least + 1) + (part - least))
    examples = np.zeros(int(kind.max(initial=-1)) + 1, dtype=np.int32)
    examples[kind] = np.arange(len(kind), dtype=np.int32)
    return kind, examples


def _dense(numbers: Places) -> Places:
    """Numbers >= 0 by others that leave none out, in the same order."""
    size = int(numbers.max(initial=-1)) + 1
    if size > MOST_NUMBERS:
        dense: Places = np.unique(numbers, return_inverse=True)[1]
        return dense
    is_there = np.zeros(size, dtype=np.bool_)
    is_there[numbers] = True
    found: Places = (np.cumsum(is_there) - 1)[numbers]
    return found


def _tables(at: Ints, permitted: Permitted, valued: Valued, prices: Prices, strategy: Strategy) -> _Tables:
    """The tables of the kinds of which the pairs at these positions are examples."""
    pairs = valued.pairs
    ch, opening, profile, crew = (pairs[name].to_numpy()[at] for name in ("channel", "opening", "profile", "crew"))
    pool, floor = (kind[at] for kind in kinds_of(permitted, valued))
    specs = list(strategy.channels.values())
    untimed = np.array([s.untimed for s in specs])[ch][:, None]
    no_answer = np.array([s.minutes.no_answer if s.agents and s.minutes else 0.0 for s in specs])
    contact = np.array([s.minutes.contact if s.agents and s.minutes else 0.0 for s in specs])
    first_only = np.zeros(valued.reach.shape[1], dtype=np.bool_)
    first_only[:1] = True
    is_open = np.where(untimed, first_only, _open(permitted.openings, opening, len(first_only)))
    reach = valued.reach[profile]
    minutes = no_answer[ch][:, None] + reach * (contact - no_answer)[ch][:, None]
    minute = np.where((crew >= 0)[:, None], _of_crew(prices.minute, crew, 0.0), 0.0)
    with np.errstate(invalid="ignore"):
        price = prices.contact[ch] + np.where(minutes > 0, minutes * minute, np.where(np.isinf(minute), np.inf, 0.0))
    price += np.where(untimed, 0.0, prices.pool[pool]) - prices.paid[floor][:, None]
    return _Tables(is_open, reach, minutes, price, _of_crew(prices.group, crew, -1))


def _known_prices(tables: _Tables) -> Floats:
    """[kinds, slots] prices, infinite where closed or not staffed; 0 in open slots of kinds that nobody can take."""
    staffed = tables.is_open & np.isfinite(tables.price)
    priced = np.where(staffed, tables.price, np.inf)
    is_staffed: Bools = np.any(staffed, axis=1)
    return np.where(is_staffed[:, None], priced, np.where(tables.is_open, 0.0, np.inf))


def _best_slots(reach: Floats, price: Floats, kind: Places, gain: Floats, cost: Floats) -> Ints:
    """[pairs] the slot with the greatest value less price; of equals the earliest."""
    best = np.full(len(kind), -np.inf)
    slot = np.zeros(len(kind), dtype=np.int32)
    for column in range(reach.shape[1]):
        margin = reach[kind, column] * gain - cost - price[kind, column]
        is_better = margin > best
        np.copyto(best, margin, where=is_better)
        slot[is_better] = column
    return slot


def kinds_of(permitted: Permitted, valued: Valued) -> tuple[Ints, Ints]:
    """[pairs] the kind of each for pools and for floors; 0 where there are none."""
    none = np.zeros(permitted.pairs.height, dtype=np.int32)
    pool = none if permitted.pools is None else permitted.pools.kind_of_pair
    return pool, none if valued.floors is None else valued.floors.kind_of_pair


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
