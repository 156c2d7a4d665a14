"""What was really done, held against the rules: real instants and real outcomes in place of slots and the worst case."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.check.logs import by_rule, done, found, leaked
from tests.unit.check.worlds import account, attempt, contact, rules, strategy

TALK = {"id": "talk", "kind": "cooldown", "days": 1, "after": "conversation", "channels": ["call"]}
DAY = {"id": "day", "kind": "cap", "max": 1, "window": {"days": 1}}
OPEN = {"id": "open", "kind": "hours", "weekdays": ["07:00", "19:00"]}


def test_a_conversation_at_ten_forbids_the_call_at_three() -> None:
    """The event of 10:15 lies before the attempt of 15:00 on the same date, day 1 of the cool-down; not the other way."""
    told = leaked([done(outcome="rpc"), done(at="2026-03-02T15:00")], rules(TALK))
    assert found(told) == [(3, "talk", None)]
    assert "2026-03-02" in told.findings["what"][0]


def test_the_order_of_rows_does_not_matter() -> None:
    """The call at three stands first in the file: it is still the one after the conversation."""
    told = leaked([done(at="2026-03-02T15:00"), done(outcome="rpc")], rules(TALK))
    assert found(told) == [(2, "talk", None)]


def test_a_call_that_nobody_answered_starts_no_cool_down() -> None:
    """A done attempt counts as what it came to: under the worst case of a plan the second call would be forbidden."""
    assert found(leaked([done(), done(at="2026-03-02T15:00")], rules(TALK))) == []


def test_an_inbound_conversation_starts_a_cool_down_and_breaks_none() -> None:
    """The customer calls at 10:15 and 11:00: events, no attempts; our call at 15:00 comes too soon after them."""
    log = [done(outcome="rpc", direction="inbound"), done(at="2026-03-02T11:00", outcome="rpc", direction="inbound")]
    told = leaked([*log, done(at="2026-03-02T15:00")], rules(TALK, DAY))
    assert found(told) == [(4, "talk", None)]
    assert (told.checked["attempts"], told.checked["inbound"]) == (1, 2)


def test_a_cap_is_broken_by_the_log_itself() -> None:
    """At most one a day: of three calls the second and the third are too many, and the first is not."""
    log = [done(), done(at="2026-03-02T12:00"), done(at="2026-03-02T13:00"), done(at="2026-03-03T09:00")]
    told = leaked(log, rules(DAY))
    assert found(told) == [(3, "day", None), (4, "day", None)]
    assert told.findings["what"][0].startswith("2 attempts")
    assert told.findings["what"][1].startswith("3 attempts")


@pytest.mark.parametrize(("days_before", "leaks"), [(6, [2]), (7, [])])
def test_a_week_reaches_back_into_the_history(days_before: int, leaks: list[int]) -> None:
    """Two in seven days: calls on 24 February (6 days before) and 1 March fill it for 2 March; on the 23rd not."""
    week = {"id": "week", "kind": "cap", "max": 2, "window": {"days": 7}}
    before = [attempt(at=f"2026-02-{30 - days_before}T10:00"), attempt(at="2026-03-01T10:00")]
    assert by_rule(leaked([done()], rules(week), before=before), "week") == leaks


def test_what_does_not_count_breaks_no_cap() -> None:
    """Busy is excepted and failed never left the house: neither uses the cap nor is over it; the voicemail does."""
    rule = {**DAY, "except_outcomes": ["busy"]}
    log = [
        done(outcome="busy"),
        done(at="2026-03-02T11:00", outcome="failed"),
        done(at="2026-03-02T12:00", outcome="voicemail"),
        done(at="2026-03-02T13:00", outcome="busy"),
        done(at="2026-03-02T14:00", outcome="failed"),
    ]
    assert found(leaked(log, rules(rule))) == []
    assert by_rule(leaked([*log, done(at="2026-03-02T15:00")], rules(rule)), "day") == [7]


def test_a_cap_of_contacts_looks_at_outcomes() -> None:
    """One contact a day: after a conversation no_answer is no second contact, a voicemail is."""
    rule = {**DAY, "count": "contacts"}
    log = [done(outcome="rpc"), done(at="2026-03-02T12:00"), done(at="2026-03-02T13:00", outcome="voicemail")]
    assert by_rule(leaked(log, rules(rule)), "day") == [4]


def test_two_attempts_of_one_second_are_two() -> None:
    """A dialler writes whole seconds: one of two attempts of the same instant is over the cap, not both and not none."""
    assert by_rule(leaked([done(), done()], rules(DAY)), "day") == [3]


@pytest.mark.parametrize(
    ("at", "seconds", "leaks"),
    [
        ("06:59:59", None, True),
        ("07:00:00", None, False),
        ("18:59:59", None, False),
        ("18:59:00", 60, False),
        ("18:59:00", 61, True),
        ("19:00:00", None, True),
        ("19:00:00", 0, True),
    ],
)
def test_hours_are_of_the_instant_and_its_end(at: str, seconds: int | None, leaks: bool) -> None:
    """Open from 07:00 to 19:00: to the second, and to the end of the call where the log tells how long it lasted."""
    told = leaked([done(at=f"2026-03-02T{at}", seconds=seconds)], rules(OPEN))
    assert by_rule(told, "open") == ([2] if leaks else [])


def test_hours_are_by_the_customer_s_own_clock() -> None:
    """07:15 in Bogota is 06:15 in Mexico City (UTC-5 against UTC-6): allowed to one customer, too early for the other."""
    accounts = [account(), account(account_id="A2", customer_id="C2", timezone="America/Mexico_City")]
    log = [done(at="2026-03-02T07:15"), done(at="2026-03-02T07:15", customer_id="C2")]
    told = leaked(log, rules(OPEN), accounts=accounts)
    assert found(told) == [(3, "open", None)]
    assert "6:15" in told.findings["what"][0]


def test_a_call_past_midnight_is_inside_no_hours() -> None:
    """From 23:59 for two minutes ends on another date than it began."""
    late = {"id": "open", "kind": "hours", "mon-sun": ["00:00", "24:00"]}
    assert by_rule(leaked([done(at="2026-03-02T23:59", seconds=120)], rules(late)), "open") == [2]
    assert by_rule(leaked([done(at="2026-03-02T23:59", seconds=60)], rules(late)), "open") == []


def test_letters_have_no_hour() -> None:
    """A letter posted at 22:00 is free of hours and of spacing in hours, and bound by spacing in days."""
    hours, days = ({"id": unit, "kind": "spacing", unit: 1} for unit in ("hours", "days"))
    log = [done(at="2026-03-02T21:50", channel="letter"), done(at="2026-03-02T22:00", channel="letter")]
    assert found(leaked(log, rules(OPEN, hours, days))) == [(3, "days", None)]


def test_of_two_attempts_too_near_the_later_one_leaks() -> None:
    """Three hours apart: 10:15 and 13:14 are not, 13:14 and 16:14 are."""
    apart = {"id": "apart", "kind": "spacing", "hours": 3}
    log = [done(), done(at="2026-03-02T13:14"), done(at="2026-03-02T16:14")]
    assert by_rule(leaked(log, rules(apart)), "apart") == [3]


def test_an_opt_out_closes_its_channel_from_then_on() -> None:
    """The opt-out of 10:15 on sms forbids the sms of 11:00, not the one of 09:00, nor the call of 12:00."""
    log = [
        done(channel="sms", outcome="delivered", at="2026-03-02T09:00"),
        done(channel="sms", outcome="opt_out", direction="inbound"),
        done(channel="sms", outcome="delivered", at="2026-03-02T11:00"),
        done(at="2026-03-02T12:00"),
    ]
    assert found(leaked(log)) == [(4, "opt_out", None)]


def test_another_channel_after_a_conversation() -> None:
    """No other channel in the day after a conversation: the sms leaks, the second call does not."""
    alone = {"id": "alone", "kind": "exclusive", "window": {"days": 1}, "after": "conversation"}
    log = [
        done(outcome="rpc"),
        done(at="2026-03-02T11:00", channel="sms", outcome="delivered"),
        done(at="2026-03-02T12:00"),
    ]
    assert found(leaked(log, rules(alone))) == [(3, "alone", None)]


def test_a_pool_leaks_with_the_customer_that_enters_it() -> None:
    """Two customers an hour: the third one's first call leaks, not the second call to one who is counted already."""
    accounts = [account(account_id=f"A{n}", customer_id=f"C{n}") for n in (1, 2, 3)]
    pool = {"id": "few", "kind": "pool", "max": 2, "hours": 1}
    calls = [("C1", "10:00"), ("C2", "10:10"), ("C3", "10:20"), ("C1", "10:30"), ("C3", "11:30")]
    log = [done(customer_id=who, at=f"2026-03-02T{at}") for who, at in calls]
    assert found(leaked(log, rules(pool), accounts=accounts)) == [(4, "few", None)]


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("stop_reason", {"stop_reason": "attorney"}),
        ("hold_until", {"hold_until": "2026-03-02"}),
        ("consent", {"consent_call": False}),
        ("preference", {"preferred_channel": "sms"}),
        ("preference", {"preferred_end": "10:00"}),
    ],
)
def test_what_the_portfolio_forbids(rule: str, cells: dict[str, Any]) -> None:
    """The call of 10:15 is asked of the account's own row, as a planned one would be."""
    assert by_rule(leaked([done()], accounts=[account(**cells)]), rule) == [2]


