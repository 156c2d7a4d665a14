"""Rules against dates: the exact set of rules that each small plan breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cases.dated import read_cases, verdict_on
from tests.unit.check.worlds import broken

REPOSITORY = Path(__file__).parents[2]
OWN = read_cases(Path(__file__).parent / "cases.yaml")
OUTSIDE_FILE = REPOSITORY.parent / "shared" / "cases" / "rules.yaml"
OUTSIDE = read_cases(OUTSIDE_FILE)

#: Ids that a grid alone, or with a roster, can break.
KINDS = ("cap", "spacing", "cooldown", "exclusive", "hours", "closed", "gate", "pool", "obligation")
BUILT_IN = (
    *("stop_reason", "hold_until", "holdout", "consent", "opt_out", "address", "treatment", "skills"),
    *("slot", "unknown_account", "unknown_channel", "preference", "per_slot", "per_day", "agent_minutes", "budget"),
)


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["id"])
def test_own_case(case: dict[str, Any]) -> None:
    """The check finds exactly the rules that the case says are broken; its comment says why."""
    found = verdict_on(case)
    assert broken(found) == sorted(case["breaks"]), found.violations


@pytest.mark.skipif(not OUTSIDE, reason=f"the cases from outside are not here ({OUTSIDE_FILE.name})")
@pytest.mark.parametrize("case", OUTSIDE or [{"id": "absent"}], ids=lambda case: case["id"])
def test_outside_case(case: dict[str, Any]) -> None:
    """The check agrees with cases that were written without knowing it."""
    found = verdict_on(case)
    assert broken(found) == sorted(case["breaks"]), found.violations


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_cases_on_both_sides(kind: str) -> None:
    """Each kind of rule has at least one case that breaks it and one that keeps it."""
    held = {rule["id"] in case["breaks"] for case in OWN for rule in case.get("limits", []) if rule["kind"] == kind}
    assert held == {True, False}


@pytest.mark.parametrize("rule", BUILT_IN)
def test_every_built_in_has_cases_on_both_sides(rule: str) -> None:
    """Each built-in rule is broken by one case; a case named after it keeps it."""
    about = {rule in case["breaks"] for case in OWN if case["id"].startswith(rule.replace("_", "-"))}
    assert about == {True, False}
