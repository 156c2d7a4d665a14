"""Duties: who owes a contact on the planned dates, and which pairs would answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from collectplan.domain.stages import Duties
from tests.unit.screen.worlds import Answer, screened

RULE: dict[str, Any] = {
    "id": "o",
    "kind": "obligation",
    "within_days": 3,
    "of": "sent_on",
    "channels": ["sms", "letter"],
}


def duties(answer: Answer) -> Duties:
    found = answer.permitted.duties
    assert found is not None
    return found


def test_three_days_after_a_date_is_its_last_day() -> None:
    """27 February and three days is Monday 2 March; the day before is past, and the day after is not yet due."""
    people = [{"account_id": f"A{day}", "sent_on": f"2026-02-{day}"} for day in (26, 27, 28)]
    found = duties(screened(people, rules=[RULE]))
    assert (found.lines, found.customer.tolist(), found.by.tolist()) == (((0, 0),), [1], [0])
    wider = duties(screened(people, rules=[RULE], num_dates=2))
    assert (wider.customer.tolist(), wider.by.tolist()) == ([1, 2], [0, 1])


def test_pairs_on_the_rules_channels_answer_in_their_own_places() -> None:
    """A call answers nothing, an sms in each of the four slots, a letter in its place without an hour."""
    answer = screened([{"sent_on": "2026-02-27"}], rules=[RULE])
    found = duties(answer)
    told = [found.answers[kind, 0].tolist() for kind in found.kind_of_pair.tolist()]
    assert told == [[False] * 5, [True] * 4 + [False], [False] * 4 + [True]]
    pairs, openings = answer.permitted.pairs, answer.permitted.openings
    assert found.can_answer(1, pairs, openings).tolist() == [True]
    assert found.can_answer(1, pairs, np.zeros_like(openings)).tolist() == [True]


def test_an_event_of_this_morning_is_answered_by_later_slots() -> None:
    """A promise at half past nine: slots from ten on answer it, and a letter of the same day."""
    rule = {**RULE, "of": "promise", "within_days": 0}
    promise = {"at": "2026-03-02T09:30", "outcome": "promise"}
    found = duties(screened(attempts=[promise], rules=[rule]))
    told = [found.answers[kind, 0].tolist() for kind in found.kind_of_pair.tolist()]
    assert told[1] == [False, False, True, True, False]
    assert told[2] == [False] * 4 + [True]


def test_two_events_are_two_duties_of_one_customer() -> None:
    """Promises of two days fall due on two days of the horizon, in two lines."""
    rule = {**RULE, "of": "promise", "within_days": 1}
    promises = [{"at": f"2026-03-0{day}T10:00", "outcome": "promise"} for day in (1, 2)]
    found = duties(screened(attempts=promises, rules=[rule], num_dates=2))
    assert (found.lines, found.line.tolist(), found.by.tolist()) == (((0, 0), (0, 1)), [0, 1], [0, 1])


def test_history_on_the_channels_answers_and_nothing_else_does() -> None:
    """An sms after the date; one that was never sent, one that came in and a call do not."""
    sms = {"at": "2026-02-28T10:00", "channel": "sms", "outcome": "delivered"}
    for changed, is_open in (
        ({}, False),
        ({"outcome": "failed"}, True),
        ({"is_inbound": True}, True),
        ({"channel": "call"}, True),
    ):
        answer = screened([{"sent_on": "2026-02-27"}], [{**sms, **changed}], rules=[RULE])
        assert (answer.permitted.duties is not None) == is_open


def test_only_whom_the_rule_applies_to_and_nothing_stops_is_bound() -> None:
    """By expression, by stop reason, by a hold through the date, by the dates on which the rule is in force."""
    person = {"sent_on": "2026-02-27", "tier": "top"}
    for cells, changed, is_bound in (
        ({}, {"applies_when": "tier = 'top'"}, True),
        ({}, {"applies_when": "tier = 'low'"}, False),
        ({"stop_reason": "cease"}, {}, False),
        ({"hold_until": "2026-03-02"}, {}, False),
        ({"hold_until": "2026-03-01"}, {}, True),
        ({}, {"valid": {"from": "2026-03-03"}}, False),
        ({}, {"of": "no_such_column"}, False),
    ):
        answer = screened([{**person, **cells}], rules=[{**RULE, **changed}])
        assert (answer.permitted.duties is not None) == is_bound, (cells, changed)
