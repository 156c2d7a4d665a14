"""The program against worlds and a checker that were made outside this repository; skipped where they are not at hand."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import runpy
import sys
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.running import rows, run

SHARED = Path(__file__).parents[3] / "shared"
MAKE_WORLD = SHARED / "tools" / "make_world.py"
CHECK_GRID = SHARED / "tools" / "check_grid.py"
TAIWAN = SHARED / "data" / "taiwan_credit" / "UCI_Credit_Card.csv"

needs_tools = pytest.mark.skipif(
    not (MAKE_WORLD.exists() and CHECK_GRID.exists()), reason="no make_world.py and check_grid.py in ../shared/tools"
)


@dataclass(frozen=True)
class Outside:
    """Arguments of make_world.py, and the time that the plan may take; None for as long as it wants."""

    country: str
    date: str
    customers: int
    flags: tuple[str, ...] = ()
    seconds: str | None = None

    @property
    def name(self) -> str:
        return "_".join([self.country, self.date, str(self.customers), *(flag.strip("-") for flag in self.flags)])


#: A weekday, a Saturday, a moved holiday, a Sunday, the Monday after a change of clocks, the day before one.
DATES = {
    "CO": ("2026-03-03", "2026-03-07", "2026-03-23", "2026-03-08", "2026-03-10"),
    "MX": ("2026-03-03", "2026-03-07", "2026-03-16", "2026-03-09", "2026-11-02"),
    "US": ("2026-03-03", "2026-03-07", "2026-05-25", "2026-03-09", "2026-11-02"),
}

FEW = (
    Outside("CO", "2026-03-03", 300),
    Outside("CO", "2026-03-23", 300, ("--latam",), "0"),
    Outside("MX", "2026-03-07", 500, ("--latam", "--hourly"), "0"),
    Outside("MX", "2026-03-09", 400, ("--spaced",), "0"),
    Outside("US", "2026-03-09", 300, ("--hourly", "--spaced"), "0"),
    Outside("US", "2026-11-02", 300, ("--latam", "--spaced"), "0"),
)

SIZES = (300, 500, 800, 1000, 2000, 3000, 5000, 10_000, 20_000, 400)
SHAPES: tuple[tuple[str, ...], ...] = (
    (),
    ("--latam",),
    ("--hourly",),
    ("--spaced", "--hourly"),
    ("--latam", "--spaced"),
)
MANY = tuple(
    Outside(country, DATES[country][number % 5], SIZES[(number + 3 * place) % 10], SHAPES[(number + number // 5) % 5])
    for place, country in enumerate(DATES)
    for number in range(10)
)


def tool(path: Path, *words: str | Path) -> tuple[int, str]:
    """Run a foreign script as its own main program, in this process for speed; its exit code and what it printed."""
    printed = io.StringIO()
    code: Any = 0
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("ignore")
        patch.setattr(sys, "argv", [str(path), *map(str, words)])
        try:
            runpy.run_path(str(path), run_name="__main__")
        except SystemExit as end:
            code = end.code or 0
    return (code if isinstance(code, int) else 1), printed.getvalue()


def schedule_and_check(outside: Outside, seed: int, folder: Path) -> None:
    """Make the world, plan it, and have the checker that knows nothing of this program look at the plan."""
    world, results = folder / "world", folder / "results"
    size = ["--customers", str(outside.customers), "--seed", str(seed)]
    made, said = tool(MAKE_WORLD, world, *size, "--date", outside.date, "--country", outside.country, *outside.flags)
    assert made == 0, said
    portfolio, strategy = world / "portfolio.csv", world / "strategy.yaml"
    others = ["--attempts", world / "attempts.csv", "--roster", world / "roster.csv"]
    more = [] if outside.seconds is None else ["--time-limit", outside.seconds]
    done = run("schedule", portfolio, "-s", strategy, *others, "--date", outside.date, "-o", results, "--json", *more)
    assert done.exit_code == 0, done.stderr
    if outside.seconds is None:
        assert json.loads(done.stdout)["gap"] <= 0.02
    code, said = tool(CHECK_GRID, results, portfolio, strategy, *others, "--priors")
    assert code == 0, said[-3000:]
    audited = run("audit", results, portfolio, "-s", strategy, *others, "--json")
    assert json.loads(audited.stdout)["findings"] == []


@needs_tools
@pytest.mark.parametrize("number", range(len(FEW)), ids=lambda n: FEW[n].name)
def test_a_plan_for_a_foreign_world_passes_a_foreign_checker(number: int, tmp_path: Path) -> None:
    """Three countries, two dialects, flat and hourly priors, spaced and not: no finding.

    The first takes its time, and proves a gap of at most 2 %.
    """
    schedule_and_check(FEW[number], 100 + number, tmp_path)


@needs_tools
@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(MANY)), ids=lambda n: MANY[n].name)
def test_thirty_foreign_worlds_pass_a_foreign_checker(number: int, tmp_path: Path) -> None:
    """As above for thirty worlds of 300 to 20,000 customers, closed days among them."""
    schedule_and_check(MANY[number], 200 + number, tmp_path)


TAIWAN_STRATEGY = """\
version: 1
name: Credit cards, Taiwan
currency: TWD
country: TW
timezone: Asia/Taipei
input:
  columns: {account_id: ID}
  derive:
    days_past_due: "CASE WHEN PAY_0 <= 0 THEN 0 ELSE PAY_0 * 30 - 29 END"
    balance: "CASE WHEN BILL_AMT1 > 0 THEN BILL_AMT1 ELSE 0 END"
