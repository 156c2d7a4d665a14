"""The SQL that a strategy may write: one expression, row by row, as a tree.

Only what is named here is understood, so that nothing else needs to be forbidden: no statement, sub-query, aggregate,
window, clock, random number, regular expression or file.

    chain      := one {(OR | AND | + | - | || | * | / | %) one}, with the usual precedence; NOT above AND
    comparison := sum [= <> != < <= > >=] sum | sum [NOT] BETWEEN .. AND .. | sum [NOT] IN (literals)
                | sum [NOT] LIKE 'text' | sum IS [NOT] NULL/TRUE/FALSE | sum IS [NOT] DISTINCT FROM sum
    one        := number | 'text' | TRUE | FALSE | NULL | DATE 'YYYY-MM-DD' | column | "column" | `column`
                | function(...) | CAST(... AS type) | CASE ... END | (...)
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final

from collectplan.domain.expression_vocabulary import (
    AGGREGATES,
    CLOCK,
    FUNCTIONS,
    QUERY,
    RANDOM,
    STARTS_QUERY,
    TYPES,
    WORDS,
)

#: Characters of an expression, parentheses within each other, and members of one chain of operators: far more than a
#: person writes, and few enough for polars to plan in milliseconds.
MAX_LENGTH: Final = 2000
MAX_DEPTH: Final = 12
MAX_CHAIN: Final = 100
#: Parts after polars has repeated what it repeats: the operand of BETWEEN, CASE and NULLIF.
MAX_SIZE: Final = 1500


class ExpressionError(ValueError):
    """A clause that says what is wrong with an expression, and what to do."""


@dataclass(frozen=True)
class Node:
    """A part of an expression.

    Attributes:
        kind: column, number, text, boolean, null, date, call, cast, case, minus, not, chain, compare, between, in,
            like, is, distinct.
        text: name, value or operators; operators of a chain are separated by blanks.
        parts: operands. `case` has (condition, result) pairs and last the default; a `case` with an operand is
            rewritten as comparisons.
        negated: NOT BETWEEN, IS NOT NULL ...
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()
    negated: bool = False
    size: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        repeated = self.parts[0].size if self.kind == "between" or self.text == "NULLIF" else 0
        object.__setattr__(self, "size", 1 + repeated + sum(part.size for part in self.parts))
        if self.size > MAX_SIZE:
            raise ExpressionError("repeats its parts too often; split it up")


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:[0-9]+\.[0-9]*|\.?[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.]))
    | (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")+"|`[^`]+`)
    | (?P<word>[^\W\d]\w*)
    | (?P<sign><>|<=|>=|!=|\|\||[=<>+\-*/%(),])
    )""",
    re.VERBOSE,
)
_COMPARISONS = ("=", "<>", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def tree(text: str) -> Node:
    """The tree of an expression.

    Raises:
        ExpressionError: the text is not an expression of this grammar.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"is {len(text)} characters long, more than {MAX_LENGTH}; shorten it")
    reader = _Reader(_tokens(text))
    node = reader.disjunction()
    if reader.kind:
        raise reader.unexpected()
    return node


def _tokens(text: str) -> list[_Token]:
    if "\0" in text:
        raise ExpressionError("has a NUL character; take it out")
    if not text.strip():
        raise ExpressionError("is empty; write an expression such as days_past_due > 30")
    tokens, end = [], 0
    stripped = text.rstrip()
    while end < len(stripped):
        found = _TOKEN.match(stripped, end)
        if not found:
            rest = stripped[end:].lstrip()
            raise _unreadable(rest)
        kind = found.lastgroup or ""
        token = found[kind]
        if token == "-" and stripped.startswith("--", found.start(kind)):
            raise ExpressionError("has a comment or a double minus, --; take it out")
        if token == "/" and stripped.startswith("/*", found.start(kind)):
            raise ExpressionError("has a comment, /*; take it out")
        tokens.append(_Token(kind, token.upper() if kind == "word" and token.upper() in WORDS else token))
        end = found.end()
    return tokens


def _unreadable(rest: str) -> ExpressionError:
    advice = {
        "'": "has a text that does not end; close it with a single quote",
        '"': "has a column name that does not end; close it with a double quote",
        "`": "has a column name that does not end; close it with a back quote",
        ";": "has a semicolon; write one expression, not statements",
        "~": "has ~, which this version does not know; use LIKE",
        "!": "has an exclamation mark; write NOT, or <> for unequal",
        "[": "has a bracket; write a column name in double quotes, and a list as IN (...)",
    }
    return ExpressionError(advice.get(rest[0], f"has {rest[:12]!r}, which is no part of an expression; take it out"))


