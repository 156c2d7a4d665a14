"""The holdout: stable, independent of the others, and of the right size."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.domain.strategy import Experiments
from collectplan.segment.arm import draws, is_held_out

IDS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1, max_size=20)


def test_the_draw_is_the_one_that_was_published() -> None:
    """The first 53 bits of BLAKE2b-64 of "2026-Q4", NUL, "C1", worked out with integers: it must never change."""
    digest = hashlib.blake2b(b"2026-Q4\x00C1", digest_size=8).hexdigest()
    assert digest == "f9bbee777214e730"
    assert draws(["C1"], "2026-Q4").tolist() == [(int(digest, 16) // 2**11) / 2**53]


@settings(max_examples=50, deadline=None)
@given(ids=IDS, salt=st.text(st.characters(exclude_categories=["Cs"]), max_size=5))
def test_draws_lie_in_0_to_1_and_depend_on_salt_and_id_alone(ids: list[str], salt: str) -> None:
    """Each id drawn alone gets what it gets among the others, and no draw reaches 1."""
    found = draws(ids, salt)
    assert ((found >= 0) & (found < 1)).all()
    assert found.tolist() == [draws([name], salt)[0] for name in ids]


@settings(max_examples=50, deadline=None)
@given(ids=IDS, share=st.floats(0, 1))
def test_rows_get_their_customers_arm(ids: list[str], share: float) -> None:
    """Sorted or not, once or often, a customer's rows are held out exactly where its own draw is below the share."""
    experiments = Experiments(holdout=share, salt="s")
    expected = [bool(draws([name], "s")[0] < share) for name in ids]
    assert is_held_out(pl.Series(ids, dtype=pl.String), experiments).tolist() == expected


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0), (0.05, 1000), (0.5, 10_000), (1.0, 20_000)])
def test_the_holdout_has_the_asked_size(share: float, expected: int) -> None:
    """Of 20,000 customers 5 % are 1,000, give or take 5 standard deviations (31 x 5; 71 x 5 for one half)."""
    ids = pl.Series([f"C{number:05d}" for number in range(20_000)])
    held = int(is_held_out(ids, Experiments(holdout=share, salt="2026-Q4")).sum())
    assert abs(held - expected) <= 5 * (20_000 * share * (1 - share)) ** 0.5


def test_a_larger_share_keeps_those_already_held_out() -> None:
    """Raising the share from 10 % to 20 % lets nobody go."""
    ids = pl.Series([f"C{number}" for number in range(2_000)])
    small, large = (is_held_out(ids, Experiments(holdout=share, salt="s")) for share in (0.1, 0.2))
    assert small.sum() > 0
    assert (small <= large).all()


def test_another_salt_draws_anew() -> None:
    """With another salt about 50 % x 50 % = a quarter of 2,000 customers are held out twice, not the same half again."""
    ids = pl.Series([f"C{number}" for number in range(2_000)])
    one, two = (is_held_out(ids, Experiments(holdout=0.5, salt=salt)) for salt in ("a", "b"))
    assert 400 < int((one & two).sum()) < 600


def test_salt_and_id_do_not_run_together() -> None:
    """Salt "a" with id "bc" is not salt "ab" with id "c": a NUL stands between them."""
    assert draws(["bc"], "a")[0] != draws(["c"], "ab")[0]


def test_nobody_is_drawn_from_nobody() -> None:
    """An empty portfolio has an empty arm."""
    assert is_held_out(pl.Series([], dtype=pl.String), Experiments(holdout=0.5)).tolist() == []
