"""`validate`: everything that is wrong with a strategy and its tables, found in one go, with nothing written.

It walks the same stages as a run, but gathers what each of them says instead of stopping at the first.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from collectplan.domain import tables
from collectplan.domain.day import make_day, moments
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.tables import Inputs, RawTable
from collectplan.errors import CollectplanError, Finding, UsageError
from collectplan.normalise import normalise
from collectplan.read import dialect
from collectplan.read.strategy_checks import need_priors
from collectplan.read.strategy_contradictions import contradictions
from collectplan.read.strategy_file import read_strategy
from collectplan.read.table import read_table
from collectplan.read.table_kind import kind_of
from collectplan.score import score
from collectplan.screen import screen
from collectplan.segment import segment
from collectplan.staff import staff

#: Bytes from the head of a table from which its dialect is guessed.
HEAD_BYTES = 256 * 1024

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "portfolio": tables.PORTFOLIO_REQUIRED,
    "attempts": tables.ATTEMPTS_REQUIRED,
    "roster": tables.ROSTER_REQUIRED,
}
COLUMNS: Mapping[str, Mapping[str, tables.Kind]] = {
    "portfolio": tables.PORTFOLIO,
    "attempts": tables.ATTEMPTS,
    "roster": tables.ROSTER,
}


@dataclass
class Report:
    """What `validate` found, and how much it looked at."""

    findings: list[Finding] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Take the findings of an error instead of stopping at it."""
        try:
            yield
        except CollectplanError as error:
            self.findings += [finding for finding in error.findings if finding not in self.findings]


def validate(
    strategy: str, others: Sequence[str], attempts: str | None, roster: str | None, today: Callable[[], dt.date]
) -> Report:
    """Look for everything that is wrong.

    Args:
        strategy: the strategy file.
        others: further tables; which is which is seen from their columns, the portfolio where that does not tell.
        attempts: the history, named.
        roster: the shifts, named.
        today: the date for which rules and shifts are tried.

    Raises:
        UsageError: two tables of one kind, or two from standard input.
    """
    report = Report()
    loaded: LoadedStrategy | None = None
    with report.gathering():
        loaded = read_strategy(strategy)
        report.checked["rules"] = len(loaded.strategy.limits.rules)
    if loaded is None:
        return report
    with report.gathering():
        need_priors(loaded)
    report.findings += contradictions(loaded)
    files = _sort_out(others, attempts, roster, loaded)
    raw = {name: _read(name, file, loaded, report) for name, file in files.items()}
    inputs = _normalise(raw, loaded, report)
    report.notes += _absent(raw.get("portfolio"), loaded)
    if inputs is not None:
        _try_stages(inputs, loaded, report, today())
    return report


def _sort_out(
    others: Sequence[str], attempts: str | None, roster: str | None, loaded: LoadedStrategy
) -> dict[str, str]:
    files = {name: file for name, file in (("attempts", attempts), ("roster", roster)) if file}
    for file in others:
        name = kind_of(file, _head(file), loaded.strategy.input)
        if name in files:
            raise UsageError(f"{file} and {files[name]} both look like the {name} table; name one of them")
        files[name] = file
    if sum(file == "-" for file in files.values()) > 1:
        raise UsageError("only one table can come from standard input")
    return dict(sorted(files.items(), key=lambda item: list(REQUIRED).index(item[0])))


def _head(file: str) -> bytes:
    if file == "-":
        return b""
    try:
        with Path(file).open("rb") as stream:
            return stream.read(HEAD_BYTES)
    except OSError:
        return b""


def _read(name: str, file: str, loaded: LoadedStrategy, report: Report) -> RawTable | None:
    with report.gathering():
        table = read_table(name, file, loaded.strategy.input, required=REQUIRED[name], stdin=sys.stdin.buffer)
        report.checked[f"{name} rows"] = table.num_records
        return table
    report.findings += _advice(name, file, loaded)
    return None


def _advice(name: str, file: str, loaded: LoadedStrategy) -> list[Finding]:
    """What the strategy should say of a file that it does not read well; nothing of one that it does."""
    head = _head(file)
    # Parquet says itself how it is written.
    return [] if head.startswith(b"PAR1") else dialect.advice(file, head, loaded.strategy.input, COLUMNS[name])


def _absent(portfolio: RawTable | None, loaded: LoadedStrategy) -> tuple[str, ...]:
    """A note on columns that rules would read, and the portfolio lacks."""
    if portfolio is None:
        return ()
    there = {*portfolio.frame.columns, *loaded.strategy.input.derive}
    absent = [column for column in loaded.strategy.limits.columns if column not in there]
    return (
        (f"{portfolio.file}: rules would read {', '.join(absent)}; what is absent counts as empty",) if absent else ()
    )


def _normalise(raw: Mapping[str, RawTable | None], loaded: LoadedStrategy, report: Report) -> Inputs | None:
    portfolio = raw.get("portfolio")
    if portfolio is None:
        return None
    with report.gathering():
        inputs = normalise(portfolio, raw.get("attempts"), raw.get("roster"), loaded, tolerate=True)
        report.notes = inputs.notes
        spoiled = set(inputs.rejects["file"].unique().to_list())
        for name, table in raw.items():
            report.findings += _advice(name, table.file, loaded) if table and table.file in spoiled else []
        report.findings += [
            Finding(f"{row['file']}, row {row['row']}, column {row['column']}", row["reason"])
            for row in inputs.rejects.iter_rows(named=True)
        ]
        return inputs
    return None


def _try_stages(inputs: Inputs, loaded: LoadedStrategy, report: Report, date: dt.date) -> None:
    """Let the stages that read expressions and calendars say what they cannot use."""
    with report.gathering():
        day = make_day(date, loaded.strategy)
        segmented = segment(inputs, loaded, day.date)
        permitted = screen(inputs, segmented, loaded, day, moments(loaded.strategy, day))
        staffing = staff(inputs, loaded, day)
        score(segmented, permitted, staffing, loaded, day)
        report.checked["accounts"] = segmented.accounts.height
