"""Tables written piece by piece are the tables written at once."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from collectplan.errors import OutputError
from collectplan.write.files import csv_bytes, private_csv_in_pieces, write_private_parquet_in_pieces
from collectplan.write.publish import Publication

TABLE = pl.DataFrame(
    {
        "customer_id": ["=1+1", "B", "C", "D", "E"],
        "fate": pl.Series(
            ["planned", "", "planned", "rejected", "planned"], dtype=pl.Enum(["", "planned", "rejected"])
        ),
        "detail": ['a "quote", a comma', None, "", "x", "y"],
    }
)


@pytest.mark.parametrize("sizes", [(5,), (2, 3), (1, 0, 4), (1, 1, 1, 1, 1)])
def test_a_csv_in_pieces_is_the_csv(sizes: tuple[int, ...], tmp_path: Path) -> None:
    """One header, the guarded formula, the same bytes, however the five rows are cut, an empty piece among them."""
    path, at = tmp_path / "t.csv", 0
    with private_csv_in_pieces(path, ("fate",)) as add:
        for size in sizes:
            add(TABLE[at : at + size])
            at += size
    assert path.read_bytes() == csv_bytes(TABLE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_parquet_in_pieces_is_the_table(tmp_path: Path) -> None:
    """Pieces with words of their own become one table in their order; the same bytes again; for the owner alone."""
    frames = [TABLE[:2], TABLE[2:2], TABLE[2:]]

    def pieces() -> Iterator[pl.DataFrame]:
        return (frame.with_columns(pl.col("fate").cast(pl.Categorical)) for frame in frames)

    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    write_private_parquet_in_pieces(pieces(), one)
    write_private_parquet_in_pieces(pieces(), other)
    assert_frame_equal(pl.read_parquet(one).with_columns(pl.col("fate").cast(TABLE["fate"].dtype)), TABLE)
    assert one.read_bytes() == other.read_bytes()
    assert stat.S_IMODE(one.stat().st_mode) == 0o600


def test_what_fails_half_way_is_told_in_a_sentence(tmp_path: Path) -> None:
    """A disk that is full when the second piece comes: an OutputError, and no folder is left."""

    def pieces() -> Iterator[pl.DataFrame]:
        yield TABLE
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError), Publication(tmp_path / "out") as publication:
        publication.parquet_in_pieces("why.parquet", pieces())
    assert list(tmp_path.iterdir()) == []
