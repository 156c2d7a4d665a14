"""Tables without lines, which read the same on a terminal, in a pipe and in a mail from cron."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text


def plain_table(title: str, columns: Iterable[str], numbers: Iterable[str] = ()) -> Table:
    """Return an empty table.

    Args:
        title: above it, at the left; "" for none.
        columns: headers, in order.
        numbers: headers of the columns that are set right.
    """
    table = Table(
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    right = set(numbers)
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left", overflow="fold")
    return table


def money(amount: float, currency: str = "") -> str:
    """An amount with thousands' commas, without cents from 1,000 on, and its currency."""
    text = f"{amount:,.0f}" if abs(amount) >= 1000 else f"{amount:,.2f}"
    return f"{text} {currency}".rstrip()