def test_an_attempt_without_an_account_is_given_the_benefit_of_the_doubt() -> None:
    """One account may not be spoken of and another may: the call leaks only where the log names the former."""
    accounts = [account(stop_reason="attorney"), account(account_id="A2")]
    assert found(leaked([done()], accounts=accounts)) == []
    assert found(leaked([done(account_id="A1")], accounts=accounts)) == [(2, "stop_reason", None)]


@pytest.mark.parametrize(
    ("address", "leaks"),
    [
        ("+573005550101", False),
        ("300 555 0101", False),
        ("0057-300-555-0101", False),
        ("3005550102", True),
        (None, False),
    ],
)
def test_addresses_are_compared_as_numbers(address: str | None, leaks: bool) -> None:
    """The portfolio has +57 300 5550101: other ways to write it are the same, another number is not, none says nothing."""
    accounts = [account(phone="+57 300 5550101")]
    assert by_rule(leaked([done(address=address)], accounts=accounts), "address") == ([2] if leaks else [])


def test_a_cap_per_address_counts_what_went_there() -> None:
    """Two customers share a number: the second one's call is the second to it, however it is written."""
    accounts = [account(phone="3005550101"), account(account_id="A2", customer_id="C2", phone="3005550101")]
    rule = {**DAY, "per": "address"}
    log = [done(address="+57 300 5550101"), done(customer_id="C2", at="2026-03-02T11:00")]
    assert found(leaked(log, rules(rule), accounts=accounts)) == [(3, "day", None)]


