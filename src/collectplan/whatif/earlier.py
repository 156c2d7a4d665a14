"""An earlier run, taken up again: its results folder, its inputs, and the proof that they are still the same."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from collectplan.domain.clock import minutes_of
from collectplan.domain.source import Source
from collectplan.domain.stages import Day
from collectplan.domain.tables import Table
from collectplan.errors import Finding, InputError, StrategyError, UsageError
from collectplan.explain.folder import read_results_csv
from collectplan.write.again import STANDARD_INPUT

#: Inputs of a run, and the option with which another file takes the place of each.
OPTIONS: Mapping[str, str] = {
    "strategy": "--strategy",
    "portfolio": "--portfolio",
    "attempts": "--attempts",
    "roster": "--roster",
}


@dataclass(frozen=True, eq=False)
class Earlier:
    """A results folder, and how it came about.

    Attributes:
        folder: of the results.
        run: its run.json.
        files: where each input lies now; None where there was none.
        given: inputs that the user named anew: they may differ.
        capacity: capacity.csv as text.
    """

    folder: Path
    run: Mapping[str, Any]
    files: Mapping[str, str | None]
    given: frozenset[str]
    capacity: pl.DataFrame

    @cached_property
    def grid(self) -> pl.DataFrame:
        """grid.csv as text; read where it is asked for."""
        return read_results_csv(self.folder / "grid.csv")

    @cached_property
    def outlook(self) -> pl.DataFrame | None:
        """The same of the later dates; None for a plan of one day."""
        path = self.folder / "outlook.csv"
        return read_results_csv(path) if path.exists() else None

    @property
    def date(self) -> dt.date:
        """The planned date."""
        return dt.date.fromisoformat(self.run["plan_date"])

    @property
    def seed(self) -> int:
        """Of the run."""
        return int(self.run.get("seed", 0))

    @property
    def days(self) -> int:
        """Dates that were planned together."""
        return int(self.run.get("days") or 1)

    @property
    def worth(self) -> Mapping[str, Any]:
        """Objective, bound and gap of what was planned together: of all dates."""
        told: Mapping[str, Any] = self.run.get("horizon") or self.run
        return told

    @property
    def is_short(self) -> bool:
        """Whether it missed a target or an obligation: freed of a rule it may miss fewer, and money be lost by it."""
        targets, obligations = self.run.get("targets") or (), self.run.get("obligations") or ()
        return any(told["planned"] < told["floor"] for told in targets) or any(told["missed"] for told in obligations)

    @property
    def seconds(self) -> float:
        """That the run took, 0 where it does not say."""
        return float(sum((self.run.get("seconds") or {}).values()))


def read_earlier(folder: Path, given: Mapping[str, str | None]) -> Earlier:
    """Read a results folder that is to be taken up.

    Args:
        folder: written by `schedule`.
        given: inputs that the user names anew; None: the run's own.

    Raises:
        InputError: it is no results folder, or does not say where its inputs lay.
        UsageError: an input came from standard input and is not named anew.
    """
    path = folder / "run.json"
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError(Finding(str(path), "there is no such file", "name a folder that `schedule` wrote")) from None
    except ValueError:
        raise InputError(Finding(str(path), "the file is not JSON", "plan again with `schedule`")) from None
    said = run.get("again") if isinstance(run, dict) else None
    if not isinstance(said, dict) or "plan_date" not in run:
        raise InputError(
            Finding(str(path), "it does not say where the inputs lay", "plan again with `schedule` of this version")
        )
    files = {name: given.get(name) or _found(name, said.get(name), folder) for name in OPTIONS}
    capacity = read_results_csv(folder / "capacity.csv")
    return Earlier(folder, run, files, frozenset(n for n in OPTIONS if given.get(n)), capacity)


class Digest(NamedTuple):
    """A file, and the SHA-256 of its bytes."""

    file: str
    sha256: str


def verify(earlier: Earlier, source: Source, tables: Mapping[str, Table | Digest | None]) -> None:
    """Hold the inputs, as read now, to what run.json says of them.

    Raises:
        StrategyError, InputError: a file has changed since.
    """
    mend = "plan again with `schedule`, or name the file that you mean with {}"
    if "strategy" not in earlier.given:
        changed = [str(earlier.files["strategy"])] if source.sha256 != earlier.run["strategy"]["sha256"] else []
        packs = {f"packs/{name}.yaml": sha256 for name, sha256 in source.packs.items()}
        changed += [n for n in sorted(packs) if packs[n] != (earlier.run["inputs"].get(n) or {}).get("sha256")]
        what = f"it has changed since {earlier.folder} was planned"
        if changed:
            raise StrategyError([Finding(where, what, mend.format("-s")) for where in changed])
    findings = [
        Finding(raw.file, f"it has changed since {earlier.folder} was planned", mend.format(OPTIONS[name]))
        for name, raw in tables.items()
        if raw is not None
        and name not in earlier.given
        and raw.sha256 != (earlier.run["inputs"].get(name) or {}).get("sha256")
    ]
    if findings:
        raise InputError(findings)


def prices_of(earlier: Earlier, day: Day) -> dict[tuple[str, str, int], float]:
    """Shadow prices of the run by (kind, name, position of the slot), for a warm start.

    A capacity of a whole day has position -1 on the plan date, -2 on the date after it, and so on.
    """
    place = {
        (day.dates[slot.date].isoformat(), slot.start): position
        for position, slot in reversed(list(enumerate(day.slots)))
    }
    whole = {date.isoformat(): -1 - position for position, date in enumerate(day.dates)}
    prices: dict[tuple[str, str, int], float] = {}
    rows = earlier.capacity.select("resource", "date", "start", "shadow_price")
    for resource, date, start, price in rows.iter_rows():
        kind, _, name = resource.partition(":")
        slot = place.get((date, minutes_of(start))) if start else whole.get(date)
        if slot is not None:
            prices[kind, name or kind, slot] = float(price)
    return prices


def _found(name: str, said: Mapping[str, str] | None, folder: Path) -> str | None:
    """Where an input of the run lies: as it was typed, else as seen from the results."""
    if said is None:
        return None
    path = said["path"]
    if path == STANDARD_INPUT:
        raise UsageError(f"the {name} of {folder} came from standard input; name a file with {OPTIONS[name]}")
    if Path(path).exists() or "from_results" not in said:
        return path
    beside = folder / said["from_results"]
    return str(beside) if beside.exists() else path
