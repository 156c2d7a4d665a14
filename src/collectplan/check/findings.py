"""How the check's modules say what they found: frames of `row, customer_id, what`, one row a finding.

`row` is the spreadsheet row of grid.csv (header 1; 0 where no single row is at fault), rows of outlook.csv counting on
from the grid's last; `customer_id` is "" where no single customer is. Nothing loops over contacts: only what is found
becomes Python objects, here. Frames of offenders are put into one piece first, since polars 2.1 may panic where it
joins the texts of several.
"""

from __future__ import annotations

import polars as pl

from collectplan.domain.stages import Violation

SCHEMA = {"row": pl.Int64, "customer_id": pl.String, "what": pl.String}

#: Nothing found.
NONE = pl.DataFrame(schema=SCHEMA)


def worded(what: str, *parts: pl.Expr | str) -> pl.Expr:
    """A sentence for each row, with the parts in the places of {}; an empty cell is named as such.

    Without a word for it an empty cell would make the whole sentence null.
    """
    columns = (pl.col(part) if isinstance(part, str) else part for part in parts)
    return pl.format(what, *(column.cast(pl.String).fill_null("(empty)") for column in columns))


def found(offenders: pl.DataFrame, what: pl.Expr) -> pl.DataFrame:
    """Findings about grid rows: `offenders` has `row` and `customer_id`, `what` words each over its columns."""
    if offenders.is_empty():
        return NONE
    return offenders.rechunk().select(pl.col("row").cast(pl.Int64), "customer_id", what.alias("what"))


def found_elsewhere(offenders: pl.DataFrame, what: pl.Expr) -> pl.DataFrame:
    """Findings for which no single grid row is at fault; `customer_id` is used where the frame has it."""
    if offenders.is_empty():
        return NONE
    who = pl.col("customer_id") if "customer_id" in offenders.columns else pl.lit("")
    return offenders.rechunk().select(
        row=pl.lit(0, pl.Int64), customer_id=who.fill_null("").cast(pl.String), what=what.cast(pl.String)
    )


def said(what: str) -> pl.DataFrame:
    """One finding about the plan as a whole."""
    return pl.DataFrame({"row": [0], "customer_id": [""], "what": [what]}, schema=SCHEMA)


def violations(rule: str, findings: pl.DataFrame, num_grid: int) -> list[Violation]:
    """Findings of one rule as violations, each once; rows beyond the grid's are the outlook's."""
    if findings.is_empty():
        return []
    return [
        Violation(rule, row, customer, what)
        if row <= num_grid + 1
        else Violation(rule, row - num_grid, customer, what, "outlook.csv")
        for row, customer, what in findings.unique().iter_rows()
    ]
