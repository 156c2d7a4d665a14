"""Bands of gains, so that what holds for both ends of a band holds for every pair in it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from collectplan.optimise.problem import Floats, Ints, distinct

#: Bits of a gain that tell bands apart, at first: those of its exponent and so many of its fraction, 32 to an octave.
FINEST = 5
#: Bits of the fraction of a double.
FRACTION = 52
#: Pairs to a band, at least, for which it is worth looking.
PAIRS_PER_BAND = 16


class Bands(NamedTuple):
    """Bands of gains within patterns.

    `of_pair`: [pairs]. `pattern`, `low`, `high`: [bands]; infinite where gains are not told apart.
    """

    of_pair: Ints
    pattern: Ints
    low: Floats
    high: Floats


def bands_of(pattern: Ints, num_patterns: int, gain: Floats) -> Bands:
    """The bands of the pairs, as fine as there are pairs for them."""
    for bits in range(FINEST, -1, -1):
        if num_patterns * PAIRS_PER_BAND > len(gain) or not len(gain) or gain.min() < 0 or gain.max() <= 0:
            break
        step = np.uint64(FRACTION - bits)
        place = gain.view(np.uint64) >> step
        lowest = place[gain > 0].min()
        kinds, of_pair = distinct((pattern, (np.maximum(place, lowest) - lowest).astype(np.int32)))
        if len(kinds) * PAIRS_PER_BAND <= len(gain):
            begin = kinds[:, 1].astype(np.uint64) + lowest
            low, high = ((begin + np.uint64(i) << step).view(np.float64) for i in (0, 1))
            # The lowest band holds the gains of 0 too.
            return Bands(of_pair, kinds[:, 0].astype(np.int32), np.where(kinds[:, 1] > 0, low, 0.0), high)
    endless = np.full(num_patterns, np.inf)
    return Bands(pattern, np.arange(num_patterns, dtype=np.int32), -endless, endless)


def alike(cell: Ints) -> Ints:
    """[moments] a number that two moments share if they lie in the same cell for every class."""
    _, group = np.unique(cell, axis=1, return_inverse=True)
    return group.reshape(-1).astype(np.int32)
