"""What can be taken out of a module: statements, branches, lines, operands of & and |, and sieves of chains.

Docstrings, imports, annotations and the heads of definitions say nothing that a test could miss: they stay.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

#: Methods that let through what they are given, or less of it: a chain without them is still a chain.
SIEVES = ("filter", "drop_nulls", "fill_null")


@dataclass(frozen=True)
class Mutant:
    """A module without something.

    Attributes:
        first: line at which what was taken out begins.
        last: line at which it ends.
        text: what was taken out, on one line.
        tree: the module without it.
    """

    first: int
    last: int
    text: str
    tree: ast.Module


class _Replacing(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return ast.copy_location(self.new, self.old)
        return self.generic_visit(node)


def mutants(source: str) -> list[Mutant]:
    """All different mutants of a module, by line."""
    tree = _bare(ast.parse(source))
    lines, silent = source.splitlines(), _silent(ast.parse(source))
    kept = []
    for place, said in enumerate(tree.body):
        seen = {_dump([said])}
        for first, last, text, instead in (*_without_nodes(said, lines), *_without_lines(said, lines, silent)):
            told = _dump(instead)
            if told not in seen:
                seen.add(told)
                changed = ast.Module([*tree.body[:place], *instead, *tree.body[place + 1 :]], [])
                kept.append(Mutant(first, last, text, changed))
    return sorted(kept, key=lambda mutant: (mutant.first, mutant.last, mutant.text))


#: Lines, text, and the statements that stand in the place of one.
_Change = tuple[int, int, str, list[ast.stmt]]


def _dump(statements: list[ast.stmt]) -> str:
    return "\n".join(map(ast.dump, statements))


def _without_nodes(said: ast.stmt, lines: list[str]) -> Iterator[_Change]:
    types = {id(part) for node in ast.walk(said) for note in _annotations(node) for part in ast.walk(note)}
    for node in (node for node in ast.walk(said) if id(node) not in types):
        for taken, old, new in _changes(node):
            copies: dict[int, ast.AST] = {}
            changed = copy.deepcopy(said, copies)
            stands_for = copy.deepcopy(new, copies)
            changed = _Replacing(copies[id(old)], stands_for).visit(changed)
            last = taken.end_lineno or taken.lineno
            yield taken.lineno, last, _text(taken, lines[taken.lineno - 1 : last]), [_tidy(changed)]


def _annotations(node: ast.AST) -> list[ast.expr]:
    notes = [getattr(node, name, None) for name in ("annotation", "returns")]
    return [note for note in notes if isinstance(note, ast.expr)]


def _text(node: ast.stmt | ast.expr, lines: list[str]) -> str:
    """The node as written, on one line, of a loop its head; columns of nodes are counted in bytes."""
    if isinstance(node, ast.For | ast.While):
        return lines[0].strip()
    written = [line.encode() for line in lines]
    written[-1] = written[-1][: node.end_col_offset]
    written[0] = written[0][node.col_offset :]
    return " ".join(b" ".join(written).decode().split())


def _changes(node: ast.AST) -> Iterator[tuple[ast.stmt | ast.expr, ast.AST, ast.AST]]:
    """What can be taken out at a node, what goes, and what comes in its place."""
    match node:
        case ast.Assign() | ast.AugAssign() | ast.Return() | ast.Raise() | ast.Expr() | ast.Continue() | ast.Break():
            yield node, node, ast.Pass()
        case ast.AnnAssign(value=ast.expr()):
            yield node, node, ast.Pass()
        case ast.If():
            yield node.body[0], node, ast.If(node.test, [ast.Pass()], node.orelse)
            if node.orelse:
                yield node.orelse[0], node, ast.If(node.test, node.body, [])
        case ast.For() | ast.While():
            yield node, node, ast.Pass()
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            yield node.left, node, node.right
            yield node.right, node, node.left
        case ast.BoolOp():
            for value in node.values:
                others = [v for v in node.values if v is not value]
                yield value, node, ast.BoolOp(node.op, others) if len(others) > 1 else others[0]
        case ast.Call(func=ast.Attribute(attr=name, value=receiver)) if name in SIEVES:
            yield node, node, receiver


def _without_lines(said: ast.stmt, lines: list[str], silent: set[int]) -> Iterator[_Change]:
    first, last = min([said.lineno, *(d.lineno for d in getattr(said, "decorator_list", ()))]), said.end_lineno or 0
    for number in range(first, last + 1):
        line = lines[number - 1]
        if number in silent or not line.strip() or line.lstrip().startswith("#"):
            continue
        kept = [*lines[first - 1 : number - 1], "", *lines[number:last]]
        try:
            # Empty lines before it keep the numbers of lines.
            changed = _bare(ast.parse("\n" * (first - 1) + "\n".join(kept)))
        except SyntaxError:
            continue
        yield number, number, line.strip(), [_tidy(part) for part in changed.body]


def _silent(tree: ast.Module) -> set[int]:
    """Lines of docstrings, imports, annotations and heads of definitions."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import() | ast.ImportFrom() | ast.AnnAssign(value=None):
                lines |= {*range(node.lineno, (node.end_lineno or 0) + 1)}
            case ast.FunctionDef():
                lines |= {*range(node.lineno, node.body[0].lineno)}
            case ast.ClassDef():
                fields = [said for said in node.body if isinstance(said, ast.AnnAssign)]
                lines |= {line for said in fields for line in range(said.lineno, (said.end_lineno or 0) + 1)}
        if _has_docstring(node):
            said = node.body[0]
            lines |= {*range(said.lineno, said.end_lineno + 1)}
    return lines


def _bare(tree: ast.Module) -> ast.Module:
    """The tree without docstrings."""
    for node in ast.walk(tree):
        if _has_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.fix_missing_locations(tree)


def _tidy(said: ast.stmt) -> ast.stmt:
    """A statement without `pass` where others stand beside it, or nothing need stand."""
    for node in ast.walk(said):
        for block in ("body", "orelse", "finalbody"):
            inner = getattr(node, block, None)
            if isinstance(inner, list) and len(inner) > 1:
                setattr(node, block, [part for part in inner if not isinstance(part, ast.Pass)] or [ast.Pass()])
        if isinstance(node, ast.If) and all(isinstance(part, ast.Pass) for part in node.orelse):
            node.orelse = []
    return ast.fix_missing_locations(said)


def _has_docstring(node: ast.AST) -> bool:
    if not isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) or not node.body:
        return False
    return isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
