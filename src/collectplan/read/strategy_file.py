"""Reads the strategy file: its YAML, its model, what its parts say of each other, and the rule packs that it uses.

Syntax errors stop early; everything else is collected and refused at once, each finding with file:line:column.
"""

from __future__ import annotations

import re

from pydantic import ValidationError

from collectplan.domain.source import Source
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import Strategy
from collectplan.errors import Finding, StrategyError
from collectplan.read.packs import with_packs
from collectplan.read.strategy_checks import strategy_findings
from collectplan.read.strategy_words import findings_of
from collectplan.read.yaml_file import MAX_BYTES as MAX_BYTES
from collectplan.read.yaml_file import read_keys


def read_strategy(file: str) -> LoadedStrategy:
    """The strategy in a file, valid as a whole; the rules of its packs stand behind its own.

    Args:
        file: path of the file, as the user typed it.

    Raises:
        StrategyError: the file or one of its packs cannot be read, or is wrong; with every finding, by line and column.
    """
    if file == "-":
        raise StrategyError(Finding("", "the strategy cannot come from standard input", "name a file"))
    values, sha256 = read_keys(file, "strategy", "strategies/")
    source = Source(file, values.marks, values.keys, sha256)
    findings = list(values.findings)
    loaded: LoadedStrategy | None = None
    try:
        strategy = Strategy.model_validate(values.data, by_alias=True, by_name=False)
    except ValidationError as error:
        findings += findings_of(error, values, source)
    else:
        findings += strategy_findings(strategy, source, values.data)
        loaded, of_packs = with_packs(LoadedStrategy(strategy, source))
        findings += of_packs
    if findings or loaded is None:
        raise StrategyError(in_order(findings, file))
    return loaded


def in_order(findings: list[Finding], file: str) -> list[Finding]:
    """Each finding once: those of the file first, then those of other files, by line and column."""

    def place(finding: Finding) -> tuple[bool, str, int, int, str]:
        found = re.fullmatch(r"(?s)(.*?)(?::(\d+):(\d+))?", finding.where)
        name, line, column = found.groups() if found else ("", None, None)
        return name != file, name, int(line or 0), int(column or 0), finding.what

    return sorted(set(findings), key=place)
