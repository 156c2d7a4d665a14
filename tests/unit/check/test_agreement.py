"""Outcome tables, dated rules and several zones: screen permits what check finds no fault with, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.domain.outcomes import OUTCOMES
from tests.unit.check import worlds
from tests.unit.check.agreement import answers, apart

pytest.importorskip("phonenumbers", reason="the optional extra `phones` is not installed")

ZONES = (
    "America/Bogota",
    "America/Los_Angeles",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
)
REGIONS = ("US-CA", "US-TX", "US", "CO-DC", "MX-BCN", "CL-VS", "XX-1")
PHONES = (
    "+1 212 555 0100",
    "(907) 235-1234",
    "664 123 4567",
    "+52 664 123 4567",
    "+57 300 123 4567",
    "001 212 555 0100",
    "abc",
    "12",
)
DAYS = (dt.date(2026, 3, 6), dt.date(2026, 3, 7), dt.date(2026, 11, 1), dt.date(2026, 2, 27))
CHANNELS = {"call": {"address": "phone"}, "sms": {"address": "phone"}, "letter": {"address": "postal", "untimed": True}}
SLOTS = ({"start": "00:00", "end": "24:00", "minutes": 240}, {"start": "07:00", "end": "20:30", "minutes": 90})
outcomes = st.sampled_from(OUTCOMES)
lists = st.none() | st.lists(outcomes, max_size=6, unique=True)
tables = st.fixed_dictionaries({"attempts": lists, "contacts": lists, "conversations": lists})
events = st.sampled_from(["contact", "conversation", "promise", "no_answer", "failed"])
windows = st.sampled_from([{"days": 1}, {"days": 3}, {"calendar": "week"}])


@st.composite
def rules(draw: st.DrawFn, today: dt.date) -> list[dict[str, Any]]:
    """One to four rules of the kinds that are asked here."""
    kinds = draw(
        st.lists(
            st.sampled_from(["cap", "cooldown", "exclusive", "spacing", "dated", "hours", "closed"]),
            min_size=1,
            max_size=4,
        )
    )
    found: list[dict[str, Any]] = []
    for number, kind in enumerate(kinds):
        rule: dict[str, Any] = {"id": f"r{number}", "kind": kind}
        if kind in ("cap", "cooldown", "exclusive", "spacing"):
            rule["outcomes"] = draw(tables)
        if kind == "cap":
            rule |= {"max": draw(st.integers(1, 3)), "window": draw(windows), "after": draw(st.none() | events)}
            rule["count"] = draw(st.sampled_from(["attempts", "contacts", "conversations"]))
        elif kind == "cooldown":
            rule |= {"days": draw(st.integers(1, 3)), "after": draw(events)}
        elif kind == "exclusive":
            rule |= {"window": draw(windows), "after": draw(events)}
        elif kind == "spacing":
            rule["days"] = draw(st.integers(1, 3))
        elif kind == "dated":
            rule["column"] = draw(st.sampled_from(["sent", "hold_until"]))
            rule["min_days"], rule["max_days"] = (
                draw(st.none() | st.integers(0, 3)),
                draw(st.none() | st.integers(0, 5)),
            )
            rule["missing"] = draw(st.sampled_from(["allow", "forbid"]))
        elif kind == "hours":
            rule |= {"weekdays": ["08:00", "21:00"], "sat": ["09:00", "24:00"]}
        else:
            rule |= {"weekdays": ["sun"], "holidays": draw(st.booleans())}
        if draw(st.booleans()) and kind in ("dated", "hours", "closed"):
            rule["valid"] = {draw(st.sampled_from(["from", "to"])): today + dt.timedelta(draw(st.integers(-1, 1)))}
        found.append(rule)
    return found


@st.composite
def accounts(draw: st.DrawFn, today: dt.date) -> dict[str, Any]:
    """One account whose zones may be told by its own cell, its region or its telephone number."""
    sent = draw(st.none() | st.integers(-2, 8))
    return worlds.account(
        timezone=draw(st.none() | st.lists(st.sampled_from(ZONES), min_size=1, max_size=3).map("  ".join)),
        region=draw(st.none() | st.sampled_from(REGIONS)),
        phone=draw(st.sampled_from(PHONES)),
        sent=None if sent is None else today - dt.timedelta(sent),
        hold_until=draw(st.none() | st.just(today - dt.timedelta(2))),
        preferred_start=draw(st.none() | st.just("09:00")),
        preferred_end=draw(st.none() | st.just("19:00")),
    )


@st.composite
def pasts(draw: st.DrawFn, today: dt.date) -> list[dict[str, Any]]:
    """Up to five attempts of the last days, outbound and inbound."""
    hours = draw(st.lists(st.integers(1, 120), max_size=5))
    begin = dt.datetime.combine(today, dt.time(), dt.UTC) + dt.timedelta(hours=20)
    return [
        {
            "at": (begin - dt.timedelta(hours=back)).isoformat(),
            "channel": draw(st.sampled_from(list(CHANNELS))),
            # An opt-out of the plan date closes the whole date to the planner, which is more than the check asks.
            "outcome": draw(outcomes.filter(lambda word: word != "opt_out") | st.just("no such code")),
            "direction": draw(st.sampled_from(["outbound", "inbound"])),
        }
        for back in hours
    ]


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(DAYS), st.sampled_from(SLOTS), st.integers(1, 2), st.booleans())
def test_screen_and_check_agree(
    data: st.DataObject, today: dt.date, slots: dict[str, Any], num_dates: int, are_told: bool
) -> None:
    """At every place of one or two dates, for random rules, zones and histories."""
    loaded = worlds.rules(
        *data.draw(rules(today)),
        slots=slots,
        channels=CHANNELS,
        country=data.draw(st.sampled_from(["US", "CO", "MX"])),
        zones={"from": ["region", "phone"] if are_told else data.draw(st.sampled_from([[], ["region"], ["phone"]]))},
    )
    account, past = data.draw(accounts(today)), data.draw(pasts(today))
    permitted, broken = answers(loaded, account, past, date=today, num_dates=num_dates)
    assert apart(permitted, broken).is_empty(), apart(permitted, broken)
