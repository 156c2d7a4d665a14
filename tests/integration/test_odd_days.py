"""Days and portfolios at the edge of what is usual: legal all the same, planned without a word too many."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.running import AT_ONCE, rows, run
from tests.integration.worlds import World, make_world


def planned(
    world: World, results: Path, *, date: dt.date | None = None, well: bool = False
) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Schedule, audit, and return the grid and run.json; `well` takes the time that a good plan takes."""
    words = world.arguments(date=date)
    done = run("schedule", *words, "-o", results, "--json", *(() if well else AT_ONCE))
    assert done.exit_code == 0, done.stderr
    audited = run("audit", results, *words[:-2], "--json")
    assert json.loads(audited.stdout)["findings"] == []
    assert audited.exit_code == 0
    return rows(results / "grid.csv"), json.loads(done.stdout)


def without(words: list[str], option: str) -> list[str]:
    at = words.index(option)
    return words[:at] + words[at + 2 :]


def test_no_roster_means_no_calls(plain: World, tmp_path: Path) -> None:
    """A channel with agents needs agents: without a roster there are none, and the other channels are planned."""
    done = run("schedule", *without(plain.arguments(), "--roster"), "-o", tmp_path / "results", *AT_ONCE)
    assert done.exit_code == 0, done.stderr
    channels = {c["channel"] for c in rows(tmp_path / "results" / "grid.csv")}
    assert channels
    assert "call" not in channels


def test_agents_who_do_not_work_that_day_take_no_calls(plain: World, tmp_path: Path) -> None:
    """All shifts are on Wednesdays; the day is a Tuesday."""
    plain.write("roster", [{**shift, "weekday": "wed"} for shift in plain.shifts])
    grid, _ = planned(plain, tmp_path / "results")
    assert "call" not in {c["channel"] for c in grid}


def test_a_closed_day_has_an_empty_grid(plain: World, tmp_path: Path) -> None:
    """2026-03-08 is a Sunday, closed by a rule: no contact, objective 0, and every account has a reason."""
    grid, told = planned(plain, tmp_path / "results", date=dt.date(2026, 3, 8))
    assert grid == []
    assert (told["objective"], told["bound"], told["gap"], told["termination"]) == (0, 0, 0, "empty")
    fates = rows(tmp_path / "results" / "fates.csv")
    assert {f["fate"] for f in fates} <= {"not_planned", "suppressed"}
    assert (tmp_path / "results" / "grid.csv").read_text(encoding="utf-8").startswith("date,start,end,customer_id")


def test_a_holiday_is_closed(plain: World, tmp_path: Path) -> None:
    """2026-03-23 is Saint Joseph's day in Colombia, moved to that Monday."""
    grid, _ = planned(plain, tmp_path / "results", date=dt.date(2026, 3, 23))
    assert grid == []


def test_an_empty_portfolio_has_an_empty_plan(plain: World, tmp_path: Path) -> None:
    """A header without rows is a legal portfolio: on the first day of an operation nobody is late."""
    plain.write("portfolio", [], plain.accounts[0])
    grid, told = planned(plain, tmp_path / "results")
    assert grid == rows(tmp_path / "results" / "fates.csv") == []
    assert told["accounts"] == told["customers"] == told["contacts"] == 0


def test_an_empty_roster_and_history_are_legal(plain: World, tmp_path: Path) -> None:
    """Headers without rows: nobody works, and nothing has been tried yet."""
    plain.write("roster", [], plain.shifts[0])
    plain.write("attempts", [], plain.history[0])
    grid, _ = planned(plain, tmp_path / "results")
    assert grid
    assert "call" not in {c["channel"] for c in grid}


def test_one_customer_gets_its_two_best_contacts(plain: World, tmp_path: Path) -> None:
    """Nothing competes with a single customer: the plan is proven best, within the two contacts a day of the rule."""
    account = {**plain.accounts[0], "days_past_due": 45, "stop_reason": None, "hold_until": None, "reason": None}
    plain.write("portfolio", [account])
    plain.write("attempts", [], plain.history[0])
    plain.strategy.write_text(
        plain.strategy.read_text("utf-8").replace("holdout: 0.05", "holdout: 0.0"), encoding="utf-8"
    )
    grid, told = planned(plain, tmp_path / "results", well=True)
    assert 1 <= len(grid) <= 2
    assert told["gap"] <= 1e-6


