"""What can stand against a target, and strategies in which part of it does."""

from __future__ import annotations

from collectplan.domain.strategy import Strategy
from collectplan.whatif.target import elements, keeping
from tests.builders import strategy

LATE = {"id": "late", "segments": ["181+/*"], "min_contacts": 5}
LOADED = strategy(
    limits={"rules": [{"id": "day", "kind": "cap", "max": 1, "window": {"days": 1}}]},
    treatments=[{"segments": ["181+/*"], "channels": ["sms"]}, {"segments": ["*"], "weight": 2.0}],
    targets=[LATE, LATE | {"id": "early", "segments": ["1-30/*"]}],
    budget={"per_day": 100.0},
)


def test_everything_that_can_stand_against_a_target_is_listed_with_its_place() -> None:
    """One rule, the treatment that forbids something, two limits, the agents, the budget and the other target."""
    found = elements(LOADED, LOADED.strategy.targets[0])
    kinds = [each.kind for each in found]
    assert kinds == ["rule", "treatment", "per_slot", "per_day", "agent_minutes", "budget", "target"]
    assert all(each.change.where.startswith("strategy.yaml:") for each in found if each.kind != "agent_minutes")


def test_what_is_kept_is_in_force_and_nothing_else() -> None:
    """With everything kept the strategy is what it was; with nothing, only the target and the weights are left."""
    target = LOADED.strategy.targets[0]
    every = elements(LOADED, target)
    assert keeping(LOADED.strategy, every, target) == LOADED.strategy
    bare: Strategy = keeping(LOADED.strategy, (), target)
    assert (bare.limits.rules, bare.budget.per_day, bare.targets) == ((), None, (target,))
    assert [treatment.channels for treatment in bare.treatments] == [None, None]
    assert {channel.per_slot for channel in bare.channels.values()} == {None}
    assert bare.treatments[1].weight == 2.0
