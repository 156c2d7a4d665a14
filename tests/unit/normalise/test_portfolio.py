"""Accounts: every rule of the contract, kept and broken."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from collectplan.domain.tables import PORTFOLIO, ROW
from collectplan.errors import InputError, StrategyError
from collectplan.normalise.portfolio import understand
from tests.unit.normalise.tables import rejected, strategy, table, understood

WIDE = (
    "account_id,days_past_due,balance,customer_id,past_due,region,risk_score,timezone,phone,hold_until,"
    "preferred_channel,preferred_start,preferred_end,consent_call,consent_sms,mobile,opted_in,limit_bal,score,city\n"
    "A2,-3,10.5,C1,2,co-ant,0.25,America/Lima,+573001,2026-12-24,SMS,08:00,24:00,sí,1,300,false,5,1.5,Cali\n"
    "A1,40,7,,,,,,,,,,,,,,true,,-2,\n"
)


def one(column: str, cell: str, **input_: object) -> pl.DataFrame | tuple[str, str]:
    """The accepted value of one cell, or its column and reason where it is rejected."""
    quoted = '"' + cell.replace('"', '""') + '"'
    values = {"account_id": "A1", "days_past_due": "10", "balance": "100"} | {column: quoted}
    text = ";".join(values) + "\n" + ";".join(values.values()) + "\n"
    inputs = understood(text, delimiter=";", **input_)
    if inputs.rejects.height:
        return inputs.rejects.select("column", "reason").row(0)
    return inputs.portfolio[column].item()


def test_every_column() -> None:
    """All contract columns are there in their kinds, defaults filled in, then the file's own by what they hold."""
    accounts = understood(WIDE).portfolio
    first, second = accounts.rows(named=True)
    assert (second["account_id"], second["customer_id"]) == ("A2", "C1")
    assert second | {
        "days_past_due": -3, "balance": 10.5, "past_due": 2.0, "region": "CO-ANT", "risk_score": 0.25,
        "timezone": "America/Lima", "phone": "+573001", "hold_until": dt.date(2026, 12, 24), "preferred_channel": "sms",
        "preferred_start": 480, "preferred_end": 1440, "consent_call": True, "consent_sms": True, "mobile": "300",
        "opted_in": False, "limit_bal": 5, "score": 1.5, "city": "Cali", ROW: 2,
    } == second  # fmt: skip
    assert first | {
        "customer_id": "A1", "past_due": 7.0, "timezone": "America/Bogota", "consent_call": True, "consent_sms": False,
        "region": None, "hold_until": None, "opted_in": True, ROW: 3,
    } == first  # fmt: skip
    assert set(PORTFOLIO) <= set(accounts.columns)
    dtypes = [
        accounts.schema[name]
        for name in ("days_past_due", "balance", "preferred_start", "opted_in", "limit_bal", "postal")
    ]
    assert dtypes == [pl.Int64, pl.Float64, pl.Int32, pl.Boolean, pl.Int64, pl.String]
    assert accounts.schema[ROW] == pl.UInt32


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("days_past_due", "+30", 30),
        ("days_past_due", "-5", -5),
        ("days_past_due", "30.0", 30),
        ("days_past_due", " 30 ", 30),
        ("balance", "1e3", 1000.0),
        ("balance", "0", 0.0),
        ("balance", "1e15", 1e15),
        ("risk_score", "1", 1.0),
        ("income_month", "-1.5", -1.5),
        ("consent_call", "NO", False),
        ("consent_call", "S", True),
        ("hold_until", "2026-12-24T00:00:00", dt.date(2026, 12, 24)),
        ("hold_until", "2028-02-29", dt.date(2028, 2, 29)),
        ("preferred_start", "7:05", 425),
        ("preferred_start", "07:05:00", 425),
        ("preferred_channel", "Call", "call"),
        ("region", "co-dc", "CO-DC"),
    ],
)
def test_good_cells(column: str, cell: str, value: object) -> None:
    """Spellings that can only mean one thing are taken for it."""
    assert one(column, cell) == value


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("account_id", "", "is missing"),
        ("account_id", "A\x01", "holds a control character"),
        ("days_past_due", "", "is missing"),
        ("days_past_due", "30.5", "is not a whole number"),
        ("days_past_due", "ten", "is not a number"),
        ("balance", "-1", "is negative, and money is 0 or more"),
        ("balance", "inf", "is not a finite number"),
        ("balance", "nan", "is not a finite number"),
        ("balance", "1e400", "is not a finite number"),
        ("balance", "2e15", "is more than 1e15"),
        ("balance", "1,5", "is not a number with '.' before decimals and nothing between thousands"),
        ("past_due", "-0.01", "is negative, and money is 0 or more"),
        ("risk_score", "15", "is not between 0 and 1; write 15 % as 0.15"),
        ("risk_score", "-0.1", "is not between 0 and 1"),
        ("consent_call", "maybe", "is neither true nor false"),
        ("hold_until", "2026-02-29", "is not a date of 1900..2200, written as 2026-11-05 or %Y-%m-%d"),
        ("hold_until", "1899-12-31", "is not a date of 1900..2200, written as 2026-11-05 or %Y-%m-%d"),
        ("preferred_start", "24:01", "is not a time of day from 00:00 to 24:00"),
        ("preferred_start", "8", "is not a time of day from 00:00 to 24:00"),
        ("timezone", "America/Bogotá", "is not an IANA time zone such as America/Bogota"),
        ("timezone", "../etc", "is not an IANA time zone such as America/Bogota"),
        ("region", "CO_ANT", "is not an ISO 3166-2 code such as CO-ANT"),
        ("preferred_channel", "fax", "is none of the strategy's channels (call, sms)"),
    ],
)
def test_bad_cells(column: str, cell: str, reason: str) -> None:
    """Each rule of the contract, broken alone, is one reject that names its column."""
    assert one(column, cell) == (column, reason)


