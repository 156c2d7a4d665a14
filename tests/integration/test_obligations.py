"""Obligations end to end: a contact that must be made is made, or is told as missed with what stands against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.running import run
from tests.integration.small import DATE, Small

#: A letter of notice: within five days of the date in the column notice_on.
NOTICE: dict[str, Any] = {
    "id": "notice",
    "kind": "obligation",
    "within_days": 5,
    "of": "notice_on",
    "channels": ["sms"],
}
#: A promise is confirmed on the next day at the latest.
CONFIRM: dict[str, Any] = {
    "id": "confirm", "kind": "obligation", "within_days": 1, "of": "promise", "channels": ["call", "sms"],
}  # fmt: skip
ONE_A_DAY: dict[str, Any] = {"id": "day", "kind": "cap", "max": 1, "window": {"days": 1}}


def contacts_of(small: Small, customer: str) -> list[str]:
    return [row["channel"] for row in small.grid if row["customer_id"] == customer]


def test_a_contact_due_today_is_made_though_it_brings_nothing(tmp_path: Path) -> None:
    """An sms costs 1,000 and brings 20: only whom the rule obliges, by five days after 26 February, gets one."""
    small = Small(tmp_path, [NOTICE, ONE_A_DAY], cost=1000.0)
    small.account("A1", notice_on="2026-02-26").account("A2")
    done = small.schedule()
    assert done.exit_code == 0, done.stderr
    assert contacts_of(small, "C1") == ["sms"]
    assert contacts_of(small, "C2") == ["call"]
    assert small.run["obligations"] == [{"rule": "notice", "by": DATE, "due": 1, "kept": 1, "missed": []}]
    assert small.audit() == []


def test_what_is_due_tomorrow_is_no_duty_of_today(tmp_path: Path) -> None:
    """By 4 March a plan of 3 March owes nothing; a plan of both days does, and keeps it on one of them."""
    small = Small(tmp_path, [NOTICE, ONE_A_DAY], cost=1000.0).account("A1", notice_on="2026-02-27")
    assert small.schedule().exit_code == 0
    assert contacts_of(small, "C1") == ["call"]
    assert small.run["obligations"] == []
    assert small.schedule("--days", "2").exit_code == 0
    assert small.run["obligations"] == [{"rule": "notice", "by": "2026-03-04", "due": 1, "kept": 1, "missed": []}]
    assert small.audit() == []


def test_what_the_history_has_answered_is_no_duty(tmp_path: Path) -> None:
    """An sms was sent after the date; a call, another channel, and one that failed would not do."""
    small = Small(tmp_path, [NOTICE, ONE_A_DAY], cost=1000.0)
    small.account("A1", notice_on="2026-02-26").attempt("2026-02-27T10:00", "C1", "sms", "delivered")
    small.account("A2", notice_on="2026-02-26").attempt("2026-02-27T10:00", "C2", "call", "rpc")
    small.account("A3", notice_on="2026-02-26").attempt("2026-02-27T10:00", "C3", "sms", "failed")
    assert small.schedule().exit_code == 0
    assert [contacts_of(small, f"C{n}") for n in (1, 2, 3)] == [["call"], ["sms"], ["sms"]]
    assert small.audit() == []


def test_an_event_asks_for_a_contact_after_it(tmp_path: Path) -> None:
    """A promise by phone yesterday: the call in which it was made is not its confirmation."""
    rules = [CONFIRM, {"id": "dear", "kind": "gate", "channels": ["call"], "require": "tier = 'top'"}, ONE_A_DAY]
    small = Small(tmp_path, rules, cost=1000.0)
    small.account("A1").attempt("2026-03-02T10:00", "C1", "call", "promise")
    small.account("A2").attempt("2026-03-02T10:00", "C2", "call", "refusal")
    small.account("A3").attempt("2026-03-02T10:00", "C3", "call", "promise").attempt(
        "2026-03-02T11:00", "C3", "sms", "read"
    )
    done = small.schedule()
    assert done.exit_code == 0, done.stderr
    assert [contacts_of(small, f"C{n}") for n in (1, 2, 3)] == [["sms"], ["letter"], ["letter"]]
    assert small.audit() == []


@pytest.mark.parametrize(
    ("cells", "rules", "against"),
    [
        ({"consent_sms": "no"}, [], "consent"),
        ({}, [{"id": "shut", "kind": "closed", "weekdays": ["tue"]}], "shut"),
        ({"phone": None}, [], "address"),
    ],
)
def test_what_cannot_be_kept_is_told_with_the_rule_against_it(
    tmp_path: Path, cells: dict[str, Any], rules: list[dict[str, Any]], against: str
) -> None:
    """Exit 3, the customer named with the rule; the plan stands, and `audit` finds what is missed all the same."""
    small = Small(tmp_path, [NOTICE, *rules]).account("A1", notice_on="2026-02-26", **cells)
    done = small.schedule()
    assert done.exit_code == 3
    assert "obligation notice: 0 of 1 contacts due by 2026-03-03 are planned; missed: C1" in done.stderr
    (told,) = small.run["obligations"]
    (missed,) = told["missed"]
    assert (told["due"], told["kept"], missed["customer_id"], missed["by"]) == (1, 0, "C1", DATE)
    assert missed["against"] == [against]
    assert against in missed["why"]
    assert [finding["rule"] for finding in small.audit()] == ["notice"]


def test_what_lacked_room_is_told_as_lacking_room(tmp_path: Path) -> None:
    """One sms may be sent and two are owed, at more than they bring: the other's lacked capacity, not value."""
    small = Small(tmp_path, [NOTICE, ONE_A_DAY], cost=1000.0)
    for account in ("A1", "A2"):
        small.account(account, notice_on="2026-02-26")
    strategy = tmp_path / "strategy.yaml"
    words = strategy.read_text(encoding="utf-8")
    strategy.write_text(words.replace("cost: 1000.0}", "cost: 1000.0, per_day: 1}"), encoding="utf-8")
    assert small.schedule().exit_code == 3
    (told,) = small.run["obligations"]
    (missed,) = told["missed"]
    assert (told["due"], told["kept"], missed["why"], missed["against"]) == (2, 1, "sms: capacity", ["capacity"])


