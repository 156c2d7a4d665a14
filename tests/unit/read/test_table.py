"""Tables read from real files: sound, spoiled, and in the dialects that lenders write."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.domain.strategy import Input
from collectplan.domain.tables import REJECT_COLUMNS, ROW, RawTable
from collectplan.errors import InputError
from collectplan.read import read_table
from collectplan.read.records import split

REQUIRED = ("account_id", "days_past_due", "balance")
SOUND = b"account_id,days_past_due,balance\nA1,10,100.5\nA2,,7\n"


def read(
    tmp_path: Path,
    data: bytes,
    *,
    file: str = "p.csv",
    name: str = "portfolio",
    required: tuple[str, ...] = REQUIRED,
    **input_: object,
) -> RawTable:
    path = tmp_path / file
    path.write_bytes(data)
    return read_table(name, str(path), Input.model_validate(input_), required=required)


def refusal(tmp_path: Path, data: bytes, **options: object) -> str:
    with pytest.raises(InputError) as refused:
        read(tmp_path, data, **options)  # type: ignore[arg-type]  # options are passed on as they come
    return "\n".join(str(finding).replace(str(tmp_path) + "/", "") for finding in refused.value.findings)


def test_sound_file(tmp_path: Path) -> None:
    """Cells are text, an empty cell is null, the first record is row 2, and the hash is that of the bytes."""
    table = read(tmp_path, SOUND)
    assert table.frame.to_dict(as_series=False) == {
        "account_id": ["A1", "A2"],
        "days_past_due": ["10", None],
        "balance": ["100.5", "7"],
        ROW: [2, 3],
    }
    assert table.frame.schema[ROW] == pl.UInt32
    assert table.sha256 == hashlib.sha256(SOUND).hexdigest()
    assert table.num_records == 2
    assert table.broken.columns == list(REJECT_COLUMNS)
    assert table.broken.is_empty()


def test_leading_zeros_stay(tmp_path: Path) -> None:
    """007 is an identifier and not the number 7."""
    assert read(tmp_path, b"account_id,days_past_due,balance\n007,010,1\n").frame.row(0) == ("007", "010", "1", 2)


@pytest.mark.parametrize(
    ("encoding", "ending"),
    [
        ("utf-8", "\n"),
        ("utf-8-sig", "\r\n"),
        ("latin-1", "\r\n"),
        ("cp1252", "\n"),
        ("cp850", "\n"),
        ("utf-16", "\r\n"),
        ("utf-8", "\r"),
    ],
)
def test_dialects(tmp_path: Path, encoding: str, ending: str) -> None:
    """Whatever the bytes, the accents, the mapped Spanish headers and the semicolons come out the same."""
    lines = ["num_crédito;días_mora;saldo total;ciudad", "Ñ1;31;1.234,5;Medellín", 'N2;5;"7,0";"a;b"']
    data = (ending.join(lines) + ending).encode(encoding)
    columns = {"account_id": "num_crédito", "days_past_due": "días_mora", "balance": "saldo total"}
    table = read(tmp_path, data, delimiter=";", encoding=encoding, columns=columns)
    assert table.frame.rows() == [("Ñ1", "31", "1.234,5", "Medellín", 2), ("N2", "5", "7,0", "a;b", 3)]
    assert table.frame.columns == ["account_id", "days_past_due", "balance", "ciudad", ROW]
    assert table.headers == columns


def test_utf8_mark_wins_over_latin1(tmp_path: Path) -> None:
    """A byte-order mark is proof of UTF-8, whatever the strategy says."""
    table = read(tmp_path, b"\xef\xbb\xbf" + "account_id,days_past_due,balance\nñ,1,1\n".encode(), encoding="latin-1")
    assert table.frame["account_id"].to_list() == ["ñ"]


def test_quoted_cells(tmp_path: Path) -> None:
    """Quoted cells hold line ends, delimiters and doubled quotes; a record with two lines is one row."""
    data = b'"account_id",days_past_due,balance,note\r\nA,1,2,"x\ny, ""z"""\r\nB,"",3,""\r\n'
    table = read(tmp_path, data)
    assert table.frame.rows() == [("A", "1", "2", 'x\ny, "z"', 2), ("B", None, "3", None, 3)]


def test_space_around_cells_goes(tmp_path: Path) -> None:
    """Space around cells and headers goes, a non-breaking one too; cells of nothing but space are null."""
    data = "account_id ,days_past_due, balance\n A 1\u00a0,  ,5 \n".encode()
    assert read(tmp_path, data).frame.row(0) == ("A 1", None, "5", 2)


def test_ragged_records_are_set_aside(tmp_path: Path) -> None:
    """Records with more or fewer fields than the header are rejects with their true rows; blank lines count as rows."""
    data = b"account_id,days_past_due,balance\nA,1,2\n\nB,1\nC,1,2,3\nD,1,2,\n  \nE,5,6\n"
    table = read(tmp_path, data)
    assert table.frame.rows() == [("A", "1", "2", 2), ("E", "5", "6", 8)]
    assert table.broken.select("row", "column", "value", "reason").rows() == [
        (4, "", "", "has 2 fields, the header has 3"),
        (5, "", "", "has 4 fields, the header has 3"),
        (6, "", "", "has 4 fields, the header has 3"),
    ]
    assert table.num_records == 5


