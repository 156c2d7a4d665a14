"""P(rpc | attempt) by channel and slot, from the strategy's priors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from collectplan.domain.clock import minutes_of
from collectplan.domain.stages import Floats
from collectplan.domain.strategy import Prior, Strategy

#: Decimals of a reach, in the grid as in every sum of minutes and value: what is shown is what is charged.
DECIMALS = 6

#: A channel without a prior reaches nobody: nothing is known that would make it worth a contact.
NOTHING_KNOWN = Prior(reach=0.0, pays=0.0)


def prior_of(strategy: Strategy, channel: str) -> Prior:
    """What the strategy assumes of a channel, `NOTHING_KNOWN` where it says nothing."""
    return strategy.priors.get(channel, NOTHING_KNOWN)


def reach_by_slot(strategy: Strategy, starts: Sequence[int]) -> Floats:
    """The prior reach of each channel in each slot; the profile of a channel is its position.

    Args:
        strategy: whose priors are read.
        starts: of the slots, minutes after midnight; the value that holds then holds for the whole slot.

    Returns:
        [channels, slots, but at least 1] 0..1, rounded to `DECIMALS`; of an untimed channel the first value
        throughout.
    """
    reach = np.empty((len(strategy.channels), max(1, len(starts))), dtype=np.float64)
    for row, (name, channel) in zip(reach, strategy.channels.items(), strict=True):
        steps = _steps(prior_of(strategy, name).reach)
        timed = starts and not channel.untimed
        row[:] = [_at(steps, start) for start in starts] if timed else steps[0][1]
    return np.round(reach, DECIMALS)


def _steps(reach: float | Mapping[str, float]) -> list[tuple[int, float]]:
    """(minutes after midnight, reach from then on), rising."""
    if isinstance(reach, Mapping):
        return sorted((minutes_of(time), share) for time, share in reach.items())
    return [(0, reach)]


def _at(steps: list[tuple[int, float]], minutes: int) -> float:
    """The last step that has begun; the first one before any has."""
    begun = [share for start, share in steps if start <= minutes]
    return begun[-1] if begun else steps[0][1]
