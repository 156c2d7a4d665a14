"""Who must be left alone altogether."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.check.worlds import account, contact, strategy, verdict


@pytest.mark.parametrize(("cells", "found"), [
    ({"stop_reason": "attorney"}, [("stop_reason", "Account A1 has a stop reason, attorney.")]),
    ({"hold_until": "2026-03-01"}, []),
    ({"hold_until": "2026-03-02"}, [("hold_until", "Account A1 is held until 2026-03-02, and planned on 2026-03-02.")]),
])  # fmt: skip
def test_of_the_account_that_leads(cells: dict[str, Any], found: list[tuple[str, str]]) -> None:
    """The other account of the customer is free, and may lead."""
    people = [account(**cells), account(account_id="A2")]
    assert [(v.rule, v.what) for v in verdict([contact()], accounts=people).violations] == found
    assert verdict([contact(account_id="A2")], accounts=people).violations == ()


@pytest.mark.parametrize(("share", "salt", "found"), [
    (0.0, "2026-Q1", []), (0.17, "2026-Q1", []), (0.18, "2026-Q1", ["C1"]), (0.18, "2026-Q2", []), (1.0, "", ["C1", "C2"]),
])  # fmt: skip
def test_the_holdout_is_by_salt_and_customer(share: float, salt: str, found: list[str]) -> None:
    """BLAKE2b of 2026-Q1 and C1 is 0.1744 of its range, of C2 0.58."""
    people = [account(), account(account_id="A2", customer_id="C2")]
    plan = [contact(), contact(account_id="A2", customer_id="C2")]
    told = verdict(plan, strategy(experiments={"holdout": share, "salt": salt}), people).violations
    assert [v.what for v in told] == [f"Customer {who} belongs to the holdout." for who in found]
    assert {v.rule for v in told} <= {"holdout"}
