"""Guesses about how a file is written, on what lenders of Latin America write."""

from __future__ import annotations

import pytest

from collectplan.domain.strategy import Input
from collectplan.read.dialect import Dialect, advice, guess, guess_encoding

SPANISH = "Crédito;Días mora;Saldo;Teléfono;Fecha\nA1;31;1.234.567,50;Ibagué, Peñón;05/11/2026\nA2;2;7,5;Bogotá ÑUÑOA;31/10/2026\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "cp850"])
def test_spanish_file(encoding: str) -> None:
    """Encoding, semicolon, decimal comma, thousands point and day-first dates are all told from two records."""
    assert guess(SPANISH.encode(encoding)) == Dialect(";", ",", ".", encoding, "%d/%m/%Y")


def test_english_file() -> None:
    """Plain ASCII with points and ISO dates is what the contract expects by itself."""
    data = b"id,balance,day\n1,10.25,2026-11-05\n2,3.50,2026-11-06\n"
    assert guess(data) == Dialect(",", ".", "", "utf-8", "%Y-%m-%d")
    assert advice("p.csv", data, Input()) == []


@pytest.mark.parametrize(
    ("dates", "expected", "is_ambiguous"),
    [
        (["05/11/2026", "06/12/2026"], None, True),
        (["05/13/2026", "06/12/2026"], "%m/%d/%Y", False),
        (["13/05/2026"], "%d/%m/%Y", False),
        (["05-11-2026"], "%d-%m-%Y", False),
        (["05.11.2026"], "%d.%m.%Y", False),
        (["2026-11-05"], "%Y-%m-%d", False),
        (["x"], None, False),
    ],
)
def test_dates(dates: list[str], expected: str | None, is_ambiguous: bool) -> None:
    """With slashes a part above 12 tells the day; without one it is said that nothing tells it."""
    seen = guess("\n".join(["id;day", *(f"1;{date}" for date in dates), ""]).encode())
    assert (seen.date_format, seen.is_date_ambiguous) == (expected, is_ambiguous)


@pytest.mark.parametrize(
    ("cells", "marks"),
    [
        (["1,5", "20,25"], (",", "")),
        (["1.5", "20.25"], (".", "")),
        (["1,234.5"], (".", ",")),
        (["1.234.567"], (",", ".")),
        (["1.234"], ("", "")),
        (["1234"], ("", "")),
        (["1'234.50"], (".", "'")),
        (["1 234,50"], (",", " ")),
    ],
)
def test_marks(cells: list[str], marks: tuple[str, str]) -> None:
    """Decimal and thousands marks; 1.234 alone could be either and tells nothing."""
    seen = guess(("id;n\n" + "".join(f"1;{cell}\n" for cell in cells)).encode())
    assert (seen.decimal, seen.thousands) == marks


def test_encoding_of_bytes_that_windows_lacks() -> None:
    """0x81 and 0x9D stand for nothing in cp1252, and latin-1 takes every byte; a cut character is still UTF-8."""
    assert guess_encoding(b"JOS\xe9 \x9d, a\xf1o") == "latin-1"
    assert guess_encoding("año".encode()[:2], is_cut=True) == "utf-8"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    """The mark that parts every line alike wins over one that only some cells hold."""
    lines = [delimiter.join(cells) for cells in (["a", "b", "c"], ["1", '"x, y; z"', "3"], ["2", "k", "5"])]
    assert guess("\n".join([*lines, ""]).encode()).delimiter == delimiter


def test_advice_says_what_to_write() -> None:
    """Every difference between file and strategy is a line to write; headers in Spanish are matched to columns."""
    mends = [finding.mend for finding in advice("p.csv", SPANISH.encode("cp1252"), Input())]
    assert mends == [
        'write  encoding: "cp1252"  under input:',
        'write  delimiter: ";"  under input:',
        'write  decimal: ","  under input:',
        'write  thousands: "."  under input:',
        'write  date_format: "%d/%m/%Y"  under input:',
        'write  account_id: "Crédito"  under input.columns',
        'write  days_past_due: "Días mora"  under input.columns',
        'write  balance: "Saldo"  under input.columns',
        'write  phone: "Teléfono"  under input.columns',
    ]


def test_no_advice_where_the_strategy_is_right() -> None:
    """A strategy that says all of it gets no advice, under latin-1 for cp1252 too, as both read these bytes alike."""
    said = Input(
        delimiter=";",
        decimal=",",
        thousands=".",
        encoding="latin-1",
        date_format="%d/%m/%Y",
        columns={"account_id": "Crédito", "days_past_due": "Días mora", "balance": "Saldo", "phone": "Teléfono"},
    )
    assert advice("p.csv", SPANISH.encode("cp1252"), said) == []


def test_ambiguous_dates_are_said() -> None:
    """Nothing is guessed about 05/11/2026; the user is asked to choose."""
    found = advice("p.csv", b"id,d\n1,05/11/2026\n2,06/11/2026\n", Input())
    assert [finding.what for finding in found] == [
        "dates such as 05/11/2026 could begin with the day or with the month"
    ]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Nº_Crédito", "account_id"),
        ("NRO OBLIGACION", "account_id"),
        ("CÉDULA", "customer_id"),
        ("Identificación", "customer_id"),
        ("dias_mora", "days_past_due"),
        ("Altura de Mora", "days_past_due"),
        ("Saldo Total", "balance"),
        ("saldo en mora", "past_due"),
        ("Teléfono 1", "phone"),
        ("celular", "phone"),
        ("Correo Electrónico", "email"),
        ("Autoriza SMS", "consent_sms"),
        ("producto", "product"),
    ],
)
def test_synonyms(header: str, column: str) -> None:
    """Accents, case and punctuation of a header do not matter."""
    contract = {column: "text"}
    found = advice("p.csv", f"{header},zz\n1,2\n".encode(), Input(), contract)  # type: ignore[arg-type]  # kinds are words
    assert [finding.mend for finding in found] == [f'write  {column}: "{header}"  under input.columns']
