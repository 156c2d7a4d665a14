"""Names of segments and their order."""

from __future__ import annotations

from collectplan.domain.strategy import Segments
from collectplan.segment.names import band_names, bucket_names, cell_names, segment_names


def test_buckets_are_named_by_their_edges() -> None:
    """The contract's own edges give the contract's own names."""
    assert bucket_names(Segments(buckets=(1, 31, 61, 91, 181))) == (
        "pre-due", "1-30", "31-60", "61-90", "91-180", "181+",
    )  # fmt: skip


def test_one_edge_makes_two_buckets() -> None:
    """With the single edge 1 an account is before its due date or late."""
    assert bucket_names(Segments(buckets=(1,))) == ("pre-due", "1+")


def test_a_bucket_of_one_day() -> None:
    """Edges 0 and 1 leave the due date itself between them."""
    assert bucket_names(Segments(buckets=(0, 1))) == ("pre-due", "0-0", "1+")


def test_unscored_is_the_last_band() -> None:
    """Bands stand as the strategy names them, and after them those without a score."""
    assert band_names(Segments()) == ("low", "medium", "high", "unscored")


def test_segments_stand_in_natural_order_and_once() -> None:
    """Rules first; two rules of one name, and one named like a cell, make one segment where it first stands."""
    segments = Segments.model_validate(
        {
            "buckets": [1],
            "risk": {"any": 1.0},
            "rules": [
                {"name": "vip", "when": "TRUE"},
                {"name": "1+/any", "when": "TRUE"},
                {"name": "vip", "when": "TRUE"},
            ],
        }
    )
    grid = ["pre-due/any", "pre-due/unscored", "1+/any", "1+/unscored"]
    assert list(cell_names(segments)) == ["vip", "1+/any", "vip", *grid]
    assert list(segment_names(segments)) == ["vip", "1+/any", "pre-due/any", "pre-due/unscored", "1+/unscored"]
