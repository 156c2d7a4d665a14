"""Each reason and each kind of rule, worked by hand on one customer and one Monday, 2026-03-02, slots 08:00 to 12:00."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.domain.day import make_day, moments
from collectplan.domain.stages import Segmented
from collectplan.errors import StrategyError
from collectplan.screen import screen
from tests import builders
from tests.unit.screen.worlds import screened

ALL = ["08:00", "09:00", "10:00", "11:00"]
TODAY = "2026-03-02"
TREATMENTS = [
    {"segments": ["a"], "channels": ["call", "letter"], "weight": 2.0},
    {"segments": ["b"], "weight": 0.5},
]
DAY_CAP = {"id": "day", "kind": "cap", "max": 1, "window": {"days": 1}}
COOLDOWN = {"id": "cool", "kind": "cooldown", "days": 3, "after": "conversation"}
BUSINESS_HOURS = {"id": "h", "kind": "hours", "mon-sun": ["08:00", "12:00"]}


def test_without_rules_every_channel_is_open_all_day() -> None:
    """Three channels, four slots, no limit: three pairs, no block, and any contacts go together."""
    answer = screened()
    assert [answer.hours("call"), answer.hours("sms")] == [ALL, ALL]
    assert answer.permitted.pairs["channel"].to_list() == [0, 1, 2]
    assert answer.permitted.blocks.is_empty()
    assert answer.allows(("call", "08:00"), ("call", "09:00"), ("sms", "08:00"), ("letter", ""))
    assert answer.permitted.pairs.schema == {
        "customer": pl.Int32,
        "date": pl.Int16,
        "channel": pl.Int16,
        "lead": pl.Int32,
        "address": pl.String,
        "opening": pl.Int32,
    }


def test_a_suppressed_customer_has_neither_pairs_nor_blocks() -> None:
    """The segment stage has said why already; the customer keeps its position."""
    answer = screened([{"account_id": "A1"}, {"account_id": "A2", "suppressed": "stop_reason"}])
    assert answer.permitted.customer_ids.to_list() == ["A1", "A2"]
    assert set(answer.permitted.pairs["customer"]) == {0}
    assert answer.permitted.blocks.is_empty()


@pytest.mark.parametrize(
    ("account", "changes", "channel", "block"),
    [
        ({"treatment": 0}, {}, "sms", ("treatment", "treatment", "the account's treatment does not use the channel")),
        ({"phone": None}, {}, "call", ("address", "address", "no phone")),
        ({"consent_sms": False}, {}, "sms", ("consent", "consent", "no consent")),
        (
            {"preferred_channel": "sms"},
            {},
            "call",
            ("preference", "preference", "the customer prefers another channel"),
        ),
        (
            {"preferred_start": "11:30"},
            {},
            "call",
            ("preference", "preference", "no slot inside the customer's preferred hours"),
        ),
        (
            {"days_past_due": 8},
            {"rules": [{"id": "g", "kind": "gate", "require": "days_past_due >= 10"}]},
            "call",
            ("gate", "g", "gate g: asks for days_past_due >= 10"),
        ),
        (
            {"product": "card"},
            {"rules": [{"id": "g", "kind": "gate", "forbid": "product = 'card'"}]},
            "call",
            ("gate", "g", "gate g: forbids product = 'card'"),
        ),
        (
            {},
            {"rules": [{"id": "c", "kind": "closed", "weekdays": ["mon"]}]},
            "letter",
            ("closed", "c", "closed c: closed weekday"),
        ),
        (
            {},
            {"rules": [{"id": "c", "kind": "closed", "holidays": True}], "date": dt.date(2026, 3, 23)},
            "letter",
            ("closed", "c", "closed c: holiday"),
        ),
        (
            {},
            {"rules": [{"id": "h", "kind": "hours", "mon-sun": ["08:30", "09:20"]}]},
            "call",
            ("hours", "h", "hours h: no slot inside on the customer's clock"),
        ),
        (
            {},
            {"attempts": [{"at": "2026-02-28T10:00", "outcome": "promise"}], "rules": [COOLDOWN]},
            "letter",
            ("cooldown", "cool", "cooldown cool: conversation on 2026-02-28"),
        ),
        (
            {},
            {
                "attempts": [{"at": "2026-03-01T10:00", "outcome": "rpc"}],
                "rules": [{"id": "x", "kind": "exclusive", "window": {"days": 7}, "after": "conversation"}],
            },
            "sms",
            ("exclusive", "x", "exclusive x: conversation on 2026-03-01"),
        ),
        (
            {},
            {"attempts": [{"at": "2026-03-01T10:00"}], "rules": [{"id": "s", "kind": "spacing", "days": 2}]},
            "sms",
            ("spacing", "s", "spacing s: another contact less than 2 days away"),
        ),
        (
            {},
            {
                "attempts": [{"at": f"2026-02-{day}T10:00"} for day in (25, 26, 28)],
                "rules": [{"id": "week", "kind": "cap", "max": 3, "window": {"days": 7}}],
            },
            "call",
            ("cap", "week", "cap week: 3 of 3 in 2026-02-24..2026-03-02"),
        ),
        (
            {},
            {"attempts": [{"outcome": "opt_out", "is_inbound": True}]},
            "call",
            ("opt_out", "opt_out", "the customer opted out of the channel"),
        ),
    ],
)
def test_each_reason_is_told(
    account: dict[str, Any], changes: dict[str, Any], channel: str, block: tuple[str, str, str]
) -> None:
    """One thing is wrong, and the block names it; 23 March is San José, moved to a Monday."""
    answer = screened([account], treatments=TREATMENTS, **changes)
    assert answer.block(channel) == block
    assert answer.pair(channel) is None


def test_the_first_failing_test_is_the_reason() -> None:
    """Without phone and without consent: the address is asked for before consent."""
    answer = screened([{"phone": None, "consent_call": False}])
    assert answer.block("call", "A1") == ("address", "address", "no phone")


def test_of_several_accounts_the_one_that_came_furthest_is_told() -> None:
    """A1 lacks consent, A2 has it but its gate fails: the gate is told."""
    accounts = [
        {"account_id": "A1", "customer_id": "C", "consent_sms": False},
        {"account_id": "A2", "customer_id": "C", "days_past_due": 3},
    ]
    gate = {"id": "g", "kind": "gate", "require": "days_past_due >= 10"}
    answer = screened(accounts, rules=[gate])
    assert answer.block("sms", "C") == ("gate", "g", "gate g: asks for days_past_due >= 10")
    assert answer.lead("call", "C") == "A1"


def test_the_greatest_weight_leads_and_ties_go_to_the_smaller_account() -> None:
    """A3 weighs 2 but not on sms; A1 and A2 both weigh 1 there, and A1 is smaller."""
    accounts = [
        {"account_id": name, "customer_id": "C", "treatment": treatment}
        for name, treatment in (("A0", 1), ("A1", -1), ("A2", -1), ("A3", 0))
    ]
    answer = screened(accounts, treatments=TREATMENTS)
    assert [answer.lead(channel, "C") for channel in ("call", "sms", "letter")] == ["A3", "A1", "A3"]


def test_an_account_without_headroom_leaves_the_lead_to_another() -> None:
    """A1 weighs more, but was tried today under a cap of one a day and account; A2 was not."""
    accounts = [
        {"account_id": "A1", "customer_id": "C", "treatment": 0},
        {"account_id": "A2", "customer_id": "C"},
    ]
    history = [{"at": f"{TODAY}T07:00", "customer_id": "C", "account_id": "A1"}]
    answer = screened(accounts, history, [DAY_CAP | {"per": "account"}], treatments=TREATMENTS)
    assert answer.lead("call", "C") == "A2"
    unnamed = [history[0] | {"account_id": None}]
    answer = screened(accounts, unnamed, [DAY_CAP | {"per": "account"}], treatments=TREATMENTS)
    assert answer.block("call", "C") == ("cap", "day", "cap day: 1 of 1 in 2026-03-02")


def test_the_address_is_the_leads_own_or_the_first_of_another_account() -> None:
    """A2 leads calls without a phone: A1's, suppressed or not, is used; a channel without address has none."""
    accounts = [
        {"account_id": "A1", "customer_id": "C", "phone": "one", "suppressed": "stop_reason"},
        {"account_id": "A2", "customer_id": "C", "phone": None},
        {"account_id": "A3", "customer_id": "C", "phone": "three", "suppressed": "holdout"},
    ]
    channels = {**builders.OPERATION["channels"], "visit": {}}
    answer = screened(accounts, channels=channels)
    addresses = [answer.pair(channel, "C") for channel in ("call", "letter", "visit")]
    assert [pair and pair["address"] for pair in addresses] == ["one", "street-A2", None]