def test_wide_and_narrow_records_do_not_cancel(tmp_path: Path) -> None:
    """One delimiter too many in one record and too few in another leave the sum right, and are found all the same."""
    table = read(tmp_path, b"account_id,days_past_due,balance\nA,1,2,3\nB,1\nC,1,2\n")
    assert table.broken["row"].to_list() == [2, 3]


def test_last_line_without_end(tmp_path: Path) -> None:
    """A delimiter too many at the very end of the file, where no line end follows, is found."""
    assert read(tmp_path, b"account_id,days_past_due,balance\nA,1,2\nB,1,2,").broken["row"].to_list() == [3]
    assert read(tmp_path, b"account_id,days_past_due,balance\nA,1,2\nB,1,2").num_records == 2


def test_stray_quotes(tmp_path: Path) -> None:
    """A quote within an unquoted cell is a quote; text behind a closing quote breaks its own record only."""
    data = b'account_id,days_past_due,balance\n5" pipe,1,2\n"A"x,1,2\nB,1,2\n"open,1,2\n"C",1,2\n'
    table = read(tmp_path, data)
    assert table.frame["account_id"].to_list() == ['5" pipe', "B", "C"]
    assert table.broken.select("row", "reason").rows() == [
        (3, "has text behind a closing quote"),
        (5, "has text behind a closing quote"),
    ]


def test_lone_carriage_return_ends_a_record(tmp_path: Path) -> None:
    """Between line feeds a carriage return alone is a line end too, and never part of a cell."""
    table = read(tmp_path, b"account_id,days_past_due,balance\nA,1,2\rB,1,2\n")
    assert table.frame["account_id"].to_list() == ["A", "B"]


def test_header_only(tmp_path: Path) -> None:
    """A table without records is a table, with or without a line end behind its header."""
    for data in (b"account_id,days_past_due,balance", b"account_id,days_past_due,balance\n\n"):
        table = read(tmp_path, data)
        assert table.frame.height == 0
        assert table.frame.schema["balance"] == pl.String
        assert table.num_records == 0


def test_standard_input() -> None:
    """A dash is standard input, as CSV."""
    table = read_table("portfolio", "-", Input(), required=REQUIRED, stdin=io.BytesIO(SOUND))
    assert (table.file, table.frame.height) == ("-", 2)


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "p.csv: is empty; a table has at least a line of column names"),
        (b"\n \n", "p.csv: is empty; a table has at least a line of column names"),
        (workbook(), "p.csv: is an Excel workbook; save it as CSV"),
        (gzip.compress(SOUND, mtime=0), "p.csv: is compressed with gzip; unpack it"),
        (b"PAR1xxxx", "p.csv: is a Parquet file; give it a name that ends in .parquet"),
        (b"account_id,days_past_due,balance\nA\0,1,2\n", "p.csv, row 2: holds a NUL byte at offset 34; the file is binary or damaged; export it again"),
        (SOUND.decode().encode("utf-16-le"), "p.csv: holds a NUL in every other byte; write  encoding: utf-16  under input:"),
        (SOUND.decode().encode("utf-16"), "p.csv: is written in UTF-16; write  encoding: utf-16  under input:"),
        (
            b"account_id,days_past_due,balance\nMedell\xedn,1,2\n",
            "p.csv, row 2: byte 0xED at offset 39 is not utf-8; write  encoding: cp1252  under input:",
        ),
        (
            b"account_id;days_past_due;balance\nA;1;2\n",
            "p.csv, row 1: the line of column names holds no ',' but 2 of ';'; write  delimiter: \";\"  under input:",
        ),
        (
            b'account_id,days_past_due,balance\nA,1,2\n"B,1,2\nC,1,2\n',
            'p.csv, row 3: a quote is opened and never closed; close it, or double it within a cell ("")',
        ),
        (b"account_id,days_past_due,balance,\nA,1,2,\n", "p.csv, row 1: column 4 has no name; name it, or remove it"),
        (b"account_id,balance,days_past_due,balance\nA,1,2,3\n", "p.csv, row 1: two columns are called balance; rename one of them"),
        (b"account_id,days_past_due,balance,_row\n", "p.csv, row 1: a column is called _row, which is kept for row numbers; rename it"),
        (
            b"account_id,dias mora,balance\n",
            'p.csv, row 1: there is no column days_past_due; write  days_past_due: "dias mora"  under input.columns, if that is what it holds',
        ),
        (
            b"account_id,days_past_due,x\n",
            "p.csv, row 1: there is no column balance; add it, or name the file's own column under input.columns",
        ),
    ],
)  # fmt: skip
def test_refused_files(tmp_path: Path, data: bytes, sentence: str) -> None:
    """Each way in which a file is no table is said in one sentence with its place and what to do."""
    assert refusal(tmp_path, data) == sentence


