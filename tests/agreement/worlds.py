"""Whole small operations from a seed: strategy text, and raw tables as files would hold them.

The same seed gives the same world, whatever machine or library draws it.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.agreement.pointed import Point, near_sunday, once_an_address, share_addresses, some_point, sundays, weekly
from tests.agreement.rules import OUTCOMES, some, some_rule

Row = dict[str, Any]

#: Where the packs lie that the program ships.
SHIPPED = Path(__file__).parents[2] / "strategies" / "packs"


@dataclass(frozen=True)
class Place:
    """Where an operation is: clocks, and dates on which they or the calendar are odd."""

    zone: str
    country: str
    dates: tuple[str, ...]
    others: tuple[str, ...]
    regions: tuple[str | None, ...]
    phones: tuple[str, ...]


#: Clock changes both ways, ends of years, ISO week 53, leap days, holidays and the days beside them.
PLACES = (
    Place(
        "America/New_York", "US",
        ("2026-03-08", "2026-03-08", "2026-11-01", "2026-11-01", "2026-12-31", "2027-01-03", "2028-02-29", "2026-07-03"),
        ("America/New_York", "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu", "America/St_Johns"),
        ("US-NY", "US-CA", "US-TX", "US-MA", "US", None, "XX-1"),
        ("+1 212 555 0100", "(907) 235-1234", "+1 415 555 0100", "abc", "12"),
    ),
    Place(
        "America/Santiago", "CL",
        ("2026-04-04", "2026-04-05", "2026-09-05", "2026-09-06", "2026-12-31", "2026-09-18"),
        ("America/Santiago", "Pacific/Easter", "America/Punta_Arenas", "America/Sao_Paulo"),
        ("CL-RM", "CL-VS", "CL-MA", "CL", None),
        ("+56 2 2123 4567", "+56 9 6123 4567", "664 123 4567"),
    ),
    Place(
        "Australia/Sydney", "AU",
        ("2026-04-05", "2026-10-04", "2026-12-31", "2027-01-01", "2028-02-28", "2026-01-26"),
        ("Australia/Sydney", "Australia/Lord_Howe", "Australia/Brisbane", "Pacific/Kiritimati", "Asia/Kolkata"),
        ("AU-NSW", "AU-QLD", "AU-WA", "AU", None),
        ("+61 2 9123 4567", "+61 412 345 678", "+61 8 9123 4567"),
    ),
    Place(
        "America/Bogota", "CO",
        ("2026-03-01", "2026-03-23", "2026-12-31", "2028-02-29", "2026-05-01"),
        ("America/Bogota", "Asia/Tokyo", "America/New_York", "Europe/Madrid"),
        ("CO-DC", "CO-ANT", None),
        ("+57 300 123 4567", "300 123 4567"),
    ),
    Place(
        "Europe/London", "GB",
        ("2026-03-29", "2026-10-25", "2026-12-28", "2027-01-04"),
        ("Europe/London", "Europe/Lisbon", "Asia/Tehran", "Pacific/Apia"),
        ("GB-SCT", "GB-ENG", "GB", None),
        ("+44 20 7946 0018", "020 7946 0018"),
    ),
)  # fmt: skip

#: Packs of law, and readings of them where they have several, by the operation's country.
PACKS = {
    "US": ("us_regf", "us_tcpa", "us_ma", "us_nyc", "us_nyc:literal", "us_dc", "us_wa", "us_wa:literal"),
    "CL": ("cl_19496", "cl_19496:literal", "whatsapp", "pe_29571", "mx_condusef:literal", "mx_condusef"),
    "AU": ("au_rg96", "whatsapp:unlimited", "in_rbi", "in_rbi:literal", "ph_sec"),
    "CO": ("co_ley2300", "co_ley2300:literal", "whatsapp:tier_2000", "ec_lodc", "ec_lodc:literal", "br_sp"),
    "GB": ("uk_conc", "ie_cca", "ie_cca:literal", "gr_3758", "ca_on", "ca_qc", "ca_bc"),
}
#: Channels by what a strategy may say of them; those with a medium have a name of the house's own.
CHANNELS: Mapping[str, Row] = {
    "call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 5.0}},
    "sms": {"address": "phone", "cost": 0.5},
    "whatsapp": {"address": "phone", "consent": False},
    "email": {"address": "email"},
    "letter": {"address": "postal", "untimed": True, "cost": 1.0},
    "carta": {"address": "postal", "untimed": True, "medium": "letter"},
    "chat": {},
    "brigada": {"agents": True, "minutes": {"no_answer": 5.0, "contact": 20.0}, "medium": "visit"},
}
#: Channels of the history: none of the strategy's, or such as it has in another spelling; media among them.
PAST_CHANNELS = ("fax", "telex", "Fax", "Call", "sms", "letter", "Visit")
CODES = {"PP": "promise", "nc": "no_answer", "FX": "failed"}
SUFFIX = " ext. "


@dataclass(frozen=True, eq=False)
class World:
    """An operation.

    Attributes:
        seed: it was drawn with. point: what it is about. date: the plan date. num_dates: planned together.
        strategy: what its file says, as a mapping.
        accounts, attempts, shifts: rows of the raw tables; the latter None where there is no such file.
    """

    seed: int
    point: Point
    date: dt.date
    num_dates: int
    strategy: Row
    accounts: list[Row]
    attempts: list[Row] | None
    shifts: list[Row] | None


def text_of(strategy: Mapping[str, Any]) -> str:
    """A strategy's file: JSON is YAML, and quotes every text; dates of validity stand as dates."""
    written = json.dumps(strategy, indent=1, default=str)
    return re.sub(r'"(from|to)": "(\d{4}-\d\d-\d\d)"', r'"\1": \2', written)