def test_a_column_that_the_portfolio_lacks_gives_no_address() -> None:
    """The strategy may name a column of another file: nobody has an address then."""
    answer = screened(channels={"push": {"address": "device"}}, priors={})
    assert answer.block("push") == ("address", "address", "no device")


def test_wishes_of_all_accounts_hold() -> None:
    """One row starts at 09:00, another ends at 11:00, a third, suppressed, wishes sms: two slots of sms are left."""
    accounts = [
        {"account_id": "A1", "customer_id": "C", "preferred_start": "09:00"},
        {"account_id": "A2", "customer_id": "C", "preferred_end": "11:00"},
        {"account_id": "A3", "customer_id": "C", "preferred_channel": "sms", "suppressed": "stop_reason"},
    ]
    answer = screened(accounts)
    assert answer.hours("sms", "C") == ["09:00", "10:00"]
    assert answer.pair("call", "C") is None
    assert answer.pair("letter", "C") is None


@pytest.mark.parametrize("wish", [{"preferred_start": "00:00"}, {"preferred_end": "24:00"}])
def test_a_wish_of_the_whole_day_ends_at_midnight(wish: dict[str, str]) -> None:
    """In Tokyo, fourteen hours ahead of Bogota, 09:00 is 23:00: the slot runs into the next date, which is outside."""
    slots = {"start": "08:00", "end": "12:00", "minutes": 120}
    late = {"start": "07:00", "end": "13:00", "minutes": 120}
    assert screened([{"timezone": "Asia/Tokyo", **wish}], slots=slots).hours("call") == ["08:00", "10:00"]
    assert screened([{"timezone": "Asia/Tokyo", **wish}], slots=late).hours("call") == ["07:00", "11:00"]
    assert screened([{"timezone": "Asia/Tokyo"}], slots=late).hours("call") == ["07:00", "09:00", "11:00"]


