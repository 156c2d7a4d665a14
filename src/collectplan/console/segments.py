"""Segments by accounts, customers and money."""

from __future__ import annotations

import numpy as np
import polars as pl
from rich.console import Console

from collectplan.console.tables import money, plain_table


def show_segments(screen: Console, summary: pl.DataFrame) -> None:
    """Print one line a segment, and the total.

    Args:
        screen: where to.
        summary: `segment, accounts, customers, balance, past_due, suppressed`, in the order to show.
    """
    numbers = ("accounts", "customers", "balance", "past due", "suppressed")
    table = plain_table("", ("segment", *numbers), numbers)
    for row in summary.iter_rows(named=True):
        table.add_row(
            row["segment"],
            f"{row['accounts']:,}",
            f"{row['customers']:,}",
            money(row["balance"]),
            money(row["past_due"]),
            f"{row['suppressed']:,}",
        )
    # A customer may have accounts in several segments, so that this column has no total.
    table.add_row(
        "total",
        f"{_total(summary, 'accounts'):,.0f}",
        "",
        money(_total(summary, "balance")),
        money(_total(summary, "past_due")),
        f"{_total(summary, 'suppressed'):,.0f}",
    )
    screen.print(table)


def _total(summary: pl.DataFrame, column: str) -> float:
    # numpy adds in the order of the rows, so that the last digit is the same every time.
    return float(np.sum(summary[column].to_numpy()))
