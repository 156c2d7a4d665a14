"""Consent, opt-outs and wishes, each on its own channel, hour and customer."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.domain.stages import Verdict
from tests.unit.check.worlds import account, attempt, contact, verdict

BOTH = [contact(), contact(channel="sms", start="14:00", end="15:00")]


def rows(found: Verdict, rule: str) -> list[int]:
    assert {violation.rule for violation in found.violations} <= {rule}
    return [violation.row for violation in found.violations]


@pytest.mark.parametrize(("cells", "expected"), [
    ({"consent_sms": False}, [3]), ({"consent_call": False}, [2]), ({"consent_email": False}, []),
])  # fmt: skip
def test_consent_is_of_one_channel(cells: dict[str, Any], expected: list[int]) -> None:
    """The call is row 2, the sms row 3; who refuses one of them takes the other."""
    assert rows(verdict(BOTH, accounts=[account(**cells)]), "consent") == expected


@pytest.mark.parametrize(("channel", "expected"), [("call", [2]), ("sms", [3]), ("email", [])])
def test_an_opt_out_closes_its_own_channel(channel: str, expected: list[int]) -> None:
    """Friday's opt-out stands against Monday's contact on that channel alone."""
    past = [attempt(channel=channel, outcome="opt_out", direction="inbound")]
    assert rows(verdict(BOTH, attempts=past), "opt_out") == expected


@pytest.mark.parametrize(("wishes", "expected"), [
    (["call", None], [3]), (["sms", None], [2]), (["call", "sms"], [2, 3]), (["email", "whatsapp"], [2, 3]), ([None, None], []),
])  # fmt: skip
def test_only_the_channel_that_every_wish_names_is_left(wishes: list[str | None], expected: list[int]) -> None:
    """One wish leaves its channel, two different ones leave none, and a row without a wish says nothing."""
    accounts = [account(account_id=f"A{n}", preferred_channel=wish) for n, wish in enumerate(wishes, 1)]
    assert rows(verdict(BOTH, accounts=accounts), "preference") == expected


@pytest.mark.parametrize(("cells", "expected"), [
    ({"preferred_start": "10:00"}, []),
    ({"preferred_start": "10:01"}, [2]),
    ({"preferred_end": "15:00"}, []),
    ({"preferred_end": "14:59"}, [3]),
    ({"preferred_start": "11:00", "preferred_end": "14:30"}, [2, 3]),
])  # fmt: skip
def test_wished_hours_hold_the_whole_slot(cells: dict[str, Any], expected: list[int]) -> None:
    """The call is from 10 to 11, the sms from 14 to 15; a side that is not given is open."""
    assert rows(verdict(BOTH, accounts=[account(**cells)]), "preference") == expected


def test_a_row_that_cannot_be_read_wishes_nothing() -> None:
    """The wish of an account whose balance is no number is not relied on."""
    broken_row = account(account_id="A2", balance="much", preferred_channel="email", preferred_start="20:00")
    assert rows(verdict(BOTH, accounts=[account(), broken_row]), "preference") == []
