"""What became of obligations that a plan misses, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

#: Missed ones that are told one by one; the rest are counted.
SHOWN: Final = 5


def missed_obligations(run: Mapping[str, Any]) -> list[str]:
    """One sentence for every obligation and date of run.json that some customer's contact is missed of."""
    return [_sentence(told) for told in run.get("obligations") or [] if told.get("missed")]


def _sentence(told: Mapping[str, Any]) -> str:
    lead = f"obligation {told['rule']}: {told['kept']:,} of {told['due']:,} contacts due by {told['by']} are planned"
    missed = [each for each in told["missed"] if not is_held_out(each.get("against") or ())]
    held_out = [each["customer_id"] for each in told["missed"] if is_held_out(each.get("against") or ())]
    parts = [lead]
    if missed:
        named = [f"{each['customer_id']} ({each['why']})" for each in missed]
        parts.append(f"missed: {_some(named)}")
    if held_out:
        parts.append(f"held out by the experiment, and not contacted: {_some(held_out)}")
    return "; ".join(parts)


def is_held_out(against: Sequence[str]) -> bool:
    """Whether a customer is left alone for an experiment, so that no plan could keep the obligation."""
    return list(against) == ["holdout"]


def _some(names: list[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest:,} more, see run.json" if rest > 0 else "")
