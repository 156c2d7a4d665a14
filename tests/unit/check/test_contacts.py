"""Rows of a grid: what is read of them, what is wrong before any rule, and of which of them rules are asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.check import contacts
from collectplan.check.findings import NONE
from tests.unit.check.worlds import contact, grid, strategy

MONDAY = dt.date(2026, 3, 2)


def accounts() -> pl.DataFrame:
    """C1 has a sound account, a flawed one and one that stands twice; C2 has one. The first row is C1's."""
    return pl.DataFrame(
        {
            "account_id": ["A1", "A2", "A3", "A4", "A4", None],
            "customer_id": ["C1", "C2", "C1", "C1", "C1", None],
            "customer": [0, 1, 0, 0, 0, 2],
            "flaw": [None, None, "balance", "account_id", "account_id", "account_id"],
            "zone": ["America/Bogota", "Asia/Tokyo", *["America/Bogota"] * 4],
            "segment": ["a", "b", "c", "d", "e", "f"],
        },
        schema_overrides={"customer": pl.UInt32},
    )


def sheet(*rows: dict[str, Any], num_grid: int | None = None, **said: Any) -> pl.DataFrame:
    return contacts.sheet(grid(rows), strategy(**said).strategy, num_grid)


def words(findings: pl.DataFrame) -> list[tuple[int, str]]:
    assert findings.schema == NONE.schema
    return findings.select("row", "what").rows()


def test_a_row_as_it_is_written() -> None:
    """Blanks go, what guards a cell from spreadsheets goes, hours are minutes, and rows count on from the header."""
    row = contact(
        channel=" sms ",
        customer_id="'=C1",
        account_id=" A1",
        segment=" ",
        address="'+57 300",
        reach=" 0.5",
        value="much",
    )
    assert sheet(row, contact(channel="letter"), num_grid=1).rows(named=True) == [
        {
            "row": 2, "customer_id": "=C1", "account_id": "A1", "channel": "sms", "segment": None, "address": "+57 300",
            "plan_date": MONDAY, "start": 600, "end": 660, "has_hour": True, "reach": 0.5, "value": None,
            "untimed": False, "in_outlook": False,
        },
        {
            "row": 3, "customer_id": "C1", "account_id": "A1", "channel": "letter", "segment": None, "address": None,
            "plan_date": MONDAY, "start": None, "end": None, "has_hour": False, "reach": None, "value": None,
            "untimed": True, "in_outlook": True,
        },
    ]  # fmt: skip


def test_a_row_of_nothing() -> None:
    """Ids and channel are text in any case; without a number every row is the grid's."""
    empty = sheet(contact(channel=None, customer_id=None, account_id=None, date="2 March", start="ten", end=None))
    columns = ("customer_id", "account_id", "channel", "plan_date", "start", "end", "untimed", "has_hour", "in_outlook")
    assert empty.select(columns).row(0) == ("", None, "", None, None, None, None, True, False)
    assert sheet(contact(start=None))["has_hour"].to_list() == [True]
    assert empty.schema["row"] == pl.Int64()


@pytest.mark.parametrize(("account_id", "customer_id", "place", "found"), [
    ("A1", "C1", 0, []), ("A2", "C2", 1, []),
    ("A1", "C2", None, ["The portfolio has no account A1 of customer C2."]),
    ("A9", "C1", None, ["The portfolio has no account A9 of customer C1."]),
    (None, "C1", None, ["The portfolio has no account (empty) of customer C1."]),
    ("A1", None, None, ["The portfolio has no account A1 of customer ."]),
    ("A3", "C1", None, ["The portfolio row of account A3 is wrong in column balance."]),
    ("A4", "C1", None, ["The portfolio row of account A4 is wrong in column account_id."]),
])  # fmt: skip
def test_the_account_of_a_row(account_id: Any, customer_id: Any, place: int | None, found: list[str]) -> None:
    """The one readable row of the portfolio with both ids; any other row says what it lacks."""
    rows = contacts.placed(sheet(contact(account_id=account_id, customer_id=customer_id)), accounts())
    assert rows["account"].to_list() == [place]
    assert sorted({what for _, what in words(contacts.unknown_account(rows, accounts()))}) == found


def test_no_account_is_in_an_empty_portfolio() -> None:
    """Its rows have nowhere to stand."""
    rows = contacts.placed(sheet(contact()), accounts().clear())
    assert rows["account"].to_list() == [None]
    assert rows.schema["account"] == pl.UInt32()


def test_a_channel_that_the_strategy_lacks() -> None:
    """It is named, and an empty one too."""
    rows = sheet(contact(), contact(channel="fax"), contact(channel=None))
    lacks = [(3, "The strategy has no channel fax."), (4, "The strategy has no channel .")]
    assert words(contacts.unknown_channel(rows)) == lacks