def test_a_cap_per_account_counts_attempts_that_name_none() -> None:
    """A call that names no account stands against both; one that names A2 not against A1."""
    accounts = [account(), account(account_id="A2")]
    rule = {**DAY, "per": "account"}
    log = [done(account_id="A2"), done(account_id="A1", at="2026-03-02T11:00")]
    assert found(leaked(log, rules(rule), accounts=accounts)) == []
    log.insert(0, done(at="2026-03-02T09:00"))
    assert found(leaked(log, rules(rule), accounts=accounts)) == [(3, "day", None), (4, "day", None)]


def test_a_gate_and_a_closed_day() -> None:
    """Sunday 1 March is closed, and the segment of the account may not be called at all."""
    shut = {"id": "shut", "kind": "gate", "forbid": "product = 'card'"}
    sunday = {"id": "sunday", "kind": "closed", "weekdays": ["sun"]}
    log = [done(at="2026-03-01T10:00"), done()]
    told = leaked(log, rules(shut, sunday), accounts=[account(product="card")])
    assert found(told) == [(2, "shut", None), (2, "sunday", None), (3, "shut", None)]


def test_a_rule_binds_its_channels_dates_and_accounts() -> None:
    """A cap on sms alone, one of another year, and one for cards: none is broken by two calls about a loan."""
    log = [done(), done(at="2026-03-02T11:00")]
    scopes: list[dict[str, Any]] = [
        {"channels": ["sms"]},
        {"valid": {"to": "2025-12-31"}},
        {"applies_when": "product = 'card'"},
    ]
    for scope in scopes:
        assert found(leaked(log, rules({**DAY, **scope}), accounts=[account(product="loan")])) == []


