"""Which windows of pools a contact takes, and which targets it counts for, as text."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.stages import Day, Ints, LoadedStrategy, Permitted, Valued
from collectplan.domain.strategy import Strategy

#: Between the names of a list; ids may hold blanks.
SEPARATOR: Final = "; "


def windows_of(permitted: Permitted, slot: Ints, loaded: LoadedStrategy, day: Day) -> pl.Series:
    """Windows that a contact of each pair takes, such as `day_pool 2026-03-03 14:00`: rule and last slot.

    Args:
        permitted: pairs and pools.
        slot: [pairs] of the contact, -1 without an hour.
        loaded: the strategy.
        day: its slots.
    """
    pools = permitted.pools
    if pools is None or not pools.uses.size:
        return pl.repeat("", permitted.pairs.height, dtype=pl.String, eager=True)
    rules = loaded.strategy.limits.rules
    names = []
    for rule, last in zip(pools.rule.tolist(), pools.last.tolist(), strict=True):
        end = day.slots[last]
        names.append(f"{rules[rule].id} {day.dates[end.date].isoformat()} {hhmm(end.start)}")
    texts = [
        SEPARATOR.join(names[window] for window in np.flatnonzero(taken).tolist())
        for uses in pools.uses
        for taken in uses.T
    ]
    num_slots = pools.uses.shape[2]
    position = np.where(slot >= 0, pools.kind_of_pair.astype(np.int64) * num_slots + slot, len(texts))
    return pl.Series([*texts, ""], dtype=pl.String).gather(position)


def targets_of(valued: Valued, strategy: Strategy) -> pl.Series:
    """Ids of the targets that a contact of each pair counts for."""
    if valued.floors is None:
        return pl.repeat("", valued.pairs.height, dtype=pl.String, eager=True)
    ids = [target.id for target in strategy.targets]
    texts = [SEPARATOR.join(ids[t] for t in np.flatnonzero(row).tolist()) for row in valued.floors.serves]
    return pl.Series(texts, dtype=pl.String).gather(valued.floors.kind_of_pair)
