"""Gates: which accounts may lead a contact."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.check.worlds import account, contact, rules, verdict


@pytest.mark.parametrize(("said", "expected"), [
    ({"require": "score > 5"}, [3, 4]), ({"forbid": "score > 5"}, [2]), ({"require": "score > 5", "forbid": "score = 9"}, [2, 3, 4]),
    ({"require": "score < 99"}, [4]), ({"forbid": "score IS NULL"}, [4]), ({"require": "score > 5", "channels": ["sms"]}, []),
])  # fmt: skip
def test_what_is_asked_must_be_true(said: dict[str, Any], expected: list[int]) -> None:
    """Scores of 9 and 1, and none: what is unknown is not true, neither of what is asked for nor of what is forbidden."""
    people = [account(account_id=f"A{n}", customer_id=f"C{n}", score=score) for n, score in enumerate((9, 1, None), 1)]
    plan = [contact(account_id=f"A{n}", customer_id=f"C{n}") for n in (1, 2, 3)]
    found = verdict(plan, rules({"id": "g", "kind": "gate", **said}), people).violations
    assert [v.row for v in found] == expected
    assert {v.what for v in found} == {f"Account A{row - 1} may not lead a contact on call." for row in expected}
