"""`screen` against the plain reference: the same sets of contacts are allowed, in random tiny worlds of one to three days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectplan.domain.day import make_day, moments
from collectplan.domain.stages import Permitted, Segmented
from collectplan.screen import screen
from tests import builders
from tests.unit.screen.reference import Contact, Person

CHANNELS: dict[str, dict[str, Any]] = {
    "call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 5.0}},
    "sms": {"address": "phone"},
    "letter": {"address": "postal", "untimed": True},
}
TREATMENTS = [
    {"segments": ["a"], "channels": ["call", "letter"], "weight": 2.0},
    {"segments": ["b"], "weight": 1.0},
]
#: Days on which something happens: a Sunday on which New York's clocks go forward, the day before, ends of months.
DATES = [dt.date(2026, 3, 8), dt.date(2026, 3, 7), dt.date(2026, 3, 31), dt.date(2026, 4, 1)]
ZONES = ["America/New_York", "America/Bogota", "Asia/Tokyo", "Pacific/Auckland"]
OUTCOMES = ["rpc", "rpc", "rpc", "promise", "no_answer", "busy", "busy", "delivered", "unmapped", "failed", "opt_out"]
SPANS = [["07:00", "21:00"], ["09:00", "11:00"], ["00:00", "24:00"], ["20:00", "24:00"]]


@dataclass
class World:
    """What the reference reads."""

    date: dt.date
    instants: list[tuple[dt.datetime, dt.datetime]]
    exists: list[bool]
    rules: list[dict[str, Any]]
    slots: dict[str, list[int]]
    num_dates: int = 1
    weights: dict[int, float] = field(default_factory=lambda: {-1: 1.0, 0: 2.0, 1: 1.0})
    treatment_channels: dict[int, list[str] | None] = field(
        default_factory=lambda: {-1: None, 0: ["call", "letter"], 1: None}
    )
    address: dict[str, str] = field(default_factory=lambda: {c: v["address"] for c, v in CHANNELS.items()})

    def day_of(self, slot: int) -> int:
        """Days from the plan date to a slot's date; -1 - d is the place without an hour of date d."""
        return -1 - slot if slot < 0 else slot * self.num_dates // len(self.instants)

    def instants_of(self, account: dict[str, Any]) -> list[tuple[dt.datetime, ...]]:
        """The slots on the account's clock."""
        return [tuple(at.astimezone(ZoneInfo(account["timezone"])) for at in slot) for slot in self.instants]


CHANNEL_SETS = st.sampled_from([None, None, None, None, ["call"], ["call", "sms"], ["sms", "letter"]])
WINDOWS = st.sampled_from(
    [{"days": 1}, {"days": 2}, {"days": 3}, {"calendar": "day"}, {"calendar": "week"}, {"calendar": "month"}]
)
PER = st.sampled_from(["customer", "account"])
EVENTS = st.sampled_from(["contact", "conversation", "promise"])


def rarely(draw: st.DrawFn, one_in: int) -> bool:
    """True once in so many draws; away from the ends of the range, which hypothesis favours."""
    return draw(st.integers(0, 4 * one_in - 1)) in range(2, 6)


@st.composite
def rules(draw: st.DrawFn, date: dt.date) -> dict[str, Any]:
    """One rule of any kind that the screen enforces."""
    kind = draw(
        st.sampled_from(
            [*["cap"] * 6, "spacing", "spacing", "cooldown", "cooldown", "exclusive", "hours", "closed", "gate"]
        )
    )
    rule: dict[str, Any] = {"kind": kind}
    if kind == "cap":
        rule |= {"max": draw(st.sampled_from([0, 1, 1, 1, 2, 2, 3])), "window": draw(WINDOWS), "per": draw(PER)}
        rule["count"] = draw(st.sampled_from(["attempts", "contacts", "conversations"]))
        rule |= draw(st.sampled_from([{}, {"except_outcomes": ["busy"]}]))
        if draw(st.booleans()):
            rule["after"] = draw(EVENTS)
    elif kind == "spacing":
        rule |= draw(st.sampled_from([{"days": 1}, {"days": 2}, {"hours": 1.5}, {"hours": 5.0}, {"hours": 30.0}])) | {
            "per": draw(PER)
        }
    elif kind == "cooldown":
        rule |= {"days": draw(st.integers(1, 3)), "after": draw(EVENTS)}
    elif kind == "exclusive":
        rule |= {"window": draw(WINDOWS), "after": draw(EVENTS)}
    elif kind == "hours":
        rule |= {
            key: draw(st.sampled_from(SPANS))
            for key in draw(st.sampled_from([("mon-sun",), ("weekdays", "sat"), ("mon-sun", "sun")]))
        }
    elif kind == "closed":
        rule["weekdays"] = [draw(st.sampled_from(["sat", "sun", "tue", "wed"]))]
    else:
        rule |= {"least": 1, "require": "score >= 1"}
    channels = draw(CHANNEL_SETS)
    if channels:
        rule["channels"] = channels
    if kind in ("cooldown", "exclusive") and draw(st.booleans()):
        rule["event_channels"] = draw(st.sampled_from([["call"], ["sms", "call"]]))
    if rarely(draw, 6):
        rule["applies_when"] = "flag"
    if rarely(draw, 6):
        rule["valid"] = {draw(st.sampled_from(["from", "to"])): date}
    return rule


