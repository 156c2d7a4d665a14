"""A change and what it is worth, on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from collectplan.console.tables import money, plain_table

#: Capacities named one by one; the rest are counted.
SHOWN = 12


def show_what_if(screen: Console, told: Mapping[str, Any]) -> None:
    """Print two plans side by side, and what the change between them is worth.

    Args:
        screen: where to.
        told: what `what-if --json` prints.
    """
    screen.print(f"{told['date']}: {', '.join(told['changes'])}", soft_wrap=True)
    _show_capacities(screen, told)
    screen.print()
    table = plain_table("", ("", "before", "after", "difference"), ("before", "after", "difference"))
    for row in rows_of(told):
        table.add_row(*row)
    screen.print(table)
    screen.print()
    for line in sentences(told):
        screen.print(line, soft_wrap=True)


def _show_capacities(screen: Console, told: Mapping[str, Any]) -> None:
    listed = told["capacities"]
    if not listed:
        return
    numbers = ("before", "after", "shadow price")
    table = plain_table("", ("capacity", "start", "before", "after", "unit", "shadow price"), numbers)
    for row in listed[:SHOWN]:
        amounts = ("no limit" if row[name] is None else f"{row[name]:,.1f}" for name in ("before", "after"))
        table.add_row(row["resource"], row["start"], *amounts, row["unit"], money(row["shadow_price"]))
    screen.print()
    screen.print(table)
    if len(listed) > SHOWN:
        screen.print(f"and {len(listed) - SHOWN} more capacities", soft_wrap=True)


def rows_of(told: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """The table: name, before, after, difference."""
    before, after, currency = told["before"], told["after"], told["currency"]

    def amounts(name: str, then: float, now: float) -> tuple[str, str, str, str]:
        return name, money(then), money(now), _signed(now - then, money)

    def counts(name: str, then: int, now: int) -> tuple[str, str, str, str]:
        return name, f"{then:,}", f"{now:,}", _signed(now - then, lambda n: f"{n:,.0f}")

    rows = [amounts(f"worth ({currency})", before["objective"], after["objective"])]
    rows.append(amounts("bound", before["bound"], after["bound"]))
    rows.append(("gap", f"{100 * before['gap']:.4f} %", f"{100 * after['gap']:.4f} %", ""))
    rows.append(counts("contacts", before["contacts"], after["contacts"]))
    channels, groups = ((before[of], after[of]) for of in ("channels", "minutes"))
    rows += [counts(f"  {name}", *(side.get(name, 0) for side in channels)) for name in _names(channels)]
    rows.append(counts("customers", before["customers"], after["customers"]))
    return rows + [amounts(f"minutes {name}", *(side.get(name, 0.0) for side in groups)) for name in _names(groups)]


def _names(sides: tuple[Mapping[str, Any], Mapping[str, Any]]) -> list[str]:
    return sorted(sides[0].keys() | sides[1].keys())


def sentences(told: Mapping[str, Any]) -> list[str]:
    """What the change is worth, how sure that is, and who moves."""
    currency, diff = told["currency"], told["difference"]
    least, most = diff["least"], diff["most"]
    worth = f"the change is worth {_signed(diff['objective'], money)} {currency}"
    if most - least > 0.005:
        worth += f"; between {_signed(least, money)} and {_signed(most, money)} is all that the two gaps leave"
    else:
        worth += ", proven: both plans are optimal"
    lines = [worth]
    if told["kept"]:
        lines.append("the earlier plan is still legal, and nothing better was found")
    if told["at_shadow_prices"] is not None:
        line = f"at the shadow prices before, it is worth {_signed(told['at_shadow_prices'], money)} {currency}"
        if told["per_unit"]:
            unit, each = told["unit"].removesuffix("s") if told["unit"] != currency else currency, told["per_unit"]
            line += f": {money(each['shadow_price'])} a {unit}, and {money(each['found'])} found"
        lines.append(line)
    lines.append(
        f"customers: {diff['newly']:,} newly contacted, {diff['dropped']:,} dropped, {diff['moved']:,} moved to other "
        "hours, channels or groups"
    )
    if told["published"]:
        lines.append(f"the changed plan is in {told['published']}; it supposes the changes")
    share = f", {100 * told['seconds'] / told['seconds_before']:.0f} % of the run" if told["seconds_before"] else ""
    return [*lines, f"{told['seconds']:.1f} seconds{share}"]


def show_ranges(screen: Console, told: Mapping[str, Any]) -> None:
    """Print how far shadow prices hold: what `what-if --ranges --json` prints."""
    numbers = ("capacity", "used", "shadow price", "holds from", "to")
    table = plain_table("", ("resource", "start", "unit", *numbers), numbers)
    for row in told["ranges"]:
        end = "no end" if row["holds_to"] is None else f"{row['holds_to']:,.1f}"
        amounts = (f"{row['capacity']:,.1f}", f"{row['used']:,.1f}", money(row["shadow_price"]))
        table.add_row(row["resource"], row["start"], row["unit"], *amounts, f"{row['holds_from']:,.1f}", end)
    screen.print(table)
    screen.print(f"{told['seconds']:.1f} seconds", soft_wrap=True)


def _signed(amount: float, written: Any) -> str:
    return f"+{written(amount)}" if amount > 0 else written(amount) if amount < 0 else "0"
