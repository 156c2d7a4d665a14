"""What is said of targets that a plan misses."""

from __future__ import annotations

from typing import Any

from collectplan.console.targets import missed_targets

TOLD: dict[str, Any] = {
    "id": "late_floor", "date": "2026-03-03", "floor": 1200, "planned": 1087, "missed": 113, "price": 4.0, "cost": 900.0,
    "customers": 1320, "scarce": ["agent_minutes:negotiation"],
    "held_back": [{"reason": "consent", "customers": 120}, {"reason": "capacity", "customers": 60}],
}  # fmt: skip


def test_a_missed_target_is_told_with_what_holds_it_back() -> None:
    """Only a proven limit may say that no more is possible."""
    held_back = (
        "1,320 customers are in its segments, kept out: 120 by consent, 60 by capacity (agent_minutes:negotiation)"
    )
    lead = "target late_floor: 1,087 of 1,200 contacts"
    day = "on 2026-03-03"
    said = {1087: f"possible {day}", 1100: f"found {day}, and no plan has more than 1,100", 1300: f"found {day}"}
    for possible, words in said.items():
        assert missed_targets({"targets": [TOLD | {"possible": possible}]}) == [f"{lead} {words}; {held_back}"]


def test_more_than_five_reasons_are_counted_together() -> None:
    """The sixth and the seventh are told as one."""
    reasons = [{"reason": f"rule{i}", "customers": 10 - i} for i in range(7)]
    said = missed_targets({"targets": [TOLD | {"held_back": reasons}]})[0]
    assert said.endswith("7 by rule3, 6 by rule4, 9 by other reasons")


def test_a_target_of_nobody_and_one_that_uses_everybody_up() -> None:
    """There may be no customer in its segments, or none left to contact."""
    nobody = TOLD | {"customers": 0, "held_back": []}
    assert missed_targets({"targets": [nobody]})[0].endswith("on 2026-03-03; nobody is in its segments")
    assert missed_targets({"targets": [TOLD | {"held_back": []}]})[0].endswith("has all the contacts that rules allow")


def test_met_targets_and_runs_without_any_say_nothing() -> None:
    """A floor that is reached is not named; on later dates only the numbers are."""
    assert missed_targets({"targets": [TOLD | {"missed": 0}]}) == []
    assert missed_targets({}) == []
    later = {key: TOLD[key] for key in ("id", "date", "floor", "planned", "missed", "price", "cost")}
    assert missed_targets({"targets": [later]}) == ["target late_floor: 1,087 of 1,200 contacts found on 2026-03-03"]
