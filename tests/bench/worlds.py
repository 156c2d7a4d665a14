"""Our own operations by size: seconds, passes, gap and memory of `optimise`, each in a process of its own."""

from __future__ import annotations

import time
from typing import Any

from collectplan.optimise import optimise
from tests.bench.child import run
from tests.bench.table import Table, percent, seconds
from tests.optimum.made_days import operation

#: Customers. `--sizes` takes others.
SIZES = (1_000, 10_000, 100_000, 1_000_000)
KINDS = {"learned": "by customer and hour", "hourly": "by hour", "flat": "every hour the same"}
#: Gap that must be reached from so many customers on, by whether hours differ.
MUST = {1_000: (0.005, 0.005), 10_000: (0.0015, 0.0015), 100_000: (0.0003, 0.0005), 1_000_000: (0.0001, 0.0001)}
#: Seconds after which a search is told to end, and after which its process is.
DEADLINE, PATIENCE = 600.0, 1_200.0


def measure(num: int, kind: str) -> dict[str, Any]:
    """One operation, made and planned."""
    made = operation(num, hourly=kind == "hourly", learned=kind == "learned")
    warm_up()
    began = time.monotonic()
    solution = optimise(*made.stages, clock=time.monotonic, deadline=began + DEADLINE, threads=2)
    spent = time.monotonic() - began
    words = solution.solver.replace(";", " ").split()
    passes = int(words[words.index("passes") - 1]) if "passes" in words else 0
    return {
        "seconds": spent, "gap": solution.gap, "passes": passes, "termination": solution.termination,
        "limit": solution.limit, "contacts": len(solution.contacts),
    }  # fmt: skip


def warm_up() -> None:
    """Loads what an operation of any size needs compiled, so that it is not counted."""
    optimise(*operation(800).stages)


def tables(sizes: tuple[int, ...] = SIZES, say: Any = print) -> list[Table]:
    """The table by size and kind of reach."""
    table = Table(
        "worlds", "python -m tests.bench worlds",
        "made-up operations of 6 channels, 13 hours and 3 groups of agents, planned in memory by 2 threads; peak "
        "memory is of the whole process, the operation itself included.",
        ("customers", "reach", "seconds", "passes", "gap", "must", "peak GB", "µs a customer"),
    )  # fmt: skip
    cost: dict[tuple[str, int], float] = {}
    for num in sizes:
        for kind, caption in KINDS.items():
            say(f"worlds: {num} customers, reach {caption}")
            found = run("tests.bench.worlds:measure", PATIENCE, num=num, kind=kind)
            if "failed" in found:
                table.rows.append((f"{num:,}", caption, found["failed"], *["-"] * 5))
                continue
            cost[kind, num] = found["seconds"] / num
            must = [limits[kind == "flat"] for size, limits in MUST.items() if size <= num]
            gap = "optimal" if found["termination"] == "optimal" else percent(found["gap"], 4)
            table.rows.append((
                f"{num:,}", caption, seconds(found["seconds"]), str(found["passes"]), gap,
                percent(must[-1], 2) if must else "-", f"{found['peak_gb']:.2f}", f"{1e6 * cost[kind, num]:.0f}",
            ))  # fmt: skip
            say("  " + ", ".join(table.rows[-1]))
    table.notes += [_ratio(cost, kind) for kind in KINDS if _ratio(cost, kind)]
    return [table]


def _ratio(cost: dict[tuple[str, int], float], kind: str) -> str:
    """How the cost of one customer changes from 100,000 customers to the most."""
    sizes = sorted(num for k, num in cost if k == kind and num >= 100_000)
    if len(sizes) < 2:
        return ""
    ratio = cost[kind, sizes[-1]] / cost[kind, sizes[0]]
    return f"A customer costs {ratio:.2f} times as much at {sizes[-1]:,} as at {sizes[0]:,} (reach {KINDS[kind]})."
