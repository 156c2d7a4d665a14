"""What the model refuses, in words: which value, where in the file, and what to write instead."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from collectplan.domain.source import KeyPath, Source
from collectplan.domain.strategy import Event, Strategy
from collectplan.errors import Finding
from collectplan.read.yaml_values import Values


@dataclass(frozen=True)
class Shape:
    """The model of a file, and the path of its rules, whose location in pydantic's words also names their kind."""

    model: type[BaseModel]
    rules: KeyPath


STRATEGY: Final = Shape(Strategy, ("limits", "rules"))

_EVENTS: Final = tuple(dict.fromkeys(value for part in get_args(Event) for value in get_args(part)))
_PATTERNS: Final = {
    "currency": "is not a currency code; write three capitals, such as COP",
    "country": "is not a country code; write two capitals, such as CO",
    "holidays_of": "is not a country code; write two capitals, such as CO",
    "pack": "is no name of a pack; write small letters, digits and _, as its file is called",
}
#: Members of unions that are keys and values, by the names that pydantic gives them.
_OF_MAPPINGS: Final = frozenset({"PackUse", "AllBut"})
_BOUNDS: Final = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}
_WANTED: Final = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "a text",
    "tuple_type": "a list in [ ]",
    "dict_type": "keys and values",
    "mapping_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
    "date_type": "a date YYYY-MM-DD",
    "finite_number": "a finite number",
}


def closest(name: str, known: Iterable[str]) -> str:
    """The advice "did you mean NAME?" for the known name nearest to a misspelt one, else nothing."""
    by_lower = {other.lower(): other for other in sorted(known, reverse=True)}
    close = difflib.get_close_matches(name.lower(), list(by_lower), n=1, cutoff=0.6)
    return f"did you mean {by_lower[close[0]]}?" if close else ""


def one_of(name: str, known: Iterable[str]) -> str:
    """Advice for a name that is not known: the nearest one, or all."""
    known = list(known)
    return closest(name, known) or (f"write one of {', '.join(known)}" if known else "take it out")


def findings_of(error: ValidationError, values: Values, source: Source, shape: Shape = STRATEGY) -> list[Finding]:
    """One finding for each wrong value, however many members of a union refused it.

    Args:
        error: of validating `values.data`.
        values: data, and the paths that have a finding already and get no second one.
        source: where the paths stand.
        shape: of the file.
    """
    found: dict[tuple[KeyPath, str], Finding] = {}
    for detail in error.errors(include_url=False):
        if not _is_meant(detail, values.data, shape):
            continue
        path, value = _path(detail["loc"], values.data, shape)
        if isinstance(value, dict) and detail["type"] == "union_tag_invalid":
            path = (*path, "kind")
        what, mend, at_key = _words(detail, path, value, values.data, shape)
        if any(path[:length] in values.spoiled for length in range(len(path) + 1)):
            continue
        kind = detail["type"] if at_key or detail["type"] == "missing" else ""
        where = source.where(*path, key=at_key)
        found.setdefault((path, kind), Finding(where, what, mend))
    return list(found.values())


def _is_meant(detail: ErrorDetails, data: Any, shape: Shape) -> bool:
    """Whether the member of a union that complains is the one that the value looks like."""
    loc = detail["loc"]
    for position, element in enumerate(loc):
        value = _path(loc[: position + 1], data, shape)[1]
        if element == "DaysWindow":
            return not isinstance(value, dict) or "days" in value or "calendar" not in value
        if element == "CalendarWindow":
            return isinstance(value, dict) and "calendar" in value and "days" not in value
        if element in _OF_MAPPINGS and position:
            return isinstance(value, dict)
        if element == "constrained-str" and loc[:2] == ("limits", "packs"):
            return not isinstance(value, dict)
        if isinstance(element, str) and element.startswith("tuple[") and loc[0] == "outcomes":
            return not isinstance(value, dict)
        if element == "constrained-float" and position == 3 and loc[0] == "priors":
            return not isinstance(value, dict)
        if isinstance(element, str) and element.startswith("dict[") and loc[0] == "priors":
            return isinstance(value, dict)
    return True


def _path(loc: tuple[int | str, ...], data: Any, shape: Shape) -> tuple[KeyPath, Any]:
    """The path in the file of pydantic's location, which also names members of unions; and the value there."""
    path: list[str | int] = []
    # After the rules and the position comes the rule's kind, which may also be one of its keys.
    kind = len(shape.rules) + 1
    elements = (*loc[:kind], *loc[kind + 1 :]) if loc[: kind - 1] == shape.rules else loc
    for element in elements:
        is_index = isinstance(data, list) and isinstance(element, int) and element < len(data)
        if is_index or (isinstance(data, dict) and element in data):
            data = data[element]
            path.append(element)
    return tuple(path), data