def test_preferred_hours_leave_untimed_channels_alone() -> None:
    """A letter has no hour."""
    answer = screened([{"preferred_start": "23:00"}])
    assert answer.pair("call") is None
    assert answer.pair("letter") is not None


def test_hours_are_on_the_customers_own_clock() -> None:
    """Slots 08:00-12:00 in Bogotá are 07:00-11:00 in Mexico City: the first begins an hour before opening."""
    answer = screened([{"timezone": "America/Mexico_City"}], rules=[BUSINESS_HOURS])
    assert answer.hours("call") == ["09:00", "10:00", "11:00"]


def test_the_narrower_key_of_hours_wins() -> None:
    """mon-sun is open all day, weekdays from 09:00, Monday from 10:00: Monday's own key counts."""
    rule = BUSINESS_HOURS | {"weekdays": ["09:00", "12:00"], "mon": ["10:00", "12:00"]}
    assert screened(rules=[rule]).hours("call") == ["10:00", "11:00"]


def test_a_slot_that_ends_at_midnight_counts_as_ending_at_24() -> None:
    """The slot 23:00-24:00 lies inside 22:00-24:00, and 00:00 of the next day is no earlier hour."""
    rule = {"id": "h", "kind": "hours", "mon-sun": ["22:00", "24:00"]}
    answer = screened(rules=[rule], slots={"start": "20:00", "end": "24:00", "minutes": 60})
    assert answer.hours("call") == ["22:00", "23:00"]


def test_hours_across_a_change_of_the_clock() -> None:
    """On 2026-03-08 New York goes to summer time: Bogotá's 08:00 is then 09:00 there, and was 08:00 the day before."""
    rule = {"id": "h", "kind": "hours", "mon-sun": ["09:00", "12:00"]}
    hours = [
        screened([{"timezone": "America/New_York"}], rules=[rule], date=dt.date(2026, 3, day)).hours("call")
        for day in (7, 8)
    ]
    assert hours == [["09:00", "10:00", "11:00"], ["08:00", "09:00", "10:00"]]


