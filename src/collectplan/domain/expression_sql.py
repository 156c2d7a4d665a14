"""A tree of `expression_grammar` as SQL that polars cannot misread, with its types checked.

Every name is quoted, every number as wide as it may get, so that nothing overflows, and a text that is
compared with a date is written as a date.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import polars as pl

from collectplan.domain.expression_grammar import ExpressionError, Node, iso_date
from collectplan.domain.expression_vocabulary import FUNCTIONS, TYPES

#: Kinds of values. Any other dtype is a kind of its own; "any" is a column of a table that is not known yet.
KINDS: Final = {"text": "a text", "number": "a number", "boolean": "true or false", "date": "a date", "null": "NULL"}

#: How tightly a part binds; what binds no tighter than its surroundings is put into parentheses.
_BINDS: Final = {"not": 3, "compare": 4, "between": 4, "in": 4, "like": 4, "is": 4, "distinct": 4, "minus": 7}
_BINDS_CHAIN: Final = {"OR": 1, "AND": 2, "+": 5, "-": 5, "||": 5, "*": 6, "/": 6, "%": 6}
_COMPARED: Final = 4
_ATOM: Final = 8
_LARGEST: Final = 2**63 - 1
#: Positions and digits: more are a mistake.
_MAX_COUNT: Final = 1000

_Written = tuple[str, str]


def kind_of(dtype: pl.DataType) -> str:
    """The kind of a column's values: a key of KINDS, or the name of another dtype."""
    if dtype.is_numeric():
        return "number"
    named = {"String": "text", "Boolean": "boolean", "Date": "date", "Null": "null"}
    return named.get(str(dtype), str(dtype))


def sql(node: Node, kinds: Mapping[str, str] | None) -> tuple[str, str]:
    """The SQL of a tree and the kind of its value.

    Args:
        node: of `expression_grammar.tree`.
        kinds: of the table's columns by name; None leaves columns unchecked.

    Raises:
        ExpressionError: kinds do not fit each other.
    """
    return _Writer(kinds).write(node)


def _described(node: Node, kind: str) -> str:
    said = KINDS.get(kind, kind)
    if node.kind == "column":
        return f"column {node.text} is {said}"
    if node.kind == "text":
        return f"{node.text!r} is {said}"
    return f"{node.text} is {said}" if node.kind in ("number", "boolean", "date", "call") else f"a part is {said}"


def _mixed(nodes: tuple[Node, ...], written: list[_Written]) -> ExpressionError:
    known = [(node, kind) for node, (_, kind) in zip(nodes, written, strict=True) if kind not in ("any", "null")]
    first = known[0]
    other = next(pair for pair in known if pair[1] != first[1])
    kinds = {first[1], other[1]}
    if kinds == {"text", "number"}:
        advice = "put a text in single quotes, or CAST(... AS DOUBLE) a column of text"
    elif "date" in kinds:
        advice = "compare a date with a date 'YYYY-MM-DD'"
    elif "boolean" in kinds:
        advice = "compare it with TRUE or FALSE"
    else:
        advice = "use parts of one kind"
    return ExpressionError(f"mixes kinds: {_described(*first)} and {_described(*other)}; {advice}")


def _taken_for(wanted: str, node: Node, written: _Written) -> _Written:
    """A literal as a date or a boolean, where what stands beside it is one."""
    if wanted == "date" and node.kind == "text":
        return f"DATE '{iso_date(node.text)}'", "date"
    if wanted == "boolean" and node.kind in ("text", "number"):
        value = {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}.get(node.text.lower())
        if value:
            return value, "boolean"
    return written


