"""YAML text as nodes that know their line and column: no object is ever built from a tag.

The parser's events are read one by one, so that nesting, aliases and tags are bounded before anything is
expanded. libyaml is used where PyYAML has it; the nodes are the same without.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

import yaml

from collectplan.errors import Finding, StrategyError

#: A strategy has a few hundred nodes, five deep; what is above is a mistake or an attack.
MAX_NODES: Final = 20_000
MAX_DEPTH: Final = 30

_CORE: Final = "tag:yaml.org,2002:"
_CORE_TAGS: Final = {"scalar": ("str", "int", "float", "bool", "null"), "sequence": ("seq",), "mapping": ("map",)}
_LOADER: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(eq=False)
class Node:
    """A part of the file.

    Attributes:
        kind: what it is.
        line, column: 1-based place of its first character.
        text: of a scalar.
        is_plain: whether a scalar is written without quotes and without a tag.
        tag: str, int, float, bool, null where the scalar carries such a tag; else "".
        items: of a sequence; of a mapping, key and value by turns.
        size, depth: of what hangs below, aliases expanded, itself included.
    """

    kind: Literal["scalar", "sequence", "mapping"]
    line: int
    column: int
    text: str = ""
    is_plain: bool = False
    tag: str = ""
    items: list[Node] = field(default_factory=list)
    size: int = 1
    depth: int = 1


def root_node(text: str, file: str, loader: type[Any] = _LOADER) -> Node | None:
    """The only document's root; None where the file holds nothing.

    Args:
        text: of the file, without a byte order mark.
        file: its name, for findings.
        loader: any PyYAML loader class: only its parser is used.

    Raises:
        StrategyError: the text is not YAML, or YAML that a strategy may not use.
    """
    try:
        return _Composer(file).compose(text, loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise StrategyError(Finding(f"{file}:{line}:{column}", *_syntax(text, line, error.problem or ""))) from None
    except yaml.YAMLError:
        raise StrategyError(
            Finding(f"{file}:1:1", "the file is not YAML", "open it in an editor that checks YAML")
        ) from None


def _syntax(text: str, line: int, problem: str) -> tuple[str, str]:
    lines = text.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    indent = shown[: len(shown) - len(shown.lstrip())]
    if "\t" in indent or "\\t" in problem:
        return "a tab stands where only blanks may", "indent with blanks"
    if "duplicate anchor" in problem:
        return "an anchor is given twice", "give each anchor another name"
    return f"this is not YAML: {problem or 'it breaks off'}", "check quotes, brackets and indentation just before"


class _Composer:
    """Builds nodes from events, with a stack of the collections that are still open."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[tuple[Node, str | None]] = []
        self.anchors: dict[str, Node] = {}
        self.root: Node | None = None
        self.findings: list[Finding] = []

    def compose(self, text: str, loader: type[Any]) -> Node | None:
        has_document = False
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.DocumentStartEvent):
                if has_document:
                    raise self.refusal(event, "a second document begins", "keep one strategy a file, without ---")
                has_document = True
            elif isinstance(event, yaml.AliasEvent):
                self.add(event, self.aliased(event))
            elif isinstance(event, yaml.ScalarEvent):
                plain = event.style in (None, "") and event.tag in (None, "!")
                node = self.node("scalar", event, text=event.value, is_plain=plain and event.tag is None)
                self.anchor(event, node)
                self.add(event, node)
            elif isinstance(event, yaml.SequenceStartEvent):
                self.open.append((self.node("sequence", event), event.anchor))
            elif isinstance(event, yaml.MappingStartEvent):
                self.open.append((self.node("mapping", event), event.anchor))
            elif isinstance(event, yaml.CollectionEndEvent):
                node, anchor = self.open.pop()
                if anchor:
                    self.anchors[anchor] = node
                self.add(event, node)
            if len(self.open) > MAX_DEPTH:
                raise self.refusal(event, f"values are nested more than {MAX_DEPTH} deep", "write them flatter")
        if self.findings:
            raise StrategyError(self.findings)
        return self.root

    def node(self, kind: Literal["scalar", "sequence", "mapping"], event: Any, **more: Any) -> Node:
        mark = event.start_mark
        node = Node(kind, mark.line + 1, mark.column + 1, **more)
        tag = event.tag or "!"
        if tag != "!":
            name = tag.removeprefix(_CORE)
            if not tag.startswith(_CORE) or name not in _CORE_TAGS[kind]:
                self.findings.append(self.finding(event, f"the tag {_short(tag)} is not allowed", "take it out"))
            elif kind == "scalar":
                node.tag = name
        return node

    def anchor(self, event: Any, node: Node) -> None:
        if event.anchor:
            self.anchors[event.anchor] = node

    def aliased(self, event: Any) -> Node:
        if any(anchor == event.anchor for _, anchor in self.open):
            raise self.refusal(event, f"the alias *{event.anchor} stands inside what it names", "write the values out")
        node = self.anchors.get(event.anchor)
        if node is None:
            raise self.refusal(event, f"the alias *{event.anchor} names nothing before it", "write the values out")
        return node

    def add(self, event: Any, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1][0]
        parent.items.append(node)
        parent.size += node.size
        parent.depth = max(parent.depth, node.depth + 1)
        if parent.size > MAX_NODES:
            raise self.refusal(event, f"there are more than {MAX_NODES} values, aliases counted", "shorten the file")
        if parent.depth > MAX_DEPTH:
            raise self.refusal(event, f"values are nested more than {MAX_DEPTH} deep", "write them flatter")

    def finding(self, event: Any, what: str, mend: str) -> Finding:
        return Finding(f"{self.file}:{event.start_mark.line + 1}:{event.start_mark.column + 1}", what, mend)

    def refusal(self, event: Any, what: str, mend: str) -> StrategyError:
        return StrategyError([*self.findings, self.finding(event, what, mend)])


def _short(tag: str) -> str:
    return tag.replace(_CORE, "!!")[:60]
