"""Caps and spacings per address end to end: what counts is where a contact goes, whoever it is meant for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.small import Small

ONE_CALL: dict[str, Any] = {
    "id": "phone_day", "kind": "cap", "max": 1, "window": {"days": 1}, "per": "address", "channels": ["call"],
}  # fmt: skip
APART: dict[str, Any] = {"id": "phone_apart", "kind": "spacing", "hours": 2, "per": "address"}


def planned(small: Small) -> list[tuple[str, str]]:
    return sorted((row["customer_id"], row["channel"]) for row in small.grid)


def test_two_customers_who_share_a_phone_are_not_both_called_there(tmp_path: Path) -> None:
    """C2 owes more and is called; C1 is told that the address is another's, and has e-mails and letters all the same."""
    small = Small(tmp_path, [ONE_CALL])
    small.account("A1", phone="shared", past_due=900).account("A2", phone="shared").account("A3")
    done = small.schedule()
    assert done.exit_code == 0, done.stderr
    assert [row["customer_id"] for row in small.grid if row["channel"] == "call"] == ["C2", "C3"]
    assert ("C1", "letter") in planned(small)
    assert ("C1", "sms") in planned(small)
    assert small.audit() == []


def test_of_equal_customers_the_one_whose_id_comes_first_is_called(tmp_path: Path) -> None:
    """Ties do not hang on the order of rows."""
    small = Small(tmp_path, [ONE_CALL]).account("A2", phone="shared").account("A1", phone="shared")
    assert small.schedule().exit_code == 0
    assert [row["customer_id"] for row in small.grid if row["channel"] == "call"] == ["C1"]


def test_three_accounts_of_one_customer_at_one_phone_are_called_once(tmp_path: Path) -> None:
    """The customer has three accounts, each of which may lead; the phone is one."""
    small = Small(tmp_path, [ONE_CALL])
    for n in range(3):
        small.account(f"A{n}", customer_id="C", phone="same")
    assert small.schedule().exit_code == 0
    assert [channel for _, channel in planned(small)].count("call") == 1
    assert small.audit() == []


def test_history_at_the_address_counts_whoever_was_meant(tmp_path: Path) -> None:
    """A call this morning to the phone, booked on somebody else: full; without an address it counts for none."""
    small = Small(tmp_path, [ONE_CALL])
    small.account("A1").attempt("2026-03-03T07:00", "C9", "call", "no_answer", address="p-A1")
    small.account("A2").attempt("2026-03-03T07:00", "C2", "call", "no_answer")
    small.account("A3").attempt("2026-03-03T07:00", "C3", "call", "no_answer", address="another")
    assert small.schedule().exit_code == 0
    assert [customer for customer, channel in planned(small) if channel == "call"] == ["C2", "C3"]
    assert small.audit() == []


def test_channels_at_one_address_share_a_spacing(tmp_path: Path) -> None:
    """Calls and sms go to the phone, two hours apart in a morning of four: two of them; e-mail lies by itself."""
    small = Small(tmp_path, [APART]).account("A1")
    assert small.schedule().exit_code == 0
    assert len([channel for _, channel in planned(small) if channel in ("call", "sms")]) == 2
    assert [channel for _, channel in planned(small)].count("email") == 2
    assert small.audit() == []


def test_an_address_that_is_another_accounts_counts_too(tmp_path: Path) -> None:
    """The second account has no phone and would be called at the first one's: one call in all."""
    small = Small(tmp_path, [ONE_CALL]).account("A1", customer_id="C").account("A2", customer_id="C", phone=None)
    assert small.schedule().exit_code == 0
    assert [channel for _, channel in planned(small)].count("call") == 1


@pytest.mark.parametrize("days", ["1", "2"])
def test_a_cap_per_address_over_several_days(tmp_path: Path, days: str) -> None:
    """Two contacts in two days at the phone, of a call yesterday: one today, or one today and one tomorrow."""
    rule = {"id": "two", "kind": "cap", "max": 2, "window": {"days": 2}, "per": "address", "channels": ["call", "sms"]}
    small = Small(tmp_path, [rule]).account("A1").attempt("2026-03-02T10:00", "C1", "call", "rpc", address="p-A1")
    assert small.schedule("--days", days).exit_code == 0
    assert len([row for row in small.grid if row["channel"] in ("call", "sms")]) == 1
    assert small.audit() == []