class _Reader:
    """Reads tokens from left to right, one method for each level of precedence, loosest first."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.next = 0
        self.depth = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.next].kind if self.next < len(self.tokens) else ""

    @property
    def text(self) -> str:
        return self.tokens[self.next].text if self.next < len(self.tokens) else ""

    def unexpected(self) -> ExpressionError:
        word = self.text.upper()
        if not self.kind:
            return ExpressionError("breaks off; complete it")
        if self.kind == "word" and word in QUERY:
            return ExpressionError(f"has {word}; write one expression, not a query")
        if word == "OVER":
            return ExpressionError("has a window function; only what a single row says can be used")
        if word == "AS":
            return ExpressionError("gives a name with AS; take it out")
        return ExpressionError(f"has {self.text} where it cannot stand; check the text before it")

    def take(self, *texts: str) -> str:
        """The next token's text if it is one of these signs or words, else nothing."""
        if self.kind in ("sign", "word") and self.text in texts:
            self.next += 1
            return self.tokens[self.next - 1].text
        return ""

    def expect(self, text: str) -> None:
        if not self.take(text):
            if not self.kind:
                raise ExpressionError(f"breaks off where {text} is needed; add it")
            raise self.unexpected()

    def chain(self, operators: tuple[str, ...], operand: str) -> Node:
        parts: list[Node] = [getattr(self, operand)()]
        taken: list[str] = []
        while found := self.take(*operators):
            taken.append(found)
            parts.append(getattr(self, operand)())
        if len(parts) > MAX_CHAIN:
            raise ExpressionError(f"chains {len(parts)} parts by {taken[0]}, more than {MAX_CHAIN}; use IN (...)")
        return Node("chain", " ".join(taken), tuple(parts)) if taken else parts[0]

    def disjunction(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"is nested more than {MAX_DEPTH} deep; split it up")
        node = self.chain(("OR",), "conjunction")
        self.depth -= 1
        return node

    def conjunction(self) -> Node:
        return self.chain(("AND",), "negation")

    def negation(self) -> Node:
        if not self.take("NOT"):
            return self.comparison()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"is nested more than {MAX_DEPTH} deep; split it up")
        node = Node("not", parts=(self.negation(),))
        self.depth -= 1
        return node

    def comparison(self) -> Node:
        left = self.sum()
        if sign := self.take(*_COMPARISONS):
            node = Node("compare", "<>" if sign == "!=" else sign, (left, self.sum()))
        elif self.take("IS"):
            node = self.identity(left)
        else:
            negated = bool(self.take("NOT"))
            if self.take("BETWEEN"):
                low = self.sum()
                self.expect("AND")
                node = Node("between", parts=(left, low, self.sum()), negated=negated)
            elif self.take("IN"):
                node = Node("in", parts=(left, *self.literals()), negated=negated)
            elif operator := self.take("LIKE", "ILIKE"):
                if self.kind != "text":
                    raise ExpressionError(f"has {operator} without a text in single quotes after it; add one")
                node = Node("like", operator, (left, self.one()), negated)
            elif negated:
                raise self.unexpected()
            else:
                return left
        if self.kind == "sign" and self.text in _COMPARISONS:
            raise ExpressionError("compares a comparison; join comparisons with AND")
        return node

    def identity(self, left: Node) -> Node:
        negated = bool(self.take("NOT"))
        if self.take("DISTINCT"):
            if self.text.upper() != "FROM":
                raise self.unexpected()
            self.next += 1
            return Node("distinct", parts=(left, self.sum()), negated=negated)
        what = self.take("NULL", "TRUE", "FALSE")
        if not what:
            raise self.unexpected()
        return Node("is", what, (left,), negated)

    def literals(self) -> tuple[Node, ...]:
        self.expect("(")
        found = []
        while True:
            node = self.product_member()
            inner = node.parts[0] if node.kind == "minus" else node
            if inner.kind not in ("number", "text", "boolean", "date"):
                raise ExpressionError("has IN with more than plain values; list numbers, texts or dates only")
            found.append(node)
            if not self.take(","):
                break
        self.expect(")")
        return tuple(found)

    def sum(self) -> Node:
        return self.chain(("+", "-", "||"), "product")

    def product(self) -> Node:
        return self.chain(("*", "/", "%"), "product_member")

    def product_member(self) -> Node:
        if self.take("-"):
            return Node("minus", parts=(self.one(),))
        self.take("+")
        return self.one()

    def one(self) -> Node:
        kind, text = self.kind, self.text
        if kind == "sign" and self.take("("):
            node = self.disjunction()
            self.expect(")")
            return node
        if kind in ("number", "text", "quoted"):
            self.next += 1
            if kind == "quoted":
                quote = text[0]
                return Node("column", text[1:-1].replace(quote * 2, quote))
            return Node(kind, text if kind == "number" else text[1:-1].replace("''", "'"))
        if kind != "word":
            raise self.unexpected()
        return self.word(text)

    def word(self, text: str) -> Node:
        if self.take("TRUE", "FALSE"):
            return Node("boolean", text)
        if self.take("NULL"):
            return Node("null")
        if self.take("CASE"):
            return self.case()
        if self.take("CAST", "TRY_CAST"):
            return self.cast()
        follows = self.tokens[self.next + 1] if self.next + 1 < len(self.tokens) else _Token("", "")
        if text.upper() == "DATE" and follows.kind == "text":
            self.next += 2
            return Node("date", iso_date(follows.text[1:-1]))
        if text.upper() in CLOCK:
            raise ExpressionError(f"asks for the time with {text}; a plan may not depend on when it is made")
        if text in WORDS or text.upper() in STARTS_QUERY:
            raise self.unexpected()
        self.next += 1
        return self.call(text) if follows.text == "(" and follows.kind == "sign" else Node("column", text)

    def call(self, name: str) -> Node:
        upper = {"CEILING": "CEIL", "POW": "POWER"}.get(name.upper(), name.upper())
        function = FUNCTIONS.get(upper)
        if upper in AGGREGATES:
            raise ExpressionError(f"uses {name}, which looks at many rows; only what a single row says can be used")
        if upper in RANDOM:
            raise ExpressionError(f"draws at random with {name}; a plan may not depend on chance")
        if function is None:
            raise ExpressionError(f"uses {name}, which is no known function; use one of {', '.join(sorted(FUNCTIONS))}")
        self.expect("(")
        parts = [self.disjunction()]
        while self.take(","):
            parts.append(self.disjunction())
        self.expect(")")
        if not function.least <= len(parts) <= function.most:
            asked = str(function.least) if function.least == function.most else f"{function.least} to {function.most}"
            raise ExpressionError(f"gives {name} {len(parts)} values; give it {asked}")
        return Node("call", upper, tuple(parts))

    def cast(self) -> Node:
        self.expect("(")
        node = self.disjunction()
        self.expect("AS")
        name = self.text.upper()
        if self.kind != "word" or name not in TYPES:
            raise ExpressionError(f"casts to {self.text or 'nothing'}; cast to INTEGER, DOUBLE or TEXT")
        self.next += 1
        self.expect(")")
        return Node("cast", name, (node,))

    def case(self) -> Node:
        subject = None if self.text == "WHEN" else self.disjunction()
        parts = []
        while self.take("WHEN"):
            condition = self.disjunction()
            parts.append(condition if subject is None else Node("compare", "=", (subject, condition)))
            self.expect("THEN")
            parts.append(self.disjunction())
        if not parts:
            raise self.unexpected()
        parts.append(self.disjunction() if self.take("ELSE") else Node("null"))
        self.expect("END")
        return Node("case", parts=tuple(parts))


def iso_date(text: str) -> str:
    """The same text.

    Raises:
        ExpressionError: it is not a date of the form YYYY-MM-DD.
    """
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        dt.date.fromisoformat(text)
    except ValueError:
        raise ExpressionError(f"takes {text!r} for a date; write dates as 'YYYY-MM-DD'") from None
    return text
