"""Logs of a dialler against a plan, in the fewest words: what was done on Monday 2 March 2026 and what leaks of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from collectplan.check import Results, leaks
from collectplan.domain.leaks import Leaks
from collectplan.domain.stages import LoadedStrategy
from tests.unit.check.worlds import Row, account, grid, strategy, table

ATTEMPTS = ("at", "customer_id", "channel", "outcome")


def done(**cells: Any) -> dict[str, Any]:
    """One call to customer C1 on Monday at 10:15, within the slot of `worlds.contact`, that nobody answered."""
    return {"at": "2026-03-02T10:15", "customer_id": "C1", "channel": "call", "outcome": "no_answer", **cells}


def leaked(
    log: Iterable[Row],
    loaded: LoadedStrategy | None = None,
    plan: Iterable[Row] = (),
    accounts: Iterable[Row] = (),
    before: Iterable[Row] | None = None,
    results: Results | None = None,
    roster: Iterable[Row] | None = None,
) -> Leaks:
    """The leaks of a log, by default against an empty plan of no date over the one account of `account()`."""
    portfolio = table("portfolio", list(accounts) or [account()])
    history = None if before is None else table("attempts", before, ATTEMPTS)
    shifts = None if roster is None else table("roster", roster, ("agent_id", "agent_group"))
    raw_log = table("log", log, ATTEMPTS)
    return leaks(grid(plan), results or Results(), portfolio, history, raw_log, shifts, loaded or strategy())


def found(told: Leaks) -> list[tuple[int, str, str | None]]:
    """Row of the log, rule and how of every leak, in order."""
    return list(told.findings.select("row", "rule", "how").iter_rows())


def by_rule(told: Leaks, rule: str) -> list[int]:
    """Rows of the log that leak under a rule."""
    return [row for row, name, _ in found(told) if name == rule]
