"""What each customer has in arrears, over the accounts that are not suppressed."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.domain.stages import Floats

#: Values of `suppressed` that leave an account's money in its customer's amount: a holdout is left alone as a whole
#: customer, and what it owes is still collectable.
COUNTED = ("", "holdout")


def amount_of(customer_ids: pl.Series, accounts: pl.DataFrame) -> Floats:
    """`past_due` of each customer, added in the accounts' order, so that the sum is the same every time.

    Args:
        customer_ids: unique; accounts of customers that are not among them are passed over.
        accounts: `Segmented.accounts`.

    Returns:
        [customers] money, >= 0; 0 for a customer all of whose accounts are suppressed.
    """
    positions = pl.DataFrame({"customer_id": customer_ids}).with_row_index("position")
    counted = (
        accounts.select("customer_id", "past_due", "suppressed")
        .join(positions, on="customer_id", how="inner", maintain_order="left")
        .filter(pl.col("suppressed").is_in(COUNTED))
    )
    position, past_due = counted["position"].cast(pl.Int64).to_numpy(), counted["past_due"].to_numpy()
    return np.bincount(position, weights=past_due, minlength=len(customer_ids)).astype(np.float64)
