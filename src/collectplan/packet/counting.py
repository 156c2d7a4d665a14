"""What an attempt counts as: by the contract's table, and under each rule."""

from __future__ import annotations

import polars as pl

from collectplan.check.cap import counting
from collectplan.check.evidence import event_channels, on_channels, on_past_channels
from collectplan.check.history import attempted, counts_as
from collectplan.domain.outcomes import OUTCOMES
from collectplan.domain.strategy import (
    CapRule,
    CooldownRule,
    ExclusiveRule,
    ObligationRule,
    Rule,
    SpacingRule,
    Strategy,
)

_EVENTS = frozenset(OUTCOMES) | {"contact", "conversation"}


def counted(history: pl.DataFrame, strategy: Strategy) -> list[dict[str, list[str]]]:
    """For each row of the history `as` (attempt, contact, conversation) and `under`, "RULE: what" for each rule.

    Args:
        history: of `history.understood`.
        strategy: whose rules are asked.
    """
    rows = history.with_row_index("place")
    general = {
        "attempt": pl.col("is_attempt"),
        "contact": counts_as("contact"),
        "conversation": counts_as("conversation"),
    }
    told: list[dict[str, list[str]]] = [{"as": [], "under": []} for _ in range(rows.height)]
    for name, holds in general.items():
        for place in rows.filter(holds)["place"]:
            told[place]["as"].append(name)
    for rule in strategy.limits.rules:
        for word, those in _ways(rule, rows):
            for place in those["place"]:
                told[place]["under"].append(f"{rule.id}: {word}")
    return told


def _ways(rule: Rule, rows: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """In which ways rows count under a rule: the word for it and the rows."""
    ways: list[tuple[str, pl.DataFrame]] = []
    if isinstance(rule, CapRule):
        ways.append((rule.count, on_past_channels(rows, rule).filter(counting(rule))))
        if rule.after is not None:
            ways.append((rule.after, rows.filter(counts_as(rule.after, rule.outcomes))))
    elif isinstance(rule, SpacingRule):
        ways.append(("attempts", on_past_channels(rows, rule).filter(attempted(rule))))
    elif isinstance(rule, CooldownRule | ExclusiveRule):
        ways.append((rule.after, on_channels(rows, event_channels(rule)).filter(counts_as(rule.after, rule.outcomes))))
    elif isinstance(rule, ObligationRule) and rule.of in _EVENTS:
        ways.append((rule.of, rows.filter(counts_as(rule.of, rule.outcomes))))
    return ways