@pytest.mark.parametrize(
    ("cell", "decimal", "thousands", "value"),
    [
        ("1.234,5", ",", ".", 1234.5),
        ("1234,5", ",", ".", 1234.5),
        ("1.234.567", ",", ".", 1234567.0),
        ("1,234.5", ".", ",", 1234.5),
        ("1 234,5", ",", " ", 1234.5),
        ("1\u00a0234,5", ",", " ", 1234.5),
        ("1’234.5", ".", "'", 1234.5),
        ("0,5", ",", "", 0.5),
    ],
)
def test_numbers_in_dialects(cell: str, decimal: str, thousands: str, value: float) -> None:
    """Decimal and thousands marks are those of the strategy."""
    assert one("balance", cell, decimal=decimal, thousands=thousands) == value


@pytest.mark.parametrize(
    ("cell", "decimal", "thousands"),
    [
        ("1.23,4", ",", "."),
        ("1.234,5", ",", ""),
        ("1.5", ",", ""),
        ("1,5", ".", ","),
        ("1.234.5", ",", "."),
        ("1234.567", ",", "."),
        (",", ",", ""),
    ],
)
def test_numbers_in_another_dialect(cell: str, decimal: str, thousands: str) -> None:
    """A mark in the wrong place is never guessed at: a thousandfold balance would be the price."""
    assert isinstance(one("balance", cell, decimal=decimal, thousands=thousands), tuple)


@pytest.mark.parametrize(
    ("cell", "value"), [("05/11/2026", dt.date(2026, 11, 5)), ("2026-11-05", dt.date(2026, 11, 5))]
)
def test_date_format(cell: str, value: dt.date) -> None:
    """The strategy's form of dates, and ISO dates always."""
    assert one("hold_until", cell, date_format="%d/%m/%Y") == value


def test_double_account_id() -> None:
    """Which of two rows holds cannot be told, so neither does; the others stay."""
    inputs = understood("account_id,days_past_due,balance\nA,1,1\nB,1,1\nA,1,2\n")
    assert rejected(inputs) == [
        (2, "account_id", "A", "appears 2 times (rows 2, 4)"),
        (4, "account_id", "A", "appears 2 times (rows 2, 4)"),
    ]
    assert inputs.portfolio["account_id"].to_list() == ["B"]


def test_preferred_hours_the_wrong_way_round() -> None:
    """A wish that ends before it begins is rejected, and one that is open at one side is kept."""
    head = "account_id,days_past_due,balance,preferred_start,preferred_end\n"
    inputs = understood(head + "A,1,1,18:00,09:00\nB,1,1,18:00,\n")
    assert rejected(inputs) == [(2, "preferred_end", "09:00", "is not after preferred_start 18:00")]
    assert inputs.portfolio["account_id"].to_list() == ["B"]


