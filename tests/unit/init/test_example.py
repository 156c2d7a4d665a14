"""The shipped example is what its script writes, small, and nobody's data."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

from collectplan.domain.strategy import Strategy
from collectplan.read.strategy_checks import need_priors
from collectplan.read.strategy_file import read_strategy

EXAMPLES = Path(__file__).parents[3] / "examples"
SMALL = EXAMPLES / "colombia_small"


def strategy() -> Strategy:
    return read_strategy(str(SMALL / "strategy.yaml")).strategy


def table(name: str) -> list[dict[str, str]]:
    """Rows under our names."""
    said = strategy().input
    ours = {header: column for column, header in said.columns.items()}
    text = (SMALL / f"{name}.csv").read_bytes().decode(said.encoding)
    rows = csv.DictReader(io.StringIO(text), delimiter=said.delimiter)
    return [{ours.get(header, header): cell for header, cell in row.items()} for row in rows]


def test_the_script_writes_the_shipped_bytes(tmp_path: Path) -> None:
    """Run on a copy of the strategy alone, it makes the three tables beside it again."""
    (tmp_path / "strategy.yaml").write_bytes((SMALL / "strategy.yaml").read_bytes())
    subprocess.run([sys.executable, str(EXAMPLES / "make_example.py"), str(tmp_path)], check=True, capture_output=True)
    for name in ("portfolio.csv", "attempts.csv", "roster.csv"):
        assert (tmp_path / name).read_bytes() == (SMALL / name).read_bytes()


def test_it_is_small() -> None:
    """Below 600 kB, so that it is cloned without a thought."""
    assert sum(path.stat().st_size for path in EXAMPLES.rglob("*") if path.is_file()) < 600_000


def test_its_strategy_is_enforced_as_a_whole() -> None:
    """No rule in it is of a kind that is only read, and every kind that it is to show is there."""
    loaded = read_strategy(str(SMALL / "strategy.yaml"))
    need_priors(loaded)
    assert {rule.kind for rule in loaded.strategy.limits.rules} == {
        "hours",
        "closed",
        "cap",
        "cooldown",
        "exclusive",
        "gate",
    }


def test_it_has_what_real_portfolios_have() -> None:
    """400 customers of one to three accounts, reasons to stop, holds, wishes and consents both ways; seven agents in three groups."""
    accounts = table("portfolio")
    owners = [row["customer_id"] for row in accounts]
    assert len(set(owners)) == 400
    assert {owners.count(owner) for owner in set(owners)} == {1, 2, 3}
    for column in ("stop_reason", "hold_until", "preferred_channel", "preferred_start", "preferred_end", "reason"):
        filled = sum(row[column] != "" for row in accounts)
        assert 0 < filled < len(accounts) / 4, column
    assert {row["consent_whatsapp"] for row in accounts} == {"true", "false"}
    roster = table("roster")
    assert len({row["agent_id"] for row in roster}) == 7
    assert len({row["agent_group"] for row in roster}) == 3
    assert {row["outcome"] for row in table("attempts")} >= {"NC", "CD", "PP", "opt_out"}


def test_nobody_in_it_exists() -> None:
    """Phones have a prefix that no operator holds, e-mails a domain kept for examples, and there is no name."""
    for row in table("portfolio"):
        assert re.fullmatch(r"(399\d{7})?", row["phone"])
        assert re.fullmatch(r"(c\d+@example\.com)?", row["email"])
        assert not {"name", "nombre"} & set(row)
