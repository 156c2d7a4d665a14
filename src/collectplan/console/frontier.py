"""The efficient frontier on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console

from collectplan.console.tables import money, plain_table

#: What is varied: the column's name, and what one more of it is called.
WORDS: Final = {
    "agent_hours": ("agent hours", "hour"),
    "contacts": ("contacts a customer", "contact"),
    "budget": ("budget", "unit of money"),
}


def show_frontier(screen: Console, told: Mapping[str, Any]) -> None:
    """Print a frontier's table.

    Args:
        screen: where to.
        told: what `frontier --json` prints.
    """
    name, unit = WORDS[told["over"]]
    last = f"a {unit} since"
    by_price = () if told["over"] == "contacts" else (f"next {unit}",)
    share = () if told["over"] == "contacts" else ("of today",)
    columns = (*share, name, "contacts", "customers", f"worth ({told['currency']})", "gap", *by_price, last)
    table = plain_table("", columns, columns)
    for point in told["points"]:
        table.add_row(
            *([f"{100 * point['share']:.0f} %"] if share else []),
            f"{point['amount']:,.1f}" if share else f"{point['amount']:.0f}",
            f"{point['contacts']:,}",
            f"{point['customers']:,}",
            money(point["objective"]),
            f"{100 * point['gap']:.4f} %",
            *([_worth(point["marginal"])] if by_price else []),
            _worth(point["per_unit_since"]),
        )
    screen.print(table)
    if by_price:
        screen.print(
            f"next {unit}: its worth by the shadow prices at that point; {last}: what the plan gained, found",
            soft_wrap=True,
        )
    screen.print(f"{told['seconds']:.1f} seconds", soft_wrap=True)


def _worth(amount: float | None) -> str:
    return "" if amount is None else money(amount)
