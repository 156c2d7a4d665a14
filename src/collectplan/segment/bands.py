"""Where an account stands: its bucket, its risk band, and the first rule that is true of it, as positions."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.domain.expression import ExpressionError, truth
from collectplan.domain.stages import Ints, LoadedStrategy
from collectplan.domain.strategy import Segments
from collectplan.errors import Finding, StrategyError


def bucket_of(days_past_due: pl.Series, segments: Segments) -> Ints:
    """Position in `bucket_names` of each account; a lower edge belongs to the bucket that it opens.

    Args:
        days_past_due: integers without nulls, negative before the due date.
        segments: whose lower edges rise.
    """
    edges = np.array(segments.buckets, dtype=np.int64)
    return np.searchsorted(edges, days_past_due.to_numpy(), side="right").astype(np.int32)


def band_of(risk_score: pl.Series, segments: Segments) -> Ints:
    """Position in `band_names` of each account: the first band whose upper edge is not below the score.

    Args:
        risk_score: 0..1, null where there is none; those, and scores above the last edge, are `unscored`.
        segments: whose upper edges rise.
    """
    edges = np.array(tuple(segments.risk.values()), dtype=np.float64)
    # NaN sorts after every edge, and so falls where `unscored` stands.
    scores = risk_score.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.searchsorted(edges, scores, side="left").astype(np.int32)


def rule_of(accounts: pl.DataFrame, loaded: LoadedStrategy) -> Ints:
    """Position in `segments.rules` of the first rule that is true of each account; the number of rules where none is.

    A condition that is null for an account is not true of it.

    Raises:
        StrategyError: conditions that cannot be evaluated over these columns, all of them at once.
    """
    rules = loaded.strategy.segments.rules
    first = np.full(accounts.height, len(rules), dtype=np.int32)
    findings: list[Finding] = []
    for position, rule in reversed(list(enumerate(rules))):
        try:
            first[truth(accounts, rule.when).to_numpy()] = position
        except ExpressionError as error:
            where = loaded.source.where("segments", "rules", position, "when")
            findings.append(Finding(where, f"the condition of segment {rule.name!r} {error}"))
    if findings:
        raise StrategyError(reversed(findings))
    return first