def test_who_is_held_beyond_the_date_owes_nothing_and_who_is_held_until_before_it_does(tmp_path: Path) -> None:
    """C1 is held through the due date; C2 until the day before, and is contacted on the due date."""
    small = Small(tmp_path, [NOTICE, ONE_A_DAY], cost=1000.0)
    small.account("A1", notice_on="2026-02-26", hold_until=DATE)
    small.account("A2", notice_on="2026-02-26", hold_until="2026-03-02")
    assert small.schedule().exit_code == 0
    assert [contacts_of(small, f"C{n}") for n in (1, 2)] == [[], ["sms"]]
    assert small.audit() == []


def test_who_stopped_contact_is_not_bound(tmp_path: Path) -> None:
    """A stop reason ends the duty with the contact."""
    small = Small(tmp_path, [NOTICE]).account("A1", notice_on="2026-02-26", stop_reason="attorney")
    assert small.schedule().exit_code == 0
    assert (small.run["obligations"], small.grid, small.audit()) == ([], [], [])


def test_a_duty_does_not_take_a_customers_other_contacts_away(tmp_path: Path) -> None:
    """Without a cap C1 is called in every hour, beside one sms of no value; C2, who is owed two, gets no second."""
    small = Small(tmp_path, [NOTICE, CONFIRM], cost=1000.0)
    small.account("A1", notice_on="2026-02-26").attempt("2026-03-02T10:00", "C1", "call", "promise")
    assert small.schedule().exit_code == 0
    assert sorted(contacts_of(small, "C1")) == ["call"] * 4 + ["email"] * 4 + ["letter", "sms"]
    assert [entry["kept"] for entry in small.run["obligations"]] == [1, 1]
    assert small.audit() == []


def test_one_customers_second_contact_does_not_stand_in_for_another(tmp_path: Path) -> None:
    """Two sms for the whole day: one each, though the second to C1 were worth ten times as much."""
    small = Small(tmp_path, [NOTICE])
    text = (tmp_path / "strategy.yaml").read_text(encoding="utf-8").replace("cost: 1.0}", "cost: 1.0, per_day: 2}")
    (tmp_path / "strategy.yaml").write_text(text, encoding="utf-8")
    small.account("A1", notice_on="2026-02-26", past_due=10_000, balance=10_000).account("A2", notice_on="2026-02-26")
    assert small.schedule().exit_code == 0
    assert [row["customer_id"] for row in small.grid if row["channel"] == "sms"] == ["C1", "C2"]


def test_capacity_that_does_not_suffice_is_told(tmp_path: Path) -> None:
    """One sms for two who are owed one: the dearer is kept, the other told as missed by capacity."""
    small = Small(tmp_path, [NOTICE, {"id": "calls", "kind": "gate", "channels": ["call"], "forbid": "TRUE"}])
    text = (tmp_path / "strategy.yaml").read_text(encoding="utf-8").replace("cost: 1.0}", "cost: 1.0, per_day: 1}")
    (tmp_path / "strategy.yaml").write_text(text, encoding="utf-8")
    small.account("A1", notice_on="2026-02-26", past_due=900).account("A2", notice_on="2026-02-26", past_due=1000)
    done = small.schedule()
    assert done.exit_code == 3
    (told,) = small.run["obligations"]
    assert (told["due"], told["kept"]) == (2, 1)
    assert [(each["customer_id"], each["against"]) for each in told["missed"]] == [("C1", ["capacity"])]


def test_a_run_that_tells_less_than_is_missed_is_found_out(tmp_path: Path) -> None:
    """With the missed ones struck out of run.json `audit` finds the obligation and the claim."""
    small = Small(tmp_path, [NOTICE]).account("A1", notice_on="2026-02-26", consent_sms="no")
    assert small.schedule().exit_code == 3
    path = small.out / "run.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"kept": 0', '"kept": 1'), encoding="utf-8")
    assert sorted(finding["rule"] for finding in small.audit()) == ["notice", "obligation"]


def test_who_is_held_out_is_no_miss_of_the_plan(tmp_path: Path) -> None:
    """Everybody is in the holdout: the letter that is owed is told as held out, by the run, the audit and explain."""
    small = Small(tmp_path, [NOTICE], more="experiments: {holdout: 0.999}\n").account("A1", notice_on="2026-02-26")
    done = small.schedule()
    assert done.exit_code == 3
    assert "held out by the experiment, and not contacted: C1" in done.stderr
    assert "missed" not in done.stderr
    ((missed,),) = [told["missed"] for told in small.run["obligations"]]
    assert (missed["why"], missed["against"]) == ("held out: nobody of the holdout is contacted", ["holdout"])
    (finding,) = [each for each in small.audit() if each["rule"] == NOTICE["id"]]
    assert finding["what"].startswith("The customer is held out: no contact within ")
    assert "is not kept: held out: nobody of the holdout" in run("explain", small.out, "C1").stdout
