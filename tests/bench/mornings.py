"""Mornings in a row under one way of planning: each day's grid is acted on, and its outcomes are the next day's history.

Outcomes are drawn by a stable hash of customer, date and channel, so that ways of planning meet the same luck.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.integration.running import rows
from tests.integration.worlds import World

COLUMNS = ("at", "customer_id", "account_id", "channel", "outcome", "direction")


@dataclass(frozen=True)
class Lived:
    """What came of some mornings: worth of all grids acted on (money), contacts made, and the widest proven gap."""

    worth: float
    contacts: int
    widest_gap: float


def live(world: World, mornings: int, days: int, results: Path) -> Lived:
    """Plan, act and remember on so many mornings in a row, each with a horizon of so many days."""
    history: list[dict[str, object]] = []
    worth, contacts, widest = 0.0, 0, 0.0
    for ahead in range(mornings):
        date = world.date + dt.timedelta(days=ahead)
        world.write("attempts", history, COLUMNS)
        words = [*world.arguments(date=date), "-o", str(results), "--days", str(days), "--time-limit", "60", "--json"]
        done = subprocess.run(
            [sys.executable, "-m", "collectplan", "schedule", *words], capture_output=True, text=True, check=True
        )
        run = json.loads(done.stdout)
        widest = max(widest, (run.get("horizon") or run)["gap"])
        for contact in rows(results / "grid.csv"):
            worth += float(contact["value"])
            contacts += 1
            history.append(_attempt(contact))
    return Lived(worth, contacts, widest)


def _attempt(contact: dict[str, str]) -> dict[str, object]:
    """What is remembered of a planned contact."""
    at = dt.datetime.fromisoformat(f"{contact['date']}T{contact['start'] or '12:00'}")
    key = f"{contact['customer_id']}/{contact['date']}/{contact['channel']}"
    luck = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") / 2**64
    missed = "no_answer" if contact["channel"] == "call" else "delivered"
    return {
        "at": at,
        "customer_id": contact["customer_id"],
        "account_id": contact["account_id"],
        "channel": contact["channel"],
        "outcome": "rpc" if luck < float(contact["reach"]) else missed,
        "direction": "outbound",
    }
