"""What contacts are worth and take, and what run.json may claim of it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from collectplan.check import Results
from collectplan.check.findings import NONE
from collectplan.check.worth import bound, minutes, objective
from tests.unit.check.worlds import account, contact, strategy, verdict

AGENTS = {"call": {"agents": True, "minutes": {"no_answer": 1.0, "contact": 5.0}}, "sms": {}}


def words(findings: pl.DataFrame) -> list[str]:
    assert findings.schema == NONE.schema
    return findings["what"].to_list()


@pytest.mark.parametrize(("channel", "reach", "taken", "due"), [
    ("call", 0.2, 1.8, None), ("call", 0.2, 1.80005, None), ("call", 0.2, 1.8002, "1.8"), ("call", 0.2, None, "1.8"),
    ("call", 0.2, 0.0, "1.8"), ("call", None, 1.8, "0.0"), ("sms", 0.2, 0.0, None), ("sms", 0.2, None, None),
    ("sms", 0.2, 1.0, "0.0"), ("fax", 0.2, None, None), ("fax", 0.2, 1.0, "0.0"),
])  # fmt: skip
def test_minutes_follow_from_reach(channel: str, reach: float | None, taken: float | None, due: str | None) -> None:
    """0.8 x 1 + 0.2 x 5 = 1.8 for a call, to four decimals; nobody is busy with a message."""
    schema = {
        "row": pl.Int64,
        "customer_id": pl.String,
        "channel": pl.String,
        "reach": pl.Float64,
        "minutes": pl.Float64,
    }
    rows = pl.DataFrame([(2, "C1", channel, reach, taken)], schema=schema, orient="row")
    found = [] if due is None else [f"The contact on {channel} takes {due} minutes by its reach."]
    assert words(minutes(rows, strategy(channels=AGENTS).strategy)) == found


#: Two contacts of the grid, one of them without a value, and one of the outlook.
ROWS = pl.DataFrame({"value": [3.0, None, 5.0], "in_outlook": [False, False, True]})


@pytest.mark.parametrize(("claimed", "is_found"), [
    (3.0, False), (3, False), (3.1, True), (2.9, True), ("3", True), (None, True),
])  # fmt: skip
def test_an_objective_is_the_sum_of_the_grid(claimed: Any, is_found: bool) -> None:
    """The outlook's values are of its own; a claim is a number."""
    number = float(claimed) if isinstance(claimed, int | float) else None
    told = f"run.json claims an objective of {number}, the grid's values add up to 3.000000."
    assert words(objective(ROWS, {"objective": claimed})) == ([told] if is_found else [])


def test_true_is_no_objective() -> None:
    """Though Python counts it as 1."""
    one = ROWS.with_columns(value=pl.lit(1.0)).head(1)
    assert words(objective(one, {"objective": 1})) == []
    assert len(words(objective(one, {"objective": True}))) == 1


@pytest.mark.parametrize(("limit", "claimed", "is_found"), [
    (3, 3, False), (3.5, 3, False), (2.9, 3, True), (None, 3, True), (3, None, True), (True, 0, True),
])  # fmt: skip
def test_a_bound_is_not_below_the_objective(limit: Any, claimed: Any, is_found: bool) -> None:
    """Both are numbers."""
    assert len(words(bound({"bound": limit, "objective": claimed}))) == int(is_found)


PRICED = {
    "channels": {"sms": {"cost": 2.0}, "email": {"cost": 2.0}, "letter": {"untimed": True}, "whatsapp": {}},
    "priors": {
        "whatsapp": {"reach": 0.1, "pays": 0.5},
        "sms": {"reach": {"10:00": 0.1, "08:00": 0.2, "12:00": 0.3}, "pays": 1.0},
        "letter": {"reach": {"08:00": 0.1, "10:00": 0.2}, "pays": 1.0},
    },
}


def told(row: dict[str, Any], *others: dict[str, Any]) -> list[str]:
    """Findings of value about a contact with C1, whose account A1 owes 1000."""
    run = {"model": None, "objective": row["value"], "bound": row["value"]}
    people = [account(), *(account(**other) for other in others)]
    found = verdict([row], strategy(**PRICED), people, results=Results(run=run))
    # That a contact brings nothing is another matter.
    return [v.what for v in found.violations if v.rule == "value" and "brings nothing" not in v.what]


@pytest.mark.parametrize(("start", "reach", "value", "found"), [
    ("10:00", 0.1, 98, []), ("11:00", 0.1, 98, []), ("12:00", 0.3, 298, []), ("09:00", 0.2, 198, []),
    ("07:00", 0.2, 198, []), ("10:00", 0.2, 198, ["The prior of sms at this hour is a reach of 0.1."]),
    ("10:00", "", 98, ["The prior of sms at this hour is a reach of 0.1."]),
    ("10:00", 0.1, 99, ["The contact on sms is worth 98.0."]), ("10:00", 0.1, "", ["The contact on sms is worth 98.0."]),
])  # fmt: skip
def test_reach_is_the_prior_of_the_hour(start: str, reach: Any, value: Any, found: list[str]) -> None:
    """From each hour on until the next, the first one's also before it; 0.1 x 1000 less the cost of 2 is 98."""
    end = f"{int(start[:2]) + 1:02}:00"
    assert told(contact(channel="sms", start=start, end=end, reach=reach, value=value, minutes=0)) == found


def test_without_an_hour_or_a_prior() -> None:
    """A letter has the first hour's reach; a channel without a prior none, and loses its cost; one reach is of all hours."""
    assert told(contact(channel="letter", reach=0.1, value=100)) == []
    assert told(contact(channel="email", reach=0, value=-2)) == []
    assert told(contact(channel="whatsapp", reach=0.1, value=50, minutes=0)) == []


@pytest.mark.parametrize(("cells", "value"), [
    ({}, 148), ({"past_due": 200}, 118), ({"stop_reason": "attorney"}, 98), ({"hold_until": "2026-03-02"}, 98),
    ({"hold_until": "2026-03-01"}, 148), ({"days_past_due": "late"}, 98), ({"customer_id": "C2"}, 98),
])  # fmt: skip
def test_what_the_customer_owes(cells: dict[str, Any], value: int) -> None:
    """The other account's 500 count too, or what of it is due, unless it is suppressed that day or cannot be read."""
    row = contact(channel="sms", reach=0.1, value=value, minutes=0)
    assert told(row, {"account_id": "A2", "balance": 500, **cells}) == []
    assert len(told(row | {"value": value + 1}, {"account_id": "A2", "balance": 500, **cells})) == 1