def test_one_reject_for_each_bad_cell() -> None:
    """A row with two bad cells has two rejects and is left out once; broken records are rejects of the table."""
    inputs = understood("account_id,days_past_due,balance\nA,x,-1\nB,1\nC,1,1\n")
    assert rejected(inputs) == [
        (2, "balance", "-1", "is negative, and money is 0 or more"),
        (2, "days_past_due", "x", "is not a number"),
        (3, "", "", "has 2 fields, the header has 3"),
    ]
    assert inputs.num_records == {"portfolio": 3}


def test_long_values_are_cut() -> None:
    """A reject shows 60 characters of a value at most."""
    head = "account_id,days_past_due,balance,timezone\n"
    assert rejected(understood(head + f"A,1,1,{'x' * 80}\n"))[0][2] == "x" * 60


def test_personal_data_is_never_shown() -> None:
    """Telephone, e-mail and postal addresses stay out of rejects, and so does what a channel's address column holds."""
    loaded = strategy(derive={"phone": "mobile"}, columns={"mobile": "celular"})
    raw = table("portfolio", "account_id,days_past_due,balance,celular\nA,1,1,300\n", loaded)
    _, rejects = understand(raw, loaded, [])
    for column in ("phone", "email", "postal", "mobile"):
        rejects.add([2], column, ["secret"], ["is odd"])
    assert rejects.frame().select("column", "value").rows() == [
        ("celular", "(hidden)"), ("email", "(hidden)"), ("phone", "(hidden)"), ("postal", "(hidden)"),
    ]  # fmt: skip


def test_renamed_column_is_shown_by_its_header() -> None:
    """Who mends the file finds the column by the name that it has there."""
    inputs = understood("nro,days_past_due,saldo\nA,1,x\n", columns={"account_id": "nro", "balance": "saldo"})
    assert rejected(inputs) == [(2, "saldo", "x", "is not a number")]


@pytest.mark.parametrize(
    ("cells", "dtype", "values"),
    [
        (["true", "False", ""], pl.Boolean, [True, False, None]),
        (["true", "1"], pl.String, ["true", "1"]),
        (["1", "-2"], pl.Int64, [1, -2]),
        (["1", "2.5"], pl.Float64, [1.0, 2.5]),
        (["1", "x"], pl.String, ["1", "x"]),
        (["007", "1"], pl.String, ["007", "1"]),
        (["0", "0.5"], pl.Float64, [0.0, 0.5]),
        (["+57", "1"], pl.String, ["+57", "1"]),
        (["", ""], pl.String, [None, None]),
        (["99999999999999999999", "1"], pl.Float64, [1e20, 1.0]),
    ],
)
def test_own_columns_are_what_all_cells_are(cells: list[str], dtype: pl.DataType, values: list[object]) -> None:
    """One cell decides for the column; leading zeros and plus signs belong to identifiers and telephones."""
    rows = "".join(f"A{place},1,1,{cell}\n" for place, cell in enumerate(cells))
    own = understood("account_id,days_past_due,balance,own\n" + rows).portfolio["own"]
    assert (own.dtype, own.to_list()) == (dtype, values)


def test_own_column_that_changes_late() -> None:
    """The 1,000th cell counts as much as the first."""
    rows = "".join(
        f"A{place:04d},1,1,{place if place < 999 else 'x'},{place if place < 999 else '0.5'}\n" for place in range(1000)
    )
    accounts = understood("account_id,days_past_due,balance,text,number\n" + rows).portfolio
    assert accounts.schema["text"] == pl.String
    assert accounts.schema["number"] == pl.Float64


def test_derive() -> None:
    """Expressions see the file's own headers and ours; results become cells of their column's kind."""
    text = "ID;saldo;puntaje;estado\n2;10,5;400;mora\n1;20;600;al dia\n"
    accounts = understood(
        text,
        delimiter=";",
        decimal=",",
        columns={"balance": "saldo"},
        derive={
            "account_id": "ID",
            "days_past_due": "CASE WHEN estado = 'mora' THEN 31.0 ELSE 0 END",
            "risk_score": "CASE WHEN puntaje < 500 THEN 0.8 ELSE 0.2 END",
            "past_due": "saldo / 2 + balance * 0",
            "consent_sms": "puntaje > 500",
            "is_large": "saldo > 15",
        },
    ).portfolio
    columns = ("account_id", "customer_id", "days_past_due", "risk_score", "past_due", "consent_sms", "is_large")
    assert accounts.select(columns).rows() == [
        ("1", "1", 0, 0.2, 10.0, True, True),
        ("2", "2", 31, 0.8, 5.25, False, False),
    ]


