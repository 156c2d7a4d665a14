"""`--days N` from files to files: the horizon's plan keeps every rule across days, and today's grid stands alone."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.integration.payday_world import make_payday_world
from tests.integration.running import AT_ONCE, Done, rows, run
from tests.integration.test_any_rules import any_world
from tests.integration.worlds import World, make_world

#: Tuesday.
TODAY = dt.date(2026, 3, 3)


def plan(world: World, results: Path, days: int, *more: str, date: dt.date | None = None) -> dict[str, Any]:
    """Schedule and audit; run.json."""
    words = world.arguments(date=date)
    done = run("schedule", *words, "-o", results, "--days", str(days), "--json", *more)
    assert done.exit_code == 0, done.stderr
    audited = audit(world, results)
    assert json.loads(audited.stdout)["findings"] == []
    assert audited.exit_code == 0
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def audit(world: World, results: Path) -> Done:
    return run("audit", results, *world.arguments()[:-2], "--json")


def both(results: Path) -> list[dict[str, str]]:
    return [*rows(results / "grid.csv"), *rows(results / "outlook.csv")]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Fifteen customers in Colombia: accounts on hold through 5 March, one who talked yesterday, and shifts of all kinds."""
    made = make_world(tmp_path_factory.mktemp("horizon") / "world", customers=15, seed=4)
    for account in made.accounts[:2]:
        account["hold_until"], account["stop_reason"] = dt.date(2026, 3, 5), None
    talked = made.accounts[-1]["customer_id"]
    for account in made.accounts:
        own = {"days_past_due": 45, "hold_until": None, "stop_reason": None, "reason": None, "phone": "+573000000000"}
        account |= (
            {"preferred_channel": "call", **own} if account["customer_id"] == talked else {"preferred_channel": None}
        )
    made.write("portfolio", made.accounts)
    yesterday = {"at": dt.datetime(2026, 3, 2, 10), "customer_id": talked, "account_id": None, "channel": "call"}
    made.history.append({**yesterday, "outcome": "rpc", "direction": "outbound"})
    made.write("attempts", made.history)
    for shift in made.shifts:
        shift |= {"date": None, "weekday": None}
    made.shifts[0]["weekday"] = "wed"
    made.shifts[1]["date"] = dt.date(2026, 3, 6)
    made.write("roster", made.shifts)
    return made