NO_SLOT = "The hour on 2026-03-02 is not a slot of the strategy."
UNTIMED = "The channel letter is untimed, yet the contact has an hour."


@pytest.mark.parametrize(("cells", "found"), [
    ({}, []),
    ({"start": "08:00", "end": "09:00"}, []),
    ({"start": "17:00", "end": "18:00"}, []),
    ({"start": "07:00", "end": "08:00"}, [NO_SLOT]),
    ({"start": "18:00", "end": "19:00"}, [NO_SLOT]),
    ({"start": "10:00", "end": "12:00"}, [NO_SLOT]),
    ({"start": "10:30", "end": "11:30"}, [NO_SLOT]),
    ({"start": None}, [NO_SLOT]),
    ({"end": "late"}, [NO_SLOT]),
    ({"channel": "fax", "start": "10:30"}, [NO_SLOT]),
    ({"channel": "fax"}, []),
    ({"date": "2026-02-30"}, ["The date cannot be read."]),
    ({"channel": "letter"}, []),
    ({"channel": "letter", "start": "10:00"}, [UNTIMED]),
    ({"channel": "letter", "end": "10:00"}, [UNTIMED]),
])  # fmt: skip
def test_a_row_is_in_one_slot(cells: dict[str, Any], found: list[str]) -> None:
    """Slots of an hour from 08:00 to 18:00; letters have none; each row is found once."""
    said = strategy(slots={"start": "08:00", "end": "18:00", "minutes": 60}).strategy
    assert [what for _, what in words(contacts.slot(sheet(contact(**cells)), said))] == found


@pytest.mark.parametrize(("cells", "found"), [
    ({"start": "01:00", "end": "02:00"}, []),
    ({"start": "02:00", "end": "03:00"}, ["The clock jumps over this slot on 2026-03-08."]),
    ({"start": "03:00", "end": "02:00"}, ["The hour on 2026-03-08 is not a slot of the strategy."]),
    ({"start": "02:00", "end": "03:00", "channel": "letter"}, [UNTIMED]),
])  # fmt: skip
def test_a_slot_exists(cells: dict[str, Any], found: list[str]) -> None:
    """On 8 March 2026 New York's clock goes from two to three."""
    said = strategy(timezone="America/New_York").strategy
    assert [what for _, what in words(contacts.slot(sheet(contact(date="2026-03-08", **cells)), said))] == found


def test_one_contact_in_a_slot_of_a_channel() -> None:
    """The second and the third time are told; another customer, channel, date or hour is another slot."""
    others = [
        contact(customer_id="C2"),
        contact(channel="sms"),
        contact(date="2026-03-03"),
        contact(start="11:00", end="12:00"),
        contact(channel="letter"),
    ]
    rows = sheet(contact(), *others, contact(account_id="A7"), contact(), contact(channel="letter"))
    assert words(contacts.slot(rows, strategy().strategy)) == [
        (8, "The customer has this slot of call on 2026-03-02 already."),
        (9, "The customer has this slot of call on 2026-03-02 already."),
        (10, "The customer has this slot of letter on 2026-03-02 already."),
    ]


@pytest.mark.parametrize(("cells", "is_asked"), [
    ({}, True), ({"account_id": "A9"}, False), ({"date": "soon"}, False), ({"channel": "fax"}, False),
    ({"start": None}, False), ({"end": None}, False), ({"end": "10:00"}, False), ({"start": "11:30", "end": "12:00"}, True),
    ({"channel": "letter"}, True), ({"channel": "letter", "start": "11:00", "end": "10:00"}, True),
])  # fmt: skip
def test_of_which_rows_rules_are_asked(cells: dict[str, Any], is_asked: bool) -> None:
    """Channel, account and date are known, and an hour where the channel has hours; it need not be a slot."""
    said = strategy().strategy
    asked = contacts.contacts(contacts.placed(sheet(contact(**cells)), accounts()), accounts(), said)
    assert asked.height == int(is_asked)


def test_a_contact_is_on_its_customer_s_clock() -> None:
    """10:00 in Bogota is midnight of the next date in Tokyo; an hour that a letter should not have is left out."""
    rows = [contact(account_id="A2", customer_id="C2"), contact(channel="letter", start="10:00", end="11:00")]
    asked = contacts.contacts(contacts.placed(sheet(*rows), accounts()), accounts(), strategy().strategy)
    columns = ("row", "customer", "zone", "lead_segment", "start", "date", "opens", "closes")
    assert asked.select(columns).rows() == [
        (2, 1, "Asia/Tokyo", "b", 600, dt.date(2026, 3, 3), 0, 60),
        (3, 0, "America/Bogota", "a", None, MONDAY, None, None),
    ]
    assert asked.schema["zone"] == pl.Enum(["America/Bogota", "Asia/Tokyo"])
    assert asked["start_at"].to_list() == [dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC), None]
