"""Everything that happened to the customer or was planned to, in the order of time, on the customer's own clock."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from collectplan.check.leak_plan import planned_rows
from collectplan.packet.counting import counted
from collectplan.packet.own import Own

#: Shown in place of the characters of an address before its last two.
_MASK = "…"


def masked(address: str | None) -> str | None:
    """The last two characters of an address; of a shorter one none."""
    if address is None:
        return None
    return _MASK + (address[-2:] if len(address) > 2 else "")


def timeline(own: Own, before: pl.DataFrame, done: pl.DataFrame, zone: str) -> list[dict[str, Any]]:
    """One mapping an event: `at` (local, ISO with its offset), `what` (attempt, inbound, done, planned) and the rest.

    Args:
        own: the customer's rows.
        before: attempts of the history that the log does not have, `done.Log.rows`.
        done: those of the log, the same.
        zone: the customer's.
    """
    events = _happened(own, before, zone, "attempt") + _happened(own, done, zone, "done") + _planned(own, zone)
    return sorted(
        events, key=lambda event: (event["at_utc"], event["what"] != "planned", event["channel"], event["row"] or 0)
    )


def local(at: dt.datetime, zone: str) -> str:
    """An instant on a clock, to the second, with its offset."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _happened(own: Own, rows: pl.DataFrame, zone: str, what: str) -> list[dict[str, Any]]:
    counts = counted(rows, own.loaded.strategy)
    return [
        {
            "at": local(row["at"], zone),
            "at_utc": row["at"].isoformat(timespec="microseconds"),
            "what": "inbound" if row["is_inbound"] else what,
            "row": row["row"],
            "channel": row["channel"],
            "outcome": row["outcome"],
            "account_id": row["account_id"],
            "address": masked(row["address"]),
            "seconds": row["seconds"],
            "counts_as": counts_as["as"],
            "under": counts_as["under"],
        }
        for row, counts_as in zip(rows.iter_rows(named=True), counts, strict=True)
    ]


def _planned(own: Own, zone: str) -> list[dict[str, Any]]:
    plan = planned_rows(own.grid, own.loaded.strategy)
    return [
        {
            "at": row["plan_date"].isoformat() if row["untimed"] else local(row["start_at"], zone),
            "until": None if row["untimed"] else local(row["end_at"], zone),
            "at_utc": row["start_at"].isoformat(timespec="microseconds"),
            "what": "planned",
            "row": None,
            "channel": row["channel"],
            "outcome": None,
            "account_id": row["account_id"],
            "address": masked(row.get("address")),
            "seconds": None,
            "counts_as": [],
            "under": [],
        }
        for row in plan.iter_rows(named=True)
    ]
