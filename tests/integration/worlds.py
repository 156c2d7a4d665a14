"""Whole made-up operations on disk: a portfolio, attempts, a roster and a strategy, from a seed.

The same arguments write the same bytes. Everything is drawn by `random.Random`, so that no library of the program's own
stands between a seed and its world.

    >>> world = make_world(folder, customers=40, country="CO", dialect="latam", seed=3)
    >>> world.arguments()
    ['.../portfolio.csv', '-s', '.../strategy.yaml', '--attempts', '.../attempts.csv', '--roster', '.../roster.csv', '--date', '2026-03-03']
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

Row = dict[str, Any]

#: Country: currency, zones of its customers (the operation's own first) and their regions.
COUNTRIES: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "CO": ("COP", ("America/Bogota",), ("CO-DC",)),
    "MX": ("MXN", ("America/Mexico_City", "America/Tijuana"), ("MX-CMX", "MX-BCN")),
    "US": ("USD", ("America/New_York", "America/Los_Angeles"), ("US-NY", "US-CA")),
}

#: Our name: the header of a file as a Latin American house writes it.
SPANISH = {
    "account_id": "num_credito",
    "customer_id": "cédula",
    "days_past_due": "dias_mora",
    "balance": "saldo_total",
    "past_due": "saldo_vencido",
    "phone": "celular",
    "email": "correo",
    "postal": "dirección",
    "hold_until": "compromiso_hasta",
}

#: Chance that an attempt reaches the customer, by channel.
REACH = {"call": 0.12, "sms": 0.2, "whatsapp": 0.26, "email": 0.1, "letter": 0.12}


@dataclass(frozen=True)
class Dialect:
    """How the CSV files of a world are written."""

    delimiter: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    date_format: str = "%Y-%m-%d"
    timestamp_format: str = "%Y-%m-%dT%H:%M:%S"
    names: Mapping[str, str] = field(default_factory=dict)


DIALECTS = {
    "plain": Dialect(),
    "latam": Dialect(";", ",", "latin-1", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S", SPANISH),
}

STRATEGY = """\
version: 1
name: Made-up operation
currency: {currency}
country: {country}
timezone: {zone}
language: es
{input}segments:
  buckets: [1, 31, 61, 91, 181]
  risk: {{low: 0.3, medium: 0.6, high: 1.0}}
  rules:
    - {{name: strategic, when: "tenure_months >= 120 AND prior_delinquencies = 0"}}
    - {{name: hardship, when: "reason = 'hardship'"}}
slots: {{start: "07:00", end: "20:00", minutes: 60}}
channels:
  call: {{address: phone, agents: true, minutes: {{no_answer: 1.0, contact: 5.5}}}}
  sms: {{address: phone, per_slot: {sms}, cost: 22}}
  whatsapp: {{address: phone, per_slot: {whatsapp}, per_day: {whatsapp_day}, cost: 45, consent: false}}
  email: {{address: email, per_slot: {email}, cost: 2}}
  letter: {{address: postal, per_day: {letter}, cost: 3500, untimed: true}}
agents: {{occupancy: 0.85, shrinkage: 0.10}}
priors:
  call: {{reach: {{"07:00": 0.1, "12:00": 0.16, "18:00": 0.22}}, pays: 0.3}}
  sms: {{reach: 0.19, pays: 0.05}}
  whatsapp: {{reach: {{"07:00": 0.2, "11:00": 0.26}}, pays: 0.09}}
  email: {{reach: 0.11, pays: 0.03}}
  letter: {{reach: 0.12, pays: 0.1}}
treatments:
  - {{segments: ["pre-due/*", "1-30/low"], channels: [sms, whatsapp, email], templates: {{sms: friendly_reminder}}}}
  - {{segments: ["91-180/*", "181+/*"], channels: [call, whatsapp, letter], skills: [negotiation], weight: 1.2}}
  - {{segments: [hardship], channels: [call, whatsapp], skills: [relief], offers: [instalments_12]}}
limits:
  rules:
    - {{id: open, kind: hours, weekdays: ["07:00", "19:00"], sat: ["08:00", "15:00"]}}
    - {{id: closed, kind: closed, weekdays: [sun], holidays: true}}
    - {{id: day, kind: cap, max: 2, window: {{days: 1}}, per: customer}}
    - {{id: week, kind: cap, max: 4, window: {{days: 7}}, per: customer, channels: [call]}}
    - {{id: talk, kind: cooldown, days: 3, after: conversation, channels: [call]}}
    - {{id: apart, kind: spacing, hours: 3, per: customer}}
    - {{id: adults, kind: gate, forbid: "reason = 'minor'"}}
  assume: worst_case
