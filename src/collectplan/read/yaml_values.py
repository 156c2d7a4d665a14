"""Nodes as Python values, by the core schema of YAML 1.2, and the place of each.

A plain scalar that older readers (YAML 1.1) take for something else is refused rather than guessed: 20:00 is 1200 to
them, NO is false, 010 is 8. Values are str, int, float, bool, None, list and dict alone; dates stay text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from collectplan.domain.source import KeyPath
from collectplan.errors import Finding
from collectplan.read.yaml_nodes import Node

_NULL: Final = re.compile(r"~|null|Null|NULL|")
_BOOL: Final = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT: Final = re.compile(r"[-+]?[0-9]+")
_HEX: Final = re.compile(r"0x[0-9a-fA-F]+")
_OCTAL: Final = re.compile(r"0o[0-7]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: YAML 1.1 says so, though PyYAML does not.
_LETTERS: Final = frozenset("yYnN")
#: Characters that escapes such as "\\0" can write into a quoted text, and that would spoil a table or a terminal.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
#: More digits cannot be meant, and are slow to read.
_MAX_DIGITS: Final = 40


@dataclass
class Values:
    """What a file holds.

    Attributes:
        data: of the root.
        marks: 1-based line and column of the value at each path.
        keys: the same of its key.
        findings: whatever may not stand so.
        spoiled: paths of the values in findings; their data is text, whatever was meant.
    """

    file: str
    data: Any = None
    marks: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    keys: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    spoiled: set[KeyPath] = field(default_factory=set)

    def find(self, node: Node, what: str, mend: str) -> None:
        """Notes what is wrong at a node."""
        self.findings.append(Finding(f"{self.file}:{node.line}:{node.column}", what, mend))


def values_of(root: Node, file: str) -> Values:
    """The root's values and places, aliases expanded."""
    values = Values(file)
    values.data = _value(root, (), values)
    return values


def _value(node: Node, path: KeyPath, values: Values) -> Any:
    values.marks[path] = (node.line, node.column)
    if node.kind == "sequence":
        return [_value(item, (*path, position), values) for position, item in enumerate(node.items)]
    if node.kind == "mapping":
        return _mapping(node, path, values)
    value, finding = scalar(node)
    if finding:
        values.find(node, *finding)
        values.spoiled.add(path)
    return value


def _mapping(node: Node, path: KeyPath, values: Values) -> dict[str, Any]:
    found: dict[str, Any] = {}
    places: dict[str, Node] = {}
    for key_node, value_node in zip(node.items[::2], node.items[1::2], strict=True):
        key = _key(key_node, values)
        if key is None:
            continue
        if key in places:
            first = places[key]
            what = f"the key {key[:60]} is already given at {first.line}:{first.column}"
            values.find(key_node, what, "keep one of the two")
            continue
        places[key] = key_node
        values.keys[*path, key] = (key_node.line, key_node.column)
        found[key] = _value(value_node, (*path, key), values)
    return found


def _key(node: Node, values: Values) -> str | None:
    if node.kind != "scalar":
        values.find(node, "a list or mapping stands where a key must", "write a name")
        return None
    if node.is_plain and node.text == "<<":
        values.find(node, "merge keys (<<) are not known", "write the keys out")
        return None
    value, finding = scalar(node)
    if finding:
        values.find(node, *finding)
    elif not isinstance(value, str):
        shown = node.text[:60]
        values.find(node, f"the key {shown} is not a text" if shown else "a key is empty", "write it in quotes")
    return node.text


def scalar(node: Node) -> tuple[Any, tuple[str, str] | None]:
    """The value of a scalar, and what is wrong with it and how to mend that; its text where something is wrong."""
    text = node.text
    if unseen := _UNSEEN.search(text):
        return text, (f"the text holds the character U+{ord(unseen[0]):04X}", "take it out")
    if not node.is_plain:
        return _tagged(text, node.tag) if node.tag not in ("", "str") else (text, None)
    if len(text) > _MAX_DIGITS and any(form.fullmatch(text) for form in (_INT, _HEX, _OCTAL, _FLOAT)):
        return text, (f"the number of {len(text)} digits is too long", "write it in quotes if it is a name")
    value = _core(text)
    older = yaml.SafeLoader.yaml_implicit_resolvers
    tag = next((t for t, pattern in older.get(text[:1], ()) if pattern.match(text)), "tag:yaml.org,2002:str")
    tag = tag.removeprefix("tag:yaml.org,2002:")
    if tag == "timestamp" and _DATE.fullmatch(text):
        return text, None
    own = {bool: "bool", int: "int", float: "float", type(None): "null"}.get(type(value), "str")
    is_octal = tag == own == "int" and re.match(r"[-+]?0[0-9]", text)
    if tag != own or is_octal or text in _LETTERS:
        readings = "one number or another" if tag == own == "int" else f"{_reading(tag)} or {_reading(own)}"
        if text in _LETTERS:
            readings = "a text, or true or false"
        mend = "write it in quotes"
        if own in ("int", "float"):
            mend = "write it in quotes if it is a name, or as a plain number such as 1000 or 0.5"
        return text, (f"{text[:60]} is read in two ways by YAML readers ({readings})", mend)
    return value, None


def _reading(tag: str) -> str:
    named = {"int": "a number", "float": "a number", "bool": "true or false", "null": "nothing", "timestamp": "a time"}
    return named.get(tag, "a text")


def _core(text: str) -> Any:
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text)
    if _HEX.fullmatch(text):
        return int(text, 16)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return float(text.lower().replace(".", ""))
    return text


def _tagged(text: str, tag: str) -> tuple[Any, tuple[str, str] | None]:
    value = _core(text) if len(text) <= _MAX_DIGITS else text
    if tag == "float" and type(value) is int:
        value = float(value)
    if type(value) is {"int": int, "float": float, "bool": bool, "null": type(None)}[tag]:
        return value, None
    return text, (f"{text[:60]} is not a !!{tag}", "take the tag out, or write such a value")
