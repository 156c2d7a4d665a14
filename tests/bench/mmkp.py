"""Multiple-choice multi-dimensional knapsack: one item of each class, of greatest worth, within several capacities.

Khan's instances I01 to I13 (one a file) and the test sets of Hiremath and Hill (many a file): `classes items
knapsacks`, the capacities, and for each class its number and its items `worth use ... use`. A class is a customer, an
item an option of its own that uses every knapsack.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.bench.instance import Instance

#: Beside the repository; absent in most copies of it.
DATA = Path(__file__).parents[2].parent / "shared" / "data" / "mmkp"

#: Khan's instances: the optimum of I01 to I06, the best of about 2008 of the others, as orlib/orlib.xls has them.
BEST_OF_KHAN = {
    "I01": 173.0, "I02": 364.0, "I03": 1602.0, "I04": 3597.0, "I05": 3905.7, "I06": 4799.3, "I07": 24587.0,
    "I08": 36877.0, "I09": 49167.0, "I10": 61437.0, "I11": 73773.0, "I12": 86071.0, "I13": 98429.0,
}  # fmt: skip
#: Of them, those whose value is proven.
PROVEN_OF_KHAN = ("I01", "I02", "I03", "I04", "I05", "I06")


@dataclass(frozen=True)
class Known:
    """A published instance: its file, which problem of it, and the greatest worth known."""

    path: Path
    number: int
    best: float

    @property
    def name(self) -> str:
        return self.path.name if self.number == 0 else f"{self.path.stem} #{self.number}"


def khan() -> list[Known]:
    """I01 to I13, where they lie there."""
    found = [Known(DATA / "orlib" / name, 0, best) for name, best in BEST_OF_KHAN.items()]
    return [known for known in found if known.path.exists()]


def hiremath_hill() -> dict[str, list[Known]]:
    """By test set: the problems whose files lie there."""
    folder = DATA / "hiremath_hill"
    if not (folder / "exact_values.csv").exists():
        return {}
    found: dict[str, list[Known]] = {}
    with (folder / "exact_values.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            # The file of the large problems with 30 classes is named without a number.
            name = row["testset"].replace("TestSet1.", "TestSet.") if row["kind"] == "large" else row["testset"]
            path = folder / f"{name}.txt"
            if path.exists():
                found.setdefault(name, []).append(Known(path, int(row["problem"]), float(row["exact"])))
    return found


def read(known: Known) -> Instance:
    """One instance of a file."""
    text = known.path.read_text(encoding="latin-1").split("Solutions by")[0]
    numbers = np.array(text.split(), np.float64)
    position, number = 0, 0
    while True:
        if known.number:
            number, position = int(numbers[position]), position + 1
        num_classes, num_items, num_sacks = (int(n) for n in numbers[position : position + 3])
        size = 3 + num_sacks + num_classes * (1 + num_items * (1 + num_sacks))
        if number == known.number:
            break
        position += size
    capacity = numbers[position + 3 : position + 3 + num_sacks]
    rows = numbers[position + 3 + num_sacks : position + size].reshape(num_classes, -1)[:, 1:]
    items = rows.reshape(num_classes * num_items, 1 + num_sacks)
    num = len(items)
    return Instance(
        known.name, np.arange(num_classes + 1) * num_items, np.arange(num), items[:, 0].copy(), np.zeros(num),
        np.arange(num + 1) * num_sacks, np.tile(np.arange(num_sacks), num), items[:, 1:].ravel(),
        np.zeros(num * num_sacks), capacity, is_full=True,
    )  # fmt: skip


def first_offset(instance: Instance) -> float:
    """As much as the best item is worth."""
    return float(instance.value.max())
