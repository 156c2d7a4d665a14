"""A small operation with a plan that keeps every rule, and all that its results claim; by hand, to be spoilt in one place.

Customers C2 (accounts A2 and A22), C3 (A3) and C5 (A5) are planned. C1 is in the holdout, C4 has a stop reason, account A9 cannot
be read, one row has no account_id, and one record could not be split. One group of agents, desk, has no skill; experts negotiate.
In every slot each group has 60 x 0.03 = 1.8 minutes, which is one call: 0.8 x 1 + 0.2 x 5 = 1.8.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from collectplan.check import RawTables, Results, judge, laid_out, register_of, with_history
from collectplan.check.parts import PART_ROWS
from collectplan.domain.stages import Verdict
from tests.unit.check.worlds import contact, grid, strategy, table

DATE = "2026-03-02"

SAID: dict[str, Any] = {
    "slots": {"start": "08:00", "end": "13:00", "minutes": 60},
    "channels": {
        "call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 5.0}},
        "sms": {"address": "phone", "per_slot": 1, "per_day": 2, "cost": 10.0},
        "letter": {"address": "postal", "untimed": True, "cost": 50.0},
    },
    "agents": {"occupancy": 0.03},
    "priors": {
        "call": {"reach": 0.2, "pays": 0.5},
        "sms": {"reach": {"08:00": 0.1, "10:00": 0.3}, "pays": 0.1},
        "letter": {"reach": 0.05, "pays": 0.2},
    },
    "treatments": [
        {"segments": ["91-180/*"], "channels": ["call", "letter"], "skills": ["negotiation"], "weight": 1.2},
        {"segments": ["31-60/*"], "templates": {"sms": "reminder"}},
    ],
    "limits": {
        "rules": [
            {"id": "open", "kind": "hours", "mon-sun": ["08:00", "12:00"]},
            {"id": "one_call", "kind": "cap", "max": 1, "window": {"days": 1}, "channels": ["call"]},
        ]
    },
    "budget": {"per_day": 70.0},
    "experiments": {"holdout": 0.2, "salt": "2026-Q1"},
}

#: The hash of "2026-Q1" and C1 is 0.17, below the holdout of 0.2; those of the others lie above.
PORTFOLIO: list[dict[str, Any]] = [
    {
        "account_id": "A1",
        "customer_id": "C1",
        "days_past_due": 45,
        "balance": 9000,
        "past_due": 800,
        "phone": "+57 301",
    },
    {
        "account_id": "A2",
        "customer_id": "C2",
        "days_past_due": 45,
        "balance": 9000,
        "past_due": 1000,
        "phone": "+57 302",
    },
    {"account_id": "A22", "customer_id": "C2", "days_past_due": 45, "balance": 500, "phone": "+57 322"},
    {
        "account_id": "A3",
        "customer_id": "C3",
        "days_past_due": 100,
        "balance": 10000,
        "phone": "303",
        "postal": "=Calle 3",
    },
    {
        "account_id": "A4",
        "customer_id": "C4",
        "days_past_due": 45,
        "balance": 900,
        "phone": "304",
        "stop_reason": "attorney",
    },
    {"account_id": "A5", "customer_id": "C5", "days_past_due": 45, "balance": 2000, "phone": "305"},
    {"account_id": "A9", "customer_id": "C5", "days_past_due": 45, "balance": "much", "phone": "309"},
    {"account_id": None, "customer_id": "C9", "days_past_due": 45, "balance": 10},
]

ROSTER = [
    {"agent_id": "G1", "agent_group": "desk", "start": "08:00", "end": "13:00", "skills": ""},
    {"agent_id": "G2", "agent_group": "experts", "start": "08:00", "end": "13:00", "skills": "negotiation"},
]

#: By the priors: 0.2 x 0.5 x (1000 + 500); 0.2 x 0.5 x 10000 x 1.2; 0.3 x 0.1 x 1500 - 10; 0.05 x 0.2 x 10000 x 1.2 - 50; 0.1 x 0.1 x 2000 - 10.
GRID: list[dict[str, Any]] = [
    contact(customer_id="C2", account_id="A2", segment="31-60/unscored", address="'+57 302", agent_group="desk", reach=0.2, minutes=1.8, value=150),
    contact(customer_id="C3", account_id="A3", segment="91-180/unscored", address="303", agent_group="experts", reach=0.2, minutes=1.8, value=1200),
    contact(channel="sms", customer_id="C2", account_id="A2", segment="31-60/unscored", address="'+57 302", template="reminder", reach=0.3, minutes=0, value=35),
    contact(channel="letter", customer_id="C3", account_id="A3", segment="91-180/unscored", address="'=Calle 3", reach=0.05, value=70),
    contact(channel="sms", customer_id="C5", account_id="A5", segment="31-60/unscored", address="305", template="reminder", reach=0.1, minutes=0, value=10, start="08:00", end="09:00"),
]  # fmt: skip

FATES: list[dict[str, Any]] = [
    {"account_id": "A1", "segment": "31-60/unscored", "fate": "suppressed", "reason": "holdout"},
    {"account_id": "A2", "segment": "31-60/unscored", "fate": "planned", "reason": "planned"},
    {"account_id": "A22", "segment": "31-60/unscored", "fate": "not_planned", "reason": "other_account_leads"},
    {"account_id": "A3", "segment": "91-180/unscored", "fate": "planned", "reason": "planned"},
    {"account_id": "A4", "segment": "31-60/unscored", "fate": "suppressed", "reason": "stop_reason"},
    {"account_id": "A5", "segment": "31-60/unscored", "fate": "planned", "reason": "planned"},
    {"account_id": "A9", "fate": "rejected", "reason": "balance"},
    {"account_id": None, "fate": "rejected", "reason": "account_id"},
    {"account_id": None, "fate": "rejected", "reason": "width"},
]

RUN: dict[str, Any] = {"plan_date": DATE, "model": None, "objective": 1465.0, "bound": 1465.5}


class Plan:
    """The plan's parts, to be changed before the check is asked."""

    def __init__(self) -> None:
        self.said, self.portfolio, self.roster = deepcopy(SAID), deepcopy(PORTFOLIO), deepcopy(ROSTER)
        self.grid, self.fates, self.run = deepcopy(GRID), deepcopy(FATES), deepcopy(RUN)
        self.attempts: list[dict[str, Any]] = []

    def verdict(self, part_rows: int = PART_ROWS, *, is_ready: bool = False) -> Verdict:
        """What the check says of it, of so many rows at once, and whether it read the inputs before the plan."""
        results = Results(table("fates", self.fates).frame.drop("_row"), None, self.run)
        raw = RawTables(
            table("portfolio", self.portfolio, num_broken=1),
            table("attempts", self.attempts, ("at", "customer_id", "channel", "outcome")),
            table("roster", self.roster),
        )
        loaded = strategy(**self.said)
        ready = with_history(register_of(raw.portfolio, loaded.strategy), raw.attempts, loaded.strategy)
        sheet = laid_out(grid(self.grid), None, loaded.strategy)
        return judge(sheet, raw, loaded, results, part_rows=part_rows, register=ready if is_ready else None)