@st.composite
def worlds(
    draw: st.DrawFn, num_dates: int = 1
) -> tuple[World, dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """A world for the reference, and the strategy, accounts and attempts for the screen."""
    date = draw(st.sampled_from(DATES))
    zone = draw(st.sampled_from(ZONES))
    first, hours = draw(st.sampled_from([(0, 1), (1, 1), (8, 1), (21, 1), (0, 4), (8, 4), (12, 4), (0, 8)]))
    book = [draw(rules(date)) | {"id": f"r{i}"} for i in range(draw(st.sampled_from([1, 1, 2, 3])))]
    written = {
        "timezone": zone,
        "channels": CHANNELS,
        "priors": {},
        "treatments": TREATMENTS,
        "slots": {"start": f"{first:02d}:00", "end": f"{first + 3 * hours:02d}:00", "minutes": 60 * hours},
        "limits": {"rules": [{k: v for k, v in rule.items() if k != "least"} for rule in book]},
    }
    clock = draw(st.sampled_from([zone, *ZONES]))
    accounts = []
    led = draw(st.sampled_from([(0, 1), (-1, 0), (1, 0), (-1, -1), (0,), (-1,)]))
    is_abroad = rarely(draw, 6)
    for n, treatment in enumerate(led):
        some = {"preferred_channel": "sms"} if rarely(draw, 12) else {}
        some |= {"preferred_start": (first + hours) * 60} if rarely(draw, 12) else {}
        some |= {"preferred_end": (first + 2 * hours) * 60} if rarely(draw, 12) else {}
        some |= {"phone": None} if rarely(draw, 8) else {}
        some |= {"consent_sms": False} if rarely(draw, 8) else {}
        accounts.append(
            {
                "account_id": f"A{n}",
                "customer_id": "C",
                "timezone": draw(st.sampled_from(ZONES)) if is_abroad else clock,
                "flag": draw(st.booleans()),
            }
            | {"score": draw(st.sampled_from([0, 1, 1, 1, 2, 2, 3])), "treatment": treatment}
            | {"free_from": draw(st.sampled_from([None, 1, 2])) if rarely(draw, 12) else 0}
            | {"phone": "1", "postal": "2"}
            | some
        )
    loaded = builders.strategy(**written)
    day = make_day(date, loaded.strategy, num_dates)
    attempts = [
        {
            "at": draw(st.sampled_from(day.slots)).start_at
            + dt.timedelta(
                days=draw(st.sampled_from([0, 0, -1, -1, -2, -3, 1, 2])), minutes=draw(st.sampled_from([0, 15, -90]))
            ),
            "customer_id": "C",
            "account_id": draw(st.sampled_from([None, "A0", "A1", "A9"])),
            "channel": draw(st.sampled_from(["call", "sms", "letter", "carrier_pigeon"])),
            "outcome": draw(st.sampled_from(OUTCOMES)),
            "is_inbound": rarely(draw, 6),
        }
        for _ in range(draw(st.sampled_from([0, 1, 2, 2, 3, 4])))
    ]
    world = World(
        date=date,
        instants=[(slot.start_at, slot.end_at) for slot in day.slots],
        exists=[slot.exists for slot in day.slots],
        rules=book,
        slots={
            name: [-1 - d for d in range(num_dates)] if spec.get("untimed") else list(range(len(day.slots)))
            for name, spec in CHANNELS.items()
        },
        num_dates=num_dates,
    )
    return world, written, accounts, attempts


def permit(
    world: World, written: dict[str, Any], accounts: list[dict[str, Any]], attempts: list[dict[str, Any]]
) -> Permitted:
    """The screen's answer."""
    loaded = builders.strategy(**written)
    plain = [{k: v for k, v in account.items() if k not in ("treatment", "free_from")} for account in accounts]
    tables = builders.inputs(plain, attempts, loaded=loaded)
    own = pl.DataFrame(
        {
            "account_id": [a["account_id"] for a in accounts],
            "treatment": pl.Series([a["treatment"] for a in accounts], dtype=pl.Int32),
            "free_from": pl.Series([a["free_from"] for a in accounts], dtype=pl.Int32),
        }
    )
    segmented = Segmented(tables.portfolio.join(own, on="account_id", how="left", maintain_order="left"))
    day = make_day(world.date, loaded.strategy, world.num_dates)
    return screen(tables, segmented, loaded, day, moments(loaded.strategy, day))


def open_moments(permitted: Permitted) -> list[int]:
    """Moments at which a pair of the one customer is open."""
    opening = {
        (date, channel): row for date, channel, row in permitted.pairs.select("date", "channel", "opening").rows()
    }
    found = []
    for m, (channel, slot, date) in enumerate(moments_of(permitted)):
        if (date, channel) in opening and (slot < 0 or permitted.openings[opening[date, channel], slot]):
            found.append(m)
    return found


def moments_of(permitted: Permitted) -> list[tuple[int, int, int]]:
    """Channel, slot and date of each moment."""
    own = permitted.moments
    return list(zip(own.channel.tolist(), own.slot.tolist(), own.date.tolist(), strict=True))


def goes_together(permitted: Permitted, chosen: tuple[int, ...]) -> bool:
    """Whether `LocalRules` allows the set of moments for the one customer."""
    local = permitted.local
    own = int(local.class_of_customer[0])
    members = np.array(chosen, np.int64)
    if local.clashes[local.clash_of_class[own]][np.ix_(members, members)].any():
        return False
    return all(
        local.moment_sets[local.cap_set[k], members].sum() <= local.cap_limit[k]
        for k in range(local.cap_start[own], local.cap_start[own + 1])
    )


def is_told_corner(world: World, person: Person, plan: list[Contact]) -> bool:
    """The corners in which caps are on the safe side.

    Leads on different clocks; and, as `switches` tells, contacts of a cap with `after` that share a slot or have no
    hour, two only where the event may be a contact that the cap does not count; or three that nothing planned precedes
    as the event.
    """
    if len({account["timezone"] for account in person.accounts}) > 1:
        return True
    for rule in world.rules:
        mine = [c for c in plan if rule.get("after") and rule["kind"] == "cap" and person.bound(rule, c)]
        slots = [c.slot for c in mine]
        counts_all = (
            not any(rule.get(key) for key in ("channels", "applies_when", "valid")) and rule.get("per") == "customer"
        )
        is_one_date = len({start.date() for start, _ in world.instants_of(person.accounts[0])}) == 1
        has_untimed = any(slot < 0 for slot in slots)
        if len(mine) > (2 if counts_all and is_one_date else 1) and (len(set(slots)) < len(slots) or has_untimed):
            return True
        if len(mine) >= 3 and rule["after"] == "promise":
            return True
    return False


Made = tuple[World, dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_sets_of_up_to_three_contacts_are_allowed_as_the_reference_allows_them(made: Made) -> None:
    """Leads, single contacts, pairs and triples agree; a switched cap may refuse more in its told corners, never less."""
    compare(made)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(2, 3).flatmap(lambda num: worlds(num)), st.randoms(use_true_random=False))
def test_contacts_of_several_days_are_allowed_as_the_reference_allows_them(made: Made, chance: Random) -> None:
    """The same over two or three days at once: caps, spacing and events reach from one planned day into the others."""
    compare(made, chance)


#: Open moments of a horizon that are tried with each other; more take long.
TRIED_MOMENTS = 12


def compare(made: Made, chance: Random | None = None) -> None:
    """Hold the screen's answer against the reference's; with `chance` only some of the moments are tried together."""
    world, written, accounts, attempts = made
    permitted = permit(world, written, accounts, attempts)
    person = Person(accounts, attempts, world)
    leads = person.leads()
    names = list(CHANNELS)
    ids = [a["account_id"] for a in accounts]
    pairs = permitted.pairs.select("date", "channel", "lead")
    assert pairs.equals(pairs.sort("date", "channel"))
    found = {(date, names[c]): ids[lead] for date, c, lead in pairs.iter_rows()}
    assert found == {cell: account["account_id"] for cell, account in leads.items()}
    reachable = any(a["free_from"] == 0 for a in accounts)
    blocked = {names[c] for c in permitted.blocks["channel"]}
    assert blocked == ({name for name in names if (0, name) not in leads} if reachable else set())

    usable = open_moments(permitted)
    contact: dict[int, Contact] = {}
    for m, (c, slot, date) in enumerate(moments_of(permitted)):
        if (date, names[c]) in leads:
            contact[m] = person.contact(names[c], slot if slot >= 0 else -1 - date, leads[date, names[c]])
    assert usable == [m for m, c in contact.items() if person.allows([c])]
    if chance is not None:
        usable = sorted(chance.sample(usable, min(TRIED_MOMENTS, len(usable))))
    for size in (1, 2, 3):
        for chosen in combinations(usable, size):
            plan = [contact[m] for m in chosen]
            ours, theirs = goes_together(permitted, chosen), person.allows(plan)
            if ours != theirs:
                assert theirs, f"{chosen} is allowed but breaks a rule"
                assert is_told_corner(world, person, plan), f"{chosen} is refused but breaks none"
