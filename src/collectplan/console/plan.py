"""A plan on the terminal: its heat map and its summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl
from rich.console import Console
from rich.text import Text

from collectplan.console.heat import Cell, HeatMap, heat_map
from collectplan.console.tables import money
from collectplan.console.terminal import speaks_unicode
from collectplan.domain.stages import GAP_OF_OPTIMAL
from collectplan.domain.tally import Tally

#: Shades by use of capacity, from the first share on; with a letter for terminals that know no blocks.
SHADES: Final = ((0.0, " ", " "), (0.001, "░", "."), (0.5, "▒", ":"), (0.8, "▓", "+"), (0.98, "█", "#"))
COLOURS: Final = ("", "green", "cyan", "yellow", "bold red")

NAME_WIDTH: Final = 14
#: The day's contacts and use.
DAY_WIDTH: Final = 14


def show_plan(screen: Console, tally: Tally, capacity: pl.DataFrame, run: Mapping[str, Any]) -> None:
    """Print a plan's heat map and its summary.

    Args:
        screen: where to.
        tally: of grid.csv.
        capacity: capacity.csv as text.
        run: run.json; seconds may be missing.
    """
    of_date = capacity.filter(pl.col("date") == run["plan_date"]) if "horizon" in run else capacity
    show_heat(screen, tally, of_date)
    for line in summary(tally, run):
        screen.print(line, soft_wrap=True)


def show_heat(screen: Console, tally: Tally, capacity: pl.DataFrame) -> None:
    """Print contacts by agent group or channel, and hour, shaded by the use of capacity."""
    # A column is the digits, a gap before them and the shade behind them.
    width = max(4, len(str(tally.most)) + 2)
    room = max(1, (screen.width - NAME_WIDTH - DAY_WIDTH) // width)
    heat = heat_map(tally, capacity, room)
    blocks = speaks_unicode(screen)
    head = Text(f"{'contacts':<{NAME_WIDTH}}", style="bold")
    head.append("".join(f"{name:>{width}}" for name in heat.columns) + f"{'day':>8}{'use':>6}")
    screen.print(head, soft_wrap=True)
    for row in heat.rows:
        line = Text(f"{_short(row.name, NAME_WIDTH - 1, blocks):<{NAME_WIDTH}}")
        for cell in row.cells:
            line.append(_cell(cell, width, blocks), style=COLOURS[_shade(cell.use)] if screen.is_terminal else "")
        line.append(f"{row.day.contacts:>8,}{_percent(row.day.use):>6}")
        screen.print(line, soft_wrap=True)
    if heat.rows:
        screen.print(_legend(heat, blocks), soft_wrap=True)


def summary(tally: Tally, run: Mapping[str, Any]) -> list[str]:
    """Lines that say how large and how good a plan is."""
    currency, date = str(run.get("currency", "")), run.get("plan_date", "")
    proven = run.get("horizon") or run
    objective, bound = money(float(run["objective"]), currency), money(float(proven["bound"]), currency)
    seconds = run.get("seconds") or {}
    limit = "" if run.get("limit") in (None, "", "none") else f", ended by {run['limit']}"
    lines = [
        f"{tally.num_contacts:,} contacts with {tally.num_customers:,} customers on {date}, worth {objective}",
        *_condition_lines(tally, run),
        *_outlook_lines(run, currency),
        f"no legal plan is worth more than {bound}: gap {_gap(float(proven['gap']))} ({run['termination']}{limit})",
    ]
    reasons = (run.get("reasons") or {}).get("not_planned") or {}
    if not tally.num_contacts and reasons:
        most = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        lines.append("nothing was planned: " + ", ".join(f"{reason} {count:,}" for reason, count in most))
    fates = run.get("fates") or {}
    if fates:
        lines.append("accounts: " + ", ".join(f"{count:,} {fate.replace('_', ' ')}" for fate, count in fates.items()))
    if seconds:
        total = sum(float(s) for s in seconds.values())
        slowest = ", ".join(f"{name} {float(s):.1f}" for name, s in seconds.items() if float(s) >= 0.05)
        lines.append(f"{total:.1f} seconds" + (f": {slowest}" if slowest else ""))
    return lines


def _condition_lines(tally: Tally, run: Mapping[str, Any]) -> list[str]:
    """How many of the plan's contacts must be asked about again, under `assume: contingent`."""
    if "conditions" not in run:
        return []
    held = tally.num_held
    if not held:
        return ["no contact of the grid carries a condition: all may be made whatever comes of the others"]
    what = "carries a condition and must" if held == 1 else "carry a condition and must"
    return [
        f"{held:,} of {tally.num_contacts:,} contacts {what} be asked about again before they are made: conditions.csv"
    ]


def _outlook_lines(run: Mapping[str, Any], currency: str) -> list[str]:
    """What a plan of several days says of the later ones, and of all together."""
    outlook = run.get("outlook")
    if not outlook:
        return []
    later, counted = money(float(outlook["value"]), currency), money(float(run["horizon"]["objective"]), currency)
    last = max(outlook["by_date"])
    return [
        f"{outlook['contacts']:,} more in the outlook to {last}, worth {later}",
        f"{run['days']} days together count for {counted}, later ones a little less",
    ]


def _shade(use: float | None) -> int:
    if use is None:
        return 0
    return max(i for i, (low, _, _) in enumerate(SHADES) if use >= low)


def _cell(cell: Cell, width: int, blocks: bool) -> str:
    """Digits and, behind them, the shade: both say how full it is without any colour."""
    shade = SHADES[_shade(cell.use)][1 if blocks else 2]
    number = str(cell.contacts) if cell.contacts else "·" if blocks else "-"
    return f"{number:>{width - 1}}{shade}"


def _short(name: str, width: int, blocks: bool) -> str:
    return name if len(name) <= width else name[: width - 1] + ("…" if blocks else "~")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"


def _gap(gap: float) -> str:
    """In percent, with so many digits that a gap that is not 0 does not look like it."""
    percent = 100 * gap
    return "0 %" if gap <= GAP_OF_OPTIMAL else f"{percent:.2f} %" if percent >= 0.01 else f"{percent:.1g} %"


def _legend(heat: HeatMap, blocks: bool) -> str:
    which = 1 if blocks else 2
    parts = [
        f"{SHADES[i][which]} {text}"
        for i, text in ((1, "under 50 %"), (2, "50 to 80 %"), (3, "80 to 98 %"), (4, "full"))
    ]
    merged = f"; {heat.merged} slots a column" if heat.merged > 1 else ""
    return f"use of capacity: {'  '.join(parts)}{merged}"
