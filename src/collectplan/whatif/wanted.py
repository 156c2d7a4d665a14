"""What is to be different, and the strategy with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import Strategy
from collectplan.read.strategy_change import with_value, without_rule


@dataclass(frozen=True)
class Changes:
    """What is to be different, in the words of the command line, in their order."""

    add: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def after(self, earlier: Mapping[str, Any]) -> Changes:
        """These changes on top of those that run.json tells of."""
        said = earlier.get("what_if") or {}
        return Changes(**{name: (*said.get(name, ()), *mine) for name, mine in vars(self).items()})

    @property
    def words(self) -> tuple[str, ...]:
        """As typed: `--add call=60min@10:00`."""
        return tuple(f"--{name} {text}" for name, texts in vars(self).items() for text in texts)


def changed(loaded: LoadedStrategy, changes: Changes) -> LoadedStrategy:
    """The strategy without the rules, and with the values, that changes say.

    Raises:
        UsageError: a change names what is not there, or makes a wrong strategy.
    """
    for rule in changes.without:
        loaded = without_rule(loaded, rule)
    for said in changes.set:
        loaded = with_value(loaded, said)
    return loaded


def is_felt_late(before: Strategy, after: Strategy) -> bool:
    """Whether two strategies are alike to every stage but staffing and the search.

    These alone read how much there is of a capacity, what a contact costs, and how long agents are at it.
    """
    return _early(before) == _early(after)


def _early(strategy: Strategy) -> Strategy:
    """The strategy as the other stages see it."""
    channels = {
        name: channel.model_copy(update={"per_slot": None, "per_day": None, "cost": 0.0, "minutes": None})
        for name, channel in strategy.channels.items()
    }
    late = {"channels": channels, "budget": None, "agents": None}
    return strategy.model_copy(update=late)
