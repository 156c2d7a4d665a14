"""Files of an operation of any size: portfolio, attempts, roster and strategy, written in pieces of bounded memory.

The same arguments write the same bytes. The strategy is that of the integration tests, with a budget, caps by day and by
week, a cool-down, spacing of three hours and a holdout.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import numpy as np
import polars as pl

from tests.integration.worlds import strategy_text

DATE = dt.date(2026, 3, 3)
#: Customers of a piece, accounts per customer, days of history, share of customers tried on a day.
PIECE, ACCOUNTS, HISTORY_DAYS, TRIED = 500_000, 1.25, 5, 0.2
HOURS = (("07:00", "15:00"), ("09:00", "17:00"), ("11:00", "19:00"))
GROUPS = (("general", ""), ("negotiation", "negotiation"), ("relief", "negotiation relief"))


def write_operation(folder: Path, num: int, *, flat: bool, seed: int = 3) -> None:
    """Writes the four files of an operation of `num` customers.

    Args:
        folder: made if absent.
        num: customers; each has one account or, one in four, two.
        flat: every hour is worth the same.
        seed: of everything that is drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = strategy_text(num, "CO", "plain")
    text = re.sub(r'\{"07:00": ([0-9.]+),[^}]*\}', r"\1", text) if flat else text
    (folder / "strategy.yaml").write_text(text, encoding="utf-8")
    with (folder / "portfolio.csv").open("wb") as portfolio, (folder / "attempts.csv").open("wb") as attempts:
        for first in range(0, num, PIECE):
            draw = np.random.default_rng((seed, first))
            numbers = np.arange(first, min(num, first + PIECE))
            _accounts(numbers, draw).write_csv(portfolio, include_header=first == 0)
            for back in range(HISTORY_DAYS, 0, -1):
                day = DATE - dt.timedelta(back)
                header = first == 0 and back == HISTORY_DAYS
                _attempts(numbers, draw, day).write_csv(
                    attempts, include_header=header, datetime_format="%Y-%m-%dT%H:%M:%S"
                )
    _roster(max(3, num // 250)).write_csv(folder / "roster.csv")


def _names(letter: str, numbers: np.ndarray) -> pl.Series:
    return pl.Series(numbers).cast(pl.String).str.zfill(9).str.replace("^", letter)


def _accounts(numbers: np.ndarray, draw: np.random.Generator) -> pl.DataFrame:
    """The accounts of some customers, those of one beside each other."""
    customer = np.repeat(numbers, np.where(draw.random(len(numbers)) < ACCOUNTS - 1, 2, 1))
    rank = np.r_[0, (np.diff(customer) == 0).astype(np.int64)]
    num = len(customer)
    # What is the person's must not differ between accounts: it is computed of the number.
    dice = (customer * np.int64(2654435761)) % 1000 / 1000
    owed = np.exp(draw.normal(13, 1.1, num)).round(2)
    holds = [(DATE + dt.timedelta(days)).isoformat() for days in range(-3, 7)] + [""]
    some = pl.DataFrame({
        "account_id": _names("A", 2 * customer + rank), "customer_id": _names("C", customer),
        "region": ["CO-DC"] * num, "timezone": ["America/Bogota"] * num,
        "days_past_due": draw.choice([-5, 3, 12, 25, 40, 75, 120, 200, 300], num) + draw.integers(0, 6, num),
        "balance": owed, "past_due": (owed * draw.uniform(0.1, 1, num)).round(2), "risk_score": draw.random(num).round(4),
        "phone": _names("+573", customer), "email": pl.Series(customer).cast(pl.String) + "@mail.example",
        "postal": "Calle 7 # " + pl.Series(customer).cast(pl.String),
        "consent_sms": dice < 0.9, "consent_whatsapp": (dice * 7) % 1 < 0.6,
        "tenure_months": (dice * 180).astype(np.int64) + 1, "prior_delinquencies": (dice * 5).astype(np.int64),
        "stop_reason": draw.choice(["bankruptcy", "dispute", ""], num, p=[0.01, 0.02, 0.97]),
        "hold_until": draw.choice(holds, num, p=[0.004] * 10 + [0.96]),
        "reason": draw.choice(["hardship", "forgot", "minor", ""], num, p=[0.05, 0.05, 0.01, 0.89]),
    })  # fmt: skip
    return some.with_columns(
        phone=pl.when(pl.Series(dice < 0.97)).then("phone"),
        email=pl.when(pl.Series((dice * 3) % 1 < 0.6)).then("email"),
    )


def _attempts(numbers: np.ndarray, draw: np.random.Generator, day: dt.date) -> pl.DataFrame:
    """What was tried on one day; nothing on a Sunday."""
    tried = numbers[draw.random(len(numbers)) < (TRIED if day.weekday() != 6 else 0.0)]
    num = len(tried)
    minute = draw.integers(8 * 60, 15 * 60, num)
    start = np.datetime64(dt.datetime.combine(day, dt.time()))
    channel = draw.choice(["call", "sms", "whatsapp"], num, p=[0.6, 0.3, 0.1])
    hit, missed = draw.choice(["rpc", "promise", "refusal"], num), np.where(channel == "call", "no_answer", "delivered")
    return pl.DataFrame({
        "at": (start + minute.astype("timedelta64[m]")).astype("datetime64[ms]"), "customer_id": _names("C", tried),
        "account_id": _names("A", 2 * tried), "channel": channel, "outcome": np.where(draw.random(num) < 0.15, hit, missed),
        "direction": draw.choice(["outbound", "inbound"], num, p=[0.97, 0.03]),
    })  # fmt: skip


def _roster(agents: int) -> pl.DataFrame:
    number = np.arange(agents)
    return pl.DataFrame({
        "agent_id": pl.Series(number).cast(pl.String).str.replace("^", "G"),
        "agent_group": [GROUPS[i % 3][0] for i in number], "skills": [GROUPS[i % 3][1] for i in number],
        "start": [HOURS[i // 3 % 3][0] for i in number], "end": [HOURS[i // 3 % 3][1] for i in number],
        "break_minutes": [45] * agents,
    })  # fmt: skip
