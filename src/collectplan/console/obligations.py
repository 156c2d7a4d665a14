"""What became of obligations that a plan misses, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: Missed ones that are told one by one; the rest are counted.
SHOWN: Final = 5


def missed_obligations(run: Mapping[str, Any]) -> list[str]:
    """One sentence for every obligation and date of run.json that some customer's contact is missed of."""
    return [_sentence(told) for told in run.get("obligations") or [] if told.get("missed")]


def _sentence(told: Mapping[str, Any]) -> str:
    missed = list(told["missed"])
    lead = f"obligation {told['rule']}: {told['kept']:,} of {told['due']:,} contacts due by {told['by']} are planned"
    named = [f"{each['customer_id']} ({each['why']})" for each in missed[:SHOWN]]
    rest = len(missed) - SHOWN
    return f"{lead}; missed: {', '.join(named)}" + (f" and {rest:,} more, see run.json" if rest > 0 else "")