def test_a_slot_that_the_clock_jumps_over_is_closed() -> None:
    """02:00 does not exist in New York on 2026-03-08."""
    answer = screened(
        date=dt.date(2026, 3, 8),
        timezone="America/New_York",
        slots={"start": "01:00", "end": "04:00", "minutes": 60},
    )
    assert answer.hours("call") == ["01:00", "03:00"]


def test_regional_holidays_close_the_region_alone() -> None:
    """2 March is Texas Independence Day, a holiday of US-TX and of no other state."""
    rule = {"id": "c", "kind": "closed", "holidays": True}
    accounts = [{"account_id": "A1", "region": "US-TX"}, {"account_id": "A2", "region": "US-CA"}]
    answer = screened(accounts, rules=[rule], country="US")
    assert answer.block("call", "A1") == ("closed", "c", "closed c: holiday")
    assert answer.hours("call", "A2") == ALL


def test_two_rules_may_mean_the_holidays_of_two_countries() -> None:
    """23 March 2026 is Colombia's Saint Joseph, 2 March a holiday of US-TX: each rule looks into its own country's."""
    own = {"id": "own", "kind": "closed", "holidays": True}
    pack = {"id": "pack", "kind": "closed", "holidays": True, "holidays_of": "US"}
    accounts = [{"account_id": "A1", "region": "US-TX"}, {"account_id": "A2", "region": "CO-DC"}]
    answer = screened(accounts, rules=[own, pack], country="CO")
    assert answer.block("call", "A1") == ("closed", "pack", "closed pack: holiday")
    assert answer.hours("call", "A2") == ALL
    answer = screened(accounts, rules=[pack, own], country="CO", date=dt.date(2026, 3, 23))
    assert answer.block("call", "A1") == ("closed", "own", "closed own: holiday")


def test_a_cooldown_of_this_morning_bars_what_starts_after_it() -> None:
    """A conversation at 09:15 leaves 08:00 and 09:00, which began before it; a letter of the same date is barred."""
    answer = screened([{}], [{"at": f"{TODAY}T09:15", "outcome": "rpc"}], [COOLDOWN])
    assert answer.hours("call") == ["08:00", "09:00"]
    assert answer.block("letter") == ("cooldown", "cool", "cooldown cool: conversation on 2026-03-02")


def test_event_channels_choose_the_events_and_channels_the_contacts() -> None:
    """An sms reply cools calls where event_channels say so, and nothing without them."""
    history = [{"at": "2026-03-01T10:00", "channel": "sms", "outcome": "rpc"}]
    rule = COOLDOWN | {"channels": ["call"]}
    assert screened([{}], history, [rule]).hours("call") == ALL
    answer = screened([{}], history, [rule | {"event_channels": ["sms"]}])
    assert answer.block("call") is not None
    assert answer.hours("sms") == ALL


def test_a_planned_conversation_cools_what_comes_later() -> None:
    """Two calls at different hours clash; a call and an sms of the same hour, or a letter, do not."""
    answer = screened(rules=[COOLDOWN])
    assert not answer.allows(("call", "08:00"), ("sms", "09:00"))
    assert answer.allows(("call", "08:00"), ("sms", "08:00"), ("letter", ""))


def test_a_planned_contact_is_no_promise() -> None:
    """Under worst_case planned contacts end in conversations, never in promises."""
    answer = screened(rules=[COOLDOWN | {"after": "promise"}])
    assert answer.allows(("call", "08:00"), ("sms", "09:00"))


def test_an_exclusive_channel_is_the_events_own() -> None:
    """After a conversation by sms, sms stays open; within the plan the later contact must keep to the earlier's channel."""
    rule = {"id": "x", "kind": "exclusive", "window": {"calendar": "week"}, "after": "conversation"}
    answer = screened([{}], [{"at": f"{TODAY}T07:00", "channel": "sms", "outcome": "rpc"}], [rule])
    assert answer.hours("sms") == ALL
    assert answer.pair("call") is None
    answer = screened([{}], [{"at": "2026-03-01T07:00", "channel": "sms", "outcome": "rpc"}], [rule])
    assert answer.hours("call") == ALL  # Sunday belongs to the week before.
    assert not answer.allows(("sms", "08:00"), ("call", "09:00"))
    assert answer.allows(("sms", "08:00"), ("sms", "09:00"))


