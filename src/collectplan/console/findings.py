"""Findings of `validate` and of `audit`: the first ones, and how many more there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from collectplan.domain.stages import Verdict
from collectplan.errors import Finding

#: Findings shown one by one.
SHOWN: Final = 20


def show_findings(screen: Console, findings: Sequence[Finding], checked: Mapping[str, int]) -> None:
    """Print what `validate` found, one line each, and what was looked at."""
    for finding in findings[:SHOWN]:
        screen.print(Text(str(finding)), soft_wrap=True)
    if len(findings) > SHOWN:
        screen.print(f"and {len(findings) - SHOWN:,} more")
    _show_count(screen, len(findings), checked)


def show_verdict(screen: Console, verdict: Verdict) -> None:
    """Print what `audit` found: one line each, then how many by rule, and what was looked at."""
    violations = verdict.violations
    for violation in violations[:SHOWN]:
        place = f"{violation.file} row {violation.row}: " if violation.row else ""
        customer = f"{violation.customer_id}: " if violation.customer_id else ""
        line = Text.assemble((violation.rule, "bold"), f": {place}{customer}{violation.what}")
        screen.print(line, soft_wrap=True)
    if len(violations) > SHOWN:
        screen.print(f"and {len(violations) - SHOWN:,} more")
    by_rule = Counter(violation.rule for violation in violations)
    if by_rule:
        said = ", ".join(
            f"{rule} {count:,}" for rule, count in sorted(by_rule.items(), key=lambda item: (-item[1], item[0]))
        )
        screen.print(f"by rule: {said}", soft_wrap=True)
    _show_count(screen, len(violations), verdict.checked)


def _show_count(screen: Console, count: int, checked: Mapping[str, int]) -> None:
    looked = ", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in checked.items())
    number = "no findings" if not count else "1 finding" if count == 1 else f"{count:,} findings"
    line = Text(number, style="bold red" if count else "bold green")
    line.append(f"; checked {looked}" if looked else "", style="default")
    screen.print(line, soft_wrap=True)
