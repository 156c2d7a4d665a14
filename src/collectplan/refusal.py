"""What is said of a plan that our own check refuses."""

from __future__ import annotations

from typing import Final

from collectplan.domain.stages import Verdict
from collectplan.errors import Finding, RefusedPlanError

#: Violations named; the rest are counted.
SHOWN_VIOLATIONS: Final = 20


def refuse(verdict: Verdict) -> None:
    """Refuse a plan that breaks a rule.

    Raises:
        RefusedPlanError: the check found a violation.
    """
    if not verdict.violations:
        return
    shown = [
        Finding(f"rule {v.rule}", f"{v.file} row {v.row}: {v.what}") for v in verdict.violations[:SHOWN_VIOLATIONS]
    ]
    rest = len(verdict.violations) - len(shown)
    if rest:
        shown.append(Finding("", f"and {rest} more"))
    lead = Finding("", "our own check refused the plan, nothing was published", "please report this as a bug")
    raise RefusedPlanError([lead, *shown])