def test_spacing_in_hours_bars_both_sides_of_an_attempt() -> None:
    """Tried at 10:00: slots at 09:00, 10:00 and 11:00 start less than 1.5 hours away, 08:00 two hours."""
    rule = {"id": "s", "kind": "spacing", "hours": 1.5}
    answer = screened([{}], [{"at": f"{TODAY}T10:00"}], [rule])
    assert answer.hours("sms") == ["08:00"]
    answer = screened(rules=[rule])
    assert not answer.allows(("call", "08:00"), ("sms", "09:00"))
    assert not answer.allows(("call", "08:00"), ("sms", "08:00"))
    assert answer.allows(("call", "08:00"), ("sms", "10:00"), ("letter", ""))


def test_spacing_in_hours_allows_the_exact_distance() -> None:
    """Two hours from 10:00 is 08:00: not less than two hours."""
    rule = {"id": "s", "kind": "spacing", "hours": 2.0}
    assert screened([{}], [{"at": f"{TODAY}T10:00"}], [rule]).hours("call") == ["08:00"]


def test_spacing_of_a_day_forbids_two_contacts_of_one_date() -> None:
    """Local dates differ by 0, which is less than 1; yesterday's attempt is 1 away."""
    answer = screened([{}], [{"at": "2026-03-01T23:00"}], [{"id": "s", "kind": "spacing", "days": 1}])
    assert answer.hours("call") == ALL
    assert not answer.allows(("call", "08:00"), ("letter", ""))
    abroad = screened([{"timezone": "Asia/Tokyo"}], rules=[{"id": "s", "kind": "spacing", "days": 1}])
    assert abroad.allows(("call", "09:00"), ("call", "10:00"))  # 23:00, and 00:00 of the next date


def test_a_cap_counts_the_plan_and_the_history() -> None:
    """Three a week, one in the history: two of a day go together, three do not."""
    rule = {"id": "week", "kind": "cap", "max": 3, "window": {"days": 7}}
    answer = screened([{}], [{"at": "2026-02-24T10:00"}, {"at": "2026-02-23T10:00"}], [rule])
    assert answer.allows(("call", "08:00"), ("call", "09:00"))
    assert not answer.allows(("call", "08:00"), ("call", "09:00"), ("letter", ""))


def test_a_cap_looks_forward_too() -> None:
    """Attempts of Sunday and of next Wednesday share a run of 7 dates with Monday: the fuller window counts."""
    rule = {"id": "week", "kind": "cap", "max": 2, "window": {"days": 7}}
    history = [{"at": f"2026-03-{day:02d}T10:00"} for day in (1, 4)]
    answer = screened([{}], history, [rule])
    assert answer.block("call") == ("cap", "week", "cap week: 2 of 2 in 2026-02-26..2026-03-04")
    assert screened([{}], history, [rule | {"window": {"days": 3}}]).hours("call") == ALL


def test_what_is_counted() -> None:
    """A failed and an inbound row are no attempts; an unmapped one is a contact; busy is excepted."""
    history = [
        {"at": "2026-03-01T10:00", "outcome": "failed"},
        {"at": "2026-03-01T11:00", "outcome": "rpc", "is_inbound": True},
        {"at": "2026-03-01T12:00", "outcome": "busy"},
    ]
    rule = {"id": "w", "kind": "cap", "max": 1, "window": {"days": 7}, "except_outcomes": ["busy"]}
    assert screened([{}], history, [rule]).hours("call") == ALL
    assert screened([{}], history, [rule | {"except_outcomes": []}]).pair("call") is None
    unmapped = [*history, {"at": "2026-03-01T13:00", "outcome": "unmapped"}]
    for count in ("contacts", "conversations"):
        assert screened([{}], unmapped, [rule | {"count": count}]).pair("call") is None


