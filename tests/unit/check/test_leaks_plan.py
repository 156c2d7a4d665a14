"""What was done against what was planned: which attempts no row of the grid stands for, and why."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.check import Results
from tests.unit.check.logs import by_rule, done, found, leaked
from tests.unit.check.worlds import account, contact, rules

FATES = pl.DataFrame(
    {
        "account_id": ["A1", "A2"],
        "customer_id": ["C1", "C2"],
        "fate": ["planned", "suppressed"],
        "reason": ["best", "stop_reason"],
    }
)
TWO = [account(), account(account_id="A2", customer_id="C2")]


def test_what_was_planned_is_no_leak() -> None:
    """The call of 10:15 lies in the slot 10:00-11:00 that was planned."""
    told = leaked([done()], plan=[contact()])
    assert found(told) == []
    assert (told.checked["planned"], told.checked["planned_not_done"]) == (1, 0)


def test_a_slot_begins_with_its_start_and_ends_before_its_end() -> None:
    """10:00 is in [10:00, 11:00), 11:00 and 09:59:59 are not."""
    for at, leaks in (("10:00", []), ("10:59:59", []), ("11:00", [2]), ("09:59:59", [2])):
        assert by_rule(leaked([done(at=f"2026-03-02T{at}")], plan=[contact()]), "unplanned") == leaks


def test_a_second_try_on_one_row() -> None:
    """A row stands for one attempt, the first by time; the second is told as such."""
    told = leaked([done(at="2026-03-02T10:40"), done()], plan=[contact()])
    assert found(told) == [(2, "unplanned", "again")]


def test_another_channel() -> None:
    """A call was planned and an sms was sent: the sms is unplanned, the call not done."""
    told = leaked([done(channel="sms", outcome="delivered")], plan=[contact()])
    assert found(told) == [(2, "unplanned", "another_channel")]
    assert "call" in told.findings["what"][0]
    assert told.not_done == {"call": 1}


def test_another_hour() -> None:
    """The call was planned at ten and made at three."""
    told = leaked([done(at="2026-03-02T15:00")], plan=[contact()])
    assert found(told) == [(2, "unplanned", "another_hour")]
    assert told.findings["what"][0] == "The call was planned at 10:00, not at 15:00."


def test_not_in_the_plan_at_all_says_why() -> None:
    """fates.csv knows that the customer's account was suppressed, and for what."""
    told = leaked([done(), done(customer_id="C2")], plan=[contact()], accounts=TWO, results=Results(fates=FATES))
    assert found(told) == [(3, "unplanned", "not_in_plan")]
    assert "suppressed, stop_reason" in told.findings["what"][0]


def test_without_fates_it_is_told_without_a_why() -> None:
    """A grid alone knows who was planned and nothing of the others."""
    told = leaked([done(customer_id="C2")], plan=[contact()], accounts=TWO)
    assert found(told) == [(2, "unplanned", "not_in_plan")]


def test_another_address_than_the_grid_s() -> None:
    """The customer has two numbers: the plan names one, the dialler took the other. No address is shown."""
    accounts = [account(phone="3005550101"), account(account_id="A2", phone="3005550102")]
    plan = [contact(address="3005550101")]
    told = leaked([done(account_id="A2", address="3005550102")], plan=plan, accounts=accounts)
    assert found(told) == [(2, "unplanned", "address")]
    assert "555" not in json.dumps(told.findings.to_dicts())
    assert found(leaked([done(address="+57 3005550101")], plan=plan, accounts=accounts)) == []


def test_a_letter_is_planned_for_its_date() -> None:
    """Without an hour any instant of the date will do, and one letter only."""
    plan = [contact(channel="letter")]
    letter = done(channel="letter", outcome="delivered", at="2026-03-02T17:00")
    assert found(leaked([letter], plan=plan)) == []
    assert found(leaked([letter, {**letter, "at": "2026-03-02T18:00"}], plan=plan)) == [(3, "unplanned", "again")]


def test_other_dates_than_the_plan_s_are_not_asked() -> None:
    """The log of a week against the plan of Monday: Tuesday's call is counted apart. Rules are asked of it all the same."""
    shut = {"id": "tuesday", "kind": "closed", "weekdays": ["tue"]}
    told = leaked([done(), done(at="2026-03-03T10:15")], rules(shut), plan=[contact()])
    assert found(told) == [(3, "tuesday", None)]
    assert told.checked["on_other_dates"] == 1