budget: {{per_day: {budget}}}
experiments: {{holdout: 0.05, salt: "2026-Q1"}}
"""

LATAM_INPUT = """\
input:
  delimiter: ";"
  decimal: ","
  encoding: latin-1
  date_format: "%d/%m/%Y"
  timestamp_format: "%d/%m/%Y %H:%M:%S"
  columns: {{{columns}}}
  derive: {{risk_score: "CASE WHEN puntaje < 500 THEN 0.8 WHEN puntaje < 700 THEN 0.4 ELSE 0.1 END"}}
  outcomes: {{NC: no_answer, CD: rpc}}
"""


@dataclass(frozen=True)
class World:
    """An operation on disk, and what its files say."""

    folder: Path
    date: dt.date
    dialect: Dialect
    accounts: list[Row]
    history: list[Row]
    shifts: list[Row]

    @property
    def strategy(self) -> Path:
        return self.folder / "strategy.yaml"

    @property
    def portfolio(self) -> Path:
        return self.folder / "portfolio.csv"

    @property
    def attempts(self) -> Path:
        return self.folder / "attempts.csv"

    @property
    def roster(self) -> Path:
        return self.folder / "roster.csv"

    def arguments(self, *, date: dt.date | None = None, suffix: str = "csv") -> list[str]:
        """What follows `schedule`, but for the output."""
        tables = [str(self.folder / f"{name}.{suffix}") for name in ("portfolio", "attempts", "roster")]
        day = (date or self.date).isoformat()
        return [tables[0], "-s", str(self.strategy), "--attempts", tables[1], "--roster", tables[2], "--date", day]

    def personal(self) -> set[str]:
        """Every address of the world, which no message may show."""
        return {row[name] for row in self.accounts for name in ("phone", "email", "postal") if row[name]}

    def write(self, name: str, rows: Sequence[Row], columns: Iterable[str] | None = None) -> None:
        """Write one table in the world's dialect."""
        text = csv_text(rows, self.dialect, columns)
        (self.folder / f"{name}.csv").write_bytes(text.encode(self.dialect.encoding))

    def write_parquet(self) -> None:
        """Write every table a second time, as typed Parquet under the same headers."""
        names = self.dialect.names
        for name, rows in (("portfolio", self.accounts), ("attempts", self.history), ("roster", self.shifts)):
            columns = {names.get(key, key): [row[key] for row in rows] for key in rows[0]}
            pl.DataFrame(columns, infer_schema_length=None, strict=False).write_parquet(self.folder / f"{name}.parquet")


def csv_text(rows: Sequence[Row], dialect: Dialect, columns: Iterable[str] | None = None) -> str:
    """Rows as CSV text; `columns` name the header where there are no rows."""
    keys = list(columns or rows[0])
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=dialect.delimiter, lineterminator="\n")
    writer.writerow([dialect.names.get(key, key) for key in keys])
    writer.writerows([_cell(row[key], dialect) for key in keys] for row in rows)
    return stream.getvalue()


