"""A strategy with one value changed or one rule taken out, held to everything that a file is held to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from collectplan.domain.source import KeyPath, Source
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import Strategy
from collectplan.errors import UsageError
from collectplan.read.strategy_checks import strategy_findings
from collectplan.read.strategy_words import findings_of, one_of
from collectplan.read.yaml_nodes import root_node
from collectplan.read.yaml_values import Values, values_of

T = TypeVar("T")

_TIME: Final = re.compile(r"[0-9]{2}:[0-9]{2}")
_RULES: Final = ("limits", "rules")


def with_value(loaded: LoadedStrategy, said: str) -> LoadedStrategy:
    """Change one value.

    Args:
        loaded: the strategy.
        said: `PATH=VALUE`. PATH begins with the id of a rule or target, the name of a channel or treatment, or a key
            of the strategy, and goes on with keys, all joined by dots: `house.week.max`, `sms.cost`,
            `agents.occupancy`. VALUE is written as in the file; a time needs no quotes.

    Raises:
        UsageError: the path leads nowhere, or the changed strategy would be wrong.
    """
    path, sign, text = said.partition("=")
    if not sign or not path:
        raise UsageError(f"--set {said} is no change; write it as house.week.max=5")
    data = loaded.strategy.model_dump(mode="json", by_alias=True, exclude_unset=True)
    home, keys = _home(path, data, said)
    if not keys:
        raise UsageError(f"--set {said} names nothing to change in {path}; go on with a dot and a key")
    if loaded.strategy.limits.packs and ((*home, *keys)[:2] == ("limits", "packs") or keys[-1] == "medium"):
        raise UsageError(f"--set {said}: what packs bind is settled when the strategy is read; change the file")
    place: Any = data
    for key in (*home, *keys[:-1]):
        place = place.setdefault(key, {}) if isinstance(place, dict) else place[key]
        if not isinstance(place, dict) and key not in home:
            raise UsageError(f"--set {said}: {key} holds no keys of its own; write its whole value")
    if not isinstance(place, dict):
        raise UsageError(f"--set {said}: {path} leads into a list; begin with the name or id of what is meant")
    place[keys[-1]] = _value(text, said)
    return replace(loaded, strategy=_strategy(data, loaded.source, said))


def without_rule(loaded: LoadedStrategy, rule: str) -> LoadedStrategy:
    """Take a rule out.

    Raises:
        UsageError: there is no such rule.
    """
    limits = loaded.strategy.limits
    ids = [each.id for each in limits.rules]
    if rule not in ids:
        raise UsageError(f"--without {rule}: the strategy has no such rule; {one_of(rule, ids)}")
    gone = ids.index(rule)
    kept = limits.model_copy(update={"rules": (*limits.rules[:gone], *limits.rules[gone + 1 :])})
    return LoadedStrategy(loaded.strategy.model_copy(update={"limits": kept}), _source_without(loaded.source, gone))


def _home(path: str, data: Mapping[str, Any], said: str) -> tuple[KeyPath, list[str]]:
    """Where a path begins, and the keys that follow. Ids may hold dots: the longest that fits is meant."""
    named: dict[str, KeyPath] = {key: (key,) for key in Strategy.model_fields}
    named |= {name: ("channels", name) for name in data.get("channels", {})}
    treatments = enumerate(data.get("treatments", ()))
    named |= {t["name"]: ("treatments", position) for position, t in treatments if t.get("name")}
    named |= {t["id"]: ("targets", position) for position, t in enumerate(data.get("targets", ()))}
    named |= {r["id"]: (*_RULES, position) for position, r in enumerate(data.get("limits", {}).get("rules", ()))}
    fitting = [name for name in named if path == name or path.startswith(f"{name}.")]
    if not fitting:
        raise UsageError(f"--set {said}: nothing in the strategy is called so; {one_of(path.split('.')[0], named)}")
    name = max(fitting, key=len)
    return named[name], [key for key in path[len(name) :].split(".") if key]


def _value(text: str, said: str) -> Any:
    if _TIME.fullmatch(text):
        return text
    node = root_node(text, "--set")
    if node is None:
        return None
    values = values_of(node, "--set")
    if values.findings:
        raise UsageError(f"--set {said}: {values.findings[0].what}; {values.findings[0].mend}")
    return values.data


def _strategy(data: dict[str, Any], source: Source, said: str) -> Strategy:
    """The changed data as a strategy."""
    try:
        strategy = Strategy.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        findings = findings_of(error, Values(source.file, data), source)
    else:
        findings = strategy_findings(strategy, source, data)
        if not findings:
            return strategy
    raise UsageError(f"--set {said}: {findings[0].what}" + (f"; {findings[0].mend}" if findings[0].mend else ""))


def _source_without(source: Source, gone: int) -> Source:
    """The places in the file, when a rule's position is taken out and later rules move up."""

    def moved(table: Mapping[KeyPath, T]) -> dict[KeyPath, T]:
        kept: dict[KeyPath, T] = {}
        for path, mark in table.items():
            if path[:2] != _RULES or len(path) < 3 or not isinstance(path[2], int) or path[2] < gone:
                kept[path] = mark
            elif path[2] > gone:
                kept[*_RULES, path[2] - 1, *path[3:]] = mark
        return kept

    return replace(source, marks=moved(source.marks), keys=moved(source.keys), files=moved(source.files))
