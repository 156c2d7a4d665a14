"""What a rule pack must keep beyond the types of its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectplan.domain.expression import ExpressionError, columns
from collectplan.domain.outcomes import OUTCOMES
from collectplan.domain.pack import Pack
from collectplan.domain.source import KeyPath, Source
from collectplan.domain.strategy import ColumnType, DatedRule, GateRule, ObligationRule
from collectplan.domain.tables import PORTFOLIO, Kind
from collectplan.errors import Finding
from collectplan.read.strategy_notes import Notes
from collectplan.read.strategy_rules import check_rule
from collectplan.read.strategy_words import one_of

#: What a rule of a pack cannot say of its own, and what says it.
ELSEWHERE: Final = {
    "channels": "packs say media, such as media: [call]",
    "event_channels": "packs say event_media, such as event_media: [call]",
    "past_channels": "packs say media, and history on each of them counts",
    "past_event_channels": "packs say event_media, and history on each of them counts",
    "holidays_of": "write country in the pack",
}
#: The contract's columns by the type that a pack may give for them.
_TYPES: Final[Mapping[Kind, ColumnType]] = {
    "text": "text",
    "integer": "integer",
    "money": "number",
    "share": "number",
    "number": "number",
    "date": "date",
}
_CITED: Final = re.compile(r"\[([^\[\]]+)\]")
_KEY: Final = re.compile(r"[A-Z]+[0-9]+[a-z]?")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")


def pack_findings(pack: Pack, stem: str, source: Source, data: Mapping[str, Any]) -> list[Finding]:
    """Everything that is wrong with a pack whose keys are of the right types.

    Args:
        pack: of the file.
        stem: the file's name without its ending.
        source: the places of its parts.
        data: what the file says, before any conversion.
    """
    notes = Notes(source)
    if pack.pack != stem:
        notes.add(("pack",), f"the pack {pack.pack} stands in a file called {stem}", f"write pack: {stem}")
    if type(data["version"]) is not int:
        notes.add(("version",), "version is not a whole number", "write version: 1")
    if not isinstance(data["reviewed"], str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", data["reviewed"]):
        notes.add(("reviewed",), f"reviewed is {data['reviewed']!r}, which is no date", "write a date YYYY-MM-DD")
    notes.unique([("readings", i) for i in range(len(pack.readings))], "reading", pack.readings)
    notes.expression(("applies_when",), pack.applies_when)
    _check_columns(pack, notes)
    _check_rules(pack, data["rules"], notes)
    for path, text in _expressions(pack):
        for column in _columns(text):
            if column not in (*PORTFOLIO, *pack.columns):
                what = f"the column {column[:60]} is neither the contract's nor declared"
                kind = "date" if path[-1] in ("column", "of") else "boolean"
                notes.add(path, what, f"add it to columns: {{{column[:60]}: {{type: {kind}}}}}")
    return notes.findings


def _check_rules(pack: Pack, given: list[Mapping[str, Any]], notes: Notes) -> None:
    notes.unique([("rules", i, "id") for i in range(len(pack.rules))], "rule id", [rule.id for rule in pack.rules])
    for position, rule in enumerate(pack.rules):
        path: KeyPath = ("rules", position)
        if not _WORD.fullmatch(rule.id):
            notes.add((*path, "id"), f"the id {rule.id[:60]} is no plain word", "write letters, digits, _ and dots")
        for key, mend in ELSEWHERE.items():
            if key in given[position]:
                notes.add((*path, key), f"a rule of a pack cannot say {key}", mend, key=True)
        for key in ("media", "event_media"):
            if getattr(rule, key, None) == ():
                notes.add((*path, key), "the rule binds no medium", "name media, or take the key out to bind all")
        if rule.reading is not None and rule.reading not in pack.readings:
            advice = one_of(rule.reading, pack.readings) if pack.readings else "add it to readings of the pack"
            notes.add((*path, "reading"), f"there is no reading {rule.reading[:60]}", advice)
        cited = [key for keys in _CITED.findall(rule.source or "") for key in re.split(r"\s*[,;]\s*", keys)]
        for key in cited:
            if _KEY.fullmatch(key) and key not in pack.sources:
                notes.add((*path, "source"), f"there is no source {key}", "add it to sources of the pack")
        check_rule(path, rule, given[position], notes)


def _check_columns(pack: Pack, notes: Notes) -> None:
    for name, column in pack.columns.items():
        known = "boolean" if name.startswith("consent_") else _TYPES.get(PORTFOLIO[name]) if name in PORTFOLIO else None
        if name in PORTFOLIO and known is None:
            notes.add(("columns", name), f"the column {name} has a type of its own", "take it out", key=True)
        elif known is not None and column.type != known:
            notes.add(("columns", name, "type"), f"the column {name} is of type {known}", f"write type: {known}")


def _expressions(pack: Pack) -> Iterator[tuple[KeyPath, str]]:
    """Every expression with its place; columns named alone are expressions, too."""
    if pack.applies_when is not None:
        yield ("applies_when",), pack.applies_when
    for position, rule in enumerate(pack.rules):
        path: KeyPath = ("rules", position)
        if rule.applies_when is not None:
            yield (*path, "applies_when"), rule.applies_when
        if isinstance(rule, GateRule):
            yield from (((*path, key), text) for key in ("require", "forbid") if (text := getattr(rule, key)))
        elif isinstance(rule, DatedRule):
            yield (*path, "column"), rule.column
        elif isinstance(rule, ObligationRule) and rule.of not in ("contact", "conversation", *OUTCOMES):
            yield (*path, "of"), rule.of


def _columns(text: str) -> tuple[str, ...]:
    try:
        return columns(text)
    except ExpressionError:
        return ()  # What is wrong with it was noted at its place.
