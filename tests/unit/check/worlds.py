"""Raw tables, strategies and grids in the fewest words, for tests of the check: text as files would hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from collectplan.check import RawTables, Results, judge, laid_out
from collectplan.domain.source import Source
from collectplan.domain.stages import LoadedStrategy, Verdict
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import REJECT_COLUMNS, ROW, RawTable

Row = Mapping[str, Any]

CHANNELS: dict[str, Any] = {
    "call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 5.0}},
    "voice_blast": {"address": "phone"},
    "sms": {"address": "phone"},
    "whatsapp": {"address": "phone"},
    "email": {"address": "email"},
    "letter": {"address": "postal", "untimed": True},
    "visit": {},
}


def text(cell: Any) -> str | None:
    """A cell as a file would hold it: booleans in lower case, dates as ISO."""
    if cell is None:
        return None
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def table(name: str, rows: Iterable[Row], columns: Iterable[str] = (), num_broken: int = 0) -> RawTable:
    """A raw table of String columns; cells that a row does not name are empty."""
    rows = list(rows)
    names = list(dict.fromkeys([*columns, *(key for row in rows for key in row)]))
    cells = {key: [text(row.get(key)) for row in rows] for key in names}
    frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))
    frame = frame.with_columns(pl.Series(ROW, range(2, len(rows) + 2), dtype=pl.UInt32))
    broken = pl.DataFrame(
        {key: ["x"] * num_broken for key in REJECT_COLUMNS}, schema=dict.fromkeys(REJECT_COLUMNS, pl.String)
    )
    return RawTable(name, f"{name}.csv", frame, "0" * 64, broken, len(rows) + num_broken)


def strategy(**said: Any) -> LoadedStrategy:
    """A strategy of seven channels on the clock of Bogota, with slots of an hour around the clock."""
    written = {
        "version": 1,
        "timezone": "America/Bogota",
        "country": "CO",
        "slots": {"start": "00:00", "end": "24:00", "minutes": 60},
        "channels": CHANNELS,
    }
    return LoadedStrategy(Strategy.model_validate(written | said), Source("strategy.yaml"))


def account(**cells: Any) -> dict[str, Any]:
    """One account A1 of customer C1, 45 days late, with addresses of its customer's own."""
    row = {"account_id": "A1", "customer_id": "C1", "days_past_due": 45, "balance": 1000, **cells}
    who = row["customer_id"]
    return {"phone": f"+57 {who}", "email": f"{who}@example.org", "postal": f"Calle {who}", **row}


def contact(**cells: Any) -> dict[str, Any]:
    """One call on Monday 2 March 2026 at ten, led by account A1 of customer C1."""
    row = {"date": "2026-03-02", "channel": "call", "customer_id": "C1", "account_id": "A1", **cells}
    hour = {"start": "", "end": ""} if row["channel"] == "letter" else {"start": "10:00", "end": "11:00"}
    return {**hour, **row}


def attempt(**cells: Any) -> dict[str, Any]:
    """One call to customer C1 on Friday 27 February 2026 that nobody answered."""
    return {"at": "2026-02-27T10:00", "customer_id": "C1", "channel": "call", "outcome": "no_answer", **cells}


def grid(rows: Iterable[Row]) -> pl.DataFrame:
    """A grid as written: String, only the columns that rows name and the required ones."""
    required = ("date", "start", "end", "customer_id", "account_id", "channel")
    return table("grid", rows, required).frame.drop(ROW)


def verdict(
    plan: Iterable[Row],
    loaded: LoadedStrategy | None = None,
    accounts: Iterable[Row] = (),
    attempts: Iterable[Row] | None = None,
    roster: Iterable[Row] | None = None,
    results: Results | None = None,
) -> Verdict:
    """The check's verdict on a plan, by default over the one account of `account()` without history."""
    portfolio = table("portfolio", list(accounts) or [account()])
    history = None if attempts is None else table("attempts", attempts, ("at", "customer_id", "channel", "outcome"))
    shifts = None if roster is None else table("roster", roster, ("agent_id", "agent_group", "start", "end"))
    return check(grid(plan), portfolio, history, shifts, loaded or strategy(), results)


def check(
    written: pl.DataFrame,
    portfolio: RawTable,
    attempts: RawTable | None,
    roster: RawTable | None,
    loaded: LoadedStrategy,
    results: Results | None = None,
    **how: Any,
) -> Verdict:
    """The verdict on grid.csv as written; `how` as `judge` takes it."""
    sheet = laid_out(written, results.outlook if results else None, loaded.strategy)
    return judge(sheet, RawTables(portfolio, attempts, roster), loaded, results, **how)


def broken(found: Verdict) -> list[str]:
    """Ids of the rules that a verdict finds broken, each once, sorted."""
    return sorted({violation.rule for violation in found.violations})


def rules(*written: Mapping[str, Any], **said: Any) -> LoadedStrategy:
    """A strategy with these rules."""
    assume = said.pop("assume", "worst_case")
    return strategy(limits={"rules": list(written), "assume": assume}, **said)


def findings_of(rule: Row, said: Row, plan: list[Row], past: list[Row], assume: str = "worst_case") -> list[Any]:
    """Row and words of what a plan breaks under one rule, with other keys, after a history."""
    told = verdict(plan, rules({**rule, **said}, assume=assume), attempts=past).violations
    return [(v.row, v.what) for v in told]
