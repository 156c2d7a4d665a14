"""Leaks of a dialler's log: how many by rule, channel and agent, and the first ones in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from collectplan.console.tables import plain_table
from collectplan.domain.leaks import Leaks

#: Findings shown one by one, and lines of each table.
SHOWN: Final = 20


def as_dict(leaks: Leaks) -> dict[str, Any]:
    """The leaks as `--json` tells them; empty cells are left out but those of the contract."""
    findings = [
        {key: cell for key, cell in finding.items() if cell is not None} | {"file": leaks.file}
        for finding in leaks.findings.iter_rows(named=True)
    ]
    counts = {
        "by_rule": dict(leaks.by_rule),
        "by_channel": dict(leaks.by_channel),
        "by_agent": dict(leaks.by_agent),
        "not_done": dict(leaks.not_done),
    }
    return {"findings": findings, "checked": dict(leaks.checked), "leaks": counts}


def show_leaks(screen: Console, leaks: Leaks) -> None:
    """Print the summaries, then the first findings."""
    if leaks.findings.height:
        _show_rules(screen, leaks)
        _show_counts(screen, "by channel", "channel", leaks.by_channel)
        _show_counts(screen, "by agent", "agent", leaks.by_agent)
        for finding in leaks.findings.head(SHOWN).iter_rows(named=True):
            _show_finding(screen, leaks.file, finding)
        if leaks.findings.height > SHOWN:
            screen.print(f"and {leaks.findings.height - SHOWN:,} more; --json or -o FILE tells them all")
    _show_number(screen, leaks)


def _show_rules(screen: Console, leaks: Leaks) -> None:
    table = plain_table("by rule", ("rule", "severity", "leaks", "share"), ("leaks", "share"))
    for rule, numbers in leaks.by_rule.items():
        table.add_row(Text(rule), numbers.get("severity", ""), f"{numbers['leaks']:,}", f"{numbers['share']:.2%}")
        for how, count in numbers.get("how", {}).items():
            table.add_row(f"  {how.replace('_', ' ')}", "", f"{count:,}", "")
    screen.print(table)


def _show_counts(screen: Console, title: str, name: str, counts: Mapping[str, Mapping[str, Any]]) -> None:
    table = plain_table(title, (name, "attempts", "leaks", "share"), ("attempts", "leaks", "share"))
    leaking = [(key, numbers) for key, numbers in counts.items() if numbers["leaks"]]
    for key, numbers in leaking[:SHOWN]:
        cells = (f"{numbers['attempts']:,}", f"{numbers['leaks']:,}", f"{numbers['share']:.2%}")
        table.add_row(Text(key or "(none named)"), *cells)
    if leaking:
        screen.print(table)
    if len(leaking) > SHOWN:
        screen.print(f"and {len(leaking) - SHOWN:,} more")


def _show_finding(screen: Console, file: str, finding: Mapping[str, Any]) -> None:
    place = f"{file} row {finding['row']}: " if finding["row"] else ""
    customer = f"{finding['customer_id']}: " if finding["customer_id"] else ""
    agent = f" ({finding['agent_id']})" if finding["agent_id"] else ""
    how = f" {finding['how'].replace('_', ' ')}" if finding["how"] else ""
    line = Text.assemble((finding["rule"] + how, "bold"), f": {place}{customer}{finding['what']}{agent}")
    screen.print(line, soft_wrap=True)


def _show_number(screen: Console, leaks: Leaks) -> None:
    count = leaks.findings.height
    number = "no leaks" if not count else "1 leak" if count == 1 else f"{count:,} leaks"
    looked = ", ".join(f"{value:,} {what.replace('_', ' ')}" for what, value in leaks.checked.items())
    line = Text(number, style="bold red" if count else "bold green")
    line.append(f"; checked {looked}", style="default")
    screen.print(line, soft_wrap=True)
    if leaks.not_done:
        idle = ", ".join(f"{channel} {number:,}" for channel, number in leaks.not_done.items())
        screen.print(f"planned and not done: {idle}", soft_wrap=True)
