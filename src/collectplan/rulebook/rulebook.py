"""Packs, one pack, and a strategy's rules as plain data: what `collectplan rules` prints, and its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from collectplan.domain.pack import Pack, PackRule
from collectplan.domain.rule_words import Language, says, told
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import RuleBase, Validity
from collectplan.errors import Finding, StrategyError, UsageError
from collectplan.read.pack_file import packs_of, read_pack
from collectplan.read.packs import cited, used_packs
from collectplan.read.strategy_file import read_strategy
from collectplan.read.strategy_words import one_of

Said = Mapping[str, Any]

#: Where packs lie that no strategy is named for: beside a strategy in the current folder.
HERE: Final = "strategy.yaml"


def packs_listed(strategy_file: str, language: Language) -> Said:
    """Every pack that can be used.

    Args:
        strategy_file: packs beside it are listed, too.
        language: of names.

    Raises:
        StrategyError: packs that are wrong, with all of their findings.
    """
    rows, findings = [], list[Finding]()
    for path in packs_of(strategy_file).values():
        try:
            pack = read_pack(path).pack
        except StrategyError as error:
            findings += error.findings
            continue
        verified = sum(rule.verified for rule in pack.rules)
        rows.append(
            {
                "pack": pack.pack,
                "name": told(pack.name, language),
                "country": pack.country,
                "rules": len(pack.rules),
                "verified": verified,
                "readings": list(pack.readings),
                "reviewed": pack.reviewed.isoformat(),
                "file": str(path),
            }
        )
    if findings:
        raise StrategyError(findings)
    return {"packs": rows}


def pack_told(said: str, strategy_file: str, language: Language) -> Said:
    """One pack in plain words.

    Args:
        said: NAME or NAME:READING.
        strategy_file: a pack beside it takes the place of a shipped one.
        language: of the words.

    Raises:
        UsageError: there is no such pack or reading. StrategyError: the pack is wrong.
    """
    name, colon, asked = said.partition(":")
    there = packs_of(strategy_file)
    if name not in there:
        raise UsageError(f"there is no rule pack {name[:60]}; {one_of(name, there)}")
    loaded = read_pack(there[name])
    pack = loaded.pack
    if colon and asked not in pack.readings:
        advice = one_of(asked, pack.readings) if pack.readings else "it has one reading alone"
        raise UsageError(f"the pack {name} has no reading {asked[:60]}; {advice}")
    reading = asked or next(iter(pack.readings), None)
    rules = [rule for rule in pack.rules if rule.reading in (None, reading)]
    return {
        "pack": pack.pack,
        "name": told(pack.name, language),
        "language": language,
        "country": pack.country,
        "reviewed": pack.reviewed.isoformat(),
        "reading": reading,
        "readings": list(pack.readings),
        "binds": told(pack.binds, language),
        "applies_when": pack.applies_when,
        "rules": [_of_pack(rule, pack, language) for rule in rules],
        "other_readings": [rule.id for rule in pack.rules if rule not in rules],
        "columns": [
            {"column": column, "type": about.type, "means": told(about.means, language)}
            for column, about in pack.columns.items()
        ],
        "unsure": [told(each, language) for each in pack.unsure],
        "sources": dict(pack.sources),
        "outcomes": pack.outcomes.model_dump(mode="json", by_alias=True, exclude_none=True),
        "file": str(there[name]),
        "sha256": loaded.source.sha256,
    }


def strategy_told(strategy_file: str, language: Language | None = None) -> Said:
    """Every rule of a strategy, its packs' among them, with where each comes from.

    Args:
        strategy_file: the strategy.
        language: of the words; the strategy's own where None, if they can be said in it, else English.

    Raises:
        StrategyError: the strategy or one of its packs is wrong.
    """
    loaded = read_strategy(strategy_file)
    return _in_force(loaded, language or ("es" if loaded.strategy.language.startswith("es") else "en"))


def _in_force(loaded: LoadedStrategy, language: Language) -> Said:
    strategy, source = loaded.strategy, loaded.source
    packs = [
        {
            "pack": used.loaded.pack.pack,
            "name": told(used.loaded.pack.name, language),
            "reading": used.reading or None,
            "applies_when": used.applies_when,
            "file": used.loaded.source.file,
            "without_channel": _left_out(used.loaded.pack, used.reading, loaded),
        }
        for used in used_packs(loaded)
    ]
    names = {pack["pack"] for pack in packs}
    rules = []
    for position, rule in enumerate(strategy.limits.rules):
        is_pack = ("limits", "rules", position) in source.files
        rules.append(
            {
                **_rule(rule, rule.id, says(rule, language), language),
                "source": rule.source,
                "channels": None if rule.channels is None else list(rule.channels),
                "past_channels": list(rule.past_channels),
                "pack": next((n for n in names if is_pack and rule.id.startswith(f"{n}.")), None),
                "where": source.where("limits", "rules", position),
            }
        )
    return {
        "strategy": strategy.name,
        "language": language,
        "assume": strategy.limits.assume,
        "packs": packs,
        "rules": rules,
        "columns": dict(strategy.limits.columns),
    }


def _left_out(pack: Pack, reading: str, loaded: LoadedStrategy) -> list[str]:
    """Rules of a pack that bind none of the strategy's channels."""
    in_force = {rule.id for rule in loaded.strategy.limits.rules}
    wanted = (rule.id for rule in pack.rules if rule.reading in (None, reading or None))
    return [name for name in wanted if f"{pack.pack}.{name}" not in in_force]


def _of_pack(rule: PackRule, pack: Pack, language: Language) -> dict[str, Any]:
    return {
        **_rule(rule, rule.id, says(rule, language, rule.media or ()), language),
        "source": None if rule.source is None else cited(rule.source, pack),
        "media": None if rule.media is None else list(rule.media),
        "reading": rule.reading,
    }


def _rule(rule: RuleBase, name: str, sentence: str, language: Language) -> dict[str, Any]:
    """What is told of every rule."""
    return {
        "id": name,
        "kind": str(getattr(rule, "kind", "")),
        "says": sentence,
        "severity": rule.severity,
        "verified": rule.verified,
        "valid": _validity(rule.valid),
        "applies_when": rule.applies_when,
        "unsure": told(rule.unsure, language) or None,
    }


def _validity(valid: Validity) -> dict[str, str | None] | None:
    if valid == Validity():
        return None
    return {key: None if date is None else date.isoformat() for key, date in (("from", valid.from_), ("to", valid.to))}
