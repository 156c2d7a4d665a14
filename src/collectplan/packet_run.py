"""The run of `packet`: from files to the regulator's packet of one customer, as a page or as JSON."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from collectplan.check import read_results
from collectplan.domain import tables
from collectplan.domain.edge import Edge
from collectplan.packet import Asked, packet
from collectplan.pipeline import Files, open_files
from collectplan.read.strategy_file import read_strategy
from collectplan.read.table import read_table

#: Results from which a packet is made.
_RESULTS = ("grid.csv", "fates.csv", "run.json")


def run_packet(
    customer_id: str, files: Files, plan: Path | None, log: str | None, date: dt.date | None, edge: Edge
) -> tuple[dict[str, Any], str]:
    """Gather everything about one customer.

    Args:
        customer_id: whose.
        files: of the operation.
        plan: a results folder; None: none.
        log: what was done, in the form of attempts; None: none.
        date: for which rules are asked; None: the plan's, else today on the operation's clock.
        edge: the outside.

    Returns:
        The packet, and the strategy's language.

    Raises:
        StrategyError, InputError: a file is wrong, or the portfolio has no such customer.
    """
    loaded = read_strategy(files.strategy)
    opened = open_files(files, loaded)
    said = loaded.strategy.input
    done = (
        None
        if log is None
        else read_table("attempts", log, said, required=tables.ATTEMPTS_REQUIRED, stdin=sys.stdin.buffer)
    )
    results = None if plan is None else read_results(plan)
    today = edge.now().astimezone(ZoneInfo(loaded.strategy.timezone)).date()
    portfolio = opened.portfolio.unpacked()
    attempts = opened.attempts.unpacked() if opened.attempts else None
    asked = Asked(customer_id, portfolio, attempts, done, results, loaded, date, today, _hashes(plan))
    return packet(asked), loaded.strategy.language


def _hashes(plan: Path | None) -> dict[str, str]:
    if plan is None:
        return {}
    there = [plan / name for name in _RESULTS if (plan / name).is_file()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in there}
