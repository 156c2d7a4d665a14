"""What lies in a results folder is read as text, and what cannot be read is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectplan.check import read_results
from collectplan.errors import InputError

HEADER = "date,start,end,customer_id,account_id,channel\n"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_a_grid_alone_is_enough(tmp_path: Path) -> None:
    """Every cell stays text, leading zeros and all, and what else may lie there is None."""
    write(tmp_path, "grid.csv", HEADER + "2026-03-02,,,007,A1,letter\n")
    frame, results = read_results(tmp_path)
    assert frame.rows() == [("2026-03-02", None, None, "007", "A1", "letter")]
    assert (results.fates, results.capacity, results.run) == (None, None, None)


def test_the_other_results_are_read(tmp_path: Path) -> None:
    """fates.csv, capacity.csv and run.json come along."""
    write(tmp_path, "grid.csv", HEADER)
    write(tmp_path, "fates.csv", "account_id,fate,reason\nA1,planned,planned\n")
    write(tmp_path, "capacity.csv", "resource,used\ndesk,1.5\n")
    write(tmp_path, "run.json", '{"objective": 1.5}')
    frame, results = read_results(tmp_path)
    assert frame.height == 0
    assert results.fates is not None
    assert results.fates.rows() == [("A1", "planned", "planned")]
    assert results.capacity is not None
    assert results.capacity.rows() == [("desk", "1.5")]
    assert results.run == {"objective": 1.5}


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("grid.csv", None, "there is no such file"),
        ("grid.csv", "", "the file is empty"),
        ("grid.csv", "date,start,end,customer_id,account_id\n", "column channel is missing"),
        ("grid.csv", HEADER + "1,2,3,4,5,6,7,8,9\n", "the file is not a CSV table in UTF-8"),
        ("fates.csv", "account_id,fate\n", "column reason is missing"),
        ("run.json", "{", "the file is not JSON"),
        ("run.json", "[]", "the file is not a JSON object"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str | None, what: str) -> None:
    """The complaint names the file and what is wrong with it."""
    write(tmp_path, "grid.csv", HEADER)
    (tmp_path / name).unlink(missing_ok=True)
    if text is not None:
        write(tmp_path, name, text)
    with pytest.raises(InputError) as refused:
        read_results(tmp_path)
    assert [(Path(f.where).name, f.what) for f in refused.value.findings] == [(name, what)]
