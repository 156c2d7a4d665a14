"""`schedule --days N` by size and days: seconds of the command and the gap of all days together."""

from __future__ import annotations

import tempfile
from typing import Any

from tests.bench.child import run
from tests.bench.files import PATIENCE, measure_small
from tests.bench.table import Table, percent, seconds

SIZES = (2_000, 5_000)
DAYS = (1, 3, 7)


def tables(sizes: tuple[int, ...] = SIZES, say: Any = print) -> list[Table]:
    """The table by size, one column of seconds and gap for each number of days."""
    table = Table(
        "horizons", "python -m tests.bench horizons",
        "`collectplan schedule --days N` on the files of the table before, reach by hour: seconds of the whole process and the gap "
        "of all days together.",
        ("customers", *(f"{days} day{'s' if days > 1 else ''}: seconds, gap" for days in DAYS)),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        measure_small(scratch)
        for num in sizes:
            folder = f"{scratch}/{num}"
            run("tests.bench.files:make", PATIENCE, folder=folder, num=num, flat=False)
            cells = []
            for days in DAYS:
                say(f"horizons: {num} customers, {days} days")
                found = run("tests.bench.files:measure", PATIENCE, folder=folder, days=days)
                failed = found.get("failed")
                cells.append(failed or f"{seconds(found['process_seconds'])}, {percent(found['gap'], 3)}")
                say("  " + cells[-1])
            table.rows.append((f"{num:,}", *cells))
    return [table]
