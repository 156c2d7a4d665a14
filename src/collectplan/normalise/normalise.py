"""All tables as they are understood, and the refusal of those with too many bad rows."""

from __future__ import annotations

import polars as pl

from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.tables import Inputs, Table
from collectplan.errors import Finding, InputError
from collectplan.normalise import attempts as history
from collectplan.normalise import portfolio as accounts
from collectplan.normalise import roster as shifts
from collectplan.normalise.rejects import Rejects, refusal


def normalise(
    portfolio: Table,
    attempts: Table | None,
    roster: Table | None,
    loaded: LoadedStrategy,
    *,
    tolerate: bool = False,
) -> Inputs:
    """Type every cell, apply the contract's rules to every row, and sort.

    Args:
        portfolio: as read.
        attempts: as read; None where the user says that there is no history.
        roster: as read; None where there is none.
        loaded: the strategy.
        tolerate: keep to the good rows however many are bad, as `validate` does to list them all.

    Returns:
        The accepted rows; the same for any row order of the files but for `_row`, and rows named in rejects.

    Raises:
        StrategyError: a column of `input.derive` cannot be computed.
        InputError: more than `input.max_rejects` of a table's rows are bad; the first 20 bad cells of each such table.
    """
    strategy = loaded.strategy
    notes: list[str] = []
    found: list[Rejects] = []
    portfolio_frame, rejects = accounts.understand(portfolio, loaded, notes)
    found.append(rejects)
    attempts_frame = roster_frame = None
    if attempts is not None:
        attempts_frame, rejects = history.understand(attempts, strategy, notes)
        found.append(rejects)
    if roster is not None:
        roster_frame, rejects = shifts.understand(roster, strategy)
        found.append(rejects)
    frames = [rejects.frame() for rejects in found]
    if not tolerate:
        _refuse(found, frames, strategy.input.max_rejects)
    return Inputs(
        portfolio=portfolio_frame,
        attempts=attempts_frame,
        roster=roster_frame,
        rejects=pl.concat(frames).sort("file", "row", "column", "reason"),
        num_records={rejects.raw.name: rejects.raw.num_records for rejects in found},
        notes=tuple(notes),
    )


def _refuse(found: list[Rejects], frames: list[pl.DataFrame], max_rejects: float) -> None:
    findings: list[Finding] = []
    for rejects, frame in zip(found, frames, strict=True):
        findings += refusal(rejects.raw, frame, max_rejects)
    if findings:
        raise InputError(findings)
