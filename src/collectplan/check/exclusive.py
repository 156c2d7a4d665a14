"""Rules of kind exclusive.

Proves, for every planned contact that the rule binds:
1. no event `after`, inbound or outbound, on `event_channels` (else `channels`, else any) and on another channel
   than the contact's own lies before it within the window;
2. in the worst case, no earlier timed contact of the plan on another channel does so either.
"""

from __future__ import annotations

import polars as pl

from collectplan.check import windows
from collectplan.check.events import latest, preceding
from collectplan.check.evidence import Evidence, event_channels
from collectplan.check.findings import found, worded
from collectplan.domain.strategy import ExclusiveRule


def exclusive(rule: ExclusiveRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one exclusive rule."""
    return evidence.judged(rule, lambda is_worst: _breaches(rule, evidence, is_worst=is_worst))


def _breaches(rule: ExclusiveRule, evidence: Evidence, *, is_worst: bool) -> pl.DataFrame:
    channels = event_channels(rule)
    pairs = preceding(evidence.bound(rule), evidence, rule.after, channels, is_worst=is_worst, table=rule.outcomes)
    since = windows.period(pl.col("date"), rule.window) - windows.period(pl.col("event_date"), rule.window)
    # Where accounts have clocks of their own, an earlier instant may lie on a later local date: that is not looked at.
    is_inside = (since >= 0) & (since < windows.length(rule.window))
    mixed = latest(pairs.filter(is_inside & (pl.col("event_channel") != pl.col("channel"))))
    what = worded(
        f"The {{}} on {{}} follows a {rule.after} on {{}} on {{}} within the {windows.name(rule.window)}.",
        "channel",
        "date",
        "event_channel",
        "event_date",
    )
    return found(mixed, what)
