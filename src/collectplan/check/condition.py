"""conditions.csv, which says of each row of the plan what must be asked again before the contact is made.

Proves `condition`:
1. what conditions.csv says of a row is of that row's customer, account, channel, date and hour;
2. the rules that it names for a row are the ones that the row's own `condition` names;
3. a plan whose rows have conditions has a conditions.csv.

That a row's `condition` names every rule that hangs on outcomes is proved rule by rule.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from collectplan.check.evidence import Evidence
from collectplan.check.findings import NONE, found, found_elsewhere, said, worded
from collectplan.domain.cells import unguarded_text

REQUIRED: Final = ("row", "date", "start", "customer_id", "account_id", "channel", "rule")
_OUTLOOK: Final = "outlook:"
_SAME: Final = ("date", "start", "customer_id", "account_id", "channel")


def condition(evidence: Evidence, conditions: pl.DataFrame | None) -> pl.DataFrame:
    """Findings about conditions.csv.

    Args:
        evidence: with the rows of grid.csv and outlook.csv.
        conditions: conditions.csv, all String; None where there is none.
    """
    if "condition" not in evidence.rows.columns:
        return NONE
    rows = _rows(evidence)
    if conditions is None:
        is_silent = evidence.run is None or rows["condition"].null_count() == rows.height
        return NONE if is_silent else said("Rows have conditions, and there is no conditions.csv.")
    told = conditions.select(unguarded_text(conditions[name]) for name in REQUIRED).with_columns(
        pl.col(name).str.strip_chars().fill_null("") for name in REQUIRED
    )
    own = rows.with_columns(pl.col(name).fill_null("") for name in (*_SAME, "condition"))
    beside = told.join(own, left_on="row", right_on="name", how="left", suffix="_of_row")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_of_row")) for name in _SAME)
    strange = beside.filter(differs)
    what = worded("conditions.csv says of row {} what that row is not.", pl.col("row"))
    named = told.group_by("row").agg(rules=pl.col("rule").unique().sort().str.join(" "))
    both = own.join(named, left_on="name", right_on="row", how="left").with_columns(pl.col("rules").fill_null(""))
    apart = both.filter(pl.col("rules") != pl.col("condition")).with_columns(customer_id="customer_id")
    words = worded("The row's condition is {}, and conditions.csv says {}.", "condition", "rules")
    return pl.concat([found_elsewhere(strange, what), found(apart, words)])


def _rows(evidence: Evidence) -> pl.DataFrame:
    """`row, name` as conditions.csv has it, `condition`, and what it repeats of each row, all text."""
    rows = evidence.rows
    num_grid = rows.filter(~pl.col("in_outlook")).height
    name = (
        pl.when("in_outlook")
        .then(pl.format(f"{_OUTLOOK}{{}}", pl.col("row") - num_grid))
        .otherwise(pl.col("row").cast(pl.String))
    )
    hour = pl.col("start")
    clock = pl.format("{}:{}", (hour // 60).cast(pl.String).str.zfill(2), (hour % 60).cast(pl.String).str.zfill(2))
    return rows.select(
        "row",
        "condition",
        "customer_id",
        "account_id",
        "channel",
        name=name,
        date=pl.col("plan_date").dt.to_string("iso"),
        start=pl.when(hour.is_not_null()).then(clock),
    )
