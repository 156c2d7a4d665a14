"""The file's column names under the contract's names."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from collectplan.domain.strategy import Input
from collectplan.domain.tables import ATTEMPTS, PORTFOLIO, ROSTER, ROW
from collectplan.errors import Finding, InputError
from collectplan.read.synonyms import suggest

_OTHER_TABLES: Final = frozenset(ATTEMPTS) | frozenset(ROSTER)


def our_names(
    name: str, header: Sequence[str], input_: Input, required: Collection[str], where: tuple[str, int]
) -> list[tuple[str, int]]:
    """Each column's name in the contract, with its position in the file.

    A header that `input.columns` names twice gives two columns.

    Args:
        name: of the table: portfolio, attempts, roster.
        header: the file's own names, without surrounding space.
        input_: its `columns`, and for the portfolio its `derive`, which may stand in for required columns.
        required: names that must be there.
        where: the file, and the row of the header.

    Raises:
        InputError: names are missing, empty, double or ambiguous.
    """
    file, row = where
    place = f"{file}, row {row}"
    findings = _unclear(header, place)
    mapped = {ours: theirs.strip() for ours, theirs in input_.columns.items()}
    taken = {theirs for theirs in mapped.values() if theirs in header}
    findings += _ambiguous(header, mapped, taken, place)
    if name == "portfolio":
        findings += _unmatched(header, mapped, place)
    named: list[tuple[str, int]] = []
    for position, theirs in enumerate(header):
        named += [(ours, position) for ours in _names_of(theirs, mapped)]
    present = {ours for ours, _ in named}
    derived: Mapping[str, str] = input_.derive if name == "portfolio" else {}
    missing = [ours for ours in required if ours not in present and ours not in derived]
    findings += [_missing(ours, header, mapped, place) for ours in missing if ours not in mapped or name != "portfolio"]
    if findings:
        raise InputError(findings)
    return named


def _names_of(theirs: str, mapped: Mapping[str, str]) -> list[str]:
    return [ours for ours, wanted in mapped.items() if wanted == theirs] or [theirs]


def _unclear(header: Sequence[str], place: str) -> list[Finding]:
    findings = []
    for position, theirs in enumerate(header, start=1):
        if not theirs:
            findings.append(Finding(place, f"column {position} has no name", "name it, or remove it"))
        elif theirs in header[: position - 1]:
            findings.append(Finding(place, f"two columns are called {theirs}", "rename one of them"))
        elif theirs == ROW:
            findings.append(Finding(place, f"a column is called {ROW}, which is kept for row numbers", "rename it"))
    return findings


def _ambiguous(header: Sequence[str], mapped: Mapping[str, str], taken: Collection[str], place: str) -> list[Finding]:
    return [
        Finding(
            place,
            f"{ours} could be column {theirs}, as input.columns says, or column {ours}",
            f"rename column {ours}, or take {ours} out of input.columns",
        )
        for ours, theirs in mapped.items()
        if theirs in header and ours in header and ours != theirs and ours not in taken
    ]


def _unmatched(header: Sequence[str], mapped: Mapping[str, str], place: str) -> list[Finding]:
    """Mapped headers that the portfolio lacks; those that only other tables need are not looked for."""
    findings = []
    for ours, theirs in mapped.items():
        is_elsewhere = ours in _OTHER_TABLES and ours not in PORTFOLIO
        if theirs in header or ours in header or is_elsewhere:
            continue
        close = difflib.get_close_matches(theirs, header, n=1, cutoff=0)
        what = f"there is no column {theirs}, which input.columns gives for {ours}"
        findings.append(Finding(place, what, f"the closest is {close[0]}" if close else "check the file"))
    return findings


def _missing(ours: str, header: Sequence[str], mapped: Mapping[str, str], place: str) -> Finding:
    synonym = suggest(header, [ours]).get(ours)
    close = [synonym] if synonym else difflib.get_close_matches(ours, header, n=1, cutoff=0.5)
    if close:
        mend = f'write  {ours}: "{close[0]}"  under input.columns, if that is what it holds'
    else:
        mend = "add it, or name the file's own column under input.columns"
    named = f" (nor {mapped[ours]})" if ours in mapped else ""
    return Finding(place, f"there is no column {ours}{named}", mend)
