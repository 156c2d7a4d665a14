"""Generalised assignment: every job goes to one agent at least cost, within each agent's capacity.

Files as in the OR-Library: `agents jobs`, agents x jobs costs, agents x jobs uses, capacities. A job is a customer, an
agent an option and a resource that counts minutes. Costs are minimised: a candidate is worth minus its cost.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.bench.instance import Instance

#: Beside the repository; absent in most copies of it.
DATA = Path(__file__).parents[2].parent / "shared" / "data" / "gap" / "data"


@dataclass(frozen=True)
class Known:
    """A published instance: its file and the least cost known."""

    path: Path
    kind: str
    best: float
    is_optimal: bool

    @property
    def name(self) -> str:
        return self.path.name


def known_instances() -> list[Known]:
    """Instances whose files lie there, by kind: `gap` (Cattrysse), then a to e."""
    if not (DATA / "data.csv").exists():
        return []
    with (DATA / "data.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    found = [
        Known(
            DATA / row["Path"],
            "gap" if row["Dataset"] == "cattrysse1994" else Path(row["Path"]).name[0],
            float(row["Best known solution value"]),
            bool(row["Optimum"]),
        )
        for row in rows
        if (DATA / row["Path"]).exists()
    ]
    return sorted(found, key=lambda known: (known.kind != "gap", known.kind))


def read(path: Path) -> Instance:
    """An instance of a file."""
    numbers = np.array(path.read_text(encoding="utf-8").split(), np.float64)
    agents, jobs = int(numbers[0]), int(numbers[1])
    cost, use = numbers[2 : 2 + 2 * agents * jobs].reshape(2, agents, jobs)
    capacity = numbers[2 + 2 * agents * jobs :][:agents]
    return Instance(
        path.name, np.arange(jobs + 1) * agents, np.tile(np.arange(agents), jobs), -cost.T.ravel(), use.T.ravel(),
        np.arange(agents + 1), np.arange(agents), np.zeros(agents), np.ones(agents), capacity, is_full=True,
    )  # fmt: skip


def first_offset(instance: Instance) -> float:
    """A quarter more than the dearest candidate costs: with larger ones the search told jobs apart less well."""
    return 1.25 * float(-instance.value.min())
