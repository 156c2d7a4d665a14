"""Every way in which collectplan refuses to go on, as one tree.

    CollectplanError            1   a bug of ours, where nothing more exact is known
    ├── UsageError              2   the command line asks for something that cannot be
    ├── FindingsError           4   `audit` or `validate` found something
    ├── StrategyError          10   the strategy file is wrong: file:line:column
    ├── InputError             11   a table is wrong: file, row, column
    ├── ContradictionError     12   rules contradict each other
    ├── SolverError            13   the solver failed, or found nothing in time
    ├── RefusedPlanError       14   our own check refused the plan; nothing was published
    ├── OutputError            15   output could not be written; what was there is untouched
    └── LockedError            16   another run holds the lock

Findings of one phase are collected and raised once, so that a user mends a file in one round.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        where: `file:line:column` for a strategy, `file, row N, column NAME` for a table.
        what: one clause saying what is wrong, without a full stop.
        mend: one clause saying what to do about it; empty where nothing can be advised.
    """

    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        sentence = f"{self.where}: {self.what}" if self.where else self.what
        return f"{sentence}; {self.mend}" if self.mend else sentence


class CollectplanError(Exception):
    """A refusal with its findings. Subclasses own an exit code."""

    exit_code: ClassVar[int] = 1

    def __init__(self, findings: Finding | str | Iterable[Finding]) -> None:
        if isinstance(findings, str):
            findings = Finding("", findings)
        if isinstance(findings, Finding):
            findings = (findings,)
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("\n".join(str(f) for f in self.findings))


class UsageError(CollectplanError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class FindingsError(CollectplanError):
    """`audit` or `validate` found something."""

    exit_code = 4


class StrategyError(CollectplanError):
    """The strategy file is wrong."""

    exit_code = 10


class InputError(CollectplanError):
    """A table is wrong as a whole, or too many of its rows are."""

    exit_code = 11


class ContradictionError(CollectplanError):
    """Rules contradict each other."""

    exit_code = 12


class SolverError(CollectplanError):
    """The solver failed, or found nothing in time."""

    exit_code = 13


class RefusedPlanError(CollectplanError):
    """Our own check refused the plan; nothing was published."""

    exit_code = 14


class OutputError(CollectplanError):
    """Output could not be written; what was there is untouched."""

    exit_code = 15


class LockedError(CollectplanError):
    """Another run holds the lock of the results folder."""

    exit_code = 16
