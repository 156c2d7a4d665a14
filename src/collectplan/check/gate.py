"""Rules of kind gate.

Proves, for every planned contact that the rule binds:
1. `require` is true of its lead account; unknown is not true;
2. `forbid` is not true of it.
"""

from __future__ import annotations

import polars as pl

from collectplan.check.evidence import Evidence
from collectplan.check.findings import found, worded
from collectplan.domain.strategy import GateRule


def gate(rule: GateRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one gate."""
    bound = evidence.bound(rule)
    shut = pl.Series([False] * bound.height, dtype=pl.Boolean)
    if rule.require is not None:
        shut |= ~evidence.book.truth(rule.require).gather(bound["account"])
    if rule.forbid is not None:
        shut |= evidence.book.truth(rule.forbid).gather(bound["account"])
    return found(bound.filter(shut), worded("Account {} may not lead a contact on {}.", "account_id", "channel"))