def test_a_cap_on_two_local_dates() -> None:
    """Bogotá's 08:00 to 12:00 are 22:00 to 02:00 in Tokyo (UTC+9): one a date leaves one contact on each side."""
    answer = screened([{"timezone": "Asia/Tokyo"}], rules=[DAY_CAP])
    assert answer.allows(("call", "09:00"), ("call", "10:00"))
    assert not answer.allows(("call", "08:00"), ("call", "09:00"))
    assert not answer.allows(("call", "10:00"), ("call", "11:00"))
    two = screened([{"timezone": "Asia/Tokyo"}], rules=[DAY_CAP | {"window": {"days": 2}}])
    assert not two.allows(("call", "09:00"), ("call", "10:00"))


def test_validity_is_by_the_contacts_local_date() -> None:
    """A rule from 3 March binds the slots after midnight in Tokyo only."""
    rule = {"id": "c", "kind": "closed", "weekdays": ["mon", "tue"], "valid": {"from": "2026-03-03"}}
    assert screened([{"timezone": "Asia/Tokyo"}], rules=[rule]).hours("call") == ["08:00", "09:00"]
    assert screened(rules=[rule]).hours("call") == ALL


def test_applies_when_binds_contacts_led_by_such_accounts() -> None:
    """Only cards are capped: A2, a loan, goes on after an attempt today."""
    accounts = [{"account_id": "A1", "product": "card"}, {"account_id": "A2"}]
    history = [{"at": f"{TODAY}T07:00", "customer_id": name, "account_id": name} for name in ("A1", "A2")]
    answer = screened(accounts, history, [DAY_CAP | {"applies_when": "product = 'card'"}])
    assert answer.pair("call", "A1") is None
    assert answer.hours("call", "A2") == ALL


def test_a_cap_per_account_counts_each_lead_apart() -> None:
    """A1 leads calls and letters, A2 sms: one a day for each."""
    accounts = [
        {"account_id": "A1", "customer_id": "C", "treatment": 0},
        {"account_id": "A2", "customer_id": "C", "treatment": 1},
    ]
    answer = screened(accounts, rules=[DAY_CAP | {"per": "account"}], treatments=TREATMENTS)
    assert answer.allows(("call", "08:00"), ("sms", "08:00"), customer="C")
    assert not answer.allows(("call", "08:00"), ("letter", ""), customer="C")


def test_a_cap_that_a_conversation_switches_on() -> None:
    """Without a past conversation one contact is free; a later second one would follow a planned conversation."""
    rule = {"id": "c", "kind": "cap", "max": 1, "window": {"days": 7}, "after": "conversation"}
    tried = [{"at": "2026-03-01T10:00"}]
    answer = screened([{}], tried, [rule])
    assert answer.hours("call") == ALL
    assert not answer.allows(("call", "08:00"), ("sms", "09:00"))
    assert answer.allows(("call", "08:00"), ("sms", "08:00"))
    assert screened([{}], [*tried, {"at": "2026-01-05T10:00", "outcome": "rpc"}], [rule]).pair("call") is None
    answer = screened([{}], [{"at": f"{TODAY}T08:30", "outcome": "rpc"}], [rule])
    assert answer.hours("call") == ["08:00"]
    assert answer.pair("letter") is None


def test_an_opt_out_closes_its_channel_alone_and_not_before_it_is_made() -> None:
    """An opt-out of next week is none yet."""
    assert screened([{}], [{"outcome": "opt_out"}]).hours("sms") == ALL
    assert screened([{}], [{"outcome": "opt_out", "at": "2026-03-09T10:00"}]).hours("call") == ALL


def test_no_history_is_an_empty_one() -> None:
    """`attempts` None, where the user says that there is none, gives what an empty table gives."""
    none, empty = screened(attempts=None, rules=[DAY_CAP, COOLDOWN]), screened(rules=[DAY_CAP, COOLDOWN])
    assert none.permitted.pairs.equals(empty.permitted.pairs)


