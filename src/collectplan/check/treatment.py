"""What the lead account's treatment allows.

Proves:
1. `treatment`: the channel is one of the treatment's, by the account's segment as worked out again from its raw row;
2. `treatment`, in results of ours: the segment written is that segment, and the template is the treatment's;
3. `skills`: an agent's contact is taken by a group of the roster all of whose agents have the skills that the
   treatment asks for.
"""

from __future__ import annotations

import polars as pl

from collectplan.check.evidence import Evidence
from collectplan.check.findings import NONE, found, worded
from collectplan.check.segments import treatment_of


def led_by_segment(evidence: Evidence) -> pl.DataFrame:
    """The contacts with `lead_segment`, their lead account's segment."""
    return evidence.contacts


def treatment(evidence: Evidence) -> pl.DataFrame:
    """Findings: contacts on channels that the lead's treatment does not allow."""
    led = led_by_segment(evidence)
    allowed = [
        (segment, channel)
        for segment, chosen in treatment_of(led["lead_segment"], evidence.strategy).items()
        for channel in (evidence.strategy.channels if chosen.channels is None else chosen.channels)
    ]
    pairs = pl.DataFrame(allowed, schema={"lead_segment": pl.String, "channel": pl.String}, orient="row")
    strays = led.join(pairs, on=["lead_segment", "channel"], how="anti")
    return found(strays, worded("The treatment of segment {} does not allow {}.", "lead_segment", "channel"))


def written_treatment(evidence: Evidence) -> pl.DataFrame:
    """Findings: rows whose segment or template is not what the strategy makes of the account."""
    led = led_by_segment(evidence)
    findings = [NONE]
    if "segment" in led.columns:
        other = led.filter(pl.col("segment").ne_missing(pl.col("lead_segment")))
        findings.append(found(other, worded("The account's segment is {}.", "lead_segment")))
    if "template" in led.columns:
        named = [
            (segment, channel, template)
            for segment, chosen in treatment_of(led["lead_segment"], evidence.strategy).items()
            for channel, template in chosen.templates.items()
        ]
        templates = pl.DataFrame(
            named, schema={"lead_segment": pl.String, "channel": pl.String, "due": pl.String}, orient="row"
        )
        told = led.join(templates, on=["lead_segment", "channel"]).filter(pl.col("template").ne_missing(pl.col("due")))
        findings.append(found(told, worded("The treatment's template for {} is {}.", "channel", "due")))
    return pl.concat(findings)


def skills(evidence: Evidence, groups: dict[str, frozenset[str]]) -> pl.DataFrame:
    """Findings: agents' contacts whose group is not in the roster or lacks a skill.

    Args:
        evidence: with the contacts' `agent_group`.
        groups: skills that all agents of each group of the roster share.
    """
    staffed = [name for name, channel in evidence.strategy.channels.items() if channel.agents]
    led = led_by_segment(evidence).filter(pl.col("channel").is_in(staffed))
    asked = treatment_of(led["lead_segment"], evidence.strategy)
    able = [(s, group) for s, chosen in asked.items() for group, has in groups.items() if has >= set(chosen.skills)]
    pairs = pl.DataFrame(able, schema={"lead_segment": pl.String, "agent_group": pl.String}, orient="row")
    unable = led.join(pairs, on=["lead_segment", "agent_group"], how="anti")
    what = worded("Agent group {} may not take segment {}.", pl.col("agent_group").fill_null("(none)"), "lead_segment")
    return found(unable, what)
