"""Targets: floors on the contacts of a date whose lead account is of certain segments, on certain channels.

Proves:
1. `target`: for every target run.json says truly, of the plan date, its floor, how many contacts are planned and how
   many are missed;
2. `value`: a contact that brings no more than it costs counts for a target that would be missed without it, or answers
   an obligation that the history does not.

That a floor is missed is no finding: a plan misses it by as little as it can, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from collectplan.check.evidence import Evidence, on_channels
from collectplan.check.findings import NONE, found, said
from collectplan.check.obligation import serving
from collectplan.check.segments import is_among
from collectplan.check.treatment import led_by_segment
from collectplan.domain.strategy import Target


def target(evidence: Evidence, run: Mapping[str, Any]) -> pl.DataFrame:
    """Findings: what run.json claims of targets and is not so."""
    date = str(run.get("plan_date"))
    told = [entry for entry in run.get("targets") or [] if isinstance(entry, dict) and entry.get("date") == date]
    claims = {entry.get("id"): entry for entry in told}
    led = led_by_segment(evidence).filter(pl.col("plan_date").dt.to_string("iso") == date)
    findings = [NONE]
    for floor in evidence.strategy.targets:
        planned = _counted(led, floor).height
        truth = {"floor": floor.min_contacts, "planned": planned, "missed": max(0, floor.min_contacts - planned)}
        claimed = {name: claims.get(floor.id, {}).get(name) for name in truth}
        if claimed != truth:
            findings.append(said(f"Of target {floor.id} run.json says {_words(claimed)}; it is {_words(truth)}."))
    return pl.concat(findings)


def worthless(evidence: Evidence) -> pl.DataFrame:
    """Findings: contacts that bring no more than they cost, and that no target or obligation needs."""
    led = led_by_segment(evidence)
    without = led.filter(pl.col("value") <= 0)
    if without.is_empty():
        return NONE
    without = without.join(serving(evidence), on="row", how="anti")
    for floor in evidence.strategy.targets:
        served = _counted(led, floor)
        short = served.group_by("plan_date").len().filter(pl.col("len") <= floor.min_contacts)
        without = without.join(served.join(short, on="plan_date", how="semi"), on="row", how="anti")
    words = "The contact on {} brings nothing, and neither a target nor an obligation needs it."
    return found(without, pl.format(words, "channel"))


def _counted(led: pl.DataFrame, floor: Target) -> pl.DataFrame:
    """The contacts that count for a target."""
    names = led["lead_segment"].unique().to_list()
    wanted = [name for name in names if is_among(name, floor.segments)]
    return on_channels(led, floor.channels).filter(pl.col("lead_segment").is_in(wanted))


def _words(numbers: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {number}" for name, number in numbers.items())
