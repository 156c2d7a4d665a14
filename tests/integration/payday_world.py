"""An operation whose customers are paid on days of their own, under a law of one contact a week.

The day of a contact matters there: on a payday, and the day after, it brings two and a half times as much, and whoever
was contacted before it may not be contacted on it.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.integration.worlds import World, make_world

PAYDAYS = "paydays: {days: [15, last], column: dia_pago, after: 1, pays: 2.5}\n"
RULES = """\
    - {id: open, kind: hours, weekdays: ["07:00", "19:00"], sat: ["08:00", "15:00"]}
    - {id: closed, kind: closed, weekdays: [sun], holidays: true}
    - {id: once_a_week, kind: cap, max: 1, window: {days: 7}, per: customer}
"""

#: Days of the month on which customers are paid; None: the file does not say.
OWN_DAYS = (5, 10, 12, 15, 18, 20, 25, "last", None)


def make_payday_world(folder: Path, customers: int, seed: int, date: str, occupancy: float = 0.85) -> World:
    """Write the operation, without a history.

    Args:
        folder: to write into.
        customers: how many.
        seed: of all that is drawn.
        date: the first morning.
        occupancy: share of the agents' time that is there for contacts.
    """
    world = make_world(folder, customers=customers, seed=seed, date=date, history_days=0)
    dice = random.Random(seed)
    own = {customer: dice.choice(OWN_DAYS) for customer in sorted({row["customer_id"] for row in world.accounts})}
    for account in world.accounts:
        account["dia_pago"] = own[account["customer_id"]]
    world.write("portfolio", world.accounts)
    text = world.strategy.read_text(encoding="utf-8")
    before, rest = text.split("    - {id: open", 1)
    text = before + RULES + rest[rest.index("  assume: worst_case") :]
    text = text.replace("treatments:\n", PAYDAYS + "treatments:\n").replace(
        "occupancy: 0.85", f"occupancy: {occupancy}"
    )
    world.strategy.write_text(text, encoding="utf-8")
    return world
