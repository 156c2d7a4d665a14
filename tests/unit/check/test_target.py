"""Targets: what run.json says of them must be so, and nothing of no value is planned for nobody's sake."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.check import Results
from collectplan.domain.stages import Verdict
from tests.unit.check.worlds import account, broken, contact, rules, strategy, verdict

#: C1 is 45 days late (31-60), C2 200 days (181+).
PEOPLE = [account(), account(account_id="A2", customer_id="C2", days_past_due=200)]
LATE = {"id": "late", "segments": ["181+/*"], "min_contacts": 2}
OF_C1 = contact(value=5)
OF_C2 = contact(account_id="A2", customer_id="C2", value=-1)
AGAIN = OF_C2 | {"start": "12:00", "end": "13:00"}
LETTER = contact(account_id="A2", customer_id="C2", channel="letter", value=0)


def entry(planned: int, missed: int, floor: int = 2, date: str = "2026-03-02") -> dict[str, Any]:
    return {"id": "late", "date": date, "floor": floor, "planned": planned, "missed": missed}


def judged(plan: list[dict[str, Any]], told: list[dict[str, Any]], **floor: Any) -> Verdict:
    """What is found of a plan whose values were not learned from priors, in the rules of targets alone."""
    run = {
        "plan_date": "2026-03-02", "targets": told, "model": "other", "bound": 99.0,
        "objective": float(sum(row["value"] for row in plan)),
    }  # fmt: skip
    return verdict(plan, strategy(targets=[LATE | floor]), PEOPLE, results=Results(run=run))


def test_a_floor_that_is_met_is_told_as_it_is() -> None:
    """Two contacts of the segment 181+ are planned where two are asked for; what they lose is not held against them."""
    assert broken(judged([OF_C1, OF_C2, AGAIN], [entry(2, 0)])) == []


def test_a_floor_that_is_missed_is_no_finding() -> None:
    """One of two: the plan says so, and may be the best there is."""
    assert broken(judged([OF_C1, OF_C2], [entry(1, 1)])) == []


@pytest.mark.parametrize(
    "told",
    [
        [],
        [entry(2, 0)],
        [entry(1, 0)],
        [entry(1, 1, floor=1)],
        [entry(1, 1, date="2026-03-03")],
        [entry(1, 1) | {"id": "other"}],
    ],
)
def test_a_claim_that_is_not_so_is_found(told: list[dict[str, Any]]) -> None:
    """One contact of two is planned; silence, other numbers, another date or another name are no truth."""
    assert broken(judged([OF_C1, OF_C2], told)) == ["target"]


def test_a_later_date_counts_for_no_floor_of_the_plan_date() -> None:
    """One contact of the segment on Monday, and one on Tuesday."""
    assert broken(judged([OF_C2, AGAIN | {"date": "2026-03-03"}], [entry(1, 1)])) == []


def test_what_is_claimed_and_what_is_so_are_told() -> None:
    """In the order of floor, planned, missed; None where run.json says nothing."""
    found = judged([OF_C2], [entry(2, 0) | {"missed": None}])
    assert [violation.what for violation in found.violations] == [
        "Of target late run.json says floor 2, planned 2, missed None; it is floor 2, planned 1, missed 1."
    ]


def test_a_run_of_nonsense_is_found() -> None:
    """What is no list of entries says nothing of any target."""
    assert broken(judged([OF_C1], ["late"])) == ["target"]  # type: ignore[list-item]  # nonsense


def test_channels_narrow_what_counts() -> None:
    """A letter does not count for a floor of calls, and has no other reason to be sent."""
    assert broken(judged([OF_C2, LETTER], [entry(1, 1)], channels=["call"])) == ["value"]


def test_a_contact_beyond_the_floor_must_bring_something() -> None:
    """Where one is enough, of two that bring nothing one is too many; each alone would be too."""
    found = judged([OF_C2, LETTER], [entry(2, 0, floor=1)], min_contacts=1)
    assert [(v.rule, v.row) for v in found.violations] == [("value", 2), ("value", 3)]


def test_a_contact_of_no_value_without_targets_is_found() -> None:
    """No target and no obligation asks for it."""
    run = {"model": "other", "objective": -1.0, "bound": 1.0}
    assert broken(verdict([OF_C2], strategy(), PEOPLE, results=Results(run=run))) == ["value"]


@pytest.mark.parametrize(("assigned_on", "found"), [("2026-02-25", []), ("2026-02-26", ["value"])])
def test_an_obligation_may_need_what_brings_nothing(assigned_on: str, found: list[str]) -> None:
    """Five days after 25 February are over on the planned date, and C2 must be contacted; a day later nobody must."""
    run = {"model": "other", "objective": -1.0, "bound": 1.0, "plan_date": "2026-03-02"}
    loaded = rules({"id": "o", "kind": "obligation", "within_days": 5, "of": "assigned_on"})
    people = [PEOPLE[0], {**PEOPLE[1], "assigned_on": assigned_on}]
    assert broken(verdict([OF_C2], loaded, people, results=Results(run=run))) == found
