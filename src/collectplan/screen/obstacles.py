"""What keeps a customer from being contacted on a channel: all of it, and not the first thing that is met.

Bars are independent: a contact at a place is permitted when no bar holds the place. So the fewest obstacles that must
be lifted for a contact are those of the place, among all places and accounts, that the fewest bars hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Day, LoadedStrategy, Segmented
from collectplan.domain.tables import Inputs
from collectplan.screen.bars import Bar
from collectplan.screen.screen import barred_of


@dataclass(frozen=True, order=True)
class Obstacle:
    """Something that must be lifted.

    Attributes:
        reason: a built-in id, or the rule's kind.
        rule: a built-in id, or the rule's id.
        detail: what it met, without personal data.
    """

    reason: str
    rule: str
    detail: str


@dataclass(frozen=True)
class Way:
    """A contact that would be permitted if a few obstacles were lifted.

    Attributes:
        channel: position.
        account: position in `Segmented.accounts` of the account that would lead.
        obstacles: the fewest that must be lifted; none where the contact is permitted.
        slots: positions of the slots in which these are enough; empty on a channel without hours.
    """

    channel: int
    account: int
    obstacles: tuple[Obstacle, ...]
    slots: tuple[int, ...]


def ways(inputs: Inputs, segmented: Segmented, loaded: LoadedStrategy, day: Day) -> tuple[Way, ...]:
    """Every way of contacting somebody on the plan date with the fewest obstacles, by channel and account.

    Args:
        inputs: few accounts, best those of one customer: every account, channel and place is looked at.
        segmented: the accounts.
        loaded: the strategy.
        day: the planned dates.

    Returns:
        For each account and channel the sets of obstacles of the least size, each with the slots in which it is enough.
        None for a channel with hours on a date without slots.

    Raises:
        StrategyError: as `screen`.
    """
    barred = barred_of(inputs, segmented, loaded, day)
    calendar = barred.calendar
    is_slot = np.arange(calendar.num_places) < calendar.num_slots
    accounts = np.arange(barred.people.num_accounts, dtype=np.int32)
    suppressions = _suppressions(segmented.accounts, day)
    found: list[Way] = []
    for c, channel in enumerate(loaded.strategy.channels.values()):
        wanted = (calendar.day == 0) & calendar.exists & (is_slot != channel.untimed)
        places = np.flatnonzero(wanted)
        bars = [bar for bar in barred.bars if bar.channels[c]]
        held = [~bar.masks[bar.mask_of(accounts)][:, places] for bar in bars]
        for account in accounts.tolist():
            found += _ways(
                c, account, suppressions[account], bars, [each[account] for each in held], places, channel.untimed
            )
    return tuple(found)


def _suppressions(accounts: pl.DataFrame, day: Day) -> list[tuple[Obstacle, ...]]:
    """Everything that suppresses each account on the plan date; `suppressed` names the first alone."""
    found = []
    for stop, hold, arm in accounts.select("stop_reason", "hold_until", "arm").iter_rows():
        standing = [("stop_reason", stop)] if stop is not None else []
        standing += [("hold_until", hold.isoformat())] if hold is not None and hold >= day.date else []
        standing += [("holdout", "")] if arm == "holdout" else []
        found.append(tuple(Obstacle(rule, rule, detail) for rule, detail in standing))
    return found


def _ways(
    channel: int,
    account: int,
    standing: tuple[Obstacle, ...],
    bars: list[Bar],
    held: list[Bools],
    places: np.ndarray[tuple[int, ...], np.dtype[np.intp]],
    is_untimed: bool,
) -> list[Way]:
    if not len(places):
        return []
    count = np.sum(held, axis=0, dtype=np.int64) if held else np.zeros(len(places), np.int64)
    at = np.array([account], np.int32)
    sets: dict[tuple[Obstacle, ...], list[int]] = {}
    for nth in np.flatnonzero(count == count.min()).tolist():
        met = [bar for bar, holds in zip(bars, held, strict=True) if holds[nth]]
        obstacles = tuple(Obstacle(bar.reason, bar.rule, bar.details[int(bar.detail_of(at)[0])]) for bar in met)
        sets.setdefault(standing + obstacles, []).append(int(places[nth]))
    return [Way(channel, account, obstacles, () if is_untimed else tuple(p)) for obstacles, p in sets.items()]
