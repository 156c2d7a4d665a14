"""Bytes of single files, and what is left when writing them fails."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from collectplan.errors import OutputError
from collectplan.write.files import csv_bytes, json_bytes, replaced, write_csv, write_private_csv

FRAME = pl.DataFrame({"id": ["=1+1", "a,b", 'c"d', "e\nf", "-5.0", "", None], "n": [1, 2, 3, 4, 5, 6, 7]})
BYTES = b"""id,n\n'=1+1,1\n"a,b",2\n"c""d",3\n"e\nf",4\n-5.0,5\n,6\n,7\n"""


def test_csv_is_rfc_4180_and_safe() -> None:
    """Commas, quotes and line ends are quoted, quotes doubled, formulas get an apostrophe, numbers and empty cells stay."""
    assert csv_bytes(FRAME) == BYTES


def test_json_is_sorted_and_ends_with_a_line() -> None:
    """Keys are sorted at every depth, letters stay letters."""
    assert (
        json_bytes({"b": {"z": 1, "a": "ñ"}, "a": 0.5})
        == '{\n  "a": 0.5,\n  "b": {\n    "a": "ñ",\n    "z": 1\n  }\n}\n'.encode()
    )


def test_json_refuses_what_json_cannot_say() -> None:
    """NaN is no JSON; a file with it would be read by nobody."""
    with pytest.raises(ValueError, match="JSON"):
        json_bytes({"gap": float("nan")})


def test_a_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    """With a umask of 022 a file would be 0644; plans hold addresses, so that it is 0600."""
    old = os.umask(0o022)
    try:
        write_csv(FRAME, str(tmp_path / "segments.csv"))
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "segments.csv").stat().st_mode) == 0o600
    assert (tmp_path / "segments.csv").read_bytes() == BYTES


def test_a_file_replaces_the_old_one_and_leaves_nothing_beside(tmp_path: Path) -> None:
    """The folder holds one file before and after."""
    (tmp_path / "s.csv").write_text("old")
    write_csv(FRAME, str(tmp_path / "s.csv"))
    assert [p.name for p in tmp_path.iterdir()] == ["s.csv"]
    assert (tmp_path / "s.csv").read_bytes() == BYTES


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, RuntimeError])
def test_an_interrupted_file_leaves_the_old_bytes(tmp_path: Path, error: type[BaseException]) -> None:
    """Half of the new file was written when it ended; the old one is whole and nothing else is there."""
    (tmp_path / "s.csv").write_text("old")

    def stopped() -> None:
        with replaced(tmp_path / "s.csv") as stream:
            stream.write(b"half")
            raise error

    with pytest.raises((error, OutputError)):
        stopped()
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("s.csv", "old")]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file that a link names is replaced, and the link still names it."""
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_csv(FRAME, str(tmp_path / "link.csv"))
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == BYTES


def test_standard_output_gets_bytes(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`-` writes the same bytes, without turning line ends or letters into the terminal's own."""
    write_csv(FRAME, "-")
    assert capfdbinary.readouterr().out == BYTES


@pytest.mark.parametrize("where", ["missing/s.csv", "folder", "file.txt/s.csv"])
def test_a_place_that_takes_no_file_is_said_in_one_sentence(tmp_path: Path, where: str) -> None:
    """A folder that is not there, a folder in the file's place, and a file in the folder's place."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(OutputError) as caught:
        write_csv(FRAME, str(tmp_path / where))
    assert len(caught.value.findings) == 1
    assert "could not be written" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """A process that may write no more than 4,096 bytes to a file stands for a full disk: exit by OutputError, old bytes."""
    target = tmp_path / "s.csv"
    target.write_text("old")
    code = (
        "import resource, signal, sys, polars as pl\n"
        "from collectplan.errors import OutputError\n"
        "from collectplan.write.files import write_csv\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n"
        "    write_csv(pl.DataFrame({'a': ['x' * 100] * 1000}), sys.argv[1])\n"
        "except OutputError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(target)], capture_output=True, text=True, check=True)
    assert "could not be written: file too large" in done.stdout
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("s.csv", "old")]


def test_json_of_a_run_reads_back() -> None:
    """What is written is what was given."""
    run = {"objective": 1.25, "counts": {"planned": 3}, "model": None}
    assert json.loads(json_bytes(run)) == run


def test_columns_of_few_texts_are_written_as_text_is(tmp_path: Path) -> None:
    """An Enum's names are guarded, and an empty one is an empty cell; a column that is plain is left as it is."""
    words, numbers = ["=1", "", "late", "=1"], ["-1", "2", "3", "4"]
    frame = pl.DataFrame({"word": pl.Series(words, dtype=pl.Enum(["", "=1", "late"])), "number": numbers})
    assert csv_bytes(frame) == b"word,number\n'=1,-1\n,2\nlate,3\n'=1,4\n"
    assert csv_bytes(frame) == csv_bytes(frame.with_columns(pl.col("word").cast(pl.String)))
    write_private_csv(frame, tmp_path / "x.csv", plain=("number",))
    assert (tmp_path / "x.csv").read_bytes() == csv_bytes(frame)