def test_customers_share_classes_where_their_headroom_differs_without_effect() -> None:
    """One a day binds before a week's four, three or two: customers with 0, 1 and 2 attempts share the class."""
    week = {"id": "week", "kind": "cap", "max": 4, "window": {"days": 7}}
    names = ("A1", "A2", "A3")
    history = [
        {"customer_id": name, "at": f"2026-02-2{n}T10:00"} for i, name in enumerate(names) for n in range(7, 7 + i)
    ]
    answer = screened([{"account_id": name} for name in names], history, [DAY_CAP, week])
    local = answer.permitted.local
    assert local.class_of_customer.tolist() == [0, 0, 0]
    assert local.cap_rule.tolist() == [0]
    assert local.cap_limit.tolist() == [1]


def test_the_order_of_attempts_is_forgotten() -> None:
    """The same rows backwards give the same frames, patterns and classes."""
    loaded = builders.strategy(
        limits={"rules": [DAY_CAP | {"max": 3}, COOLDOWN, {"id": "s", "kind": "spacing", "hours": 1}]}
    )
    rows = [
        {"customer_id": f"A{n % 5}", "at": f"2026-03-{1 + n % 2:02d}T{7 + n % 5:02d}:10", "channel": "sms"}
        | {"outcome": ["rpc", "no_answer", "opt_out"][n % 3], "account_id": None}
        for n in range(11)
    ]
    tables = builders.inputs([{"account_id": f"A{n}"} for n in range(5)], rows, loaded=loaded)
    assert tables.attempts is not None
    frame = tables.portfolio.with_columns(
        treatment=pl.lit(-1, pl.Int32), suppressed=pl.lit(""), free_from=pl.lit(0, pl.Int32)
    )
    day = make_day(builders.MONDAY, loaded.strategy)
    turned = type(tables)(tables.portfolio, tables.attempts.reverse(), None, tables.rejects)
    one, two = (screen(t, Segmented(frame), loaded, day, moments(loaded.strategy, day)) for t in (tables, turned))
    assert one.pairs.equals(two.pairs)
    assert one.blocks.equals(two.blocks)
    assert (one.openings == two.openings).all()
    assert all((getattr(one.local, name) == getattr(two.local, name)).all() for name in vars(one.local))


def test_wrong_expressions_are_collected_with_their_places() -> None:
    """Both rules name a column that is not there; each finding says where its expression stands."""
    rules = [
        {"id": "g", "kind": "gate", "require": "opted_in"},
        COOLDOWN | {"applies_when": "no_such_column = 1"},
    ]
    loaded = builders.strategy(limits={"rules": rules})
    with pytest.raises(StrategyError) as caught:
        screened(rules=rules)
    places = [loaded.source.where("limits", "rules", i, key) for i, key in ((0, "require"), (1, "applies_when"))]
    assert [finding.where for finding in caught.value.findings] == places


@pytest.mark.parametrize(
    ("country", "date", "what"),
    [
        ("QQ", builders.MONDAY, "are not known"),
        (None, builders.MONDAY, "no country is named"),
        ("CO", dt.date(2150, 3, 2), "are not known for 2150"),
    ],
)
def test_holidays_that_are_not_known_are_refused(country: str | None, date: dt.date, what: str) -> None:
    """An unknown country, none, and a year beyond the library's tables (2100) fail loudly, never as an open day."""
    with pytest.raises(StrategyError, match=what):
        screened(rules=[{"id": "c", "kind": "closed", "holidays": True}], country=country, date=date)


def test_nobody_to_screen_is_no_error() -> None:
    """An empty portfolio has no customers, pairs or blocks, under every kind of rule."""
    rules = [DAY_CAP | {"per": "account"}, COOLDOWN, {"id": "s", "kind": "spacing", "days": 1}, BUSINESS_HOURS]
    rules += [{"id": "c", "kind": "closed", "holidays": True}, DAY_CAP | {"id": "t", "after": "conversation"}]
    answer = screened([], rules=rules)
    assert answer.permitted.pairs.is_empty()
    assert answer.permitted.blocks.is_empty()
    assert answer.permitted.local.clashes.shape[0] == 1


def test_accounts_without_a_region_keep_the_countrys_holidays() -> None:
    """23 March 2026 is a holiday of Colombia wherever the customer lives."""
    rule = {"id": "c", "kind": "closed", "holidays": True}
    assert screened([{"region": None}], rules=[rule], date=dt.date(2026, 3, 23)).pair("call") is None


