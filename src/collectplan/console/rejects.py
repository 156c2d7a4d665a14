"""Rejected rows as a table: the first ones, and how many more there are."""

from __future__ import annotations

from typing import Final

import polars as pl
from rich.console import Console

from collectplan.console.tables import plain_table

#: Rows shown one by one.
SHOWN: Final = 20


def show_rejects(screen: Console, rejects: pl.DataFrame) -> None:
    """Print the first rejects, and count the rest.

    Args:
        screen: where to.
        rejects: REJECT_COLUMNS.
    """
    rows = rejects.select(pl.col("file", "row", "column", "reason").cast(pl.String).fill_null(""))
    table = plain_table(
        f"{rejects.height:,} {'reject' if rejects.height == 1 else 'rejects'}", ("file", "row", "column", "reason")
    )
    table.columns[1].justify = "right"
    for row in rows.head(SHOWN).iter_rows():
        table.add_row(*row)
    screen.print(table)
    if rejects.height > SHOWN:
        screen.print(f"and {rejects.height - SHOWN:,} more, all of them in rejects.csv")
