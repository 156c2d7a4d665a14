"""Who is left alone, so that the effect of contacting the others can be measured.

The arm of a customer is a function of the salt and the customer's id alone: it is the same in every run, on every
machine and whatever else stands in the portfolio. A larger share keeps everybody that a smaller one held out.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Floats
from collectplan.domain.strategy import Experiments

CHAMPION = "champion"
HOLDOUT = "holdout"


def is_held_out(customer_id: pl.Series, experiments: Experiments) -> Bools:
    """Whether each row's customer is in the holdout: where its draw is below `experiments.holdout`.

    Args:
        customer_id: one a row without nulls; fast where rows of one customer follow each other.
        experiments: the share of customers to hold out, and the salt.
    """
    if experiments.holdout == 0 or customer_id.is_empty():
        return np.zeros(len(customer_id), dtype=np.bool_)
    runs = customer_id.rle().struct.unnest()
    is_below = draws(runs["value"].to_list(), experiments.salt) < experiments.holdout
    return np.repeat(is_below, runs["len"].to_numpy())


def draws(customer_ids: Sequence[str], salt: str) -> Floats:
    """A number of 0 <= draw < 1 for each id: the first 53 bits of BLAKE2b-64 (RFC 7693) of salt, NUL, id in UTF-8."""
    seed = salt.encode() + b"\0"
    digests = b"".join([blake2b(seed + name.encode(), digest_size=8).digest() for name in customer_ids])
    # 53 bits are what a float holds exactly, so that no draw is rounded up to 1.
    return (np.frombuffer(digests, dtype=">u8") >> np.uint64(11)).astype(np.float64) / 2.0**53
