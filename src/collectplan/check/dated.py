"""Rules of kind dated.

Proves, for every planned contact that the rule binds, of the date in the rule's column of its lead account's raw row:
1. at least `min_days` have passed since it on the contact's own local date, a date still to come not having passed;
2. at most `max_days` have;
3. where the cell is empty, or no date, `missing` allows that.
"""

from __future__ import annotations

import polars as pl

from collectplan.check import raw_cells
from collectplan.check.evidence import Evidence
from collectplan.check.findings import found, worded
from collectplan.domain.strategy import DatedRule


def dated(rule: DatedRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one dated rule."""
    bound = evidence.bound(rule)
    cells = evidence.book.read(rule.column)
    dates = cells if cells.dtype == pl.Date else raw_cells.dates(cells.cast(pl.String), evidence.strategy.input)
    bound = bound.with_columns(since=dates.gather(bound["account"]))
    passed = (pl.col("date") - pl.col("since")).dt.total_days()
    early = pl.lit(False) if rule.min_days is None else passed < rule.min_days
    late = pl.lit(False) if rule.max_days is None else passed > rule.max_days
    empty = bound.filter(pl.col("since").is_null() & pl.lit(rule.missing == "forbid"))
    name, told = rule.column.replace("{", "(").replace("}", ")"), ("channel", "date", "since")
    return pl.concat(
        [
            found(empty, worded(f"Account {{}} has no date in {name}.", "account_id")),
            found(
                bound.filter(early),
                worded(f"The {{}} on {{}} is less than {rule.min_days} days after {name}, {{}}.", *told),
            ),
            found(
                bound.filter(late),
                worded(f"The {{}} on {{}} is more than {rule.max_days} days after {name}, {{}}.", *told),
            ),
        ]
    )