class _Writer:
    """Writes a tree; each method returns the SQL of its kind of node and the kind of its value."""

    def __init__(self, kinds: Mapping[str, str] | None) -> None:
        self.kinds = kinds

    def write(self, node: Node) -> _Written:
        written: _Written = getattr(self, f"_{node.kind}")(node)
        return written

    def within(self, node: Node, binds: int) -> _Written:
        text, kind = self.write(node)
        own = _BINDS_CHAIN[node.text.split()[0]] if node.kind == "chain" else _BINDS.get(node.kind, _ATOM)
        return (f"({text})" if own <= binds else text), kind

    def of_kind(self, node: Node, wanted: str, binds: int, where: str) -> str:
        text, kind = self.within(node, binds)
        if kind not in (wanted, "any") and not (kind == "null" and node.kind == "column"):
            advice = {
                "boolean": "write a comparison",
                "text": "put texts in single quotes, or CAST(... AS TEXT)",
                "number": "take a column of numbers, or CAST(... AS DOUBLE)",
                "date": "take a column of dates, or DATE 'YYYY-MM-DD'",
            }[wanted]
            raise ExpressionError(f"needs {KINDS[wanted]} {where}, but {_described(node, kind)}; {advice}")
        return text

    def agreeing(self, nodes: tuple[Node, ...], binds: int) -> tuple[list[str], str]:
        written = [self.within(node, binds) for node in nodes]
        kinds = {kind for _, kind in written} - {"any", "null"}
        for wanted in ("date", "boolean"):
            if wanted in kinds:
                written = [_taken_for(wanted, node, found) for node, found in zip(nodes, written, strict=True)]
                break
        kinds = {kind for _, kind in written} - {"any", "null"}
        if len(kinds) > 1:
            raise _mixed(nodes, written)
        if not kinds:
            kinds = {"null" if all(kind == "null" for _, kind in written) else "any"}
        return [text for text, _ in written], kinds.pop()

    def _column(self, node: Node) -> _Written:
        name = node.text.replace('"', '""')
        return f'"{name}"', "any" if self.kinds is None else self.kinds[node.text]

    def _number(self, node: Node) -> _Written:
        text = node.text.lower()
        if text.isascii() and text.isdigit():
            if int(text) > _LARGEST:
                raise ExpressionError(f"has the number {text}, more than {_LARGEST}; write a smaller one")
            return f"CAST({int(text)} AS BIGINT)", "number"
        if not math.isfinite(float(text)):
            raise ExpressionError(f"has the number {text}, which is too large; write a smaller one")
        # Without an exponent polars would take it for a decimal of few digits, and round.
        return (text if "e" in text else f"{float(text)!r}" + ("" if "e" in repr(float(text)) else "e0")), "number"

    def _text(self, node: Node) -> _Written:
        quoted = node.text.replace("'", "''")
        return f"'{quoted}'", "text"

    def _boolean(self, node: Node) -> _Written:
        return node.text, "boolean"

    def _null(self, node: Node) -> _Written:
        return "NULL", "null"

    def _date(self, node: Node) -> _Written:
        return f"DATE '{node.text}'", "date"

    def _minus(self, node: Node) -> _Written:
        return f"-{self.of_kind(node.parts[0], 'number', _BINDS['minus'], 'after -')}", "number"

    def _not(self, node: Node) -> _Written:
        return f"NOT {self.of_kind(node.parts[0], 'boolean', _BINDS['not'] - 1, 'after NOT')}", "boolean"

    def _chain(self, node: Node) -> _Written:
        operators = node.text.split()
        wanted = {"OR": "boolean", "AND": "boolean", "||": "text"}.get(operators[0], "number")
        if "||" in operators and set(operators) != {"||"}:
            raise ExpressionError("joins texts and adds numbers in one go; put parentheses around the sum")
        binds = _BINDS_CHAIN[operators[0]]
        parts = [self.of_kind(part, wanted, binds, f"beside {operators[0]}") for part in node.parts]
        text = parts[0]
        for operator, part in zip(operators, parts[1:], strict=True):
            text = f"{text} {operator} {part}"
        return text, wanted

    def _compare(self, node: Node) -> _Written:
        if any(part.kind == "null" for part in node.parts):
            raise ExpressionError(
                f"compares with NULL by {node.text}, which is never true; write IS NULL or IS NOT NULL"
            )
        (left, right), _ = self.agreeing(node.parts, _COMPARED)
        return f"{left} {node.text} {right}", "boolean"

    def _between(self, node: Node) -> _Written:
        (value, low, high), _ = self.agreeing(node.parts, _COMPARED)
        return f"{value} {'NOT ' * node.negated}BETWEEN {low} AND {high}", "boolean"

    def _in(self, node: Node) -> _Written:
        (value, *listed), _ = self.agreeing(node.parts, _COMPARED)
        return f"{value} {'NOT ' * node.negated}IN ({', '.join(listed)})", "boolean"

    def _like(self, node: Node) -> _Written:
        value = self.of_kind(node.parts[0], "text", _COMPARED, f"before {node.text}")
        return f"{value} {'NOT ' * node.negated}{node.text} {self.write(node.parts[1])[0]}", "boolean"

    def _is(self, node: Node) -> _Written:
        if node.text == "NULL":
            return f"{self.within(node.parts[0], _COMPARED)[0]} IS {'NOT ' * node.negated}NULL", "boolean"
        value = self.of_kind(node.parts[0], "boolean", _COMPARED, f"before IS {node.text}")
        # polars answers null to `null IS TRUE`, where SQL answers false.
        return f"({value} IS {'' if node.negated else 'NOT '}DISTINCT FROM {node.text})", "boolean"

    def _distinct(self, node: Node) -> _Written:
        (left, right), _ = self.agreeing(node.parts, _COMPARED)
        # Without parentheses the parser takes all that follows, an AND or OR too, for the right side.
        return f"({left} IS {'NOT ' * node.negated}DISTINCT FROM {right})", "boolean"

    def _cast(self, node: Node) -> _Written:
        kind, widest = TYPES[node.text]
        text, given = self.write(node.parts[0])
        if given not in ("text", "number", "boolean", "null", "any") and kind == "number":
            raise ExpressionError(
                f"casts to {node.text}, but {_described(node.parts[0], given)}; use YEAR, MONTH or DAY"
            )
        # What cannot be cast is null, for one bad cell must not stop the table.
        return f"TRY_CAST({text} AS {widest})", kind

    def _case(self, node: Node) -> _Written:
        conditions = [self.of_kind(part, "boolean", 0, "after WHEN") for part in node.parts[:-1:2]]
        results, kind = self.agreeing((*node.parts[1:-1:2], node.parts[-1]), 0)
        whens = " ".join(f"WHEN {c} THEN {r}" for c, r in zip(conditions, results[:-1], strict=True))
        return f"CASE {whens} ELSE {results[-1]} END", kind

    def _call(self, node: Node) -> _Written:
        function = FUNCTIONS[node.text]
        takes, _, counts = function.takes.partition("+")
        if takes == "first":
            parts, kind = self.agreeing(node.parts[1:], 0)
            parts = [self.of_kind(node.parts[0], "boolean", 0, f"first in {node.text}"), *parts]
        elif takes == "any":
            parts, kind = self.agreeing(node.parts, 0)
        else:
            given = node.parts[:1] if counts else node.parts
            parts, kind = [self.of_kind(part, takes, 0, f"in {node.text}") for part in given], takes
            parts += [self._count(node, part) for part in node.parts[len(given) :]]
        text = f"{node.text}({', '.join(parts)})"
        return (
            f"CAST({text} AS BIGINT)" if function.is_widened else text,
            kind if function.gives == "same" else function.gives,
        )

    def _count(self, call: Node, node: Node) -> str:
        if node.kind != "number" or not node.text.isdigit() or int(node.text) > _MAX_COUNT:
            raise ExpressionError(f"needs a whole number up to {_MAX_COUNT} as a later value in {call.text}; write one")
        return str(int(node.text))