@pytest.fixture(scope="module")
def planned(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A week from Tuesday 3 March on."""
    results = tmp_path_factory.mktemp("week") / "results"
    return results, plan(world, results, 7, *AT_ONCE)


def test_grid_is_today_and_outlook_the_other_days(planned: tuple[Path, dict[str, Any]]) -> None:
    """All contacts of the grid are of 3 March, all of the outlook of the six days after it; both have the same columns."""
    results, told = planned
    grid, outlook = rows(results / "grid.csv"), rows(results / "outlook.csv")
    assert {c["date"] for c in grid} == {"2026-03-03"}
    assert {c["date"] for c in outlook} <= {f"2026-03-0{day}" for day in range(4, 10)}
    assert list(grid[0]) == list(outlook[0])
    assert (told["contacts"], told["outlook"]["contacts"], told["days"]) == (len(grid), len(outlook), 7)
    assert told["objective"] == pytest.approx(sum(float(c["value"]) for c in grid))
    assert told["outlook"]["value"] == pytest.approx(sum(float(c["value"]) for c in outlook))
    assert told["horizon"]["bound"] >= told["horizon"]["objective"] * (1 - 1e-9)
    assert told["bound"] >= told["objective"]


def test_sunday_is_closed_inside_the_horizon(planned: tuple[Path, dict[str, Any]]) -> None:
    """8 March is a Sunday, closed by a rule; the Monday after it is not."""
    dates = {c["date"] for c in both(planned[0])}
    assert "2026-03-08" not in dates
    assert "2026-03-09" in dates


def test_a_hold_ends_inside_the_horizon(world: World, planned: tuple[Path, dict[str, Any]]) -> None:
    """Held through Thursday, the two accounts are suppressed today and lead nothing before Friday."""
    held = {account["account_id"] for account in world.accounts[:2]}
    mine = [c for c in both(planned[0]) if c["account_id"] in held]
    assert mine
    assert min(c["date"] for c in mine) == "2026-03-06"
    fates = {f["account_id"]: f for f in rows(planned[0] / "fates.csv")}
    assert {(fates[a]["fate"], fates[a]["detail"]) for a in held} == {("suppressed", "2026-03-05")}


def test_each_day_has_the_minutes_of_its_own_shifts(world: World, planned: tuple[Path, dict[str, Any]]) -> None:
    """The first shift is worked on Wednesdays, the second on 6 March alone: their groups have minutes on no other day."""
    minutes: dict[tuple[str, str], float] = {}
    for line in rows(planned[0] / "capacity.csv"):
        if line["resource"].startswith("agent_minutes:"):
            key = (line["resource"].split(":")[1], line["date"])
            minutes[key] = minutes.get(key, 0.0) + float(line["capacity"])
    groups = [world.shifts[n]["agent_group"] for n in (0, 1)]
    days = [sorted(d for (g, d), m in minutes.items() if g == group and m > 0) for group in groups]
    assert days == [["2026-03-04"], ["2026-03-06"]]


def test_an_account_planned_for_later_only_says_when(planned: tuple[Path, dict[str, Any]]) -> None:
    """Who talked yesterday wants calls only and may have one on Thursday: not planned, with the later contact in the detail."""
    results, _ = planned
    today = {c["customer_id"] for c in rows(results / "grid.csv")}
    later = {c["account_id"]: c for c in reversed(rows(results / "outlook.csv")) if c["customer_id"] not in today}
    fates = {f["account_id"]: f for f in rows(results / "fates.csv")}
    waiting = [a for a in later if fates[a]["fate"] == "not_planned"]
    assert waiting
    for account in waiting:
        assert fates[account]["reason"] == "planned_later"
        assert fates[account]["detail"].startswith(f"{later[account]['date']} {later[account]['channel']}")


def test_explain_tells_of_later_contacts(planned: tuple[Path, dict[str, Any]]) -> None:
    """The contacts of a customer stand with their dates, today's and later ones."""
    results, _ = planned
    customer = rows(results / "outlook.csv")[0]["customer_id"]
    said = json.loads(run("explain", results, customer, "--no-inputs", "--json").stdout)
    expected = sorted((c["date"], c["start"], c["channel"]) for c in both(results) if c["customer_id"] == customer)
    assert [(c["date"], c["start"], c["channel"]) for c in said["contacts"]] == expected


def test_a_contact_moved_across_days_is_found(
    world: World, planned: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    """An outlook's call brought forward to the hour of one of today's breaks rules of both files, and audit says which."""
    results, _ = planned
    spoiled = tmp_path / "results"
    spoiled.mkdir()
    for name in ("grid.csv", "run.json"):
        (spoiled / name).write_bytes((results / name).read_bytes())
    outlook = rows(results / "outlook.csv")
    calls = [n for n, c in enumerate(outlook) if c["channel"] == "call"]
    twice = next(
        (a, b) for a in calls for b in calls if a < b and outlook[a]["customer_id"] == outlook[b]["customer_id"]
    )
    outlook[twice[1]] |= {name: outlook[twice[0]][name] for name in ("date", "start", "end")}
    with (spoiled / "outlook.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(outlook[0]))
        writer.writeheader()
        writer.writerows(outlook)
    found = json.loads(audit(world, spoiled).stdout)["findings"]
    assert {"slot", "talk"} & {f["rule"] for f in found}
    assert any(f.get("file") == "outlook.csv" and f["row"] == twice[1] + 2 for f in found)


def test_a_plan_of_one_day_leaves_no_outlook_behind(world: World, tmp_path: Path) -> None:
    """A folder in which several days were planned is planned for one: outlook.csv is gone, and run.json knows of none."""
    plan(world, tmp_path / "results", 2, *AT_ONCE)
    assert (tmp_path / "results" / "outlook.csv").exists()
    told = plan(world, tmp_path / "results", 1, *AT_ONCE)
    assert not (tmp_path / "results" / "outlook.csv").exists()
    assert not {"days", "horizon", "outlook"} & set(told)


@pytest.mark.slow
def test_the_clock_changes_inside_the_horizon(tmp_path: Path) -> None:
    """New York, Saturday 7 March to Monday: on Sunday the clocks go forward; slots of all three days are found legal."""
    made = make_world(tmp_path / "world", customers=12, country="US", seed=3, date="2026-03-07")
    text = made.strategy.read_text(encoding="utf-8").replace(
        "- {id: closed, kind: closed, weekdays: [sun], holidays: true}", "- {id: closed, kind: closed, holidays: true}"
    )
    text = text.replace('weekdays: ["07:00", "19:00"], sat: ["08:00", "15:00"]', 'mon-sun: ["00:00", "24:00"]')
    text = text.replace('start: "07:00", end: "20:00"', 'start: "00:00", end: "06:00"')
    made.strategy.write_text(text, encoding="utf-8")
    plan(made, tmp_path / "results", 3, *AT_ONCE)
    starts = {c["start"] for c in both(tmp_path / "results") if c["date"] == "2026-03-08"}
    assert starts
    assert "02:00" not in starts


@pytest.mark.slow
def test_a_holiday_inside_the_horizon_is_closed(tmp_path: Path) -> None:
    """Saint Joseph's day is Monday 23 March 2026 in Colombia: from Saturday on, only Saturday and Tuesday are open."""
    made = make_world(tmp_path / "world", customers=12, seed=2, date="2026-03-21")
    plan(made, tmp_path / "results", 4, *AT_ONCE)
    assert {c["date"] for c in both(tmp_path / "results")} == {"2026-03-21", "2026-03-24"}


def test_the_horizon_waits_for_the_payday(tmp_path: Path) -> None:
    """Once a week, two and a half times as much on paydays: paid on the 12th, nobody is contacted on the 9th to 11th."""
    made = make_payday_world(tmp_path / "world", customers=12, seed=1, date="2026-03-09")
    for account in made.accounts:
        account["dia_pago"] = 12
    made.write("portfolio", made.accounts)
    plan(made, tmp_path / "results", 7, "--time-limit", "3")
    assert {c["date"] for c in both(tmp_path / "results")} <= {"2026-03-12", "2026-03-13"}
    alone = plan(made, tmp_path / "alone", 1, "--time-limit", "3")
    assert alone["contacts"] > 0


@pytest.mark.slow
def test_the_same_world_gives_the_same_horizon_in_any_row_order(world: World, tmp_path: Path) -> None:
    """Shuffled files, and one thread in the place of all: grid, outlook, fates and capacities are the same bytes."""
    plan(world, tmp_path / "one", 3)
    dice = random.Random(1)
    for name, table in (("portfolio", world.accounts), ("attempts", world.history), ("roster", world.shifts)):
        shuffled = list(table)
        dice.shuffle(shuffled)
        world.write(name, shuffled)
    plan(world, tmp_path / "two", 3, "--threads", "1")
    for name in ("grid.csv", "outlook.csv", "fates.csv", "capacity.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.parametrize("days", ["0", "15", "two"])
def test_other_horizons_are_wrong_usage(days: str, world: World, tmp_path: Path) -> None:
    """One to fourteen days."""
    assert run("schedule", *world.arguments(), "-o", tmp_path / "r", "--days", days).exit_code == 2


def horizon_under_any_rules(seed: int, folder: Path, *more: str) -> None:
    made = any_world(folder / "world", seed)
    text = made.strategy.read_text(encoding="utf-8")
    lifted = "paydays: {days: [1, 15, last], after: 2, pays: 2.0}\ntreatments:\n"
    made.strategy.write_text(text.replace("treatments:\n", lifted), encoding="utf-8")
    plan(made, folder / "results", random.Random(seed).choice([2, 3, 5, 7, 10, 14]), *more)


@pytest.mark.parametrize("seed", [7])
def test_horizons_under_any_rules_pass_the_check(seed: int, tmp_path: Path) -> None:
    """An operation with rules drawn at random, planned at once: what the planner allows across days, the check allows."""
    horizon_under_any_rules(seed, tmp_path, *AT_ONCE)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(300, 360))
def test_good_horizons_under_any_rules_pass_the_check(seed: int, tmp_path: Path) -> None:
    """Sixty operations, planned as well as five seconds allow: an optimiser goes to the edge of every rule."""
    horizon_under_any_rules(seed, tmp_path, "--time-limit", "5")


@pytest.mark.slow
def test_days_of_thousands_end_near_their_bound(tmp_path: Path) -> None:
    """0.1 % at most, where 0.05 % was seen: with customers' searches cut off the bound lay 0.87 % above the same plans."""
    world = make_world(tmp_path / "world", customers=3000, seed=6)
    assert plan(world, tmp_path / "results", 3)["horizon"]["gap"] <= 0.001
