"""The published dated cases, one plan each: what breaks a rule is not permitted, what breaks none is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import builders
from tests.unit.screen.worlds import screened

CASES = Path(__file__).parents[4] / "shared" / "cases" / "rules.yaml"
CHANNELS: dict[str, Any] = {
    "call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 5.0}},
    **{name: {"address": "phone"} for name in ("voice_blast", "sms", "whatsapp", "visit")},
    "email": {"address": "email"},
    "letter": {"address": "postal"},
}
#: Built-in rules that suppress accounts, which `segment` finds and the screen is told.
SUPPRESSIONS = ("stop_reason", "hold_until")


def _cases() -> list[Any]:
    if not CASES.exists():
        return [
            pytest.param(None, marks=pytest.mark.skip(reason="the dated cases ../shared/cases/rules.yaml are absent"))
        ]
    return [pytest.param(case, id=case["id"]) for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", _cases())
def test_a_dated_case_comes_out_as_published(case: dict[str, Any]) -> None:
    """Plans of several dates are screened date by date; what is planned before is history, on the safe side a talk.

    Under `contingent` it is an attempt, of which nothing is known yet.
    """
    plan = [{**p, "date": dt.date.fromisoformat(str(p["date"]))} for p in case["plan"]]
    is_allowed = all(_is_allowed(case, plan, date) for date in sorted({p["date"] for p in plan}))
    assert is_allowed == (not case["breaks"])


def _is_allowed(case: dict[str, Any], plan: list[dict[str, Any]], date: dt.date) -> bool:
    operation = case.get("operation", {})
    half = "30" if any(p["start"].endswith(":30") for p in plan) else "00"
    accounts = [dict(a) for a in case.get("portfolio", [{"account_id": "A1", "customer_id": "C1"}])]
    for account in accounts:
        held = dt.date.fromisoformat(str(account.get("hold_until", "1970-01-01"))) >= date
        account["suppressed"] = "stop_reason" if account.get("stop_reason") else "hold_until" if held else ""
        if "hold_until" in account:
            account["hold_until"] = str(account["hold_until"])
    attempts = [
        {
            **e,
            "customer_id": "C1",
            "account_id": e.get("account_id", "A1"),
            "is_inbound": e.get("direction") == "inbound",
        }
        for e in case.get("attempts", ())
    ]
    attempts += [
        {
            "at": f"{p['date']}T{p['start']}",
            "customer_id": "C1",
            "account_id": "A1",
            "channel": p["channel"],
            "outcome": "no_answer" if case.get("assume") == "contingent" else "rpc",
        }
        for p in plan
        if p["date"] < date
    ]
    for attempt in attempts:
        attempt.pop("direction", None)
    answer = screened(
        accounts,
        attempts,
        case["limits"],
        date,
        limits={"assume": case.get("assume", "worst_case")},
        timezone=operation.get("timezone", builders.OPERATION["timezone"]),
        country=operation.get("country", "CO"),
        channels=CHANNELS,
        priors={},
        slots={"start": f"00:{half}", "end": "24:00", "minutes": 60},
    )
    today = [p for p in plan if p["date"] == date]
    told = [block for p in today if (block := answer.block(p["channel"], "C1"))]
    assert {rule for _, rule, _ in told} <= set(case["breaks"])
    own_leads = all(
        answer.lead(p["channel"], "C1") == p["account_id"] for p in today if p.get("account_id") and len(accounts) == 1
    )
    return own_leads and answer.allows(*((p["channel"], p["start"]) for p in today), customer="C1")
