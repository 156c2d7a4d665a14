"""Reads the strategy file: its bytes, its YAML, its model, and what its parts say of each other.

Syntax errors stop early; everything else is collected and refused at once, each finding with file:line:column.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from collectplan.domain.source import Source
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import Strategy
from collectplan.errors import Finding, StrategyError
from collectplan.read.strategy_checks import strategy_findings
from collectplan.read.strategy_words import findings_of
from collectplan.read.yaml_nodes import root_node
from collectplan.read.yaml_values import values_of

MAX_BYTES: Final = 1_000_000

#: Control characters, and the line separators that some editors count as lines and others do not.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ufeff]")


def read_strategy(file: str) -> LoadedStrategy:
    """The strategy in a file, valid as a whole.

    Args:
        file: path of the file, as the user typed it.

    Raises:
        StrategyError: the file cannot be read, or is wrong; with every finding, by line and column.
    """
    content = _bytes(file)
    text = _text(content, file)
    root = root_node(text, file)
    if root is None or (root.kind == "scalar" and root.is_plain and not root.text):
        raise StrategyError(Finding(f"{file}:1:1", "the file is empty", "begin with a file of strategies/"))
    if root.kind != "mapping":
        what = f"the file holds a {'list' if root.kind == 'sequence' else 'text'}, not keys and values"
        raise StrategyError(Finding(f"{file}:{root.line}:{root.column}", what, "begin with version: 1"))
    values = values_of(root, file)
    source = Source(file, values.marks, values.keys, hashlib.sha256(content).hexdigest())
    findings = list(values.findings)
    try:
        strategy = Strategy.model_validate(values.data, by_alias=True, by_name=False)
    except ValidationError as error:
        findings += findings_of(error, values, source)
    else:
        findings += strategy_findings(strategy, source, values.data)
    if findings:
        raise StrategyError(sorted(set(findings), key=_place))
    return LoadedStrategy(strategy, source)


def _bytes(file: str) -> bytes:
    if file == "-":
        raise StrategyError(Finding("", "the strategy cannot come from standard input", "name a file"))
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such name"
        raise StrategyError(Finding(file, f"the strategy cannot be read: {reason}", "check the path")) from None
    if len(content) > MAX_BYTES:
        raise StrategyError(Finding(file, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "shorten it"))
    return content


def _text(content: bytes, file: str) -> str:
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _line_column(content[: error.start].decode("utf-8"))
        what = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        raise StrategyError(Finding(f"{file}:{place}", what, "save the file as UTF-8")) from None
    if unseen := _UNSEEN.search(text):
        place = _line_column(text[: unseen.start()])
        what = f"the character U+{ord(unseen[0]):04X} cannot be seen"
        raise StrategyError(Finding(f"{file}:{place}", what, "take it out"))
    return text


def _line_column(before: str) -> str:
    lines = before.split("\n")
    return f"{len(lines)}:{len(lines[-1]) + 1}"


def _place(finding: Finding) -> tuple[int, int, str]:
    line, column = (re.findall(r":(\d+):(\d+)$", finding.where) or [("0", "0")])[0]
    return int(line), int(column), finding.what
