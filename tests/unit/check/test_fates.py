"""Fates of a portfolio in which every row can be read, as most are: what is held against each other by positions."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from collectplan.check import Results
from tests.unit.check.worlds import account, broken, contact, verdict

Rows = list[dict[str, str | None]]

ACCOUNTS = [account(account_id=f"A{n}", customer_id=f"C{n}") for n in (3, 1, 2)]
GRID = [contact(account_id="A2", customer_id="C2")]


def fates() -> Rows:
    """As a plan would write them: A2 leads the one contact."""
    return [
        {"account_id": f"A{n}", "customer_id": f"C{n}", "segment": "31-60/unscored", "fate": fate, "reason": "x"}
        for n, fate in ((1, "not_planned"), (2, "planned"), (3, "not_planned"))
    ]


def found(rows: Rows) -> list[str]:
    """Sentences about fates."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys(fates()[0], pl.String))
    return [v.what for v in verdict(GRID, accounts=ACCOUNTS, results=Results(frame)).violations if v.rule == "fate"]


def test_true_fates_are_not_complained_of() -> None:
    """Every account has its one row, in any order, and A2 alone is planned."""
    assert found(fates()) == []
    assert found(fates()[::-1]) == []


def wrong(row: int, **cells: str | None) -> Callable[[Rows], None]:
    return lambda rows: rows[row].update(cells)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda rows: rows.pop(0), "Account A1 has 0 rows in fates.csv, not 1."),
        (lambda rows: rows.append(dict(rows[0])), "Account A1 has 2 rows in fates.csv, not 1."),
        (lambda rows: rows.__setitem__(0, dict(rows[2])), "Account A1 has 0 rows in fates.csv, not 1."),
        (wrong(0, account_id="A9"), "Account A9 has 1 rows in fates.csv, not 0."),
        (wrong(0, account_id=None), "Account (empty) has 1 rows in fates.csv, not 0."),
        (wrong(0, fate="planned"), "Account A1 is planned and leads no contact."),
        (wrong(1, fate="not_planned"), "Account A2 leads this contact, and its fate is not_planned."),
        (wrong(1, fate=None), "Account A2 has an unknown fate."),
        (wrong(0, fate="lost"), "Account A1 has an unknown fate."),
        (wrong(0, reason=None), "The fate of account A1 has no reason."),
        (wrong(2, segment="1-30/unscored"), "Account A3 is of segment 31-60/unscored."),
        (wrong(2, segment=None), "Account A3 is of segment 31-60/unscored."),
    ],
)
def test_each_wrong_row_is_told(damage: Callable[[Rows], object], said: str) -> None:
    """One row is made wrong in one way, and a sentence says so."""
    rows = fates()
    damage(rows)
    assert said in found(rows)


def test_a_contact_of_no_account_is_no_reason_to_fail() -> None:
    """The row names nobody: the account is unknown, and what fates say of A2 is then wrong."""
    frame = pl.DataFrame(fates())
    plan = [contact(account_id="", customer_id="C2")]
    assert broken(verdict(plan, accounts=ACCOUNTS, results=Results(frame))) == ["fate", "unknown_account"]
