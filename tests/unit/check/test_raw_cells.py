"""The check's own reading of cells."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from collectplan.check import raw_cells
from collectplan.domain.strategy import Input


def cells(*text: str | None) -> pl.Series:
    return pl.Series(text, dtype=pl.String)


def utc(*at: int) -> dt.datetime:
    return dt.datetime(*at, tzinfo=dt.UTC)  # type: ignore[arg-type]  # year to second


@pytest.mark.parametrize(
    ("said", "text", "number"),
    [
        ({}, " 12.5 ", 12.5),
        ({}, "1,5", None),
        ({}, "inf", None),
        ({}, "nan", None),
        ({}, "", None),
        ({"decimal": ","}, "1,5", 1.5),
        ({"decimal": ","}, "1.500", None),
        ({"decimal": ",", "thousands": "."}, "1.234.567,5", 1234567.5),
        ({"decimal": ",", "thousands": "."}, "1.23,5", None),
        ({"decimal": ",", "thousands": "."}, "1234,5", 1234.5),
        ({"thousands": ","}, "-1,234.5", -1234.5),
        ({"thousands": " "}, "1\u00a0234", 1234.0),
        ({"thousands": "'"}, "1’234", 1234.0),
    ],
)
def test_numbers(said: dict[str, str], text: str, number: float | None) -> None:
    """A cell is a number in the strategy's own dialect or none at all."""
    assert raw_cells.numbers(cells(text), Input.model_validate(said)).to_list() == [number]


def test_numbers_that_are_none_of_text_stay() -> None:
    """What an expression of the strategy makes is read already, whatever marks its file's cells have."""
    said = Input.model_validate({"decimal": ",", "thousands": "."})
    assert raw_cells.numbers(pl.Series([1.5, None]), said).to_list() == [1.5, None]
    assert raw_cells.numbers(pl.Series([2, None]), Input()).to_list() == [2.0, None]
    assert raw_cells.dates(pl.Series([dt.date(2026, 3, 2), None]), said).to_list() == [dt.date(2026, 3, 2), None]
    assert raw_cells.booleans(pl.Series([True, False, None])).to_list() == [True, False, None]


def test_marks_between_thousands_need_not_be_there() -> None:
    """A whole column without them is read all the same."""
    said = Input.model_validate({"thousands": ","})
    assert raw_cells.numbers(cells("1234.5", "7", None), said).to_list() == [1234.5, 7.0, None]


def test_empty_cells_are_null() -> None:
    """Whether or not there is a blank in any cell."""
    assert raw_cells.filled(cells("", "a", None)).to_list() == [None, "a", None]
    assert raw_cells.filled(cells(" ", " a", "b")).to_list() == [None, "a", "b"]
    assert raw_cells.filled(cells("a", "b")).to_list() == ["a", "b"]


def test_each_different_cell_is_read_once() -> None:
    """Of three cells two are different; nothing is nothing again."""
    asked: list[str | None] = []

    def read(different: pl.Series) -> pl.Series:
        asked.extend(different.to_list())
        return different.str.len_bytes().cast(pl.Int32)

    column = raw_cells.each_once(cells("ab", None, "ab", "c"), read, pl.Int32())
    assert (column.to_list(), column.dtype) == ([2, None, 2, 1], pl.Int32())
    assert asked.count("ab") == 1


def test_each_cell_of_a_column_in_its_own_form() -> None:
    """What the common forms leave is read by itself."""
    said = Input(timestamp_format="%d/%m/%y %Hh%M")
    read = raw_cells.instants(
        cells("02/03/26 10h05", "2026-03-02T10:00:00", None, "soon", "2026-03-02T10:00Z"), said, "UTC"
    )
    assert read.to_list() == [utc(2026, 3, 2, 10, 5), utc(2026, 3, 2, 10), None, None, utc(2026, 3, 2, 10)]


def test_integers_are_whole() -> None:
    """45.0 is the integer 45, and 45.5 is none."""
    assert raw_cells.integers(cells("45.0", "-3", "45.5", "x"), Input()).to_list() == [45, -3, None, None]


def test_dates() -> None:
    """ISO is always understood, other dates as the strategy writes them, and a midnight after them is left out."""
    said = Input(date_format="%d/%m/%Y")
    read = raw_cells.dates(cells("2026-03-02", "03/02/2026", "2026-03-02T00:00:00.000000", "2026-02-30", None), said)
    march, february = dt.date(2026, 3, 2), dt.date(2026, 2, 3)
    assert read.to_list() == [march, february, march, None, None]


def test_clock_minutes() -> None:
    """24:00 is the end of the day, and nothing lies after it."""
    read = raw_cells.clock_minutes(cells("00:00", "7:05", "24:00", "24:01", "12:60", "noon", "08:30:00"))
    assert read.to_list() == [0, 425, 1440, None, None, None, 510]


def test_booleans() -> None:
    """Yes and no in English and Spanish, in any case; anything else is neither."""
    read = raw_cells.booleans(cells("TRUE", "Sí", "1", "no", "falso", "perhaps", None))
    assert read.to_list() == [True, True, True, False, False, None, None]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-02T10:00", utc(2026, 3, 2, 15)),
        ("2026-03-02 10:00:30", utc(2026, 3, 2, 15, 0, 30)),
        ("2026-03-02T10:00:00.250", utc(2026, 3, 2, 15).replace(microsecond=250_000)),
        ("2026-03-02T10:00:00Z", utc(2026, 3, 2, 10)),
        ("2026-03-02T10:00-03:30", utc(2026, 3, 2, 13, 30)),
        ("2026-03-02 10:00:00+0530", utc(2026, 3, 2, 4, 30)),
        ("2026-03-02T10:00+02", utc(2026, 3, 2, 8)),
        ("2026-03-02T10", utc(2026, 3, 2, 15)),
        ("02/03/26 10h05", utc(2026, 3, 2, 15, 5)),
        ("2026-03-08T02:30", utc(2026, 3, 8, 7, 30)),
        ("2026-11-01T01:30", utc(2026, 11, 1, 5, 30)),
        ("2026-03-02", None),
        ("soon", None),
        (None, None),
    ],
)
def test_instants(text: str | None, at: dt.datetime | None) -> None:
    """On New York's clock: -5 in winter; 02:30 of 8 March is jumped over, and 01:30 of 1 November is its first pass."""
    said = Input(timestamp_format="%d/%m/%y %Hh%M")
    assert raw_cells.instants(cells(text), said, "America/New_York").to_list() == [at]


def test_instants_of_a_column_without_rows() -> None:
    """No rows are no trouble."""
    assert raw_cells.instants(cells(), Input(), "UTC").to_list() == []


def test_columns_that_can_be_read_as_they_stand_are_read_the_same() -> None:
    """One cell with blanks around it, or past all numbers, sends the whole column the longer way: 7 is 7 on both."""
    said = Input()
    assert raw_cells.numbers(pl.Series(["7", None, "1e3"]), said).to_list() == [7.0, None, 1000.0]
    assert raw_cells.numbers(pl.Series(["7", " 8 ", "inf", ""]), said).to_list() == [7.0, 8.0, None, None]
    days = [dt.date(2026, 3, 3), dt.date(2026, 3, 4)]
    assert raw_cells.dates(pl.Series(["2026-03-03", "2026-03-04"]), said).to_list() == days
    assert raw_cells.dates(pl.Series(["2026-03-03", " 2026-03-04 "]), said).to_list() == days
