"""The customer's accounts: how late they are, what suppresses them, and what became of each in the plan."""

from __future__ import annotations

from typing import Any

import polars as pl

from collectplan.check import raw_cells
from collectplan.domain.cells import unguarded_text
from collectplan.packet.own import Own
from collectplan.packet.trial import Trial

#: Built-in rules that leave an account alone altogether.
_SUPPRESSING = ("stop_reason", "hold_until", "holdout")


def accounts_of(own: Own, trial: Trial) -> list[dict[str, Any]]:
    """One mapping an account, in account_id order.

    `suppressed` names the built-in rules that leave it alone on the date; `unreadable` the first column of a row that
    cannot be relied on.
    """
    left_alone = {rule: set(trial.forbidden(rule)["account_id"]) for rule in _SUPPRESSING}
    fates = _fates(own)
    return [
        {
            "account_id": row["account_id"],
            "days_past_due": row["days_past_due"],
            "segment": row["segment"],
            "suppressed": [rule for rule in _SUPPRESSING if row["account_id"] in left_alone[rule]],
            "stop_reason": row["stop_reason"],
            "hold_until": row["hold_until"] and row["hold_until"].isoformat(),
            "unreadable": row["flaw"],
            **fates.get(row["account_id"], {}),
        }
        for row in own.accounts.iter_rows(named=True)
    ]


def _fates(own: Own) -> dict[str, dict[str, str | None]]:
    fates = own.results.fates
    if fates is None:
        return {}
    names = [name for name in ("account_id", "fate", "reason", "detail") if name in fates.columns]
    read = fates.select(raw_cells.filled(unguarded_text(fates[name].cast(pl.String))) for name in names)
    return {row.pop("account_id"): row for row in read.iter_rows(named=True)}