def _words(detail: ErrorDetails, path: KeyPath, value: Any, data: Any, shape: Shape) -> tuple[str, str, bool]:
    """What is wrong, what to do, and whether it is wrong with the key."""
    kind, context, last = detail["type"], detail.get("ctx", {}), str(path[-1]) if path else "the strategy"
    name = str(path[-2]) if len(path) > 1 and isinstance(path[-1], int) else last
    if kind == "extra_forbidden" and last == "calendar" and path[-2:-1] == ("window",):
        return "the window says both days and calendar", "write one of them", True
    if kind == "extra_forbidden":
        return f"the key {last[:60]} is not known here", one_of(last, keys_at(path[:-1], data, shape)), True
    if kind == "missing":
        missing = detail["loc"][-1]
        if isinstance(missing, int):
            return f"{last} does not have two values", 'write two times, such as ["07:00", "19:00"]', False
        if missing in ("days", "calendar") and "window" in path:
            return "the window has neither days nor calendar", "write {days: 7} or {calendar: week}", False
        return f"the key {missing} is missing{_in(path, data)}", "add it", False
    if kind.startswith("union_tag"):
        kinds = re.findall(r"'(\w+)'", str(context.get("expected_tags", "")))
        kinds = kinds or [str(get_args(model.model_fields["kind"].annotation)[0]) for model in _models(_rule_type())]
        if kind == "union_tag_not_found":
            return f"the rule{_in(path, data).replace(' in', '')} has no kind", f"add kind: {', '.join(kinds)}", False
        return f"there are no rules of kind {_shown(value.get('kind'))}", one_of(str(value.get("kind")), kinds), False
    if detail["loc"][-1:] == ("[key]",):
        return f"the key {_shown(last)} cannot stand in {path[-2]}", _key_advice(kind), True
    if value is None and kind in _WANTED:
        return f"{name} is empty", f"write {_WANTED[kind]}, or take the key out", False
    if kind == "literal_error":
        known = _EVENTS if last == "after" else re.findall(r"'([^']+)'", str(context.get("expected", "")))
        advice = one_of(str(value), known) if known else f"write {context.get('expected')}"
        return f"{name} cannot be {_shown(value)}", advice, False
    return *_value_words(kind, context, name, last, value), False


def _value_words(kind: str, context: Mapping[str, Any], name: str, last: str, value: Any) -> tuple[str, str]:
    if kind in _WANTED:
        wanted = _WANTED[kind]
        if last == "window":
            wanted = "{days: 7} or {calendar: week}"
        if last == "reach":
            wanted = 'a number from 0 to 1, or hours such as {"08:00": 0.1}'
        return f"{name} is {_shown(value)}", f"write {wanted}"
    if kind in _BOUNDS:
        limit, words = _BOUNDS[kind]
        return f"{name} is {_shown(value)}", f"write {words} {context[limit]:g}"
    if kind.startswith("date_"):
        return f"{name} is {_shown(value)}, which is no date", "write a date YYYY-MM-DD"
    if kind == "string_pattern_mismatch":
        what, advice = _PATTERNS.get(last, 'is not a time; write "HH:MM" in quotes, from "00:00" to "24:00"').split(
            "; ", 1
        )
        return f"{_shown(value)} {what}", advice
    if kind in ("string_too_short", "too_short"):
        return (
            f"{name} is empty",
            "write at least one" if kind == "too_short" else "write something, or take the key out",
        )
    if kind in ("string_too_long", "too_long"):
        return f"{name} is too long", f"write at most {context['max_length']}"
    return f"{name} is {_shown(value)}", "write what the strategy's schema asks for (collectplan schema)"


def _key_advice(kind: str) -> str:
    return {
        "string_pattern_mismatch": 'write a time "HH:MM" in quotes',
        "string_too_short": "write a name",
    }.get(kind, "write a shorter name")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "nothing"}[value]
    text = repr(value)
    return text if len(text) <= 42 else f"{text[:40]}..."


def _in(path: KeyPath, data: Any) -> str:
    """The words "in PLACE", led by a blank, for the mapping at a path: its rule's id, or its key."""
    if not path:
        return ""
    value = data
    for element in path:
        value = value[element]
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return f" in {value['id'][:60]}"
    keys = [str(element) for element in path if isinstance(element, str)]
    return f" in {keys[-1][:60]}" if keys else ""


def keys_at(path: KeyPath, data: Any, shape: Shape = STRATEGY) -> list[str]:
    """The keys that the model knows in the mapping at a path."""
    annotation: Any = shape.model
    for element in path:
        models = _suiting(annotation, data)
        data = data[element]
        inner = [
            info.annotation
            for model in models
            for field, info in model.model_fields.items()
            if (info.alias or field) == element
        ]
        annotation = Union[tuple(inner)] if inner else _element_type(annotation)  # noqa: UP007 - a tuple of members
    return list(
        dict.fromkeys(i.alias or f for model in _suiting(annotation, data) for f, i in model.model_fields.items())
    )


def _suiting(annotation: Any, data: Any) -> list[type[BaseModel]]:
    """The models of a union that a mapping may be meant for: those of its kind, else all."""
    models = _models(annotation)
    kind = data.get("kind") if isinstance(data, dict) else None
    of_kind = [m for m in models if "kind" in m.model_fields and kind in get_args(m.model_fields["kind"].annotation)]
    return of_kind or models


def _members(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _members(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [member for part in get_args(annotation) for member in _members(part)]
    return [annotation]


def _models(annotation: Any) -> list[type[BaseModel]]:
    return [m for m in _members(annotation) if isinstance(m, type) and issubclass(m, BaseModel)]


def _element_type(annotation: Any) -> Any:
    """What a list or a mapping of the annotation holds."""
    for member in _members(annotation):
        arguments = get_args(member)
        if get_origin(member) is tuple:
            return arguments[0]
        if arguments and get_origin(member) is not Literal:
            return arguments[-1]
    return None


def _rule_type() -> Any:
    limits = _models(Strategy.model_fields["limits"].annotation)[0]
    return _element_type(limits.model_fields["rules"].annotation)
