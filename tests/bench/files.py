"""`schedule` by size, files to files: seconds of the command, its peak memory, its gap."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.child import run
from tests.bench.table import Table, percent, seconds

#: Customers; 10,000,000 are asked for by `--sizes`, since they take an hour.
SIZES = (10_000, 100_000, 1_000_000)
KINDS = {"hourly": "by hour", "flat": "every hour the same"}
#: Seconds and 10^9 bytes that must do, by customers.
MUST = {1_000_000: ("60 s", "6 GB"), 10_000_000: ("600 s", "20 GB")}
PATIENCE = 3_600.0


def make(folder: str, num: int, flat: bool) -> dict[str, Any]:
    """Writes the files, in a process of its own since drawing them takes memory."""
    from tests.bench.made_files import write_operation

    write_operation(Path(folder), num, flat=flat)
    return {"megabytes": sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6}


def measure(folder: str, days: int = 1) -> dict[str, Any]:
    """The command, in this process; seconds from its first import to its last file, and the gap of all days together."""
    began = time.perf_counter()
    from collectplan.cli.main import app

    at = Path(folder)
    words = [
        "schedule", at / "portfolio.csv", "-s", at / "strategy.yaml", "--attempts", at / "attempts.csv", "--roster",
        at / "roster.csv", "--date", "2026-03-03", "-o", at / "out", "--days", days, "--json",
    ]  # fmt: skip
    answer = io.StringIO()
    with contextlib.redirect_stdout(answer):
        code = app([str(word) for word in words], standalone_mode=False)
    spent = time.perf_counter() - began
    if not answer.getvalue().strip():
        return {"failed": f"exit code {code}"}
    told = json.loads(answer.getvalue())
    return {"seconds": spent, "gap": told.get("horizon", told)["gap"]}


def tables(sizes: tuple[int, ...] = SIZES, say: Any = print) -> list[Table]:
    """The table by size and kind of reach."""
    table = Table(
        "files", "python -m tests.bench files",
        "`collectplan schedule` from files to files, on files made for it, with caps by day and by week, a cool-down, spacing, a "
        "budget and five days of attempts; kernels compiled before.",
        ("customers", "MB read", "reach", "seconds", "peak GB", "gap", "must"),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        measure_small(scratch)
        for num in sizes:
            for kind, caption in KINDS.items():
                folder = f"{scratch}/{num}-{kind}"
                say(f"files: {num} customers, reach {caption}")
                made = run("tests.bench.files:make", PATIENCE, folder=folder, num=num, flat=kind == "flat")
                found = made if "failed" in made else run("tests.bench.files:measure", PATIENCE, folder=folder)
                must = ", ".join(MUST.get(num, ("-",)))
                if "failed" in found:
                    table.rows.append((f"{num:,}", "-", caption, found["failed"], "-", "-", must))
                    continue
                table.rows.append((
                    f"{num:,}", f"{made['megabytes']:.0f}", caption, seconds(found["process_seconds"]), f"{found['peak_gb']:.2f}",
                    percent(found["gap"], 4), must,
                ))  # fmt: skip
                say("  " + ", ".join(table.rows[-1]))
    return [table]


def measure_small(scratch: str) -> None:
    """Compiles whatever a schedule needs compiled, in folders inside this one: few customers go other ways than many."""
    for num, flat in ((500, False), (4_000, False), (10_000, True)):
        run("tests.bench.files:make", PATIENCE, folder=f"{scratch}/{num}", num=num, flat=flat)
        run("tests.bench.files:measure", PATIENCE, folder=f"{scratch}/{num}")
