"""Arrays of numbers, written and read: all of them as they were, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from collectplan.read.arrays import read_arrays
from collectplan.write.arrays import packed
from collectplan.write.files import write_private_parquet

ARRAYS = {
    "flags": np.array([[True, False], [False, True]]),
    "places": np.array([-1, 3, 100_000], np.int64),
    "money": np.array([0.1, -2.5e300]),
    "nothing": np.zeros((0, 4), np.int32),
}


def written(path: Path, table: pl.DataFrame) -> Path:
    write_private_parquet(table, path)
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """Values and shapes to the last bit; whole numbers take the bytes that they need, -1 to 100,000 four of eight."""
    found = read_arrays(written(tmp_path / "a.parquet", packed({"of": ["Zoë", 1]}, ARRAYS)))
    assert found is not None
    about, arrays = found
    assert about == {"of": ["Zoë", 1]}
    assert all(
        np.array_equal(arrays[name], array) and arrays[name].shape == array.shape for name, array in ARRAYS.items()
    )
    assert arrays["places"].dtype == np.int32


@pytest.mark.parametrize("column", ["name", "kind", "shape", "data", "sum"])
def test_a_table_that_lacks_a_column_is_none_of_ours(tmp_path: Path, column: str) -> None:
    """Each of the five columns is needed to tell an array."""
    assert read_arrays(written(tmp_path / "a.parquet", packed({}, ARRAYS).drop(column))) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", b"\x00" * 12),
        ("sum", 1),
        ("kind", "|O"),
        ("kind", "V4"),
        ("kind", "no such"),
        ("shape", [4]),
        ("kind", None),
    ],
)
def test_a_row_that_is_not_just_so_spoils_all(tmp_path: Path, column: str, value: Any) -> None:
    """Other bytes than were summed, objects, raw bytes, unknown kinds, another shape: nothing is to be trusted then."""
    table = packed({}, ARRAYS)
    spoiled = [value if name == "places" else each for name, each in table.select("name", column).iter_rows()]
    table = table.with_columns(pl.Series(column, spoiled, dtype=table.schema[column]))
    assert read_arrays(written(tmp_path / "a.parquet", table)) is None


def test_no_file_and_no_parquet_are_nothing(tmp_path: Path) -> None:
    """A folder of an older run has no such file; a text file is none."""
    (tmp_path / "b.parquet").write_text("PAR1", encoding="utf-8")
    assert read_arrays(tmp_path / "a.parquet") is None
    assert read_arrays(tmp_path / "b.parquet") is None