def test_leads_on_different_clocks_keep_their_own_hours() -> None:
    """A1, in Bogotá, leads calls, A2, in Mexico City, sms: 08:00 is an hour too early there. One a day holds for both."""
    accounts = [
        {"account_id": "A1", "customer_id": "C", "treatment": 0},
        {
            "account_id": "A2",
            "customer_id": "C",
            "treatment": 1,
            "timezone": "America/Mexico_City",
            "consent_call": False,
        },
    ]
    answer = screened(accounts, rules=[BUSINESS_HOURS, DAY_CAP], treatments=TREATMENTS)
    assert [answer.hours("call", "C"), answer.hours("sms", "C")] == [ALL, ALL[1:]]
    assert not answer.allows(("call", "08:00"), ("sms", "09:00"), customer="C")


def test_a_planned_contact_on_another_channel_switches_a_full_cap_on() -> None:
    """One call a week after a conversation, one already made: a call is free until an sms precedes it."""
    rule = {"id": "c", "kind": "cap", "max": 1, "window": {"days": 7}, "after": "conversation", "channels": ["call"]}
    answer = screened([{}], [{"at": "2026-03-01T10:00"}], [rule])
    assert answer.allows(("call", "08:00"), ("sms", "09:00"))
    assert answer.allows(("call", "08:00"), ("sms", "08:00"))
    assert not answer.allows(("sms", "08:00"), ("call", "09:00"))


def test_a_cap_switched_on_during_the_day_binds_what_starts_later() -> None:
    """Promised at 09:30, which counts 1 of 2: what starts later stands alone in the day, two earlier ones are free."""
    rule = {"id": "c", "kind": "cap", "max": 2, "window": {"days": 1}, "after": "promise"}
    answer = screened([{}], [{"at": f"{TODAY}T09:30", "outcome": "promise"}], [rule])
    assert answer.allows(("call", "08:00"), ("sms", "09:00"))
    assert answer.allows(("call", "10:00"))
    assert not answer.allows(("call", "08:00"), ("sms", "10:00"))
    assert not answer.allows(("call", "08:00"), ("letter", ""))


def test_an_event_at_the_start_of_a_slot_does_not_precede_it() -> None:
    """A conversation at 10:00 sharp leaves the slot of 10:00, as those of the same slot do not look back."""
    answer = screened([{}], [{"at": f"{TODAY}T10:00", "outcome": "rpc"}], [COOLDOWN])
    assert answer.hours("call") == ["08:00", "09:00", "10:00"]


def test_a_weekly_cap_leaves_one_day_of_the_horizon() -> None:
    """Once in seven days: of two planned days either may have the contact, and not both; history bars the days near it."""
    week = DAY_CAP | {"id": "week", "window": {"days": 7}}
    two_days = screened(rules=[week], num_dates=2)
    assert two_days.allows_on((0, "call", "08:00"))
    assert two_days.allows_on((1, "call", "08:00"))
    assert not two_days.allows_on((0, "call", "08:00"), (1, "sms", "09:00"))
    called_on_wednesday = screened(attempts=[{"at": "2026-02-25T10:00"}], rules=[week], num_dates=3)
    assert [called_on_wednesday.allows_on((day, "call", "08:00")) for day in (0, 1, 2)] == [False, False, True]


def test_a_planned_call_cools_the_days_after_it_down() -> None:
    """Day 1 is the call's own, so that three days reach through Wednesday; a letter follows the calls of earlier dates only."""
    answer = screened(
        rules=[COOLDOWN | {"days": 3, "after": "conversation", "channels": ["call", "letter"]}], num_dates=4
    )
    assert not answer.allows_on((0, "call", "08:00"), (2, "call", "08:00"))
    assert answer.allows_on((0, "call", "08:00"), (3, "call", "08:00"))
    assert not answer.allows_on((0, "call", "08:00"), (1, "letter", ""))
    assert answer.allows_on((0, "call", "08:00"), (0, "letter", ""))
    assert answer.allows_on((0, "letter", ""), (1, "call", "08:00"))
