"""One row a segment: how many accounts and customers it has, and how much they owe."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.domain.stages import LoadedStrategy, Segmented
from collectplan.segment.names import segment_names


def summarise(segmented: Segmented, loaded: LoadedStrategy) -> pl.DataFrame:
    """Count accounts, customers and money by segment.

    Returns:
        A row for each segment that has an account, in the natural order (rules as the strategy names them, then by
        bucket and risk band): `segment` String; `accounts`, `customers`, `suppressed` (accounts) Int64; `balance`,
        `past_due` Float64, money. A customer counts in every segment where it has an account, so that `customers` may
        add up to more than there are. Money is added in the accounts' order, so that sums are the same every time.
    """
    names = segment_names(loaded.strategy.segments)
    accounts = segmented.accounts
    segment = accounts["segment"].cast(pl.Enum(names)).to_physical().cast(pl.Int64).to_numpy()
    customer = accounts["customer_id"].rle_id().cast(pl.Int64).to_numpy()
    pairs = np.unique(customer * len(names) + segment)

    def added(column: str) -> pl.Series:
        return pl.Series(np.bincount(segment, accounts[column].to_numpy(), len(names)), dtype=pl.Float64)

    frame = pl.DataFrame(
        {
            "segment": pl.Series(names, dtype=pl.String),
            "accounts": np.bincount(segment, minlength=len(names)),
            "customers": np.bincount(pairs % len(names), minlength=len(names)),
            "balance": added("balance"),
            "past_due": added("past_due"),
            "suppressed": np.bincount(segment[(accounts["suppressed"] != "").to_numpy()], minlength=len(names)),
        }
    )
    return frame.filter(pl.col("accounts") > 0)
