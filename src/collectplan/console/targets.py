"""What became of targets that a plan misses, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: Reasons told of a missed target; the rest are counted together.
SHOWN: Final = 5


def missed_targets(run: Mapping[str, Any]) -> list[str]:
    """One sentence for every target and date of run.json whose floor is missed."""
    return [_sentence(told) for told in run.get("targets") or [] if told.get("missed")]


def _sentence(told: Mapping[str, Any]) -> str:
    possible = told.get("possible")
    word = "possible" if possible == told["planned"] else "found"
    lead = f"target {told['id']}: {told['planned']:,} of {told['floor']:,} contacts {word} on {told['date']}"
    if possible is not None and told["planned"] < possible < told["floor"]:
        lead += f", and no plan has more than {possible:,}"
    reasons = list(told.get("held_back") or [])
    if "customers" not in told:
        return lead
    if not told["customers"]:
        return f"{lead}; nobody is in its segments"
    parts = [f"{r['customers']:,} by {_reason(r['reason'], told)}" for r in reasons[:SHOWN]]
    rest = sum(r["customers"] for r in reasons[SHOWN:])
    parts += [f"{rest:,} by other reasons"] if rest else []
    kept = f", kept out: {', '.join(parts)}" if parts else ", each of whom has all the contacts that rules allow"
    return f"{lead}; {told['customers']:,} customers are in its segments{kept}"


def _reason(reason: str, told: Mapping[str, Any]) -> str:
    scarce = told.get("scarce") or []
    if reason == "capacity" and scarce:
        return f"capacity ({', '.join(scarce)})"
    return "another account that leads" if reason == "led_by_other_account" else str(reason)
