"""What planning several days at once earns where the day matters: `make bench` prints it, the README's ledger tells it.

An operation whose customers are paid on days of their own, under a law of one contact a week, lives fourteen mornings
twice: each day planned alone, and seven days planned together of which the first is acted on.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.mornings import live
from tests.bench.test_ledger import say
from tests.integration.payday_world import make_payday_world

pytestmark = pytest.mark.bench

MORNINGS = 14


@pytest.mark.parametrize(("kind", "occupancy"), [("ample", 0.85), ("scarce", 0.05)])
def test_seven_days_together_earn_more_than_each_day_alone(tmp_path: Path, kind: str, occupancy: float) -> None:
    """More is brought in by as good as no more contacts, whether agents could call everybody or few."""
    lived = {
        days: live(
            make_payday_world(tmp_path / str(days), 100, seed=7, date="2026-03-09", occupancy=occupancy),
            MORNINGS,
            days,
            tmp_path / f"results_{days}",
        )
        for days in (1, 7)
    }
    gain = lived[7].worth / lived[1].worth - 1
    counts = f"{lived[1].contacts} and {lived[7].contacts} contacts"
    say(f"100 customers, once a week, {kind} agents: 7 days together earn {gain:+.1%} ({counts})", "more")
    assert gain > 0
