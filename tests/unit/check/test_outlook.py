"""Grid and outlook are checked together: rules reach across days, and each file's rows are named as its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.check import Results
from collectplan.check.findings import NONE
from collectplan.check.outlook import horizon_bound, horizon_objective, later, together
from collectplan.domain.stages import Verdict
from collectplan.errors import InputError
from tests.unit.check.worlds import account, attempt, contact, grid, rules, strategy, verdict

WEEK = {"id": "week", "kind": "cap", "max": 1, "window": {"days": 7}}
COOLDOWN = {"id": "talk", "kind": "cooldown", "days": 3, "after": "conversation"}
SPACING = {"id": "apart", "kind": "spacing", "hours": 30}


def told(
    today: list[dict[str, Any]], later: list[dict[str, Any]], *written: dict[str, Any], **more: Any
) -> list[tuple[str, str, int]]:
    """Rule, file and row of every violation."""
    found = judged(today, later, *written, **more)
    return [(v.rule, v.file, v.row) for v in found.violations]


def judged(
    today: list[dict[str, Any]], later: list[dict[str, Any]], *written: dict[str, Any], run: Any = None, **more: Any
) -> Verdict:
    attempts, own = more.pop("attempts", None), more.pop("own", {})
    results = Results(run=run, outlook=grid(later))
    return verdict(today, rules(*written, **more), [account(**own)], attempts, results=results)


def test_two_contacts_in_a_week_break_a_weekly_cap_on_both_sides() -> None:
    """Monday's is in the grid and Saturday's in the outlook: each lies in a window with two, and each file is named."""
    found = told([contact()], [contact(date="2026-03-07")], WEEK)
    assert found == [("week", "grid.csv", 2), ("week", "outlook.csv", 2)]


def test_a_week_later_is_another_window() -> None:
    """Monday and the Monday after lie in no seven days together."""
    assert told([contact()], [contact(date="2026-03-09")], WEEK) == []


def test_history_counts_against_the_outlook() -> None:
    """A call on Friday 27 February and one planned on Wednesday 4 March are two in the seven days from Friday on."""
    assert told([], [contact(date="2026-03-04")], WEEK, attempts=[attempt()]) == [("week", "outlook.csv", 2)]


def test_a_planned_contact_is_a_conversation_for_the_days_after_it() -> None:
    """Day 1 is Monday; Wednesday is day 3 and closed, Thursday is open. Only the later contact is at fault."""
    assert told([contact()], [contact(date="2026-03-04")], COOLDOWN) == [("talk", "outlook.csv", 2)]
    assert told([contact()], [contact(date="2026-03-05")], COOLDOWN) == []


def test_a_letter_of_tomorrow_follows_the_call_of_today() -> None:
    """Without an hour it lies behind every timed contact of an earlier date, and before none of its own."""
    assert told([contact()], [contact(date="2026-03-03", channel="letter")], COOLDOWN) == [("talk", "outlook.csv", 2)]
    assert told([contact(), contact(channel="letter")], [], COOLDOWN) == []


def test_hours_apart_are_counted_over_midnight() -> None:
    """Monday 10:00 to Tuesday 10:00 is 24 hours, to Tuesday 16:00 exactly 30."""
    assert len(told([contact()], [contact(date="2026-03-03")], SPACING)) == 2
    assert told([contact()], [contact(date="2026-03-03", start="16:00", end="17:00")], SPACING) == []


def test_an_account_on_hold_today_may_lead_when_the_hold_is_over() -> None:
    """Held through 4 March: a contact on the 4th is wrong, on the 5th right."""
    own = {"hold_until": "2026-03-04"}
    assert told([], [contact(date="2026-03-04")], own=own) == [("hold_until", "outlook.csv", 2)]
    assert told([], [contact(date="2026-03-05")], own=own) == []


RUN = {"plan_date": "2026-03-02", "days": 3, "model": None}


@pytest.mark.parametrize("date", ["2026-03-02", "2026-03-01", "2026-03-05"])
def test_the_outlook_holds_the_later_days_only(date: str) -> None:
    """Of three days from 2 March on, the outlook's are the 3rd and the 4th."""
    assert ("slot", "outlook.csv", 2) in told([], [contact(date=date, channel="sms")], run=RUN)
    assert ("slot", "outlook.csv", 2) not in told([], [contact(date="2026-03-04", channel="sms")], run=RUN)


