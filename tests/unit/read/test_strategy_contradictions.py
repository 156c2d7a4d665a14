"""Targets and obligations that their own strategy never lets hold."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.errors import ContradictionError
from collectplan.read.strategy_contradictions import contradictions, refuse_contradictions
from tests.builders import strategy

LATE = {"id": "late", "segments": ["181+/*"], "min_contacts": 5}


def found(rules: list[dict[str, Any]] | None = None, target: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    """Findings, as sentences, of a strategy with a target for late segments."""
    loaded = strategy(limits={"rules": rules or []}, targets=[LATE | (target or {})], **changes)
    return [str(finding) for finding in contradictions(loaded)]


def closing(**keys: Any) -> dict[str, Any]:
    """A cap of nothing."""
    return {"id": "none", "kind": "cap", "max": 0, "window": {"days": 1}} | keys


def test_an_ordinary_strategy_contradicts_nothing() -> None:
    """Three open channels can carry five contacts."""
    assert found() == []


def test_one_rule_that_closes_all_is_one_reason() -> None:
    """The cap of 0 alone is told, though the treatment closes two of the channels as well."""
    said = found([closing()], treatments=[{"segments": ["181+/*"], "channels": ["sms"]}])
    assert len(said) == 1
    assert "the target late can never be met: the rule none allows no contact (" in said[0]
    assert "treatment" not in said[0]


def test_rule_and_treatment_together() -> None:
    """The treatment leaves sms alone, and the rule closes sms: both are needed, each with its place."""
    said = found([closing(channels=["sms"])], treatments=[{"segments": ["181+/*"], "channels": ["sms"]}])
    assert "the rule none allows no contact" in said[0]
    assert "the treatment of 181+/* allows sms alone" in said[0]
    assert said[0].count("strategy.yaml:") == 3


@pytest.mark.parametrize(
    "keys",
    [{"applies_when": "balance > 0"}, {"valid": {"to": "2026-12-31"}}, {"after": "contact"}, {"channels": ["call"]}],
)
def test_a_rule_that_does_not_always_bind_is_no_contradiction(keys: dict[str, Any]) -> None:
    """For some accounts, until some date, after some event or on one channel only: the floor may be met all the same."""
    assert found([closing(**keys)]) == []


def test_hours_shorter_than_a_slot_and_a_week_without_a_day() -> None:
    """No slot of an hour fits into 30 minutes (letters have no hour); a rule that closes seven weekdays closes all."""
    short = {"id": "short", "kind": "hours", "mon-sun": ["08:00", "08:30"]}
    assert found([short]) == []
    assert "the rule short opens 30 minutes at most" in found([short], {"channels": ["call", "sms"]})[0]
    never = {"id": "never", "kind": "closed", "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
    assert "the rule never closes every day of the week" in found([never])[0]


def test_a_floor_above_what_the_channels_carry() -> None:
    """10 letters a day, and a budget of 20 for letters at 5 each: four letters, where five are asked for."""
    assert found(target={"channels": ["letter"], "min_contacts": 10}) == []
    assert "letter carries 10 contacts a day" in found(target={"channels": ["letter"], "min_contacts": 11})[0]
    said = found(target={"channels": ["letter"]}, budget={"per_day": 20.0})[0]
    assert "letter carries 4 contacts a day" in said


def test_a_plan_is_refused_for_rules_and_not_for_capacity() -> None:
    """A target missed for want of letters is missed and reported; one that a rule forbids is a contradiction."""
    refuse_contradictions(strategy(targets=[LATE | {"channels": ["letter"], "min_contacts": 11}]))
    with pytest.raises(ContradictionError) as caught:
        refuse_contradictions(strategy(limits={"rules": [closing()]}, targets=[LATE]))
    assert caught.value.exit_code == 12


def test_an_obligation_on_a_closed_channel() -> None:
    """A call within a day of a promise, and no call ever: the obligation names the rule that forbids it."""
    rules = [
        {"id": "ring", "kind": "obligation", "within_days": 1, "of": "promise", "channels": ["call"]},
        closing(channels=["call"]),
    ]
    loaded = strategy(limits={"rules": rules})
    assert "the obligation ring can never be kept: the rule none allows no contact" in str(contradictions(loaded)[0])