def make_world(seed: int) -> World:
    """The world of a seed."""
    dice = random.Random(seed)
    place = dice.choice(PLACES)
    num_dates = dice.choice([1, 1, 2, 3])
    date = dt.date.fromisoformat(dice.choice(place.dates)) - dt.timedelta(dice.randrange(num_dates))
    point = some_point(dice)
    if point == "week":
        date = near_sunday(dice, date)
    strategy = _strategy(dice, place, date)
    accounts = _accounts(dice, place, date, strategy)
    if point == "shared address":
        strategy["limits"]["rules"].append(once_an_address(dice))
        share_addresses(dice, accounts)
    attempts = None if dice.random() < 0.08 else _attempts(dice, date, num_dates, strategy, accounts)
    if point == "week":
        strategy["limits"]["rules"].append(weekly(dice))
        customers = sorted({row["customer_id"] for row in accounts})
        attempts = [*(attempts or ()), *sundays(dice, date, strategy, customers)]
    return World(seed, point, date, num_dates, strategy, accounts, attempts, _shifts(dice, date, strategy))


def _strategy(dice: random.Random, place: Place, date: dt.date) -> Row:
    names = dice.sample(list(CHANNELS), dice.choices([1, 2, 3, 4], [1, 4, 4, 2])[0])
    limits = _limits(dice, place, date, names)
    minutes, number = dice.choice([30, 45, 60, 60, 90, 120, 180, 240, 210]), dice.randint(2, 6)
    number = min(number, 1440 // minutes)
    start = dice.choice([0, 0, 60, 90, 120, 480, 510, 600, 1440 - minutes * number])
    start = min(start, 1440 - minutes * number)
    strategy: Row = {
        "version": 1,
        "name": "any",
        "currency": "USD",
        "country": place.country,
        "timezone": place.zone,
        "language": dice.choice(["en", "es"]),
        "input": {"outcomes": CODES, "max_rejects": 1.0},
        "slots": {"start": _hhmm(start), "end": _hhmm(start + minutes * number), "minutes": minutes},
        "channels": {name: dict(CHANNELS[name]) for name in names},
        "priors": {name: {"reach": _reach(dice), "pays": dice.choice([0.05, 0.3])} for name in names},
        "limits": limits,
    }
    for channel in strategy["channels"].values():
        if dice.random() < 0.2:
            channel[dice.choice(["per_slot", "per_day"])] = dice.choice([1, 2, 3])
        if dice.random() < 0.15:
            channel["consent"] = dice.random() < 0.5
    if dice.random() < 0.35:
        strategy["zones"] = {"from": dice.choice([["region"], ["region", "phone"], ["phone"]])}
    if dice.random() < 0.5:
        strategy["treatments"] = _treatments(dice, names)
    if dice.random() < 0.2:
        target = {"id": "floor", "segments": ["*"], "min_contacts": dice.randint(1, 4)}
        strategy["targets"] = [target | ({"channels": some(dice, names)} if dice.random() < 0.5 else {})]
    if dice.random() < 0.2:
        strategy["budget"] = {"per_day": dice.choice([0.5, 1.0, 2.0, 3.5])}
    if dice.random() < 0.15:
        strategy["experiments"] = {"holdout": dice.choice([0.2, 0.5]), "salt": str(dice.randrange(9))}
    if dice.random() < 0.15:
        strategy["paydays"] = {"days": [1, 15, "last"], "after": 1, "pays": 2.0}
    if dice.random() < 0.3:
        strategy["agents"] = {"occupancy": 0.8, "shrinkage": 0.1}
    return strategy


def _limits(dice: random.Random, place: Place, date: dt.date, names: Sequence[str]) -> Row:
    rules = [some_rule(dice, f"rule_{number}", date, names) for number in range(dice.randint(1, 6))]
    limits: Row = {"rules": rules, "assume": dice.choice(["worst_case", "worst_case", "contingent"])}
    kinds = {"asked": "boolean", "notice_sent": "date", "never_filled": "date"}
    limits["columns"] = kinds
    if dice.random() < 0.15:
        pack = dice.choice(PACKS[place.country])
        use: Any = pack
        if dice.random() < 0.3:
            name, _, reading = pack.partition(":")
            use = {"pack": name, "applies_when": "balance > 300"} | ({"reading": reading} if reading else {})
        limits["packs"] = [use]
        limits["rules"] = rules[: dice.randint(0, 2)]
    return limits


@cache
def pack_columns(pack: str) -> Mapping[str, str]:
    """The columns of its own that a pack's expressions use, and their types."""
    written = yaml.safe_load((SHIPPED / f"{pack.partition(':')[0]}.yaml").read_text(encoding="utf-8"))
    return {name: column["type"] for name, column in (written.get("columns") or {}).items()}


def _cell(dice: random.Random, kind: str, date: dt.date) -> Any:
    drawn = {
        "boolean": dice.random() < 0.5,
        "date": _near(dice, date, 12, 2),
        "integer": dice.choice([0, 1, 2, 5, 40]),
        "number": dice.choice([0.0, 0.5, 100.0]),
        "text": dice.choice(["yes", "no", "English"]),
    }
    return drawn[kind] if dice.random() < 0.7 else None


def _treatments(dice: random.Random, names: Sequence[str]) -> list[Row]:
    found: list[Row] = []
    for number in range(dice.randint(1, 2)):
        treatment: Row = {"segments": [dice.choice(["*", "1-30/*", "181+/*", "*/low", "91-180/*"])]}
        treatment["name"] = f"t{number}"
        if dice.random() < 0.6:
            treatment["channels"] = some(dice, names)
        if dice.random() < 0.4:
            treatment["skills"] = [dice.choice(["relief", "negotiation"])]
        if dice.random() < 0.6:
            treatment["weight"] = dice.choice([0.0, 0.5, 1.5, 2.0])
        found.append(treatment)
    return found


def _accounts(dice: random.Random, place: Place, date: dt.date, strategy: Row) -> list[Row]:
    share = dice.random() < 0.3
    has_wishes, has_stops, has_zones = dice.random() < 0.3, dice.random() < 0.3, dice.random() < 0.7
    phones = [f"{dice.choice(place.phones)}{SUFFIX}{number}" for number in range(14)]
    rows: list[Row] = []
    for customer in range(dice.randint(1, 6)):
        region, zone = dice.choice(place.regions), _zones(dice, place) if has_zones else None
        own = phones[customer]
        for nth in range(dice.choices([1, 2, 3], [6, 2, 2])[0]):
            phone = dice.choice(phones[:3]) if share and dice.random() < 0.5 else own
            row: Row = {
                "account_id": f"A{customer}{'abc'[nth]}",
                "customer_id": f"C{customer}",
                "days_past_due": dice.choice([-3, 1, 20, 45, 100, 200, 400]),
                "balance": dice.choice([50.0, 100.0, 400.0, 1000.0]),
                "past_due": dice.choice([None, 0.0, 20.0, 100.0, 250.0]),
                "risk_score": dice.choice([None, 0.1, 0.4, 0.9]),
                "region": region if dice.random() < 0.9 else dice.choice(place.regions),
                "timezone": zone if dice.random() < 0.85 else _zones(dice, place),
                "phone": phone if dice.random() < 0.92 else None,
                "email": f"p{customer}@mail.example" if dice.random() < 0.7 else None,
                "postal": f"Street {customer}" if dice.random() < 0.8 else None,
                "tenure_months": dice.choice([1, 40, 100]),
                "reason": dice.choice([None, None, "hardship", "minor"]),
                "asked": dice.choice([None, True, False]),
                "notice_sent": _near(dice, date, 12, 2) if dice.random() < 0.7 else None,
            }
            if has_stops:
                row["stop_reason"] = "dispute" if dice.random() < 0.15 else None
                row["hold_until"] = _near(dice, date, 2, 3) if dice.random() < 0.4 else None
            if has_wishes:
                row["preferred_channel"] = dice.choice([None, None, *strategy["channels"]])
                row["preferred_start"] = dice.choice([None, "00:30", "08:00", "09:00"])
                row["preferred_end"] = dice.choice([None, "12:00", "18:00", "24:00"])
            for name in strategy["channels"]:
                row[f"consent_{name}"] = dice.choice([True, True, True, None, False])
            for pack in strategy["limits"].get("packs", ()):
                kinds = pack_columns(pack if isinstance(pack, str) else pack["pack"])
                row |= {name: _cell(dice, kind, date) for name, kind in kinds.items() if name not in row}
            rows.append(row)
    dice.shuffle(rows)
    return rows


def _attempts(dice: random.Random, date: dt.date, num_dates: int, strategy: Row, accounts: Sequence[Row]) -> list[Row]:
    has_address, has_account = dice.random() < 0.6, dice.random() < 0.8
    people = [*sorted({row["customer_id"] for row in accounts}), "X1", "X2"]
    length = strategy["slots"]["minutes"]
    slot = int(strategy["slots"]["start"][:2]) * 60 + int(strategy["slots"]["start"][3:])
    reaches, outcomes = _reaches(dice, date, strategy), _outcomes(dice, strategy)
    rows: list[Row] = []
    for _ in range(dice.choice([0, 3, 8, 15, 25])):
        who = dice.choice(people)
        own = [row for row in accounts if row["customer_id"] == who]
        at = dt.datetime.combine(date, dt.time())
        if dice.random() < 0.8:
            minute = slot + length * dice.randrange(7) + dice.choice([0, 0, 0, 1, -1, 17])
            at += dt.timedelta(dice.choice(reaches) + dice.randrange(num_dates), minutes=minute)
        else:
            at -= dt.timedelta(minutes=dice.randrange(60 * 24 * 35))
        written = at.strftime(dice.choice(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"]))
        if dice.random() < 0.25:
            written = at.strftime("%Y-%m-%dT%H:%M:%S") + dice.choice(["Z", "+02:00", "-05:00"])
        row: Row = {
            "at": written,
            "customer_id": who,
            "channel": dice.choice([*strategy["channels"], *strategy["channels"], *PAST_CHANNELS]),
            "outcome": dice.choice(outcomes),
            "direction": dice.choice(["outbound", "outbound", "outbound", "inbound", None]),
        }
        if has_account:
            row["account_id"] = dice.choice([*(each["account_id"] for each in own), None, "A99"])
        if has_address:
            held = [each[name] for each in accounts for name in ("phone", "email", "postal") if each[name]]
            row["address"] = dice.choice([*held, None, "elsewhere"])
        rows.append(row)
    return rows


def _reaches(dice: random.Random, date: dt.date, strategy: Row) -> list[int]:
    """Days from the plan date at which attempts are of interest: near it, and where windows of the rules end."""
    found = [-3, -2, -1, -1, 0, 0, 1, 2]
    for rule in strategy["limits"]["rules"]:
        window = rule.get("window", {})
        days = rule.get("days", window.get("days", rule.get("within_days")))
        if days is None:
            days = {"week": date.weekday() + 1, "month": date.day}.get(window.get("calendar"))
        if days is not None:
            found += [-days, -days, 1 - days, 1 - days, days, days - 1]
    return found


def _outcomes(dice: random.Random, strategy: Row) -> list[str]:
    """Outcomes of the history: any, and again and again those that the rules name."""
    named = [rule.get("after", rule.get("of")) for rule in strategy["limits"]["rules"]]
    named += ["promise", "no_answer", "rpc", "delivered"]
    usual = [name for name in named if name in OUTCOMES]
    return [*OUTCOMES, "ZZ", "PP", "NC", "fx", "RPC", *(dice.choice(usual) for _ in range(24))]


def _shifts(dice: random.Random, date: dt.date, strategy: Row) -> list[Row] | None:
    if not any(channel.get("agents") for channel in strategy["channels"].values()):
        return None if dice.random() < 0.7 else []
    shifts: list[Row] = []
    for number in range(dice.randint(1, 4)):
        start = dice.choice([0, 0, 60, 120, 480, 540])
        end = min(1440, start + dice.choice([240, 480, 1440]))
        shifts.append(
            {
                "agent_id": f"G{number}",
                "agent_group": dice.choice(["desk", "relief"]),
                "start": _hhmm(start),
                "end": _hhmm(end),
                "skills": dice.choice([None, "relief", "relief negotiation"]),
                "break_minutes": dice.choice([None, 0, 30]),
            }
        )
    return shifts


def _zones(dice: random.Random, place: Place) -> str | None:
    number = dice.choices([0, 1, 2], [3, 5, 1])[0]
    return "  ".join(dice.sample(place.others, number)) or None


def _reach(dice: random.Random) -> Any:
    return dice.choice([0.2, 0.05, {"00:00": 0.1, "09:00": 0.3, "18:00": 0.2}])


def _near(dice: random.Random, date: dt.date, before: int, after: int) -> str:
    return (date + dt.timedelta(dice.randint(-before, after))).isoformat()


def _hhmm(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
