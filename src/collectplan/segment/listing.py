"""One row an account, as `segment -o FILE` writes it."""

from __future__ import annotations

import polars as pl

from collectplan.domain.stages import LoadedStrategy, Segmented


def listing(segmented: Segmented, loaded: LoadedStrategy) -> pl.DataFrame:
    """What the strategy makes of every account.

    Returns:
        `account_id, customer_id, bucket, risk_band, segment, treatment, arm, suppressed`, all String, sorted by
        (customer_id, account_id). `treatment` is its name, its number from 1 where it has none, "" without a
        treatment; `suppressed` is the id of the built-in rule, the reason in fates.csv too, or "".
    """
    treatments = loaded.strategy.treatments
    names = [treatment.name or str(number) for number, treatment in enumerate(treatments, 1)]
    # Position -1, no treatment, picks the last.
    named = pl.Series([*names, ""], dtype=pl.String)
    position = segmented.accounts["treatment"]
    treatment = named.gather(position.replace(-1, len(names)).cast(pl.UInt32))
    return (
        segmented.accounts.with_columns(treatment.alias("treatment"))
        .select("account_id", "customer_id", "bucket", "risk_band", "segment", "treatment", "arm", "suppressed")
        .sort("customer_id", "account_id")
    )