def make_world(
    folder: Path,
    customers: int = 40,
    country: str = "CO",
    dialect: str = "plain",
    seed: int = 1,
    date: str = "2026-03-03",
    history_days: int = 10,
) -> World:
    """Write an operation; `date` is a Tuesday without holidays in all three countries unless another is given."""
    dice = random.Random(seed)
    day, how = dt.date.fromisoformat(date), DIALECTS[dialect]
    accounts = [row for number in range(customers) for row in _accounts(number, dice, day, country, dialect)]
    people = sorted({row["customer_id"] for row in accounts})
    history = [row for back in range(history_days, 0, -1) for row in _attempts(people, dice, day - dt.timedelta(back))]
    world = World(folder, day, how, accounts, history, _shifts(max(3, customers // 40)))
    folder.mkdir(parents=True, exist_ok=True)
    world.strategy.write_text(strategy_text(customers, country, dialect), encoding="utf-8")
    world.write("portfolio", accounts)
    world.write("attempts", history, ("at", "customer_id", "account_id", "channel", "outcome", "direction"))
    world.write("roster", world.shifts)
    return world


def strategy_text(customers: int, country: str, dialect: str) -> str:
    """The strategy of a world, with capacities that are scarce for its size."""
    currency, zones, _ = COUNTRIES[country]
    columns = ", ".join(f"{ours}: {theirs}" for ours, theirs in SPANISH.items())
    return STRATEGY.format(
        currency=currency,
        country=country,
        zone=zones[0],
        input=LATAM_INPUT.format(columns=columns) if dialect == "latam" else "",
        sms=math.ceil(customers / 60),
        whatsapp=math.ceil(customers / 120),
        whatsapp_day=math.ceil(customers / 25),
        email=math.ceil(customers / 60),
        letter=math.ceil(customers / 100),
        budget=customers * 60 + 3500,
    )


def _cell(value: Any, dialect: Dialect) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).replace(".", dialect.decimal)
    if isinstance(value, dt.datetime):
        return value.strftime(dialect.timestamp_format)
    if isinstance(value, dt.date):
        return value.strftime(dialect.date_format)
    return str(value)


def _accounts(number: int, dice: random.Random, day: dt.date, country: str, dialect: str) -> list[Row]:
    """The one to three accounts of a customer."""
    _, zones, regions = COUNTRIES[country]
    place = dice.randrange(len(zones))
    person = {
        "customer_id": f"C{number:06d}",
        "region": regions[place],
        "timezone": zones[place],
        "phone": f"+5730055{number:06d}" if dice.random() < 0.97 else None,
        "email": f"person{number}@mail.example" if dice.random() < 0.6 else None,
        "postal": f"Calle {number} # 7-21, Bogotá" if dice.random() < 0.9 else None,
        "consent_sms": dice.random() < 0.9,
        "consent_whatsapp": dice.random() < 0.6,
        "tenure_months": dice.randint(1, 180),
        "prior_delinquencies": dice.choice([0, 0, 1, 2, 5]),
    }
    return [
        {"account_id": f"A{number:06d}{letter}", **person, **_debt(dice, day), **_score(dice, dialect)}
        for letter in "abc"[: dice.choices([1, 2, 3], [8, 2, 1])[0]]
    ]


def _debt(dice: random.Random, day: dt.date) -> Row:
    balance = float(round(math.exp(dice.gauss(13, 1))))
    hold = day + dt.timedelta(dice.randint(-3, 6)) if dice.random() < 0.04 else None
    return {
        "days_past_due": dice.choice([-5, 3, 12, 25, 40, 75, 120, 200, 300]) + dice.randrange(6),
        "balance": balance,
        "past_due": float(round(balance * dice.uniform(0.1, 1))),
        "stop_reason": dice.choice(["bankruptcy", "dispute"]) if dice.random() < 0.03 else None,
        "hold_until": hold,
        "reason": dice.choice(["hardship", "forgot", "minor"]) if dice.random() < 0.15 else None,
    }


def _score(dice: random.Random, dialect: str) -> Row:
    score = dice.random()
    return {"puntaje": 300 + round(score * 600)} if dialect == "latam" else {"risk_score": round(score, 4)}


def _attempts(people: Sequence[str], dice: random.Random, day: dt.date) -> list[Row]:
    """What a naive policy did on one day: a quarter of the customers, at any hour of the day."""
    if day.weekday() == 6:
        return []
    rows = []
    for person in people:
        if dice.random() > 0.25:
            continue
        channel = dice.choices(["call", "sms", "whatsapp"], [6, 3, 1])[0]
        miss = dice.choice(["no_answer", "busy", "voicemail"]) if channel == "call" else "delivered"
        hit = dice.choice(["rpc", "promise", "refusal"])
        rows.append(
            {
                "at": dt.datetime.combine(day, dt.time(dice.randint(8, 14), dice.randrange(60))),
                "customer_id": person,
                "account_id": f"A{person[1:]}a" if dice.random() < 0.9 else None,
                "channel": channel,
                "outcome": hit if dice.random() < REACH[channel] else miss,
                "direction": "inbound" if dice.random() < 0.03 else "outbound",
            }
        )
    return rows


def _shifts(agents: int) -> list[Row]:
    hours = [("07:00", "15:00"), ("09:00", "17:00"), ("11:00", "19:00")]
    groups = [("general", None), ("negotiation", "negotiation"), ("relief", "negotiation relief")]
    return [
        {
            "agent_id": f"G{number}",
            "agent_group": groups[number % 3][0],
            "start": hours[number // 3 % 3][0],
            "end": hours[number // 3 % 3][1],
            "skills": groups[number % 3][1],
            "break_minutes": 45,
        }
        for number in range(agents)
    ]