def test_derived_cells_keep_the_rules() -> None:
    """A derived share above 1 is a bad cell of its row, as if the file said so; a bad cell of the file is null."""
    inputs = understood(
        "account_id,days_past_due,balance\nA,1,300\nB,1,10\nC,1,x\n", derive={"risk_score": "balance / 100"}
    )
    assert rejected(inputs) == [
        (2, "risk_score", "3.0", "is not between 0 and 1; write 15 % as 0.15"),
        (4, "balance", "x", "is not a number"),
    ]


@pytest.mark.parametrize(
    ("derive", "sentence"),
    [
        ({"balance": "1"}, "s.yaml:40:5: portfolio.csv has a column balance already; take it out of input.derive"),
        ({"risk_score": "scor / 2"}, "s.yaml:40:5: 'scor / 2' names a column scor"),
        ({"risk_score": "SELECT"}, "s.yaml:40:5: 'SELECT' "),
        ({"a": "days_past_due + 1", "b": "a + 1"}, "s.yaml:41:5: 'a + 1' names a column a,"),
    ],
)
def test_wrong_derive(derive: dict[str, str], sentence: str) -> None:
    """What is wrong with an expression is said at its place in the strategy; derived columns see no derived ones."""
    with pytest.raises(StrategyError) as refused:
        understood("account_id,days_past_due,balance,score\nA,1,1,5\n", derive=derive)
    assert str(refused.value).startswith(sentence)


def test_too_many_bad_rows() -> None:
    """Three of 100 rows are more than 2 %: the first bad cells are listed, and the sum is said; 3 % is let through."""
    rows = "".join(f"A{place},1,{'x' if place < 3 else 1}\n" for place in range(100))
    text = "account_id,days_past_due,balance\n" + rows
    assert understood(text, max_rejects=0.03).portfolio.height == 97
    with pytest.raises(InputError) as refused:
        understood(text, max_rejects=0.02)
    assert [str(finding) for finding in refused.value.findings] == [
        "portfolio.csv, row 2, column balance: x is not a number",
        "portfolio.csv, row 3, column balance: x is not a number",
        "portfolio.csv, row 4, column balance: x is not a number",
        "portfolio.csv: 3 of 100 rows are bad, more than max_rejects 0.02 allows; mend the rows, or raise  max_rejects  under input:",
    ]
    assert understood(text, max_rejects=0.02, tolerate=True).rejects.height == 3


def test_all_rows_bad() -> None:
    """Twenty bad cells are shown and the rest is counted; what is tolerated leaves an empty table of the same columns."""
    text = "account_id,days_past_due,balance\n" + "".join(f"A{place},1,x\n" for place in range(30))
    with pytest.raises(InputError) as refused:
        understood(text, max_rejects=0.5)
    assert len(refused.value.findings) == 21
    assert (
        refused.value.findings[-1].what
        == "10 more cells are bad, and 30 of 30 rows are bad, more than max_rejects 0.5 allows"
    )
    assert understood(text).portfolio.height == 0


def test_no_rows() -> None:
    """A portfolio without accounts is one, in the same columns and kinds as a full one."""
    text = "account_id,days_past_due,balance,own\n"
    empty = understood(text, derive={"half": "balance / 2"}).portfolio
    full = understood(text + "A,1,1,x\n", derive={"half": "balance / 2"}).portfolio
    assert empty.schema == full.schema
    assert empty.height == 0


def test_no_rows_tell_nothing_of_kinds() -> None:
    """A column without cells could hold numbers, so an expression that needs them is no mistake of the strategy."""
    empty = understood("account_id,days_past_due,balance,own\n", derive={"half": "own / 2"}).portfolio
    assert empty.height == 0


