"""Fates held against portfolio and grid: by positions where every row can be read, as in most plans, else by names."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import polars as pl
import pytest

from collectplan.check import Results
from collectplan.check.fates import fate
from tests.unit.check.worlds import account, broken, contact, verdict

Rows = list[dict[str, str | None]]

ACCOUNTS = [account(account_id=f"A{n}", customer_id=f"C{n}") for n in (3, 1, 2)]
#: The same as facts. Accounts stand in the order of the file.
FACTS = pl.DataFrame(
    {"account_id": ["A3", "A1", "A2"], "segment": ["31-60/unscored"] * 3, "flaw": [None] * 3},
    schema=dict.fromkeys(("account_id", "segment", "flaw"), pl.String),
)
#: A2 leads a contact of the grid, A3 one of the outlook.
GRID = pl.DataFrame(
    {
        "row": [2, 3],
        "customer_id": ["C2", "C3"],
        "account_id": ["A2", "A3"],
        "account": [2, 0],
        "in_outlook": [False, True],
    }
)
BOTH_WAYS = pytest.mark.parametrize("num_broken", [0, 1])


def fates() -> Rows:
    """As a plan would write them: A2 leads the one contact."""
    return [
        {"account_id": f"A{n}", "customer_id": f"C{n}", "segment": "31-60/unscored", "fate": fate, "reason": "x"}
        for n, fate in ((1, "not_planned"), (2, "planned"), (3, "not_planned"))
    ]


def found(rows: Rows, num_broken: int = 0, facts: pl.DataFrame = FACTS, grid: pl.DataFrame = GRID) -> list[str]:
    """Sentences about fates; broken records, which have no name, have a row each."""
    nameless = [{"account_id": None, "fate": "rejected", "reason": "width"}] * num_broken
    frame = pl.DataFrame([*rows, *nameless], schema=dict.fromkeys(fates()[0], pl.String))
    evidence = SimpleNamespace(accounts=facts, rows=grid)
    return sorted(fate(frame, evidence, num_broken)["what"])  # type: ignore[arg-type]  # all that it asks for


@BOTH_WAYS
def test_true_fates_are_not_complained_of(num_broken: int) -> None:
    """Every account has its one row, in any order, and A2 alone is planned."""
    assert found(fates(), num_broken) == []
    assert found(fates()[::-1], num_broken) == []


def wrong(row: int, **cells: str | None) -> Callable[[Rows], None]:
    return lambda rows: rows[row].update(cells)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda rows: rows.pop(1), "Account A2 has 0 rows in fates.csv, not 1."),
        (lambda rows: rows.pop(0), "Account A1 has 0 rows in fates.csv, not 1."),
        (lambda rows: rows.append(dict(rows[0])), "Account A1 has 2 rows in fates.csv, not 1."),
        (lambda rows: rows.__setitem__(0, dict(rows[2])), "Account A1 has 0 rows in fates.csv, not 1."),
        (wrong(0, account_id="A9"), "Account A9 has 1 rows in fates.csv, not 0."),
        (wrong(0, account_id="'A1"), "Account 'A1 has 1 rows in fates.csv, not 0."),
        (wrong(2, fate="planned"), "Account A3 is planned and leads no contact."),
        (wrong(0, fate="planned"), "Account A1 is planned and leads no contact."),
        (wrong(1, fate="not_planned"), "Account A2 leads this contact, and its fate is not_planned."),
        (wrong(1, fate=None), "Account A2 has an unknown fate."),
        (wrong(0, fate="lost"), "Account A1 has an unknown fate."),
        (wrong(0, reason=None), "The fate of account A1 has no reason."),
        (wrong(2, segment="1-30/unscored"), "Account A3 is of segment 31-60/unscored."),
        (wrong(2, segment=None), "Account A3 is of segment 31-60/unscored."),
    ],
)
@BOTH_WAYS
def test_each_wrong_row_is_told(damage: Callable[[Rows], object], said: str, num_broken: int) -> None:
    """One row is made wrong in one way, and a sentence says so."""
    rows = fates()
    damage(rows)
    assert said in found(rows, num_broken)


def test_the_names_of_a_row_are_read_as_others_are() -> None:
    """Without blanks, and without what guards them from spreadsheets."""
    rows = fates()
    rows[0] |= {"account_id": "'=A1 ", "fate": " not_planned"}
    facts = FACTS.with_columns(account_id=pl.Series(["A3", "=A1", "A2"]))
    assert found(rows, facts=facts) == []
    assert found(rows) == [
        "Account =A1 has 1 rows in fates.csv, not 0.",
        "Account A1 has 0 rows in fates.csv, not 1.",
    ]


@BOTH_WAYS
def test_fates_without_segments(num_broken: int) -> None:
    """The column may be absent; everything else is held all the same."""
    frame = pl.DataFrame([*fates(), *([{"account_id": None, "fate": "rejected", "reason": "width"}] * num_broken)])
    bare = frame.select("account_id", "fate", "reason")
    evidence = SimpleNamespace(accounts=FACTS, rows=GRID)
    assert fate(bare, evidence, num_broken).is_empty()  # type: ignore[arg-type]  # all that it asks for
    spoilt = bare.with_columns(fate=pl.lit("planned"))
    assert fate(spoilt, evidence, num_broken).height == 2 + num_broken  # type: ignore[arg-type]  # the same


@BOTH_WAYS
@pytest.mark.parametrize(("flaw", "cells"), [("balance", {}), (None, {"fate": "rejected"})])
def test_whose_segment_is_not_asked(flaw: str | None, cells: dict[str, str], num_broken: int) -> None:
    """That of an account that cannot be read, and that of a rejected one."""
    rows = fates()
    rows[0] |= {"segment": "any", **cells}
    assert found(rows, num_broken, FACTS.with_columns(flaw=pl.Series([None, flaw, None], dtype=pl.String))) == []


def test_accounts_without_a_name_are_counted_together() -> None:
    """Two rows of the portfolio and one broken record have none: three rows of fates, of whatever reason."""
    facts = pl.concat([FACTS, FACTS.head(2).with_columns(account_id=pl.lit(None, pl.String))])
    rejected: Rows = [{"account_id": None, "fate": "rejected", "reason": "account_id"}] * 2
    assert found([*fates(), *rejected], 1, facts) == []
    assert found([*fates(), *rejected[:1]], 1, facts) == ["Account (empty) has 2 rows in fates.csv, not 3."]
    assert found([*fates(), *rejected], 0, facts) == []
    planned = [*fates(), rejected[0], {**rejected[1], "fate": "planned", "reason": None}]
    assert found(planned, 1, facts) == [
        "Account (empty) is planned and leads no contact.",
        "The fate of account (empty) has no reason.",
    ]
    assert found([*fates(), {**rejected[0], "fate": "lost"}], 1) == [
        "Account (empty) has 2 rows in fates.csv, not 1.",
        "Account (empty) has an unknown fate.",
    ]


def test_broken_records_have_fates_too() -> None:
    """A file of fates without a nameless row knows nothing of them."""
    evidence = SimpleNamespace(accounts=FACTS, rows=GRID)
    told = fate(pl.DataFrame(fates()), evidence, 2)  # type: ignore[arg-type]  # all that it asks for
    assert told["what"].to_list() == ["2 records that cannot be read have no fate."]
    told = fate(pl.DataFrame(fates()[1:]), evidence, 2)  # type: ignore[arg-type]  # the same
    assert told["what"].to_list() == [
        "Account A1 has 0 rows in fates.csv, not 1.",
        "2 records that cannot be read have no fate.",
    ]


def test_an_account_that_stands_twice_has_two_fates() -> None:
    """One for each row of the portfolio."""
    facts = pl.concat([FACTS, FACTS.head(1)])
    assert found(fates(), 0, facts) == ["Account A3 has 1 rows in fates.csv, not 2."]
    assert found([*fates(), fates()[2]], 0, facts) == []


def test_a_contact_of_no_account_is_no_reason_to_fail() -> None:
    """The row names nobody: the account is unknown, and what fates say of A2 is then wrong."""
    frame = pl.DataFrame(fates())
    plan = [contact(account_id="", customer_id="C2")]
    nobody = GRID.head(1).with_columns(account_id=pl.lit(None, pl.String), account=pl.lit(None, pl.Int64))
    assert found(fates(), grid=nobody) == ["Account A2 is planned and leads no contact."]
    assert broken(verdict(plan, accounts=ACCOUNTS, results=Results(frame))) == ["fate", "unknown_account"]
