"""Addresses: whose they may be, and what is told of each that is not."""

from __future__ import annotations

from typing import Any

from tests.unit.check.worlds import account, contact, verdict

#: A1 and A2 of one customer; A2 leads.
FIRST: dict[str, Any] = account(phone="111")
LEAD: dict[str, Any] = account(account_id="A2", phone="222")


def told(plan: list[dict[str, Any]], accounts: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """Rows and words of what is found, of addresses alone."""
    found = verdict(plan, accounts=accounts).violations
    assert {violation.rule for violation in found} <= {"address"}
    return [(violation.row, violation.what) for violation in found]


def call(address: str, **cells: Any) -> dict[str, Any]:
    return contact(account_id="A2", address=address, **cells)


OTHER = "The address for call is not the one that the portfolio gives."


def test_the_lead_s_own_address_comes_before_the_others() -> None:
    """A2 leads and has a number: A1's is not the one to call."""
    assert told([call("222")], [FIRST, LEAD]) == []
    assert told([call("111")], [FIRST, LEAD]) == [(2, OTHER)]


def test_another_account_lends_its_address_where_the_lead_has_none() -> None:
    """A1's number stands in, and no number of nobody's."""
    lead = LEAD | {"phone": None}
    assert told([call("111")], [FIRST, lead]) == []
    assert told([call("333")], [FIRST, lead]) == [(2, OTHER)]


def test_a_row_that_cannot_be_read_lends_nothing() -> None:
    """The balance of A1 is no number: its telephone number may be as wrong."""
    nobody = "The customer has no address for call."
    assert told([call("111")], [FIRST | {"balance": "much"}, LEAD | {"phone": None}]) == [(2, nobody)]


def test_an_address_is_of_its_own_kind() -> None:
    """Customer C1 can be written to and not called; an e-mail address of A1 is no number to call."""
    accounts = [FIRST | {"phone": None, "email": "x@example.org"}, LEAD | {"phone": None, "email": None}]
    plan = [contact(account_id="A2"), contact(account_id="A2", channel="email")]
    assert told(plan, accounts) == [(2, "The customer has no address for call.")]


def test_a_grid_with_addresses_has_one_for_every_contact_that_needs_one() -> None:
    """The second call carries none; a visit needs none, and a grid without addresses at all leaves them to the portfolio."""
    silent = "The contact on call carries no address."
    second = call("", start="12:00", end="13:00")
    visit = contact(account_id="A2", channel="visit", address="")
    assert told([call("222"), second, visit], [FIRST, LEAD]) == [(3, silent)]
    assert told([call(""), second, visit], [FIRST, LEAD]) == []
