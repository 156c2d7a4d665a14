"""How the check's modules say what they found: frames of `row, customer_id, what`, one row a finding.

`row` is the spreadsheet row of grid.csv (header 1; 0 where no single row is at fault), `customer_id` is "" where
no single customer is. Nothing loops over contacts: only what is found becomes Python objects, here.
"""

from __future__ import annotations

import polars as pl

from collectplan.domain.stages import Violation

SCHEMA = {"row": pl.Int64, "customer_id": pl.String, "what": pl.String}

#: Nothing found.
NONE = pl.DataFrame(schema=SCHEMA)


def found(offenders: pl.DataFrame, what: pl.Expr) -> pl.DataFrame:
    """Findings about grid rows: `offenders` has `row` and `customer_id`, `what` words each over its columns."""
    return offenders.select(pl.col("row").cast(pl.Int64), "customer_id", what.alias("what"))


def found_elsewhere(offenders: pl.DataFrame, what: pl.Expr) -> pl.DataFrame:
    """Findings for which no single grid row is at fault; `customer_id` is used where the frame has it."""
    who = pl.col("customer_id") if "customer_id" in offenders.columns else pl.lit("")
    return offenders.select(
        row=pl.lit(0, pl.Int64), customer_id=who.fill_null("").cast(pl.String), what=what.cast(pl.String)
    )


def said(what: str) -> pl.DataFrame:
    """One finding about the plan as a whole."""
    return pl.DataFrame({"row": [0], "customer_id": [""], "what": [what]}, schema=SCHEMA)


def violations(rule: str, findings: pl.DataFrame) -> list[Violation]:
    """Findings of one rule as violations, each once."""
    return [Violation(rule, row, customer or "", what) for row, customer, what in findings.unique().iter_rows()]