def test_attempts_in_both_files_count_once() -> None:
    """Known by attempt_id, or by instant, customer, channel and outcome: else two calls a day would be three."""
    rule = {**DAY, "max": 2}
    log = [done(attempt_id="7"), done(at="2026-03-02T12:00")]
    before = [attempt(at="2026-03-02T10:14:59", attempt_id="7"), attempt(at="2026-03-02T12:00:00")]
    told = leaked(log, rules(rule), before=before)
    assert found(told) == []
    assert (told.checked["history"], told.checked["counted_once"]) == (0, 2)
    told = leaked(log, rules(rule), before=[*before, attempt(at="2026-03-02T08:00")])
    assert by_rule(told, "day") == [3]


def test_an_attempt_that_the_log_has_twice_counts_once() -> None:
    """An export loaded twice: the same attempt_id is the same attempt, and the summary says so."""
    told = leaked([done(attempt_id="7"), done(attempt_id="7")], rules(DAY))
    assert found(told) == []
    assert (told.checked["attempts"], told.checked["repeated_in_log"]) == (1, 1)


def test_what_cannot_be_asked_is_told() -> None:
    """No customer of ours, no channel of ours, no account of the customer's, and a row without a time: none is dropped."""
    log = [
        done(customer_id="X9"),
        done(channel="fax"),
        done(account_id="A9"),
        done(at="yesterday"),
        done(direction="sideways"),
    ]
    told = leaked(log)
    assert found(told) == [
        (2, "unknown_account", None),
        (3, "unknown_channel", None),
        (4, "unknown_account", None),
        (5, "unreadable", None),
        (6, "unreadable", None),
    ]
    counts = {name: told.checked[name] for name in ("unknown_customers", "unknown_channels", "unreadable", "attempts")}
    assert counts == {"unknown_customers": 1, "unknown_channels": 1, "unreadable": 2, "attempts": 3}


def test_an_unmapped_code_counts_on_the_safe_side() -> None:
    """A code that maps to nothing is a conversation: the next call of the day comes too soon."""
    assert by_rule(leaked([done(outcome="ZZ"), done(at="2026-03-02T15:00")], rules(TALK)), "talk") == [3]


def test_an_empty_log_leaks_nothing() -> None:
    """Nothing was done, and nothing is divided by it."""
    told = leaked([], rules(DAY, TALK, OPEN))
    assert found(told) == []
    assert told.checked["attempts"] == 0


def test_the_holdout_is_left_alone() -> None:
    """With everybody in the holdout any attempt spoils the experiment."""
    assert by_rule(leaked([done()], strategy(experiments={"holdout": 1.0})), "holdout") == [2]


