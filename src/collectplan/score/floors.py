"""Which contacts count for which targets: those led by an account of the target's segments, on its channels."""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Floors, Ints, Segmented
from collectplan.domain.strategy import Strategy


def floors_of(segmented: Segmented, strategy: Strategy, lead: Ints, channel: Ints) -> Floors | None:
    """What each pair counts for; None where the strategy has no target.

    Args:
        segmented: accounts with their segments.
        strategy: whose targets they are.
        lead: [pairs] account that leads.
        channel: [pairs] position of the channel.
    """
    if not strategy.targets:
        return None
    segments = segmented.accounts["segment"]
    names = segments.unique().sort()
    of_account = segments.cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)
    table = _table(names.to_list(), strategy)
    serves, number = np.unique(table.reshape(-1, len(strategy.targets)), axis=0, return_inverse=True)
    kind = number.reshape(-1).astype(np.int32)[of_account[lead] * len(strategy.channels) + channel]
    return Floors(kind, serves)


def _table(segments: list[str], strategy: Strategy) -> Bools:
    """[segments, channels, targets] whether a contact counts; `*` and `?` stand for any characters."""
    table = np.zeros((len(segments), len(strategy.channels), len(strategy.targets)), np.bool_)
    for t, target in enumerate(strategy.targets):
        counted = [any(fnmatchcase(name, pattern) for pattern in target.segments) for name in segments]
        on = [target.channels is None or name in target.channels for name in strategy.channels]
        table[:, :, t] = np.outer(counted, on)
    return table
