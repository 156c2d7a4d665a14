"""A plan of one morning made by hand: seven customers, each with another fate, and a solution written down, not solved.

C1  A1 leads a call at 10:00 and A2 an SMS at 08:00; A8 leads nothing
C2  A3 is worth a call at 10:00, but the minutes are worth more to others
C3  A4 is blocked on every channel, by a rule on the furthest of them
C4  A5 is suppressed
C5  A6 may have an SMS that costs more than it brings
C6  A7 needs agents with a skill that nobody has
C7  A9 gets a letter, which has no hour; its id looks like a formula
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from collectplan.domain.clock import Slot
from collectplan.domain.stages import (
    Day,
    LoadedStrategy,
    LocalRules,
    Moments,
    Permitted,
    Segmented,
    Solution,
    Staffing,
    Valued,
)
from collectplan.domain.tables import REJECT_COLUMNS, ROW, Inputs, RawTable
from tests import builders

CALL, SMS, LETTER = range(3)
EIGHT, NINE, TEN, ELEVEN = range(4)


def loaded() -> LoadedStrategy:
    """Three channels, two treatments, and a rule that allows two contacts a day of which one is a call."""
    return builders.strategy(
        treatments=[
            {
                "segments": ["relief"],
                "channels": ["call"],
                "skills": ["relief"],
                "offers": ["instalments_12", "waiver"],
            },
            {"segments": ["late"], "templates": {"sms": "=reminder"}, "offers": ["discount"]},
        ],
        limits={"rules": [{"id": "house.day", "kind": "cap", "max": 2, "window": {"days": 1}}]},
    )


def day() -> Day:
    """The slots of Monday 2026-03-02 in Bogotá, five hours behind UTC."""
    slots = []
    for hour in range(8, 12):
        at = dt.datetime(2026, 3, 2, hour + 5, tzinfo=dt.UTC)
        slots.append(Slot(hour * 60, hour * 60 + 60, at, at + dt.timedelta(hours=1)))
    return Day(builders.MONDAY, "America/Bogota", tuple(slots))


def inputs() -> Inputs:
    """Nine accounts of seven customers, and two rejects of the portfolio's file."""
    owners = {
        "A1": "C1",
        "A2": "C1",
        "A3": "C2",
        "A4": "C3",
        "A5": "C4",
        "A6": "C5",
        "A7": "C6",
        "A8": "C1",
        "=A9": "C7",
    }
    made = builders.inputs(
        [{"account_id": account, "customer_id": customer} for account, customer in owners.items()], loaded=loaded()
    )
    rejects = pl.DataFrame(
        [
            ("portfolio.csv", 11, "balance", "minus ten", "is no number"),
            ("portfolio.csv", 11, "days_past_due", "x", "is no integer"),
            ("portfolio.csv", 12, "", "", "has 3 cells, the header 5"),
            ("attempts.csv", 11, "at", "yesterday", "is no time"),
        ],
        schema={c: pl.UInt32 if c == "row" else pl.String for c in REJECT_COLUMNS},
        orient="row",
    )
    return Inputs(made.portfolio, made.attempts, made.roster, rejects, {"portfolio": 11})


def raw() -> RawTable:
    """The portfolio's file: the nine accounts, a row that was rejected (11), and a record that could not be split (12)."""
    known = inputs()
    good = known.portfolio.select("account_id", "customer_id", ROW)
    bad = pl.DataFrame({"account_id": ["A10"], "customer_id": [None], ROW: [11]}, schema=good.schema)
    broken = known.rejects.filter(pl.col("row") == 12)
    return RawTable("portfolio", "portfolio.csv", pl.concat([good, bad]), "0" * 64, broken, 11)


def segmented() -> Segmented:
    """A5 is suppressed; A7 is in relief, all others are late."""
    account = pl.col("account_id")
    return Segmented(
        inputs().portfolio.with_columns(
            segment=pl.when(account == "A7").then(pl.lit("relief")).otherwise(pl.lit("late")),
            treatment=pl.when(account == "A7").then(0).otherwise(1).cast(pl.Int32),
            suppressed=pl.when(account == "A5").then(pl.lit("stop_reason")).otherwise(pl.lit("")),
            suppressed_detail=pl.when(account == "A5").then(pl.lit("attorney")).otherwise(pl.lit("")),
            arm=pl.lit("champion"),
            free_from=pl.when(account != "A5").then(0).cast(pl.Int32),
        )
    )