def test_counts_by_rule_channel_and_agent() -> None:
    """Of three calls and one sms two calls leak: half of all attempts by rule, two of three calls, both of one agent."""
    log = [
        done(agent_id="G1"),
        done(agent_id="G2", at="2026-03-02T11:00"),
        done(agent_id="G2", at="2026-03-02T12:00"),
        done(channel="sms", outcome="delivered", at="2026-03-02T13:00"),
    ]
    rule = {**DAY, "channels": ["call"], "severity": "law"}
    told = leaked(log, rules(rule), roster=[{"agent_id": "G2", "agent_group": "late"}])
    assert told.by_rule == {"day": {"leaks": 2, "share": 0.5, "severity": "law"}}
    assert told.by_channel["call"] == {"attempts": 3, "leaks": 2, "share": 0.666667}
    assert told.by_channel["sms"] == {"attempts": 1, "leaks": 0, "share": 0.0}
    assert told.by_agent["G2"] == {"attempts": 2, "leaks": 2, "share": 1.0, "agent_group": "late"}
    assert told.by_agent[""] == {"attempts": 1, "leaks": 0, "share": 0.0}


def test_a_rule_s_own_table_says_what_an_attempt_is() -> None:
    """Busy is no attempt to this rule: it neither breaks the hours nor uses the cap, whatever the contract counts."""
    table = {"attempts": ["no_answer", "voicemail", "rpc"]}
    log = [done(outcome="busy", at="2026-03-02T06:00"), done(outcome="busy"), done(at="2026-03-02T11:00")]
    assert found(leaked(log, rules({**DAY, "outcomes": table}, {**OPEN, "outcomes": table}))) == []
    assert found(leaked(log, rules(DAY, OPEN))) == [(2, "open", None), (3, "day", None), (4, "day", None)]


def test_what_failed_counts_where_a_rule_says_so() -> None:
    """The rule lists failed among its attempts: the second is too many, and stands in the counts of channel and agent.

    Under the rule beside it, which has no table, and in the plan what failed is nothing.
    """
    table = {"attempts": ["failed", "no_answer"]}
    log = [done(outcome="failed", agent_id="g"), done(at="2026-03-02T12:00", outcome="failed", agent_id="g")]
    told = leaked(log, rules(DAY, {**DAY, "id": "tries", "outcomes": table}), plan=[contact()])
    assert found(told) == [(3, "tries", None)]
    assert (told.checked["attempts"], told.checked["failed"], told.not_done) == (2, 0, {"call": 1})
    assert told.by_rule["tries"]["share"] == 0.5
    assert told.by_channel == {"call": {"attempts": 2, "leaks": 1, "share": 0.5}}
    assert told.by_agent == {"g": {"attempts": 2, "leaks": 1, "share": 0.5}}
    none = leaked(log, rules(DAY), plan=[contact()])
    assert (none.checked["attempts"], none.checked["failed"], none.by_channel) == (0, 2, {})


def test_what_failed_is_asked_of_the_account_that_the_plan_names() -> None:
    """A1 has had its one attempt of the day; the plan's call was about A2, and so was its failed try."""
    rule = {**DAY, "per": "account", "outcomes": {"attempts": ["failed", "no_answer"]}}
    accounts = [account(), account(account_id="A2")]
    before = [attempt(at="2026-03-02T08:00", account_id="A1", outcome="no_answer")]
    one = leaked([done(outcome="failed")], rules(rule), [contact(account_id="A2")], accounts, before)
    assert found(one) == []
    none = leaked([done(outcome="failed")], rules(rule), [], accounts, before)
    assert by_rule(none, "day") == [2]