def test_the_horizon_s_worth_is_weighed_by_days_ahead() -> None:
    """100 today and 100 in two days count for 100 + 100 x 0.9 x 0.9 = 181 at a discount of a tenth."""
    said = {"channels": {"sms": {}}, "priors": {"sms": {"reach": 0.1, "pays": 1.0}}, "horizon": {"discount": 0.1}}
    planned = {"channel": "sms", "reach": 0.1, "minutes": 0, "value": 100}
    for claimed, bound, expected in ((181.0, 181.0, []), (200.0, 200.0, ["objective"]), (181.0, 180.0, ["bound"])):
        run = RUN | {"objective": 100, "bound": 100, "horizon": {"objective": claimed, "bound": bound}}
        found = judged([contact(**planned)], [contact(**planned, date="2026-03-04")], run=run, **said)
        assert [v.rule for v in found.violations] == expected


def test_the_objective_is_the_grid_s_alone() -> None:
    """A run that adds the outlook to its objective claims too much."""
    said = {"channels": {"sms": {}}, "priors": {"sms": {"reach": 0.1, "pays": 1.0}}}
    planned = {"channel": "sms", "reach": 0.1, "minutes": 0, "value": 100}
    run = RUN | {"objective": 200, "bound": 200}
    found = judged([contact(**planned)], [contact(**planned, date="2026-03-04")], run=run, **said)
    assert [v.rule for v in found.violations] == ["objective"]


def test_an_outlook_that_lacks_a_column_of_the_grid_is_refused() -> None:
    """The grid has values and the outlook none: nothing could be said of them."""
    with pytest.raises(InputError, match=r"outlook\.csv: column value is missing"):
        judged([contact(value=1.0)], [contact(date="2026-03-03")])


def test_a_grid_alone_is_what_is_planned() -> None:
    """An outlook stands behind it, with the grid's columns in their order; its own are left out."""
    today = grid([contact()])
    assert together(today, None).equals(today)
    both = together(today, grid([contact(note="x", date="2026-03-03")]).select(pl.all().reverse()))
    assert both["date"].to_list() == ["2026-03-02", "2026-03-03"]
    assert both.columns == today.columns


def words(findings: pl.DataFrame) -> list[str]:
    assert findings.schema == NONE.schema
    return findings["what"].to_list()


#: Monday's contact of the grid, and one of the Wednesday after it in the outlook, with a row whose date cannot be read.
ROWS = pl.DataFrame(
    {
        "row": [2, 3, 4],
        "customer_id": ["C1"] * 3,
        "plan_date": [dt.date(2026, 3, 2), dt.date(2026, 3, 4), None],
        "in_outlook": [False, True, True],
        "value": [100.0, 100.0, None],
    }
)


@pytest.mark.parametrize(("run", "found"), [
    (None, []),
    ({"plan_date": "2026-03-02", "days": 3}, []),
    ({"plan_date": "2026-03-02", "days": 2}, ["The outlook has no contact on 2026-03-04."]),
    ({"plan_date": "2026-03-02", "days": "two"}, []),
    ({"plan_date": "2026-03-04", "days": 9}, ["The outlook has no contact on 2026-03-04."]),
    ({"plan_date": "soon", "days": 1}, []),
    ({"plan_date": None, "days": 1}, []),
])  # fmt: skip
def test_where_the_outlook_begins_and_ends(run: dict[str, Any] | None, found: list[str]) -> None:
    """After the date of run.json, else of the grid, and within its days; where nothing is said nothing is found."""
    assert words(later(ROWS, run)) == found


@pytest.mark.parametrize(("said", "claimed"), [
    ({"horizon": {"objective": 200}}, None), ({"horizon": {"objective": 200.0}}, None), ({}, None), ({"horizon": 7}, None),
    ({"horizon": {"objective": 200.0}, "plan_date": None}, None), ({"horizon": {"objective": 200.1}}, "200.1"),
    ({"horizon": {"objective": "200"}}, "200"), ({"horizon": {}}, "None"),
])  # fmt: skip
def test_what_the_horizon_is_worth(said: dict[str, Any], claimed: str | None) -> None:
    """100 and 100 without a discount are 200, whole or not; a run that says nothing of a horizon claims nothing."""
    found = words(
        horizon_objective(ROWS, {"plan_date": "2026-03-02"} | said, strategy(horizon={"discount": 0.0}).strategy)
    )
    told = f"run.json claims {claimed} for the horizon, grid and outlook count for 200.000000."
    assert found == ([] if claimed is None else [told])


@pytest.mark.parametrize(("bound", "objective", "is_found"), [
    (200, 200, False), (200.0, 200, False), (200, 200.0, False), (199, 200, True), ("200", 200, True), (200, "200", True),
    (None, None, True),
])  # fmt: skip
def test_a_horizon_s_bound(bound: Any, objective: Any, is_found: bool) -> None:
    """Not below the worth, and both of them numbers."""
    found = words(horizon_bound({"horizon": {"bound": bound, "objective": objective}}))
    told = f"run.json claims a bound of {bound} for the horizon, worth {objective}."
    assert found == ([told] if is_found else [])
    assert words(horizon_bound({})) == []
