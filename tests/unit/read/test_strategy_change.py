"""A strategy with one value changed, or without a rule."""

from __future__ import annotations

import pytest

from collectplan.errors import UsageError
from collectplan.read.strategy_change import with_value, without_rule
from tests.builders import strategy

RULES = [
    {"id": "house", "kind": "cap", "max": 1, "window": {"days": 1}},
    {"id": "house.week", "kind": "cap", "max": 3, "window": {"days": 7}},
    {"id": "sleep", "kind": "hours", "mon-sun": ["08:00", "20:00"]},
]


def changed(said: str) -> dict[str, object]:
    loaded = strategy(
        limits={"rules": RULES},
        treatments=[{"name": "late", "segments": ["181+/*"], "weight": 2.0}],
        targets=[{"id": "floor", "segments": ["181+/*"], "min_contacts": 2}],
    )
    found: dict[str, object] = with_value(loaded, said).strategy.model_dump(mode="json", by_alias=True)
    return found


def test_the_longest_id_that_fits_is_meant() -> None:
    """`house.week.max` is the maximum of house.week, not a key `week` of the rule house."""
    rules = changed("house.week.max=5")["limits"]["rules"]  # type: ignore[index]  # as the strategy has it
    assert [rule.get("max") for rule in rules] == [1, 5, None]


@pytest.mark.parametrize(
    ("said", "path", "value"),
    [
        ("house.week.window.days=14", ("limits", "rules", 1, "window", "days"), 14),
        ("house.week.channels=[call, sms]", ("limits", "rules", 1, "channels"), ["call", "sms"]),
        ("sms.cost=30", ("channels", "sms", "cost"), 30),
        ("late.weight=1", ("treatments", 0, "weight"), 1),
        ("floor.min_contacts=7", ("targets", 0, "min_contacts"), 7),
        ("agents.occupancy=0.5", ("agents", "occupancy"), 0.5),
        ("budget.per_day=1000", ("budget", "per_day"), 1000),
        ("slots.end=11:00", ("slots", "end"), "11:00"),
    ],
)
def test_rules_channels_treatments_targets_and_keys(said: str, path: tuple[str | int, ...], value: object) -> None:
    """A path begins with a name or a key; the value is read as the file would be, a time without its quotes too."""
    place: object = changed(said)
    for key in path:
        place = place[key]  # type: ignore[index]  # nested dicts and lists
    assert place == value


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("house.wek.max=5", "the key wek is not known here"),
        ("hous.max=5", "did you mean house?"),
        ("house.max=lots", "max is 'lots'"),
        ("house.max=-1", "write at least 0"),
        ("house=1", "go on with a dot and a key"),
        ("house.max", "write it as"),
        ("house.max.more=1", "holds no keys"),
        ("slots.end=07:00", "slots start at 08:00 and end at 07:00"),
        ("sleep.weekdays=nonsense", "weekdays is"),
        ("treatments.0=1", "leads into a list"),
    ],
)
def test_a_change_that_would_spoil_the_strategy_is_refused(said: str, told: str) -> None:
    """What a file may not say, a change may not say either, in the same words."""
    with pytest.raises(UsageError) as caught:
        changed(said)
    assert told in str(caught.value)


def test_a_rule_taken_out_leaves_the_others_in_their_places() -> None:
    """Without its neighbour a rule moves up, and its place in the file goes with it."""
    loaded = strategy(limits={"rules": RULES})
    after = without_rule(loaded, "house")
    assert [rule.id for rule in after.strategy.limits.rules] == ["house.week", "sleep"]
    assert after.source.where("limits", "rules", 0) == loaded.source.where("limits", "rules", 1)
    with pytest.raises(UsageError, match=r"did you mean house\.week\?"):
        without_rule(loaded, "house.weak")