@pytest.mark.parametrize(
    ("keys", "leaks"),
    [
        ({"kind": "spacing", "hours": 3}, [3]),
        ({"kind": "pool", "max": 1, "hours": 2}, [4]),
        ({"kind": "closed", "weekdays": ["mon"]}, [2, 3, 4]),
    ],
)
def test_what_failed_is_an_attempt_to_rules_of_every_kind(keys: dict[str, Any], leaks: list[int]) -> None:
    """45 minutes apart where three hours are asked; a second customer within two hours; a closed Monday."""
    rule = {"id": "r", "outcomes": {"attempts": ["failed"]}, **keys}
    log = [
        done(outcome="failed"),
        done(at="2026-03-02T11:00", outcome="failed"),
        done(customer_id="C2", at="2026-03-02T11:10", outcome="failed"),
    ]
    accounts = [account(), account(customer_id="C2", account_id="B")]
    assert by_rule(leaked(log, rules(rule), accounts=accounts), "r") == leaks
    silent = {key: value for key, value in rule.items() if key != "outcomes"}
    assert by_rule(leaked(log, rules(silent), accounts=accounts), "r") == []


def test_an_hour_must_be_open_on_every_clock() -> None:
    """Who may live in Bogota or in Mexico City is not called at 07:15 in Bogota, which is 06:15 in the other."""
    accounts = [account(timezone="America/Bogota America/Mexico_City")]
    assert by_rule(leaked([done(at="2026-03-02T07:15")], rules(OPEN), accounts=accounts), "open") == [2]
    assert by_rule(leaked([done(at="2026-03-02T08:00")], rules(OPEN), accounts=accounts), "open") == []


#: Two indications that differ: an address in Los Angeles, and a number of New York. The first tells dates.
TWO_CLOCKS = {"region": "US-CA", "phone": "+1 212 555 0100", "timezone": None}


def two_clocks(*rules_: dict[str, Any]) -> Any:
    """Rules of an operation in New York that asks address and number for zones."""
    zones = {"from": ["region", "phone"]}
    return strategy(country="US", timezone="America/New_York", zones=zones, limits={"rules": list(rules_)})


@pytest.mark.parametrize(
    ("at", "seconds", "leaks"),
    [
        ("2026-03-02T10:59", None, True),  # 07:59 in Los Angeles
        ("2026-03-02T11:00", None, False),
        ("2026-03-02T20:59:30", 30, False),
        ("2026-03-02T20:59:30", 31, True),  # over at 21:00:01 in New York
        ("2026-03-02T22:00", None, True),  # 19:00 in Los Angeles
    ],
)
def test_an_hour_must_be_open_where_the_address_and_where_the_number_is(
    at: str, seconds: int | None, leaks: bool
) -> None:
    """From 08:00 of Los Angeles to 21:00 of New York, by the instant and by its end."""
    hours = {"id": "open", "kind": "hours", "mon-sun": ["08:00", "21:00"]}
    told = leaked([done(at=at, seconds=seconds)], two_clocks(hours), accounts=[account(**TWO_CLOCKS)])
    assert by_rule(told, "open") == ([2] if leaks else [])


@pytest.mark.parametrize(
    ("at", "leaks"),
    [
        ("2026-03-02T01:00", True),  # still Sunday in Los Angeles
        ("2026-03-02T03:00", False),
        ("2026-03-01T01:00", True),  # Sunday in New York alone
        ("2026-02-28T23:00", False),
    ],
)
def test_a_day_must_be_open_on_both_clocks(at: str, leaks: bool) -> None:
    """Sunday is closed from when it begins in New York until it ends in Los Angeles."""
    sunday = {"id": "sunday", "kind": "closed", "weekdays": ["sun"]}
    told = leaked([done(at=at)], two_clocks(sunday), accounts=[account(**TWO_CLOCKS)])
    assert by_rule(told, "sunday") == ([2] if leaks else [])


@pytest.mark.parametrize("at", ["2026-03-02T00:00", "2026-03-02T01:00", "2026-03-02T23:59"])
def test_a_letter_has_the_operations_date_on_every_clock(at: str) -> None:
    """A letter of Monday is planned for Monday wherever it goes: done then, at whatever hour, it is not of Sunday."""
    sunday = {"id": "sunday", "kind": "closed", "weekdays": ["sun"]}
    monday = {"id": "monday", "kind": "closed", "weekdays": ["mon"]}
    letter = done(at=at, channel="letter", outcome="delivered")
    told = leaked([letter], two_clocks(sunday, monday), accounts=[account(**TWO_CLOCKS)])
    assert [rule for _, rule, _ in found(told)] == ["monday"]


