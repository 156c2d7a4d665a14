"""A made-up operation of any size for a strategy: portfolio, attempts and roster, in the strategy's own dialect.

Customers have up to three accounts, a kind of day that says when they answer, and wishes, consents, holds and reasons
to be left alone as a real portfolio has them. Nobody in it exists: there are no names, and numbers and addresses reach
nobody. The same arguments make the same bytes: all chance is `Random.random`, whose sequence Python promises.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final, TypeVar

from collectplan.domain.clock import hhmm, minutes_of
from collectplan.domain.strategy import Strategy
from collectplan.init.countries import COUNTRIES, ELSEWHERE, Country
from collectplan.init.dialect import table_bytes

Row = dict[str, Any]
Choice = TypeVar("Choice")

#: Days of attempts before the planned date.
HISTORY_DAYS: Final = 14

#: Share of a day's attempts that reach the customer, by hour from 7 to 20, for an office worker, somebody at home,
#: somebody on a night shift and somebody on the road. Made up, in the shape that dialler logs have.
ANSWERS: Final = (
    (0.10, 0.08, 0.06, 0.05, 0.06, 0.12, 0.13, 0.07, 0.06, 0.07, 0.14, 0.24, 0.22, 0.16),
    (0.12, 0.18, 0.20, 0.22, 0.19, 0.15, 0.12, 0.15, 0.17, 0.18, 0.15, 0.13, 0.12, 0.10),
    (0.04, 0.05, 0.06, 0.08, 0.13, 0.17, 0.19, 0.20, 0.17, 0.13, 0.08, 0.05, 0.04, 0.04),
    (0.19, 0.15, 0.10, 0.06, 0.05, 0.06, 0.07, 0.06, 0.06, 0.09, 0.11, 0.15, 0.17, 0.14),
)
#: Days past due of accounts: chance, from, to.
LATENESS: Final = ((0.08, -6, 0), (0.30, 1, 30), (0.22, 31, 60), (0.14, 61, 90), (0.16, 91, 180), (0.10, 181, 420))
MISSED_CALL: Final = (
    (0.60, "no_answer"),
    (0.14, "voicemail"),
    (0.12, "busy"),
    (0.07, "third_party"),
    (0.07, "invalid_number"),
)
TALK: Final = ((0.35, "promise"), (0.30, "rpc"), (0.20, "refusal"), (0.15, "callback"))


def sample_tables(strategy: Strategy, *, num_customers: int, date: dt.date, seed: int) -> Mapping[str, bytes]:
    """Make an operation's tables.

    Args:
        strategy: gives the country, the channels, the skills and the dialect.
        num_customers: from 1 on; there are about 1.25 accounts a customer.
        date: the day to be planned; attempts are of the days before it.
        seed: another one, another operation.

    Returns:
        File name: bytes of portfolio.csv, attempts.csv and roster.csv.
    """
    chance = Random(seed)
    country = COUNTRIES.get(strategy.country or "", ELSEWHERE)
    accounts = _accounts(strategy, country, num_customers, date, chance)
    tables = {
        "portfolio.csv": accounts,
        "attempts.csv": _attempts(strategy, accounts, date, chance),
        "roster.csv": _roster(strategy, num_customers),
    }
    return {name: table_bytes(rows, strategy.input) for name, rows in tables.items()}


def _pick(chance: Random, choices: Sequence[tuple[float, Choice]]) -> Choice:
    """One of some choices with their chances, which add up to 1."""
    left = chance.random()
    for share, choice in choices:
        left -= share
        if left < 0:
            return choice
    return choices[-1][1]


def _between(chance: Random, low: int, high: int) -> int:
    return low + int(chance.random() * (high - low + 1))


def _accounts(strategy: Strategy, country: Country, num_customers: int, date: dt.date, chance: Random) -> list[Row]:
    rows: list[Row] = []
    for number in range(num_customers):
        shared = _customer(strategy, country, number, chance)
        for _ in range(_pick(chance, ((0.80, 1), (0.15, 2), (0.05, 3)))):
            own = _account(country, date, chance)
            rows.append({"account_id": f"{70000000 + len(rows)}", **shared, **own})
    return rows


def _customer(strategy: Strategy, country: Country, number: int, chance: Random) -> Row:
    region, city, zone = country.places[_between(chance, 0, len(country.places) - 1)]
    customer_id = f"{10000000 + number}"
    wish = chance.random()
    timed = [name for name, channel in strategy.channels.items() if not channel.untimed]
    return {
        "customer_id": customer_id,
        "region": region,
        "city": city,
        "timezone": zone or strategy.timezone,
        "phone": country.phone(number) if chance.random() < 0.97 else None,
        "email": f"c{customer_id}@example.com" if chance.random() < 0.65 else None,
        "postal": f"P.O. Box {number}, {city}" if chance.random() < 0.9 else None,
        **{f"consent_{name}": chance.random() < 0.8 for name in list(strategy.channels)[1:]},
        "preferred_channel": timed[-1] if wish < 0.02 else None,
        "preferred_start": "16:00" if 0.02 <= wish < 0.05 else None,
        "preferred_end": "11:00" if 0.05 <= wish < 0.07 else None,
        "tenure_months": _between(chance, 1, 150),
        "prior_delinquencies": _pick(chance, ((0.45, 0), (0.30, 1), (0.15, 2), (0.10, 4))),
    }


def _account(country: Country, date: dt.date, chance: Random) -> Row:
    low, high = _pick(chance, tuple((share, (low, high)) for share, low, high in LATENESS))
    days = _between(chance, low, high)
    # Log-normal by Box and Muller, so that only `random` is drawn.
    normal = math.sqrt(-2 * math.log(1 - chance.random())) * math.cos(2 * math.pi * chance.random())
    balance = round(country.typical_debt * math.exp(0.8 * normal), 2)
    risk = min(0.99, max(0.01, 0.55 * chance.random() + max(days, 0) / 500))
    return {
        "product": _pick(chance, ((0.5, "loan"), (0.35, "card"), (0.15, "store"))),
        "days_past_due": days,
        "balance": balance,
        "past_due": round(balance * (0.15 + 0.85 * chance.random()), 2),
        "risk_score": round(risk, 4) if chance.random() < 0.95 else None,
        "stop_reason": _pick(chance, ((0.97, None), (0.01, "attorney"), (0.01, "dispute"), (0.01, "bankruptcy"))),
        "hold_until": date + dt.timedelta(days=_between(chance, -3, 9)) if chance.random() < 0.03 else None,
        "reason": _pick(chance, ((0.86, None), (0.07, "hardship"), (0.05, "forgot"), (0.02, "service"))),
    }


def _attempts(strategy: Strategy, accounts: Sequence[Row], date: dt.date, chance: Random) -> list[Row]:
    timed = [name for name, channel in strategy.channels.items() if not channel.untimed]
    first: dict[str, Row] = {}
    for account in accounts:
        first.setdefault(account["customer_id"], account)
    kinds = {customer: _pick(chance, ((0.45, 0), (0.30, 1), (0.10, 2), (0.15, 3))) for customer in first}
    rows: list[Row] = []
    for back in range(HISTORY_DAYS, 0, -1):
        day = date - dt.timedelta(days=back)
        # Nobody works on Sundays, and on Saturdays until 15:00 only.
        if day.weekday() == 6:
            continue
        made = []
        for customer, account in first.items():
            if chance.random() < 0.12:
                hour = _between(chance, 8, 14 if day.weekday() == 5 else 18)
                made.append(_attempt(strategy, timed, account, day, hour, kinds[customer], chance))
        rows.extend(sorted(made, key=lambda row: (row["at"], row["customer_id"])))
    return rows


def _attempt(
    strategy: Strategy, timed: Sequence[str], account: Row, day: dt.date, hour: int, kind: int, chance: Random
) -> Row:
    by_agent = [name for name in timed if strategy.channels[name].agents]
    written = [name for name in timed if not strategy.channels[name].agents]
    channel = (
        by_agent[0]
        if by_agent and (not written or chance.random() < 0.65)
        else written[_between(chance, 0, len(written) - 1)]
    )
    inbound = chance.random() < 0.03
    reached = inbound or chance.random() < ANSWERS[kind][hour - 7]
    if channel in by_agent:
        outcome = _pick(chance, TALK if reached else MISSED_CALL)
        seconds = _between(chance, 90, 600) if reached else _between(chance, 5, 40)
    else:
        outcome = _pick(chance, ((0.97, "read"), (0.03, "opt_out"))) if reached else "delivered"
        seconds = None
    at = dt.datetime.combine(day, dt.time(hour, _between(chance, 0, 59), _between(chance, 0, 59)))
    return {
        "at": at,
        "customer_id": account["customer_id"],
        "account_id": account["account_id"],
        "channel": channel,
        "outcome": outcome,
        "direction": "inbound" if inbound else "outbound",
        "seconds": seconds,
    }


def _roster(strategy: Strategy, num_customers: int) -> list[Row]:
    """Half-day shifts, Monday to Saturday; the other half of the day the agents take incoming calls."""
    skills = list(dict.fromkeys(skill for treatment in strategy.treatments for skill in treatment.skills))
    groups = [("general", ""), *((skill, skill) for skill in skills)]
    # Of seven agents four are general; those with skills are fewer.
    places = [0, 1, 0, 2, 0, 1, 0]
    opens, closes = minutes_of(strategy.slots.start), minutes_of(strategy.slots.end)
    shifts = [(max(opens, 480), 720), (min(closes, 1080) - 240, min(closes, 1080))]
    rows: list[Row] = []
    for number in range(max(7, num_customers // 60)):
        group, has = groups[places[number % len(places)] % len(groups)]
        start, end = shifts[number // 2 % 2]
        for weekday in ("mon", "tue", "wed", "thu", "fri", "sat"):
            saturday = weekday == "sat"
            rows.append(
                {
                    "agent_id": f"AG{number + 1:02d}",
                    "agent_group": group,
                    "skills": has,
                    "weekday": weekday,
                    "start": hhmm(max(opens, 540) if saturday else start),
                    "end": hhmm(780 if saturday else end),
                    "break_minutes": 15,
                }
            )
    return rows