def permitted() -> Permitted:
    """Pairs of C1 C2 C5 C6 C7, blocks of C3; calls of C2 from 09:00 but for 10:00."""
    lead = {account: i for i, account in enumerate(inputs().portfolio["account_id"])}
    rows = [
        (0, 0, CALL, lead["A1"], "+573000000001", 0),
        (0, 0, SMS, lead["A2"], "+573000000001", 0),
        (0, 0, LETTER, lead["A1"], "street 1", 0),
        (1, 0, CALL, lead["A3"], "phone-2", 1),
        (4, 0, SMS, lead["A6"], "phone-5", 0),
        (5, 0, CALL, lead["A7"], "phone-6", 0),
        (6, 0, LETTER, lead["=A9"], "street 7", 0),
    ]
    names = ("customer", "date", "channel", "lead", "address", "opening")
    kinds = (pl.Int32, pl.Int16, pl.Int16, pl.Int32, pl.String, pl.Int32)
    pairs = pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
    moments = Moments(
        np.array([CALL] * 4 + [SMS] * 4 + [LETTER], dtype=np.int32),
        np.array([0, 1, 2, 3, 0, 1, 2, 3, -1], dtype=np.int32),
        np.zeros(9, dtype=np.int32),
    )
    blocks = pl.DataFrame(
        [
            (2, CALL, "cooldown", "after_talk", "conversation on 2026-03-01"),
            (2, SMS, "consent", "consent", ""),
            (2, LETTER, "address", "address", ""),
        ],
        schema={"customer": pl.Int32, "channel": pl.Int16, "reason": pl.String, "rule": pl.String, "detail": pl.String},
        orient="row",
    )
    # One class: at most two contacts among all nine moments.
    local = LocalRules(
        class_of_customer=np.zeros(7, dtype=np.int32),
        cap_start=np.array([0, 1], dtype=np.int32),
        cap_set=np.array([0], dtype=np.int32),
        cap_limit=np.array([2], dtype=np.int32),
        cap_rule=np.array([0], dtype=np.int32),
        moment_sets=np.ones((1, 9), dtype=np.bool_),
        clash_of_class=np.zeros(1, dtype=np.int32),
        clashes=np.zeros((1, 9, 9), dtype=np.bool_),
    )
    openings = np.array([[True] * 4, [False, True, False, True]])
    customers = pl.Series([f"C{i}" for i in range(1, 8)])
    return Permitted(customers, moments, pairs, openings, local, blocks)


def staffing() -> Staffing:
    """One group without skills, sixty minutes an hour but at 11:00, when nobody is there."""
    return Staffing(
        ("desk",), (frozenset(),), np.array([[60.0, 60.0, 60.0, 0.0]]), np.array([[1, 1, 1, 0]], dtype=np.int32)
    )


def valued() -> Valued:
    """Reach as the strategy's priors say; SMS of C5 bring 0.30 at best and cost 1."""
    reach = np.array([[0.2] * 4, [0.1, 0.1, 0.3, 0.3], [0.05] * 4])
    pairs = permitted().pairs.with_columns(
        gain=pl.Series([1000.0, 50.0, 200.0, 4062.0, 1.0, 500.0, 200.0]),
        profile=pl.col("channel").cast(pl.Int32),
        crew=pl.Series([0, -1, -1, 0, -1, 1, -1], dtype=pl.Int32),
    )
    return Valued(pairs, reach, np.array([[True], [False]]), np.array([300.0, 100.0, 100.0, 0.0, 100.0, 100.0, 100.0]))


def solution() -> Solution:
    """Three contacts; a minute of `desk` is worth 465.05 at 09:00 and nothing else has a price."""
    contacts = pl.DataFrame(
        [
            (0, 0, CALL, TEN, 0, position_of("A1"), 0.2, 2.0, 200.0),
            (0, 0, SMS, EIGHT, -1, position_of("A2"), 0.1, 0.0, 4.0000004),
            (6, 0, LETTER, -1, -1, position_of("=A9"), 0.05, 0.0, 5.0),
        ],
        schema={
            "customer": pl.Int32, "date": pl.Int16, "channel": pl.Int16, "slot": pl.Int32, "group": pl.Int32, "lead": pl.Int32,
            "reach": pl.Float64, "minutes": pl.Float64, "value": pl.Float64,
        },
        orient="row",
    )  # fmt: skip
    resources = pl.DataFrame(
        [
            ("agent_minutes", "desk", 0, EIGHT, 60.0, 0.0, 0.0, "minutes"),
            ("agent_minutes", "desk", 0, NINE, 60.0, 59.1234567, 465.05, "minutes"),
            ("agent_minutes", "desk", 0, TEN, 60.0, 2.0, 0.0, "minutes"),
            ("per_slot", "sms", 0, EIGHT, 100.0, 1.0, 0.0, "contacts"),
            ("per_day", "letter", 0, -1, 10.0, 1.0, 0.0, "contacts"),
            ("budget", "budget", 0, -1, 1000.0, 6.0, 0.0, "money"),
        ],
        schema={
            "kind": pl.String, "resource": pl.String, "date": pl.Int16, "slot": pl.Int32, "capacity": pl.Float64, "used": pl.Float64,
            "shadow_price": pl.Float64, "unit": pl.String,
        },
        orient="row",
    )  # fmt: skip
    passed = pl.DataFrame(
        [(1, CALL, NINE, 0, 812.4, 2.0, 0.2, 930.1)],
        schema={
            "customer": pl.Int32, "channel": pl.Int16, "slot": pl.Int32, "group": pl.Int32, "value": pl.Float64,
            "minutes": pl.Float64, "reach": pl.Float64, "price": pl.Float64,
        },
        orient="row",
    )  # fmt: skip
    return Solution(contacts, resources, passed, 209.0000004, 210.0, "feasible", "work", "by hand", 9)


def position_of(account_id: str) -> int:
    """Position of an account among the accepted ones."""
    return inputs().portfolio["account_id"].to_list().index(account_id)