def test_refused_paths(tmp_path: Path) -> None:
    """A missing file and a folder are told apart."""
    for file, what in ((tmp_path / "none.csv", "there is no such file"), (tmp_path, "is a folder, not a table")):
        with pytest.raises(InputError, match=what):
            read_table("portfolio", str(file), Input(), required=REQUIRED)


def test_unknown_encoding(tmp_path: Path) -> None:
    """An encoding that Python does not know is refused with those that are likely."""
    assert "no encoding is called klingon" in refusal(tmp_path, SOUND, encoding="klingon")
    assert "is not ascii" in refusal(tmp_path, SOUND.replace(b"A1", b"\xf1"), encoding="ascii")


def test_mapped_header_is_absent(tmp_path: Path) -> None:
    """The portfolio must have the headers that the strategy names; the closest one is named."""
    data = b"num_credito,days_past_due,balance\nA,1,2\n"
    assert refusal(tmp_path, data, columns={"account_id": "nro_credito"}) == (
        "p.csv, row 1: there is no column nro_credito, which input.columns gives for account_id; the closest is num_credito"
    )


def test_mapped_header_is_not_needed(tmp_path: Path) -> None:
    """A file that has our own name needs no mapping; a mapping of another table's column is not looked for."""
    assert read(tmp_path, SOUND, columns={"account_id": "nro", "outcome": "resultado"}).frame.columns[0] == "account_id"
    history = read(tmp_path, b"at,outcome\n", name="attempts", required=("at",), columns={"account_id": "nro"})
    assert history.frame.columns == ["at", "outcome", ROW]


def test_mapped_header_and_our_name(tmp_path: Path) -> None:
    """Where both stand in the file, nobody can tell which holds; a swap of two names is clear."""
    data = b"account_id,nro,days_past_due,balance\nA,B,1,2\n"
    assert "account_id could be column nro" in refusal(tmp_path, data, columns={"account_id": "nro"})
    swapped = read(tmp_path, data, columns={"account_id": "nro", "nro": "account_id"})
    assert swapped.frame.select("account_id", "nro").row(0) == ("B", "A")


def test_derived_column_is_not_required(tmp_path: Path) -> None:
    """A required column that the strategy derives may be absent from the portfolio, and only there."""
    data = b"account_id,days_past_due\nA,1\n"
    derive = {"balance": "100"}
    assert read(tmp_path, data, derive=derive).frame.height == 1
    assert "no column balance" in refusal(tmp_path, data, name="attempts", derive=derive)


def test_parquet(tmp_path: Path) -> None:
    """Parquet cells are the text that a CSV file of the strategy would hold, so that both read alike afterwards."""
    frame = pl.DataFrame(
        {
            "account_id": [1.0, 2.0],
            "days_past_due": [30, None],
            "balance": [1.5, float("nan")],
            "ok": [True, False],
            "day": [dt.date(2026, 11, 5), None],
            "at": [dt.datetime(2026, 11, 5, 10, 0), None],
            "text": ["x", ""],
        }
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    table = read(tmp_path, out.getvalue(), file="p.parquet", decimal=",")
    assert table.frame.rows() == [
        ("1", "30", "1,5", "true", "2026-11-05", "2026-11-05T10:00:00.000000", "x", 2),
        ("2", None, None, "false", None, None, None, 3),
    ]


def test_refused_parquet(tmp_path: Path) -> None:
    """A name is no proof; neither are the first four bytes; lists have no place in a table."""
    assert "is no Parquet file though its name says so" in refusal(tmp_path, SOUND, file="p.parquet")
    assert "is a damaged Parquet file" in refusal(tmp_path, b"PAR1" + SOUND, file="p.parquet")
    out = io.BytesIO()
    pl.DataFrame({"account_id": [[1]]}).write_parquet(out)
    assert "p.parquet, column account_id: holds List" in refusal(tmp_path, out.getvalue(), file="p.parquet")


CELL = st.text(st.sampled_from('ab ,;"\n.5ñ'), max_size=4)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=6),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_same_cells_as_were_written(records: list[list[str]], quoting: int, ending: str) -> None:
    """Of what the csv module writes, records of three cells come back as they were, and all others are broken."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator=ending)  # type: ignore[arg-type]  # typeshed's own alias
    writer.writerows([["a", "b", "c"], *records])
    result = split(out.getvalue().encode(), ",", "x")
    whole = [record for record in records if len(record) == 3]
    assert result.frame.drop(ROW).rows() == [tuple(cell.strip() or None for cell in record) for record in whole]
    rows = dict(enumerate(records, start=2))
    blank = [row for row, record in rows.items() if len(record) == 1 and not record[0].strip()]
    assert result.frame[ROW].to_list() == [row for row, record in rows.items() if len(record) == 3]
    assert [row for row, _ in result.broken] == [
        row for row, record in rows.items() if len(record) != 3 and row not in blank
    ]
