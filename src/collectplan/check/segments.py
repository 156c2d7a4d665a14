"""Segment and treatment of each account, worked out again from its raw row.

Proves nothing by itself; `treatment`, `fates`, `target` and `worth` hold the plan against it.
"""

from __future__ import annotations

import re

import polars as pl

from collectplan.check.expressions import Portfolio
from collectplan.domain.strategy import Segments, Strategy, Treatment

#: Treatment of an account that no treatment matches: every channel, no special skill, weight 1.
UNTREATED = Treatment(segments=("*",))


def segment_names(book: Portfolio, segments: Segments) -> pl.Series:
    """String for every account: the first rule that is true of it, else BUCKET/RISK."""
    bucket = _bucket(book.typed("days_past_due"), segments.buckets)
    band = _band(book.typed("risk_score"), list(segments.risk.items()))
    named = bucket + "/" + band
    for rule in reversed(segments.rules):
        named = pl.select(pl.when(book.truth(rule.when)).then(pl.lit(rule.name)).otherwise(named)).to_series()
    return named.alias("segment")


def treatment_of(segments: pl.Series, strategy: Strategy) -> dict[str, Treatment]:
    """The first treatment that matches each segment that occurs."""
    return {name: _first_match(name, strategy) for name in segments.unique().to_list()}


def _first_match(segment: str, strategy: Strategy) -> Treatment:
    for treatment in strategy.treatments:
        if is_among(segment, treatment.segments):
            return treatment
    return UNTREATED


def is_among(segment: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns, in which * and ? stand for any characters, is the segment's name."""
    return any(re.fullmatch(_pattern(wanted), segment, re.DOTALL) for wanted in patterns)


def _pattern(wanted: str) -> str:
    return re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")


def _bucket(days_past_due: pl.Series, edges: tuple[int, ...]) -> pl.Series:
    named = pl.lit("pre-due")
    for low, high in zip(edges, (*edges[1:], None), strict=True):
        name = f"{low}+" if high is None else f"{low}-{high - 1}"
        named = pl.when(days_past_due >= low).then(pl.lit(name)).otherwise(named)
    return pl.select(pl.when(days_past_due.is_not_null()).then(named)).to_series()


def _band(risk_score: pl.Series, bands: list[tuple[str, float]]) -> pl.Series:
    named = pl.lit(None, pl.String)
    for name, edge in sorted(bands, key=lambda band: -band[1]):
        named = pl.when(risk_score <= edge).then(pl.lit(name)).otherwise(named)
    return pl.select(pl.when(risk_score.is_null()).then(pl.lit("unscored")).otherwise(named)).to_series()
