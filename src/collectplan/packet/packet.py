"""Everything about one customer, as data that JSON can hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from collectplan.check import Results, leaks, raw_cells
from collectplan.check.check import KINDS
from collectplan.check.done import Log, not_in_log, read_log
from collectplan.check.evidence import Evidence
from collectplan.domain.cells import unguarded_text
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import ObligationRule
from collectplan.domain.tables import RawTable
from collectplan.packet.accounts import accounts_of
from collectplan.packet.conditions import conditions_of
from collectplan.packet.own import Own, own_of
from collectplan.packet.pools import pools_of
from collectplan.packet.rules import rules_of
from collectplan.packet.timeline import masked, timeline
from collectplan.packet.trial import broken, evidence_of_rows, try_all

#: What a grid says of a planned contact beside when, who and where.
_REASONS = ("segment", "template", "offer", "reach", "value", "rank", "condition")


@dataclass(frozen=True, eq=False)
class Asked:
    """What a packet is made from.

    Attributes:
        customer_id: whose.
        portfolio: as the file says.
        attempts: the history, None where there is none.
        log: what was done, None where none is given.
        plan: grid.csv and what lies next to it, None where none is given.
        loaded: the strategy.
        date: asked for; None: the plan's.
        today: where neither says a date.
        files: sha256 of further files, by name.
    """

    customer_id: str
    portfolio: RawTable
    attempts: RawTable | None
    log: RawTable | None
    plan: tuple[pl.DataFrame, Results] | None
    loaded: LoadedStrategy
    date: dt.date | None
    today: dt.date
    files: Mapping[str, str]


def packet(asked: Asked) -> dict[str, Any]:
    """The packet of a customer.

    Raises:
        InputError: the portfolio has no such customer, or an expression cannot be evaluated over it.
    """
    own = own_of(asked.customer_id, asked.portfolio, asked.attempts, asked.log, asked.plan, asked.loaded)
    strategy = own.loaded.strategy
    date = asked.date or _plan_date(own) or asked.today
    usable = own.accounts.filter(pl.col("flaw").is_null())
    zone = usable["zone"][0] if usable.height else strategy.timezone
    before, done = _happened(own)
    trial = try_all(own, date, before, done.rows)
    # Of obligations those are asked that fall due on the date: later ones may be kept by later plans.
    planned = replace(evidence_of_rows(own.grid, own), run={"plan_date": date.isoformat()})
    return {
        "customer_id": own.customer_id,
        "date": date.isoformat(),
        "zone": zone,
        "zones": usable["zones"][0].split() if usable.height else [zone],
        "operation_zone": strategy.timezone,
        "operation": strategy.name,
        "accounts": accounts_of(own, trial),
        "timeline": timeline(own, before, done.rows, zone),
        "unreadable": done.unreadable.height,
        "planned": _planned(own),
        "findings": _findings(own, planned),
        "leaks": _leaks(own, asked),
        "rules": rules_of(own, trial, planned, date, zone),
        "across_customers": pools_of(
            own,
            asked.loaded.strategy,
            (asked.attempts, asked.log, None if asked.plan is None else asked.plan[0]),
            date,
            zone,
        ),
        "inputs": _inputs(asked),
    }


def _plan_date(own: Own) -> dt.date | None:
    said = [own.run.get("plan_date"), *own.grid["date"].drop_nulls().sort().to_list()]
    for text in said:
        try:
            return dt.date.fromisoformat(str(text))
        except ValueError:
            continue
    return None


def _happened(own: Own) -> tuple[pl.DataFrame, Log]:
    """Rows of the history that the log does not have, and the log."""
    strategy, everybody = own.loaded.strategy, own.everybody
    nothing = RawTable("attempts", "", _NO_ATTEMPTS, "", pl.DataFrame(schema={"row": pl.UInt32}), 0)
    log = read_log(own.log or nothing, everybody, strategy)
    before = read_log(own.attempts or nothing, everybody, strategy)
    return not_in_log(before.rows, log.rows), log


_NO_ATTEMPTS = pl.DataFrame(
    schema={"at": pl.String, "customer_id": pl.String, "channel": pl.String, "outcome": pl.String, "_row": pl.UInt32}
)


def _planned(own: Own) -> list[dict[str, Any]]:
    """The customer's rows of the grid, with what they say of their reasons."""
    names = [
        name for name in (*own.grid.columns,) if name in {"date", "start", "end", "account_id", "channel", *_REASONS}
    ]
    rows = own.grid.select(raw_cells.filled(unguarded_text(own.grid[name])) for name in names)
    addresses = (
        own.grid["address"] if "address" in own.grid.columns else pl.Series([None] * rows.height, dtype=pl.String)
    )
    shown = [masked(address) for address in raw_cells.filled(unguarded_text(addresses)).to_list()]
    return [
        row | {"address": address, "conditions": conditions_of(own, row)}
        for row, address in zip(rows.iter_rows(named=True), shown, strict=True)
    ]


def _findings(own: Own, planned: Evidence) -> list[dict[str, Any]]:
    """What is wrong with the plan for this customer, by every rule, obligations too."""
    told = broken(planned) if planned.contacts.height else {}
    for rule in planned.strategy.limits.rules:
        if isinstance(rule, ObligationRule):
            found = KINDS[rule.kind](rule, planned)
            told[rule.id] = found.filter(pl.col("customer_id") == own.customer_id)
    return [
        {"rule": rule, "row": row or None, "what": what}
        for rule, found in told.items()
        for row, what in found.select("row", "what").sort("row", "what").iter_rows()
    ]


def _leaks(own: Own, asked: Asked) -> list[dict[str, Any]]:
    """What was done beside the plan or against a rule."""
    if own.log is None:
        return []
    strategy = own.loaded.strategy
    others = tuple(rule for rule in strategy.limits.rules if not isinstance(rule, ObligationRule))
    limits = strategy.limits.model_copy(update={"rules": others})
    loaded = LoadedStrategy(strategy.model_copy(update={"limits": limits}), own.loaded.source)
    found = leaks(own.grid, own.results, asked.portfolio, own.attempts, own.log, None, loaded)
    return list(found.findings.select("rule", "how", "row", "channel", "what").iter_rows(named=True))


def _inputs(asked: Asked) -> dict[str, str]:
    """Hashes of every file that the packet was made from."""
    tables = {"portfolio": asked.portfolio, "attempts": asked.attempts, "log": asked.log}
    source = asked.loaded.source
    packs = {f"pack {name}": sha256 for name, sha256 in sorted(source.packs.items())}
    read = {name: raw.sha256 for name, raw in tables.items() if raw is not None}
    return {"strategy": source.sha256, **packs, **read, **asked.files}
