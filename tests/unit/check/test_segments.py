"""Segment names worked out again from raw rows, and the treatment that each meets."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from collectplan.check.expressions import Portfolio
from collectplan.check.segments import UNTREATED, is_among, segment_names, treatment_of
from tests.unit.check.worlds import account, strategy, table


def named(said: dict[str, Any], *accounts: dict[str, Any]) -> list[str | None]:
    loaded = strategy(segments=said).strategy
    return segment_names(Portfolio(table("portfolio", accounts), loaded), loaded.segments).to_list()


@pytest.mark.parametrize(("days", "bucket"), [
    (-5, "pre-due"), (0, "pre-due"), (1, "1-30"), (30, "1-30"), (31, "31+"), (4000, "31+"), ("late", None),
])  # fmt: skip
def test_buckets(days: Any, bucket: str | None) -> None:
    """Each begins with its edge and ends before the next one; who is not late yet is in none of them."""
    name = None if bucket is None else f"{bucket}/unscored"
    assert named({"buckets": [1, 31]}, account(days_past_due=days)) == [name]


@pytest.mark.parametrize(
    ("score", "band"), [(None, "unscored"), (0, "a"), (0.2, "a"), (0.21, "b"), (0.5, "b"), (1, "z")]
)
def test_bands(score: float | None, band: str) -> None:
    """Each reaches up to its edge; whoever was not scored is in none."""
    said = {"buckets": [1], "risk": {"a": 0.2, "b": 0.5, "z": 1.0}}
    assert named(said, account(risk_score=score)) == [f"1+/{band}"]


def test_the_first_rule_that_is_true_names_the_segment() -> None:
    """Of two that are true the first; an unknown truth is none."""
    said = {"rules": [{"name": "big", "when": "balance > 5000"}, {"name": "card", "when": "product = 'card'"}]}
    rows = [
        account(balance=9000, product="card"),
        account(product="card"),
        account(balance=9000),
        account(product="loan"),
    ]
    assert named(said, *rows) == ["big", "card", "big", "31-60/unscored"]


@pytest.mark.parametrize(("pattern", "is_met"), [
    ("31-60/low", True), ("31-60/*", True), ("*", True), ("31-60/lo?", True), ("31-60/l?", False), ("60/low", False),
    ("31-60", False), ("31.60/low", False),
])  # fmt: skip
def test_patterns(pattern: str, is_met: bool) -> None:
    """A star stands for any characters, a question mark for one, and everything else for itself, from end to end."""
    assert is_among("31-60/low", ("other", pattern)) is is_met


def test_the_first_treatment_that_matches() -> None:
    """Weight 2 for cards, 3 for all that are a month late, cards among them; nobody's is UNTREATED."""
    said = strategy(
        treatments=[{"segments": ["card"], "weight": 2}, {"segments": ["card", "31-60/*"], "weight": 3}]
    ).strategy
    met = treatment_of(pl.Series(["card", "31-60/low", "card", "pre-due/low"]), said)
    assert {name: chosen.weight for name, chosen in met.items()} == {"card": 2, "31-60/low": 3, "pre-due/low": 1}
    assert met["pre-due/low"] is UNTREATED