def test_the_date_of_an_empty_plan_is_run_json_s() -> None:
    """Nobody was to be contacted on Monday: every attempt of Monday is a leak."""
    told = leaked([done()], results=Results(run={"plan_date": "2026-03-02"}))
    assert found(told) == [(2, "unplanned", "not_in_plan")]


def test_what_failed_needs_no_row_and_does_none() -> None:
    """A failed call left nobody's house: the row is still to be done, and the next attempt is its first."""
    told = leaked([done(outcome="failed"), done(at="2026-03-02T10:30")], plan=[contact()])
    assert found(told) == []
    assert leaked([done(outcome="failed")], plan=[contact()]).not_done == {"call": 1}


def test_a_condition_should_have_been_rechecked() -> None:
    """The row for 15:00 named `talk`; the conversation of 10:15 broke it, and dispatch called all the same."""
    talk = {"id": "talk", "kind": "cooldown", "days": 1, "after": "conversation"}
    plan = [contact(), contact(start="15:00", end="16:00", condition="other talk")]
    log = [done(outcome="rpc"), done(at="2026-03-02T15:00")]
    told = leaked(log, rules(talk, assume="contingent"), plan=plan)
    assert found(told) == [(3, "talk", None)]
    assert told.findings["what"][0].endswith(
        "Row 3 of the grid names this rule as a condition: dispatch should have re-checked it."
    )
    plan[1]["condition"] = "other"
    told = leaked(log, rules(talk, assume="contingent"), plan=plan)
    assert "dispatch" not in told.findings["what"][0]


def _slot(contact_: tuple[int, str, int]) -> tuple[int, str, int]:
    """What no two contacts share: customer, channel and hour, letters having none."""
    who, channel, hour = contact_
    return who, channel, 0 if channel == "letter" else hour


@st.composite
def plans(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Grids in which no customer has two contacts in one slot of a channel."""
    slots = st.tuples(st.integers(1, 4), st.sampled_from(["call", "sms", "letter"]), st.integers(8, 18))
    chosen = draw(st.lists(slots, min_size=1, max_size=12, unique_by=_slot))
    return [
        contact(customer_id=f"C{who}", account_id=f"A{who}", channel=channel)
        | ({} if channel == "letter" else {"start": f"{hour:02}:00", "end": f"{hour + 1:02}:00"})
        for who, channel, hour in chosen
    ]


def as_done(row: dict[str, Any], minute: int) -> dict[str, Any]:
    """A planned row as an attempt within its slot."""
    hour = row["start"][:2] or "12"
    return done(
        at=f"2026-03-02T{hour}:{minute:02}", **{key: row[key] for key in ("customer_id", "account_id", "channel")}
    )


@settings(max_examples=10, deadline=None)
@given(plans(), st.integers(0, 59), st.data())
def test_a_plan_done_exactly_leaks_nothing_and_a_row_less_exactly_that(
    plan: list[dict[str, Any]], minute: int, data: st.DataObject
) -> None:
    """Each planned row done once within its slot: no leak. With a row taken out of the grid, exactly its attempt leaks."""
    accounts = [account(account_id=f"A{n}", customer_id=f"C{n}") for n in (1, 2, 3, 4)]
    log = [as_done(row, minute) for row in plan]
    results = Results(run={"plan_date": "2026-03-02"})
    told = leaked(log, plan=plan, accounts=accounts, results=results)
    assert found(told) == []
    assert told.not_done == {}
    gone = data.draw(st.integers(0, len(plan) - 1))
    told = leaked(log, plan=[*plan[:gone], *plan[gone + 1 :]], accounts=accounts, results=results)
    assert [(row, rule) for row, rule, _ in found(told)] == [(gone + 2, "unplanned")]


def test_columns_of_the_dialler_s_own_change_nothing() -> None:
    """A log may have any further columns, also ones whose names the check uses for what it works out."""
    names = ("reason", "fate", "hours", "channels", "zone", "date", "start", "place", "condition", "account", "untimed")
    own = dict.fromkeys((*names, "customer", "day", "told", "own", "key", "number", "slot_at"), "x")
    log = [done(**own), done(**own, channel="sms", outcome="delivered", at="2026-03-02T10:20")]
    told = leaked(log, plan=[contact()], results=Results(fates=FATES))
    assert found(told) == [(3, "unplanned", "another_channel")]