@pytest.mark.parametrize(("at", "leaks"), [("2026-03-02T12:30", False), ("2026-03-02T11:30", True), ("15:01", True)])
def test_a_wish_holds_on_both_clocks(at: str, leaks: bool) -> None:
    """From nine to three: from noon of New York, which is nine in Los Angeles, until three in New York."""
    wish = account(**TWO_CLOCKS, preferred_start="09:00", preferred_end="15:00")
    told = leaked([done(at=at if "T" in at else f"2026-03-02T{at}")], two_clocks(), accounts=[wish])
    assert by_rule(told, "preference") == ([2] if leaks else [])


def test_dates_are_counted_on_the_first_clock() -> None:
    """One a day: 01:00 and 12:00 of Monday in New York are Sunday and Monday in Los Angeles; 02:00 of Tuesday is Monday."""
    who = [account(**TWO_CLOCKS)]
    assert (
        found(leaked([done(at="2026-03-02T01:00"), done(at="2026-03-02T12:00")], two_clocks(DAY), accounts=who)) == []
    )
    late = leaked([done(at="2026-03-02T12:00"), done(at="2026-03-03T02:00")], two_clocks(DAY), accounts=who)
    assert found(late) == [(3, "day", None)]


def test_dates_of_notices_are_asked_of_the_day_that_it_was_done() -> None:
    """A notice of 25 February must be five days old: on 1 March it is four, on 2 March five."""
    notice = {"id": "notice", "kind": "dated", "column": "noticed_on", "min_days": 5}
    log = [done(at="2026-03-01T10:00"), done()]
    told = leaked(log, rules(notice), accounts=[account(noticed_on="2026-02-25")])
    assert by_rule(told, "notice") == [2]


def test_an_obligation_that_the_log_does_not_answer() -> None:
    """Two customers had to be contacted by 2 March: the log answers one, and the other is a finding without a row."""
    due = {"id": "due", "kind": "obligation", "within_days": 1, "of": "asked_on"}
    accounts = [account(asked_on="2026-03-01"), account(account_id="A2", customer_id="C2", asked_on="2026-03-01")]
    told = leaked([done()], rules(due), accounts=accounts)
    assert list(told.findings.select("row", "rule", "customer_id").iter_rows()) == [(0, "due", "C2")]
    unheard = leaked([done()], rules({**due, "of": "nothing_of_ours"}), accounts=accounts)
    assert (found(unheard), unheard.checked["not_checked:due"]) == ([], 1)
    failed = leaked([done(), done(customer_id="C2", outcome="failed")], rules(due), accounts=accounts)
    assert by_rule(failed, "due") == [0]
    assert told.by_channel["call"]["leaks"] == 0


def test_a_cap_switched_on_by_an_event() -> None:
    """After a conversation one attempt a week: the third call leaks, the second came before it."""
    after = {"id": "after", "kind": "cap", "max": 2, "window": {"days": 7}, "after": "conversation"}
    log = [done(at="2026-03-02T09:00"), done(outcome="rpc"), done(at="2026-03-02T12:00")]
    assert by_rule(leaked(log, rules(after)), "after") == [4]
    assert (
        by_rule(leaked([done(at="2026-03-02T09:00"), done(), done(at="2026-03-02T12:00")], rules(after)), "after") == []
    )


def test_a_week_of_the_calendar_begins_on_monday() -> None:
    """One in an ISO week: Sunday 1 March and Monday 2 March lie in two."""
    week = {"id": "week", "kind": "cap", "max": 1, "window": {"calendar": "week"}}
    log = [done(at="2026-03-01T10:00"), done(), done(at="2026-03-08T10:00")]
    assert by_rule(leaked(log, rules(week)), "week") == [4]
