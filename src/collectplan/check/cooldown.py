"""Rules of kind cooldown.

Proves, for every planned contact that the rule binds:
1. no event `after`, inbound or outbound, on `event_channels` (else `channels`, else any) lies before it with a
   local date fewer than `days` days back, the event's own date being day 1;
2. in the worst case, no earlier timed contact of the plan does so either;
3. per account, only events about the lead account count, and those that name none.
"""

from __future__ import annotations

import polars as pl

from collectplan.check.events import latest, preceding
from collectplan.check.evidence import Evidence, event_channels
from collectplan.check.findings import found, worded
from collectplan.domain.strategy import CooldownRule


def cooldown(rule: CooldownRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one cooldown."""
    return evidence.judged(rule, lambda is_worst: _breaches(rule, evidence, is_worst=is_worst))


def _breaches(rule: CooldownRule, evidence: Evidence, *, is_worst: bool) -> pl.DataFrame:
    channels = event_channels(rule)
    pairs = preceding(
        *(evidence.bound(rule), evidence, rule.after, channels),
        is_worst=is_worst,
        table=rule.outcomes,
        per_account=rule.per == "account",
    )
    # Where accounts have clocks of their own, an earlier instant may lie on a later local date: that is not looked at.
    since = (pl.col("date") - pl.col("event_date")).dt.total_days()
    early = latest(pairs.filter((since >= 0) & (since < rule.days)))
    what = worded(
        f"The {{}} on {{}} is within {rule.days} days of a {rule.after} on {{}} on {{}}.",
        "channel",
        "date",
        "event_channel",
        "event_date",
    )
    return found(early, what)
