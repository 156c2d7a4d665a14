"""A strategy with the rules of its packs: each as if the strategy had said it for its own channels and columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, get_args

from pydantic import TypeAdapter

from collectplan.domain.outcomes import OUTCOMES
from collectplan.domain.pack import AllBut, Pack, PackRule
from collectplan.domain.source import KeyPath
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import ClosedRule, ColumnType, Medium, PackUse, Rule, Strategy
from collectplan.domain.tables import PORTFOLIO
from collectplan.errors import Finding, StrategyError
from collectplan.read.pack_file import LoadedPack, packs_of, read_pack
from collectplan.read.strategy_notes import Notes
from collectplan.read.strategy_words import one_of

MEDIA: Final[tuple[str, ...]] = get_args(Medium)
#: What an expression may be long, as `domain.strategy.Text` has it.
_LONGEST: Final = 2000

#: Kinds that look at the history, where it matters what counts.
_COUNTING: Final = frozenset({"cap", "spacing", "cooldown", "exclusive", "pool", "obligation"})
_RULE: Final[TypeAdapter[Rule]] = TypeAdapter(Rule)


@dataclass(frozen=True, eq=False)
class Used:
    """A pack as a strategy uses it.

    Attributes:
        position: in the strategy's limits.packs.
        loaded: the pack.
        reading: taken; "" where the pack has one alone.
        applies_when: of the strategy, for the whole pack.
    """

    position: int
    loaded: LoadedPack
    reading: str
    applies_when: str | None


@dataclass
class _Expanded:
    """What packs bring to a strategy."""

    rules: list[Rule] = field(default_factory=list)
    columns: dict[str, ColumnType] = field(default_factory=dict)
    marks: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    keys: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    files: dict[KeyPath, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)


def with_packs(loaded: LoadedStrategy) -> tuple[LoadedStrategy, list[Finding]]:
    """The strategy with its packs' rules behind its own, by ids PACK.RULE, in the order of its packs.

    Returns:
        It, and what is wrong with the packs or with how they are used; then the strategy is as it was.
    """
    strategy, source = loaded.strategy, loaded.source
    if not strategy.limits.packs:
        return loaded, []
    notes = Notes(source)
    used = _used(strategy, notes)
    _check_media(strategy, notes)
    own = {rule.id: position for position, rule in enumerate(strategy.limits.rules)}
    all_of = _Expanded(columns=dict(strategy.limits.columns))
    for use in used:
        _add_columns(use, all_of, notes)
        for position, rule in enumerate(use.loaded.pack.rules):
            name = f"{use.loaded.pack.pack}.{rule.id}"
            if name in own:
                what = f"the rule id {name} is that of a rule of the pack {use.loaded.pack.pack}"
                notes.add(("limits", "rules", own[name], "id"), what, "give your rule another id")
            if rule.reading in (None, use.reading):
                _add_rule(position, rule, use, strategy, all_of, notes)
    if notes.findings:
        return loaded, notes.findings
    limits = strategy.limits.model_copy(
        update={"rules": (*strategy.limits.rules, *all_of.rules), "columns": all_of.columns}
    )
    source = replace(
        source,
        marks={**source.marks, **all_of.marks},
        keys={**source.keys, **all_of.keys},
        files=all_of.files,
        packs=all_of.hashes,
    )
    return LoadedStrategy(strategy.model_copy(update={"limits": limits}), source), []


def used_packs(loaded: LoadedStrategy) -> list[Used]:
    """The packs of a loaded strategy with their readings, in its order.

    Raises:
        StrategyError: a pack was changed since the strategy was loaded, and is wrong now.
    """
    notes = Notes(loaded.source)
    used = _used(loaded.strategy, notes, loaded.source.file)
    if notes.findings:
        raise StrategyError(notes.findings)
    return used


def _used(strategy: Strategy, notes: Notes, file: str | None = None) -> list[Used]:
    """Packs that can be read; what cannot is noted."""
    there = packs_of(file or notes.source.file)
    seen: dict[str, KeyPath] = {}
    used = []
    for position, said in enumerate(strategy.limits.packs):
        path: KeyPath = ("limits", "packs", position)
        name, reading, applies_when, at = _said(said, path)
        if name not in there:
            notes.add(at["pack"], f"there is no rule pack {name[:60]}", one_of(name, there))
            continue
        if name in seen:
            first = notes.source.where(*seen[name]).removeprefix(f"{notes.source.file}:")
            notes.add(at["pack"], f"the pack {name} is already given at {first}", "keep one of the two")
            continue
        seen[name] = at["pack"]
        notes.expression(at["applies_when"], applies_when)
        try:
            loaded = read_pack(there[name])
        except StrategyError as error:
            notes.findings += error.findings
            continue
        readings = loaded.pack.readings
        if reading is not None and reading not in readings:
            advice = one_of(reading, readings) if readings else "take the reading out"
            what = f"the pack {name} has no reading {reading[:60]}" if reading else f"no reading follows {name}:"
            notes.add(at["reading"], what, advice)
        used.append(Used(position, loaded, reading or next(iter(readings), ""), applies_when))
    return used


def _said(said: str | PackUse, path: KeyPath) -> tuple[str, str | None, str | None, Mapping[str, KeyPath]]:
    """Pack, reading and condition, and where each stands."""
    if isinstance(said, PackUse):
        at = {key: (*path, key) for key in ("pack", "reading", "applies_when")}
        return said.pack, said.reading, said.applies_when, at
    name, colon, reading = said.partition(":")
    return name, reading if colon else None, None, dict.fromkeys(("pack", "reading", "applies_when"), path)


def _check_media(strategy: Strategy, notes: Notes) -> None:
    for name, channel in strategy.channels.items():
        if channel.medium is None and name not in MEDIA:
            what = f"rule packs do not know by what medium the channel {name[:60]} reaches people"
            notes.add(("channels", name), what, f"add medium: {', '.join(MEDIA[:-1])} or {MEDIA[-1]}", key=True)


def _add_columns(use: Used, all_of: _Expanded, notes: Notes) -> None:
    pack, source = use.loaded.pack, use.loaded.source
    all_of.hashes[pack.pack] = source.sha256
    for name, column in pack.columns.items():
        if name in PORTFOLIO:
            continue
        if all_of.columns.setdefault(name, column.type) != column.type:
            what = f"the column {name} is of type {column.type} here, but {all_of.columns[name]} elsewhere"
            notes.findings.append(Finding(source.where("columns", name), what, "let the types agree"))


def _add_rule(position: int, rule: PackRule, use: Used, strategy: Strategy, all_of: _Expanded, notes: Notes) -> None:
    """One rule of a pack, where the strategy has a channel that it binds."""
    pack = use.loaded.pack
    given = dict(use.loaded.data["rules"][position])
    for key in ("media", "reading", "event_media"):
        given.pop(key, None)
    bound = _channels_bound(rule, strategy)
    if bound is None:
        return
    given |= bound
    given["id"] = f"{pack.pack}.{rule.id}"
    conditions = [text for text in (use.applies_when, pack.applies_when, rule.applies_when) if text is not None]
    if conditions:
        given["applies_when"] = conditions[0] if len(conditions) == 1 else " AND ".join(f"({c})" for c in conditions)
        if len(given["applies_when"]) > _LONGEST:
            what = f"the conditions of {given['id']} are too long together"
            notes.add(("limits", "packs", use.position), what, f"write at most {_LONGEST} characters")
            return
    if rule.source is not None:
        given["source"] = cited(rule.source, pack)[:_LONGEST]
    counted = _counted(pack) | (given.get("outcomes") or {})
    if counted and rule.kind in _COUNTING:
        given["outcomes"] = counted
    if isinstance(rule, ClosedRule) and rule.holidays:
        if pack.country is not None:
            given["holidays_of"] = pack.country
        elif strategy.country is None:
            what = f"the pack {pack.pack} asks for holidays, but no country is given"
            notes.add(("limits", "packs", use.position), what, "add country, such as country: CO")
    _add_places(position, use, ("limits", "rules", len(strategy.limits.rules) + len(all_of.rules)), all_of)
    all_of.rules.append(_RULE.validate_python(given, by_alias=True, by_name=False))


def _channels_bound(rule: PackRule, strategy: Strategy) -> dict[str, list[str]] | None:
    """The keys of a strategy's rule that say a pack rule's media; None where no channel is bound, or no event counts.

    What was done by a medium counts though the strategy has no channel of it any more, or none that is called so.
    """
    said: dict[str, list[str]] = {}
    for media, key in ((rule.media, "channels"), (getattr(rule, "event_media", None), "event_channels")):
        if media is None:
            continue
        said[key] = list(_channels_of(media, strategy))
        past = [name for name in media if name not in strategy.channels] if rule.kind in _COUNTING else []
        if not said[key] and (key == "channels" or not past):
            return None
        if past:
            said[f"past_{key}"] = past
    return said


def _channels_of(media: Iterable[str], strategy: Strategy) -> Iterator[str]:
    wanted = set(media)
    return (name for name, channel in strategy.channels.items() if (channel.medium or name) in wanted)


def cited(text: str, pack: Pack) -> str:
    """A rule's source with what each key in brackets stands for: "art. 3 [S20: colcob.com]"."""

    def spelt(cited: re.Match[str]) -> str:
        keys = re.split(r"\s*[,;]\s*", cited[1])
        return f"[{'; '.join(f'{key}: {pack.sources[key]}' if key in pack.sources else key for key in keys)}]"

    return re.sub(r"\[([^\[\]]+)\]", spelt, text)


def _counted(pack: Pack) -> dict[str, list[str]]:
    """The pack's table of outcomes, as lists of what counts."""
    table: dict[str, list[str]] = {}
    for key in ("attempts", "contacts", "conversations"):
        said = getattr(pack.outcomes, key)
        if said is not None:
            left_out = set(said.not_) if isinstance(said, AllBut) else set(OUTCOMES) - set(said)
            table[key] = [outcome for outcome in OUTCOMES if outcome not in left_out]
    return table


def _add_places(position: int, use: Used, path: KeyPath, all_of: _Expanded) -> None:
    """Where the rule stands, under the path that it has in the strategy."""
    source = use.loaded.source
    all_of.files[path] = source.file
    ours: Mapping[str | int, str] = {"media": "channels", "event_media": "event_channels"}
    for theirs, table in ((source.marks, all_of.marks), (source.keys, all_of.keys)):
        for place, mark in theirs.items():
            if place[:2] == ("rules", position):
                table[*path, *(ours.get(key, key) for key in place[2:3]), *place[3:]] = mark