def test_absent_address_column_is_said() -> None:
    """A channel whose address column the file lacks reaches nobody, which the user should hear."""
    inputs = understood()
    assert inputs.notes == (
        "portfolio: there is no column phone, so that nobody can be reached on call",
        "portfolio: there is no column mobile, so that nobody can be reached on sms",
    )
    assert inputs.portfolio["mobile"].to_list() == [None]


ROW_CELLS = st.tuples(
    st.sampled_from(["A1", "A10", "A2", "B", "", "7", "07", "70"]),
    st.sampled_from(["1", "-4", "x", "2.0"]),
    st.sampled_from(["1", "2.5", "-1", "1e400"]),
    st.sampled_from(["", "C1", "C10", "A1"]),
    st.sampled_from(["", "true", "5", "z"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROW_CELLS, max_size=8), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(records: list[tuple[str, ...]], shuffler: random.Random) -> None:
    """Shuffled files give the same accounts but for row numbers, and as many rejects of each kind."""
    head = "account_id,days_past_due,balance,customer_id,own\n"
    shuffled = list(records)
    shuffler.shuffle(shuffled)
    one, other = (understood(head + "".join(",".join(cells) + "\n" for cells in rows)) for rows in (records, shuffled))
    assert_frame_equal(one.portfolio.drop(ROW), other.portfolio.drop(ROW))
    columns = ["column", "value"]
    assert sorted(one.rejects.select(columns).rows()) == sorted(other.rejects.select(columns).rows())
    assert one.portfolio.rows() == sorted(one.portfolio.rows(), key=lambda row: (row[1], row[0]))


def test_twice_is_once() -> None:
    """What is understood, written out and read again, is understood as the same."""
    first = understood(WIDE).portfolio
    times = [pl.format("{}:{}", *(part.cast(pl.String).str.zfill(2) for part in (pl.col(name) // 60, pl.col(name) % 60))).alias(name) for name in ("preferred_start", "preferred_end")]  # fmt: skip
    again = understood(first.drop(ROW).with_columns(times).write_csv()).portfolio
    assert_frame_equal(first.drop(ROW), again.drop(ROW))


def test_columns_of_the_limits_are_read_as_declared_and_never_reject_a_row() -> None:
    """`asked` knows the words of consent, `sent` the strategy's dates; what cannot be read is null, and told."""
    limits = {"columns": {"asked": "boolean", "sent": "date", "zip": "text", "absent": "integer"}}
    text = (
        "account_id;days_past_due;balance;asked;sent;zip\n"
        "A1;1;1;sí;24/12/2026;05001\nA2;1;1;perhaps;2026-12-24;5001\nA3;1;1;;soon;\nA4;1;1;never;;\n"
    )
    inputs = understood(text, delimiter=";", date_format="%d/%m/%Y", limits=limits)
    accounts = inputs.portfolio
    assert inputs.rejects.is_empty()
    assert accounts["asked"].to_list() == [True, None, None, None]
    assert accounts["sent"].to_list() == [dt.date(2026, 12, 24), dt.date(2026, 12, 24), None, None]
    assert accounts["zip"].to_list() == ["05001", "5001", None, None]
    assert (accounts["absent"].dtype, accounts["absent"].null_count()) == (pl.Int64, 4)
    assert [note for note in inputs.notes if "cannot be read" in note] == [
        "portfolio.csv, row 3, column asked: 2 cells cannot be read as boolean; they count as empty",
        "portfolio.csv, row 4, column sent: a cell cannot be read as date; it counts as empty",
    ]


def test_a_declared_column_may_be_renamed_or_derived() -> None:
    """The file's own header stands in notes; a derived text of true and false is a boolean by declaration."""
    limits = {"columns": {"asked": "boolean", "told": "boolean"}}
    text = "account_id,days_past_due,balance,pidio\nA1,1,1,x\nA2,40,1,no\n"
    derive = {"told": "CASE WHEN days_past_due > 9 THEN 'yes' ELSE 'no' END"}
    inputs = understood(text, columns={"asked": "pidio"}, derive=derive, limits=limits)
    assert inputs.portfolio["asked"].to_list() == [None, False]
    assert inputs.portfolio["told"].to_list() == [False, True]
    assert [note for note in inputs.notes if "pidio" in note] == [
        "portfolio.csv, row 2, column pidio: a cell cannot be read as boolean; it counts as empty"
    ]