segments: {buckets: [1, 31, 61, 91]}
slots: {start: "09:00", end: "18:00", minutes: 60}
channels:
  call: {agents: true, minutes: {no_answer: 1.0, contact: 5.5}}
  sms: {per_slot: 500, cost: 1}
priors:
  call: {reach: 0.12, pays: 0.3}
  sms: {reach: 0.19, pays: 0.05}
treatments:
  - {segments: ["pre-due/*"], channels: [sms]}
limits:
  rules:
    - {id: day, kind: cap, max: 1, window: {days: 1}, per: customer}
"""

ROSTER = "agent_id,agent_group,start,end\n" + "".join(f"G{n},desk,09:00,18:00\n" for n in range(20))


@pytest.mark.skipif(not TAIWAN.exists(), reason="no taiwan_credit in ../shared/data")
def test_a_public_card_portfolio_is_segmented_with_derived_columns_alone(tmp_path: Path) -> None:
    """The file has neither days nor balances due; months late give them.

    PAY_0 counts months late: 23,182 rows of at most 0, 3,688 of 1, 2,667 of 2, 322 of 3 and 141 of 4 and more, as the
    source's own tables say (30,000 in all).
    """
    (tmp_path / "strategy.yaml").write_text(TAIWAN_STRATEGY, encoding="utf-8")
    done = run("segment", TAIWAN, "-s", tmp_path / "strategy.yaml", "-o", tmp_path / "s.csv", "--date", "2026-03-03")
    assert done.exit_code == 0, done.stderr
    counts = Counter(row["bucket"] for row in rows(tmp_path / "s.csv"))
    assert counts == {"pre-due": 23_182, "1-30": 3_688, "31-60": 2_667, "61-90": 322, "91+": 141}


@pytest.mark.slow
@pytest.mark.skipif(not TAIWAN.exists(), reason="no taiwan_credit in ../shared/data")
def test_a_public_card_portfolio_is_planned(tmp_path: Path) -> None:
    """Thirty thousand real balances on two channels: planned, audited, one fate a row, within one contact a customer."""
    (tmp_path / "strategy.yaml").write_text(TAIWAN_STRATEGY, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    words = [TAIWAN, "-s", tmp_path / "strategy.yaml", "--roster", tmp_path / "roster.csv", "--no-history"]
    results = tmp_path / "results"
    done = run("schedule", *words, "--date", "2026-03-03", "-o", results, "--json")
    assert done.exit_code == 0, done.stderr
    grid = rows(results / "grid.csv")
    assert {c["channel"] for c in grid} == {"call", "sms"}
    assert max(Counter(c["customer_id"] for c in grid).values()) == 1
    with TAIWAN.open(encoding="utf-8") as stream:
        assert len(rows(results / "fates.csv")) == sum(1 for _ in csv.DictReader(stream))
    assert json.loads(run("audit", results, *words, "--json").stdout)["findings"] == []
