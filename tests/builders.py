"""Small valid tables and a small complete strategy, one keyword to spoil.

Frames have the columns, types and order that `collectplan.domain.tables.Inputs` promises. A record is a mapping of what
differs from `account()`, `attempt()` or `shift()`; columns that the contract does not name may be added freely.

    >>> loaded = strategy(slots={"start": "08:00", "end": "10:00", "minutes": 30})
    >>> world = inputs([account(account_id="A1", past_due=100.0)], roster=[shift(agent_group="late")], loaded=loaded)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from collectplan.domain.clock import minutes_of
from collectplan.domain.source import KeyPath, Source
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import PORTFOLIO, REJECT_COLUMNS, ROW, Inputs, Kind

Record = Mapping[str, Any]

#: A Monday without a holiday in Colombia, the country of `strategy()`.
MONDAY = dt.date(2026, 3, 2)

#: File name in every place that `strategy()` knows.
STRATEGY_FILE = "strategy.yaml"

OPERATION: dict[str, Any] = {
    "version": 1,
    "name": "small operation",
    "currency": "COP",
    "country": "CO",
    "timezone": "America/Bogota",
    "slots": {"start": "08:00", "end": "12:00", "minutes": 60},
    "channels": {
        "call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 6.0}},
        "sms": {"address": "phone", "per_slot": 100, "cost": 1.0},
        "letter": {"address": "postal", "per_day": 10, "cost": 5.0, "untimed": True},
    },
    "priors": {
        "call": {"reach": 0.2, "pays": 0.5},
        "sms": {"reach": {"08:00": 0.1, "10:00": 0.3}, "pays": 0.1},
        "letter": {"reach": 0.05, "pays": 0.2},
    },
}

DTYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "money": pl.Float64(),
    "share": pl.Float64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "time": pl.Int32(),
}

ATTEMPT_SCHEMA: dict[str, pl.DataType] = {
    "at": pl.Datetime("us", "UTC"),
    "customer_id": pl.String(),
    "account_id": pl.String(),
    "channel": pl.String(),
    "outcome": pl.String(),
    "address": pl.String(),
    "is_inbound": pl.Boolean(),
}

ROSTER_SCHEMA: dict[str, pl.DataType] = {
    "agent_id": pl.String(),
    "agent_group": pl.String(),
    "skills": pl.String(),
    "start": pl.Int32(),
    "end": pl.Int32(),
    "date": pl.Date(),
    "weekday": pl.Int8(),
    "break_minutes": pl.Float64(),
}


def strategy(marks: Mapping[KeyPath, tuple[int, int]] | None = None, **changes: Any) -> LoadedStrategy:
    """`OPERATION` with whole top-level keys replaced; `None` drops one.

    Unless `marks` says otherwise, every key stands on a line of its own in reading order, two columns deeper a level,
    so that each place in the file is known and different.
    """
    written = {key: value for key, value in {**OPERATION, **changes}.items() if value is not None}
    places = dict(marks) if marks is not None else _marks(written)
    return LoadedStrategy(Strategy.model_validate(written), Source(STRATEGY_FILE, places, places, "0" * 64))


def account(**changes: Any) -> dict[str, Any]:
    """One account that every channel of `strategy()` can reach: 45 days late, 100 past due of a balance of 1,000.

    Dates may be ISO text and times "HH:MM". Addresses are the account's own (None: it has none). `customer_id` left out
    and `past_due` None take the contract's defaults, `account_id` and `balance`; `timezone` left out is the strategy's.
    """
    record: dict[str, Any] = {
        "account_id": "A1",
        "days_past_due": 45,
        "balance": 1000.0,
        "past_due": 100.0,
        "product": "loan",
        "region": "CO-DC",
        "language": "es",
        "risk_score": 0.3,
        **changes,
    }
    own = record["account_id"]
    record = {"phone": f"phone-{own}", "email": f"{own}@example.org", "postal": f"street-{own}", **record}
    if record.get("customer_id") is None:
        record["customer_id"] = record["account_id"]
    if record.get("past_due") is None:
        record["past_due"] = record["balance"]
    return record


def attempt(**changes: Any) -> dict[str, Any]:
    """One outbound call to customer A1 about account A1 that nobody answered; `at` may be text, see `attempts`."""
    return {
        "at": "2026-02-27T10:00",
        "customer_id": "A1",
        "account_id": "A1",
        "channel": "call",
        "outcome": "no_answer",
        "address": None,
        "is_inbound": False,
        **changes,
    }


def shift(**changes: Any) -> dict[str, Any]:
    """One agent from 08:00 to 12:00 every day, without a break and without skills."""
    return {
        "agent_id": "G1",
        "agent_group": "desk",
        "skills": "",
        "start": "08:00",
        "end": "12:00",
        "date": None,
        "weekday": None,
        "break_minutes": 0.0,
        **changes,
    }


def portfolio(records: Iterable[Record] = (), loaded: LoadedStrategy | None = None) -> pl.DataFrame:
    """A frame as `Inputs.portfolio`: sorted by (customer_id, account_id), `_row` by the order given.

    Consent not given in a record is the channel's own. Columns that the contract does not name come last.
    """
    operation = (loaded or strategy()).strategy
    channels = operation.channels
    rows = [{"timezone": operation.timezone, **account(**record)} for record in records]
    schema: dict[str, pl.DataType] = {name: DTYPES[kind] for name, kind in PORTFOLIO.items()}
    schema |= {f"consent_{name}": pl.Boolean() for name in channels}
    columns = {name: [_typed(row.get(name), dtype) for row in rows] for name, dtype in schema.items()}
    for name, channel in channels.items():
        columns[f"consent_{name}"] = [channel.consent if v is None else v for v in columns[f"consent_{name}"]]
    frame = pl.DataFrame(columns, schema=schema)
    own = sorted({key for row in rows for key in row} - set(schema) - {ROW})
    frame = frame.with_columns(
        pl.Series(ROW, [row.get(ROW, number) for number, row in enumerate(rows, 2)], dtype=pl.UInt32),
        *(pl.Series(name, [row.get(name) for row in rows]) for name in own),
    )
    return frame.sort("customer_id", "account_id")


def attempts(records: Iterable[Record] = (), zone: str = "America/Bogota") -> pl.DataFrame:
    """A frame as `Inputs.attempts`; an `at` without an offset is in `zone`."""
    rows = [attempt(**record) for record in records]
    for row in rows:
        row["at"] = _instant(row["at"], zone)
    columns = {name: [row[name] for row in rows] for name in ATTEMPT_SCHEMA}
    frame = pl.DataFrame(columns, schema=ATTEMPT_SCHEMA)
    return frame.sort("customer_id", "at", "channel", "outcome", "account_id", "address")


def roster(records: Iterable[Record] = ()) -> pl.DataFrame:
    """A frame as `Inputs.roster`, sorted by all columns."""
    rows = [shift(**record) for record in records]
    columns = {name: [_typed(row[name], dtype) for row in rows] for name, dtype in ROSTER_SCHEMA.items()}
    return pl.DataFrame(columns, schema=ROSTER_SCHEMA).sort(list(ROSTER_SCHEMA))


def inputs(
    accounts: Iterable[Record] = ({},),
    attempts: Iterable[Record] | None = (),
    roster: Iterable[Record] | None = ({},),
    loaded: LoadedStrategy | None = None,
) -> Inputs:
    """Every table, by default one account, no attempts and one agent; None: the user gave no such table."""
    loaded = loaded or strategy()
    book = portfolio(accounts, loaded)
    history = None if attempts is None else _attempts(attempts, loaded.strategy.timezone)
    shifts = None if roster is None else _roster(roster)
    tables = {"portfolio": book, "attempts": history, "roster": shifts}
    schema = {name: pl.UInt32() if name == "row" else pl.String() for name in REJECT_COLUMNS}
    return Inputs(
        portfolio=book,
        attempts=history,
        roster=shifts,
        rejects=pl.DataFrame(schema=schema),
        num_records={name: frame.height for name, frame in tables.items() if frame is not None},
    )


# `inputs` has parameters of the same names.
_attempts, _roster = attempts, roster


def _typed(value: Any, dtype: pl.DataType) -> Any:
    if isinstance(value, str) and dtype == pl.Date:
        return dt.date.fromisoformat(value)
    if isinstance(value, str) and dtype == pl.Int32:
        return minutes_of(value)
    if isinstance(value, str) and dtype == pl.Int8:
        return ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(value)
    return value


def _instant(at: str | dt.datetime, zone: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)


def _marks(written: Mapping[str, Any]) -> dict[KeyPath, tuple[int, int]]:
    places: dict[KeyPath, tuple[int, int]] = {(): (1, 1)}

    def visit(value: Any, path: KeyPath) -> None:
        children: Iterable[tuple[str | int, Any]] = ()
        if isinstance(value, Mapping):
            children = value.items()
        elif isinstance(value, Sequence) and not isinstance(value, str):
            children = enumerate(value)
        for key, child in children:
            places[*path, key] = (len(places) + 1, 2 * len(path) + 1)
            visit(child, (*path, key))

    visit(written, ())
    return places
