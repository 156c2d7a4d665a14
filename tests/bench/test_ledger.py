"""Speed, memory and gaps as the README's ledger tells them: `make bench` prints each figure with its limit.

Times of two programs are compared in turn and as ratios, since machines are shared and noisy.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.integration.worlds import make_world

pytestmark = pytest.mark.bench

NUM_ROWS = 1_250_000
BARE = "import sys, polars as pl; print(pl.read_csv(sys.argv[1]).height)"
OURS = """
import sys, resource
from collectplan.domain import tables
from collectplan.normalise import normalise
from collectplan.read.strategy_file import read_strategy
from collectplan.read.table import read_table
loaded = read_strategy(sys.argv[2])
raw = read_table("portfolio", sys.argv[1], loaded.strategy.input, required=tables.PORTFOLIO_REQUIRED)
print(normalise(raw, None, None, loaded).portfolio.height, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
STRATEGY = """\
version: 1
country: CO
timezone: America/Bogota
channels:
  call: {address: phone, agents: true, minutes: {no_answer: 1.0, contact: 5.5}}
  sms: {address: phone, per_slot: 20000, cost: 22}
segments:
  rules: [{name: strategic, when: "tenure_months >= 120 AND prior_delinquencies = 0"}]
"""


def say(what: str, limit: str) -> None:
    """Print one figure of the ledger."""
    print(f"\n  {what} (limit {limit})", end="")


def timed(*command: str) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - began, done.stdout


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio of 1,250,000 rows and about 200 MB, with the columns of an ordinary lender."""
    folder = tmp_path_factory.mktemp("big")
    chance = np.random.default_rng(11)
    rows = np.arange(NUM_ROWS)
    owed = np.exp(chance.normal(13, 1.1, NUM_ROWS)).round(2)
    frame = pl.DataFrame(
        {
            "account_id": np.char.add("A", np.char.zfill(rows.astype(str), 9)),
            "customer_id": np.char.add("C", np.char.zfill((rows * 4 // 5).astype(str), 9)),
            "product": chance.choice(["card", "loan", "telco"], NUM_ROWS),
            "region": chance.choice(["CO-DC", "CO-ANT", "CO-VAC"], NUM_ROWS),
            "days_past_due": chance.integers(-10, 400, NUM_ROWS),
            "balance": owed,
            "past_due": (owed * 0.4).round(2),
            "risk_score": chance.random(NUM_ROWS).round(4),
            "phone": np.char.add("+5730", np.char.zfill(rows.astype(str), 8)),
            "email": np.char.add(np.char.add("c", rows.astype(str)), "@example.com"),
            "postal": np.char.add("Calle 12 # 34-", rows.astype(str)),
            "consent_sms": chance.choice(["true", "false"], NUM_ROWS),
            "hold_until": chance.choice(["", "2026-03-09"], NUM_ROWS, p=[0.97, 0.03]),
            "tenure_months": chance.integers(1, 180, NUM_ROWS),
            "prior_delinquencies": chance.poisson(1.2, NUM_ROWS),
            "income_month": chance.integers(1_000_000, 9_000_000, NUM_ROWS),
        }
    )
    frame.write_csv(folder / "portfolio.csv")
    (folder / "strategy.yaml").write_text(STRATEGY)
    return folder


def test_reading_costs_at_most_three_bare_reads(big: Path) -> None:
    """Read, typed and checked row by row within 3 times a bare polars read of the same file, under 3 GB."""
    pairs = []
    for _ in range(5):
        bare, _text = timed(sys.executable, "-c", BARE, str(big / "portfolio.csv"))
        ours, text = timed(sys.executable, "-c", OURS, str(big / "portfolio.csv"), str(big / "strategy.yaml"))
        pairs.append(ours / bare)
    height, peak = text.split()
    size = (big / "portfolio.csv").stat().st_size / 1e6
    say(f"reading {size:.0f} MB: {statistics.median(pairs):.2f} x a bare read, {int(peak) / 1e6:.2f} GB", "3 x, 3 GB")
    assert int(height) == NUM_ROWS
    assert statistics.median(pairs) <= 3
    assert int(peak) / 1e6 < 3


def test_a_million_accounts_are_segmented_in_twenty_seconds(big: Path) -> None:
    """`segment` of 1,250,000 rows, files to file, in 20 s."""
    seconds, _ = timed(
        sys.executable, "-m", "collectplan", "segment", str(big / "portfolio.csv"), "-s", str(big / "strategy.yaml"),
        "-o", str(big / "segments.csv"), "--date", "2026-03-03", "--json",
    )  # fmt: skip
    say(f"segment of 1,250,000 rows: {seconds:.1f} s", "20 s")
    assert pl.scan_csv(big / "segments.csv").select(pl.len()).collect().item() == NUM_ROWS
    assert seconds <= 20


def test_help_answers_at_once() -> None:
    """`collectplan --help` in 0.3 s, the median of nine."""
    seconds = statistics.median(timed(sys.executable, "-m", "collectplan", "--help")[0] for _ in range(9))
    say(f"--help: {seconds:.2f} s", "0.3 s")
    assert seconds <= 0.3


@pytest.mark.parametrize(("customers", "hourly"), [(10_000, False), (10_000, True), (20_000, False), (20_000, True)])
def test_the_gap_at_size(tmp_path: Path, customers: int, hourly: bool) -> None:
    """At 10,000 customers and beyond the proven gap is at most 0.3 %, with hours that differ and hours that do not."""
    world = make_world(tmp_path, customers=customers, seed=customers)
    if not hourly:
        text = world.strategy.read_text(encoding="utf-8")
        world.strategy.write_text(re.sub(r'\{"07:00": ([0-9.]+),[^}]*\}', r"\1", text), encoding="utf-8")
    out = str(tmp_path / "out")
    seconds, text = timed(sys.executable, "-m", "collectplan", "schedule", *world.arguments(), "-o", out, "--json")
    run = json.loads(text)
    kind = "hourly" if hourly else "flat"
    say(f"{customers} customers, {kind} priors: gap {run['gap']:.4%}, {seconds:.1f} s", "0.3 %")
    assert run["gap"] <= 0.003