def test_a_customer_with_three_accounts_is_one_customer(plain: World, tmp_path: Path) -> None:
    """Two contacts a day are for the person, not for each debt; accounts that lead none are spoken for by the leading one."""
    account = {**plain.accounts[0], "days_past_due": 45, "stop_reason": None, "hold_until": None, "reason": None}
    plain.write("portfolio", [{**account, "account_id": f"A-{n}"} for n in (3, 1, 2)])
    plain.write("attempts", [], plain.history[0])
    plain.strategy.write_text(
        plain.strategy.read_text("utf-8").replace("holdout: 0.05", "holdout: 0.0"), encoding="utf-8"
    )
    grid, _ = planned(plain, tmp_path / "results")
    assert 1 <= len(grid) <= 2
    # All are worth the same: the smallest account_id leads.
    assert {c["account_id"] for c in grid} == {"A-1"}
    fates = {f["account_id"]: (f["fate"], f["reason"]) for f in rows(tmp_path / "results" / "fates.csv")}
    led = ("not_planned", "led_by_other_account")
    assert fates == {"A-1": ("planned", "in_grid"), "A-2": led, "A-3": led}


def test_customers_who_are_all_the_same_fill_the_capacity(plain: World, tmp_path: Path) -> None:
    """Ties everywhere: whoever is chosen, a resource whose next unit is worth something is used up."""
    account = {**plain.accounts[0], "days_past_due": 45, "stop_reason": None, "hold_until": None, "reason": None}
    people = [
        {**account, "account_id": f"A{n:03d}", "customer_id": f"C{n:03d}", "phone": f"+57300000{n:04d}"}
        for n in range(60)
    ]
    plain.write("portfolio", people)
    plain.write("attempts", [], plain.history[0])
    _, told = planned(plain, tmp_path / "results", well=True)
    assert told["gap"] <= 0.01
    for line in rows(tmp_path / "results" / "capacity.csv"):
        if line["unit"] == "contacts" and float(line["shadow_price"]) > 1:
            assert float(line["used"]) == float(line["capacity"])


def test_codes_that_nobody_maps_are_told_and_count_on_the_safe_side(plain: World, tmp_path: Path) -> None:
    """A dialler's own code counts as a conversation: after it, the cooldown of three days forbids calls."""
    day_before = dt.datetime.combine(plain.date - dt.timedelta(1), dt.time(10))
    history = [
        {"at": day_before, "customer_id": person, "channel": "call", "outcome": "ZZ9"}
        for person in sorted({a["customer_id"] for a in plain.accounts})
    ]
    plain.write("attempts", history)
    done = run("schedule", *plain.arguments(), "-o", tmp_path / "results", *AT_ONCE)
    assert done.exit_code == 0, done.stderr
    assert "ZZ9" in done.stderr
    assert "call" not in {c["channel"] for c in rows(tmp_path / "results" / "grid.csv")}


def test_an_opt_out_closes_its_channel(plain: World, tmp_path: Path) -> None:
    """A year-old opt_out of sms closes sms for that customer and nothing else."""
    long_ago = dt.datetime(2025, 3, 3, 10)
    people = sorted({a["customer_id"] for a in plain.accounts})
    plain.write(
        "attempts", [{"at": long_ago, "customer_id": p, "channel": "sms", "outcome": "opt_out"} for p in people]
    )
    grid, _ = planned(plain, tmp_path / "results")
    assert grid
    assert "sms" not in {c["channel"] for c in grid}


@pytest.mark.parametrize(
    ("country", "date", "is_open"),
    [
        ("US", "2026-03-08", True),
        ("US", "2026-11-01", True),
        ("US", "2026-03-09", True),
        ("MX", "2026-03-16", False),
        ("MX", "2026-04-05", True),
        ("CO", "2026-03-07", True),
    ],
)
def test_clock_changes_saturdays_and_foreign_holidays_audit_clean(
    country: str, date: str, is_open: bool, tmp_path: Path
) -> None:
    """The days on which clocks change, the days after them, a Saturday and a moved Monday holiday: planned and audited."""
    world = make_world(tmp_path / "world", customers=60, country=country, seed=11, date=date, dialect="latam")
    text = world.strategy.read_text(encoding="utf-8")
    world.strategy.write_text(
        text.replace("weekdays: [sun], holidays", "holidays").replace(
            'sat: ["08:00", "15:00"]', 'weekend: ["08:00", "15:00"]'
        ),
        encoding="utf-8",
    )
    grid, _ = planned(world, tmp_path / "results")
    assert {c["date"] for c in grid} == ({date} if is_open else set())


def test_cells_that_could_be_formulas_go_round_unharmed(plain: World, tmp_path: Path) -> None:
    """Ids that begin with signs are guarded in every CSV of ours, and audit and explain understand them."""
    names = {"C000001": "=1+1", "C000002": "-2", "C000003": "@x", "C000004": 'a "quoted", one', "C000005": "línea"}
    for account in plain.accounts:
        account["customer_id"] = names.get(account["customer_id"], account["customer_id"])
    plain.write("portfolio", plain.accounts)
    planned(plain, tmp_path / "results")
    for name in ("grid.csv", "fates.csv"):
        text = (tmp_path / "results" / name).read_text(encoding="utf-8")
        assert ",=1+1" not in text
        assert "\n=1+1" not in text
    for ident in names.values():
        assert run("explain", tmp_path / "results", "--json", "--", ident).exit_code == 0
