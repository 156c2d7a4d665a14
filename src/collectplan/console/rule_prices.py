"""What every rule costs, on the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console

from collectplan.console.tables import money, plain_table

#: Money below which two ends of a span are the same.
CENT: Final = 0.005


def show_rule_prices(screen: Console, told: Mapping[str, Any]) -> None:
    """Print the rules with what each costs, the dearest first.

    Args:
        screen: where to.
        told: what `what-if --rule-prices --json` prints.
    """
    price = f"costs ({told['currency']})" if told["currency"] else "costs"
    table = plain_table("", ("rule", "kind", "severity", price, "contacts", "from"), (price, "contacts"))
    felt = [row for row in told["rules"] if row["is_felt"]]
    for row in felt:
        contacts = f"{row['contacts']:+,}" if row["contacts"] else "0"
        span = span_of(row["least"], row["most"])
        table.add_row(row["rule"], row["kind"], row["severity"], span, contacts, _origin(row))
    screen.print(table)
    screen.print()
    for line in sentences(told):
        screen.print(line, soft_wrap=True)


def _origin(row: Mapping[str, Any]) -> str:
    """The pack, or the place in the strategy's file, whose folders are known."""
    return f"pack {row['pack']}" if row["pack"] else str(row["where"]).replace("\\", "/").rpartition("/")[2]


def span_of(least: float, most: float) -> str:
    """A span of money, with no digit that the span leaves open: `12,300 to 12,800`; one figure where it is closed.

    The ends are rounded outwards to the decade of the span's own width.
    """
    if most - least <= CENT:
        return money((least + most) / 2)
    step = max(0.01, 10.0 ** math.floor(math.log10(most - least)))
    low, high = math.floor(least / step + 1e-9) * step, math.ceil(most / step - 1e-9) * step
    return f"{_whole(low, step)} to {_whole(high, step)}"


def _whole(amount: float, step: float) -> str:
    return f"{amount:,.0f}" if step >= 1 or not amount else f"{amount:,.{round(-math.log10(step))}f}"


def sentences(told: Mapping[str, Any]) -> list[str]:
    """What the table means, and what is left out of it."""
    days = f"{told['days']} days together" if told["days"] > 1 else f"{told['date']}"
    lines = [
        f"what each rule costs the operation on {days}: the best plan without it, less the plan; all of them stay in "
        "force, and those of severity law are told so that their cost is known",
        "a span is all that the gaps of the two plans leave; contacts: how many more the plan without the rule has",
    ]
    idle = [row["rule"] for row in told["rules"] if not row["is_felt"]]
    if idle:
        lines.append(f"no contact feels, so that they cost nothing: {', '.join(idle)}")
    return [*lines, f"{told['seconds']:.1f} seconds"]
