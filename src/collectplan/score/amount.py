"""What each customer has in arrears, over the accounts that are not suppressed."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.domain.stages import Floats

#: Value of `suppressed` that leaves an account's money in its customer's amount: a holdout is left alone as a whole
#: customer, and what it owes is still collectable.
HOLDOUT = "holdout"


def amounts_of(customer_ids: pl.Series, accounts: pl.DataFrame, num_dates: int) -> Floats:
    """What each customer has in arrears on each planned date: an account held today may count tomorrow.

    Returns:
        [dates, customers] money, see `amount_of`.
    """
    rising = accounts["free_from"].is_between(1, num_dates - 1).any()
    each = [amount_of(customer_ids, accounts, date) for date in range(num_dates if rising else 1)]
    return np.stack(each if rising else each * num_dates)


def amount_of(customer_ids: pl.Series, accounts: pl.DataFrame, date: int = 0) -> Floats:
    """`past_due` of each customer, added in the accounts' order, so that the sum is the same every time.

    Args:
        customer_ids: unique; accounts of customers that are not among them are passed over.
        accounts: `Segmented.accounts`.
        date: days after the plan date.

    Returns:
        [customers] money, >= 0; 0 for a customer all of whose accounts are suppressed on the date.
    """
    positions = pl.DataFrame({"customer_id": customer_ids}).with_row_index("position")
    counted = (
        accounts.select("customer_id", "past_due", "suppressed", "free_from")
        .join(positions, on="customer_id", how="inner", maintain_order="left")
        .filter((pl.col("suppressed") == HOLDOUT) | (pl.col("free_from") <= date).fill_null(False))
    )
    position, past_due = counted["position"].cast(pl.Int64).to_numpy(), counted["past_due"].to_numpy()
    return np.bincount(position, weights=past_due, minlength=len(customer_ids)).astype(np.float64)
