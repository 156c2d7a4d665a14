"""Leaks by rule, by channel and by agent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from collectplan.check import raw_cells
from collectplan.domain.leaks import Leaks
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import RawTable


def counted(
    file: str,
    findings: pl.DataFrame,
    done: pl.DataFrame,
    idle: pl.DataFrame,
    checked: Mapping[str, int],
    raw_roster: RawTable | None,
    strategy: Strategy,
) -> Leaks:
    """The leaks with their counts.

    Args:
        file: the log.
        findings: `LEAK_SCHEMA`.
        done: every attempt that was made, or that a rule counts as one: `row, channel, agent_id`.
        idle: planned rows that nobody did: `channel`.
        checked: how many of what were looked at.
        raw_roster: `agent_id, agent_group`; None where none is given.
        strategy: its rules have severities.
    """
    leaking = done.join(findings, on="row", how="semi")
    groups = _groups(raw_roster)
    by_agent = {
        agent: {**numbers, **({"agent_group": groups[agent]} if agent in groups else {})}
        for agent, numbers in _shares(done, leaking, "agent_id").items()
    }
    not_done = idle.group_by("channel").len().sort("channel")
    return Leaks(
        file,
        findings,
        _by_rule(findings, done.height, strategy),
        _shares(done, leaking, "channel"),
        by_agent,
        dict(zip(not_done["channel"], not_done["len"], strict=True)),
        checked,
    )


def _by_rule(findings: pl.DataFrame, num_attempts: int, strategy: Strategy) -> dict[str, dict[str, Any]]:
    severity = {rule.id: rule.severity for rule in strategy.limits.rules}
    num_rows = pl.col("row").filter(pl.col("row") > 0).n_unique() + (pl.col("row") == 0).sum()
    counts = findings.group_by("rule").agg(leaks=num_rows).sort("leaks", "rule", descending=[True, False])
    ways = findings.drop_nulls("how").group_by("rule", "how").len().sort("rule", "how")
    hows: dict[str, dict[str, int]] = {}
    for rule, how, count in ways.iter_rows():
        hows.setdefault(rule, {})[how] = count
    return {
        rule: {
            "leaks": count,
            "share": _share(count, num_attempts),
            **({"severity": severity[rule]} if rule in severity else {}),
            **({"how": hows[rule]} if rule in hows else {}),
        }
        for rule, count in counts.iter_rows()
    }


def _shares(done: pl.DataFrame, leaking: pl.DataFrame, by: str) -> dict[str, dict[str, Any]]:
    """Attempts and leaks of each value of a column, null as ""."""
    key = pl.col(by).fill_null("").alias(by)
    attempts = done.group_by(key).agg(attempts=pl.len())
    both = attempts.join(leaking.group_by(key).agg(leaks=pl.len()), on=by, how="left").with_columns(
        pl.col("leaks").fill_null(0)
    )
    ordered = both.sort("leaks", by, descending=[True, False]).iter_rows()
    return {name: {"attempts": count, "leaks": leaks, "share": _share(leaks, count)} for name, count, leaks in ordered}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0


def _groups(raw_roster: RawTable | None) -> dict[str, str]:
    """The group of each agent; of one in several, all of them."""
    if raw_roster is None or not {"agent_id", "agent_group"} <= set(raw_roster.frame.columns):
        return {}
    frame = raw_roster.frame
    read = frame.select(raw_cells.filled(frame[name]) for name in ("agent_id", "agent_group")).drop_nulls().unique()
    joined = read.sort("agent_id", "agent_group").group_by("agent_id", maintain_order=True)
    return dict(joined.agg(pl.col("agent_group").str.join(" ")).iter_rows())
