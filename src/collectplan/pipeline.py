"""The run, from files to a published and checked grid, as the README's picture shows it.

    read ─► normalise ─► segment ─► screen ─► staff ─► score ─► optimise ─► check ─► write

Nothing is decided here: this page hands on what each stage returns, and names the stages for the clock.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from collectplan.check import check, read_results
from collectplan.domain import tables
from collectplan.domain.day import make_day, moments
from collectplan.domain.edge import Edge
from collectplan.domain.stages import (
    Day,
    LoadedStrategy,
    Permitted,
    Segmented,
    Solution,
    Staffing,
    Valued,
    Verdict,
)
from collectplan.domain.tables import Inputs, RawTable
from collectplan.errors import Finding, RefusedPlanError
from collectplan.explain.sidecar import why_frame
from collectplan.normalise import normalise
from collectplan.optimise import optimise
from collectplan.read.strategy_checks import need_priors, refuse_unenforced
from collectplan.read.strategy_file import read_strategy
from collectplan.read.table import read_table
from collectplan.score import score
from collectplan.screen import screen
from collectplan.segment import segment
from collectplan.segment.listing import listing
from collectplan.segment.summary import summarise
from collectplan.staff import staff
from collectplan.write.frames import capacity_frame, fates_frame, grid_frame, rejects_frame
from collectplan.write.lock import lock
from collectplan.write.manifest import manifest
from collectplan.write.publish import Publication

#: Violations named when our own check refuses a plan; the rest are counted.
SHOWN_VIOLATIONS = 20


@dataclass(frozen=True)
class Files:
    """The files of one operation, as the user named them; attempts None where the user says that there are none."""

    strategy: str
    portfolio: str
    attempts: str | None = None
    roster: str | None = None


@dataclass(frozen=True, eq=False)
class Opened:
    """The strategy, and the tables as text."""

    loaded: LoadedStrategy
    portfolio: RawTable
    attempts: RawTable | None
    roster: RawTable | None


@dataclass(frozen=True, eq=False)
class Planned:
    """All that the stages up to the optimiser made of the inputs."""

    opened: Opened
    inputs: Inputs
    day: Day
    segmented: Segmented
    permitted: Permitted
    staffing: Staffing
    valued: Valued
    solution: Solution


@dataclass(frozen=True, eq=False)
class SegmentedRun:
    """What `segment` returns: the listing of accounts, and the table of segments."""

    accounts: pl.DataFrame
    summary: pl.DataFrame
    inputs: Inputs
    date: dt.date


@dataclass(frozen=True, eq=False)
class ScheduledRun:
    """What `schedule` returns: the tables that it published, and run.json as a mapping."""

    grid: pl.DataFrame
    capacity: pl.DataFrame
    inputs: Inputs
    run: dict[str, Any]


class Watch:
    """Seconds by stage, in the order in which the stages began."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside towards stage `name`."""
        self._edge.progress(name, 0.0)
        began = self._edge.clock()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + self._edge.clock() - began, 3)
        self._edge.progress(name, 1.0)


def date_of(loaded: LoadedStrategy, date: dt.date | None, edge: Edge) -> dt.date:
    """Return the planned date: as asked, else today on the operation's clock."""
    return date or edge.now().astimezone(ZoneInfo(loaded.strategy.timezone)).date()


def open_files(files: Files, loaded: LoadedStrategy) -> Opened:
    """Read every table of an operation as text.

    Raises:
        InputError: a file cannot be read as the strategy's `input` says.
    """
    said = loaded.strategy.input

    def table(name: str, file: str | None, required: tuple[str, ...]) -> RawTable | None:
        return read_table(name, file, said, required=required, stdin=sys.stdin.buffer) if file else None

    portfolio = read_table(
        "portfolio", files.portfolio, said, required=tables.PORTFOLIO_REQUIRED, stdin=sys.stdin.buffer
    )
    attempts = table("attempts", files.attempts, tables.ATTEMPTS_REQUIRED)
    roster = table("roster", files.roster, tables.ROSTER_REQUIRED)
    return Opened(loaded, portfolio, attempts, roster)


def run_segment(files: Files, date: dt.date | None, edge: Edge) -> SegmentedRun:
    """Put every account into its segment.

    Raises:
        StrategyError, InputError: a file is wrong.
    """
    watch = Watch(edge)
    with watch.stage("read"):
        loaded = read_strategy(files.strategy)
        opened = open_files(files, loaded)
    with watch.stage("normalise"):
        inputs = normalise(opened.portfolio, None, None, loaded)
    with watch.stage("segment"):
        day = date_of(loaded, date, edge)
        segmented = segment(inputs, loaded, day)
        return SegmentedRun(listing(segmented, loaded), summarise(segmented, loaded), inputs, day)


def plan(files: Files, date: dt.date | None, deadline: float | None, seed: int, watch: Watch, edge: Edge) -> Planned:
    """Run the stages from the files to the solution.

    Raises:
        StrategyError, InputError: a file is wrong. SolverError: the solver failed.
    """
    with watch.stage("read"):
        loaded = read_strategy(files.strategy)
        refuse_unenforced(loaded)
        need_priors(loaded)
        opened = open_files(files, loaded)
    with watch.stage("normalise"):
        inputs = normalise(opened.portfolio, opened.attempts, opened.roster, loaded)
    with watch.stage("segment"):
        day = make_day(date_of(loaded, date, edge), loaded.strategy)
        segmented = segment(inputs, loaded, day.date)
    with watch.stage("screen"):
        permitted = screen(inputs, segmented, loaded, day, moments(loaded.strategy, day))
    with watch.stage("score"):
        staffing = staff(inputs, loaded, day)
        valued = score(segmented, permitted, staffing, loaded)
    with watch.stage("optimise"):
        solution = optimise(
            permitted,
            valued,
            staffing,
            loaded,
            day,
            clock=edge.clock,
            deadline=deadline,
            seed=seed,
            threads=edge.threads,
            progress=edge.progress,
        )
    return Planned(opened, inputs, day, segmented, permitted, staffing, valued, solution)


def run_schedule(
    files: Files, output: Path, date: dt.date | None, time_limit: float | None, seed: int, edge: Edge
) -> ScheduledRun:
    """Plan a day, check the plan from the raw tables, and publish it: all or nothing.

    Args:
        files: of the operation.
        output: the results folder; made, or replaced at once.
        date: the planned date; today on the operation's clock where None.
        time_limit: seconds from now after which the search takes the best plan that it has; None: no limit.
        seed: varies the order in which ties are broken.
        edge: the outside.

    Raises:
        StrategyError, InputError: a file is wrong. SolverError: the solver failed. RefusedPlanError: the check
            found a violation. OutputError, LockedError: the folder cannot be written.
    """
    watch = Watch(edge)
    deadline = None if time_limit is None else edge.clock() + time_limit
    with lock(output), Publication(output) as publication:
        planned = plan(files, date, deadline, seed, watch, edge)
        with watch.stage("write"):
            grid, capacity, fates = _stage_files(planned, publication)
            run = _manifest(planned, fates) | {"seed": seed, "time_limit_seconds": time_limit}
            publication.json("run.json", run)
        with watch.stage("check"):
            _check(planned.opened, publication.folder)
        run |= {"seconds": dict(watch.seconds), "peak_memory_bytes": edge.peak_memory()}
        publication.json("run.json", run)
        publication.publish()
    return ScheduledRun(grid, capacity, planned.inputs, run)


def run_audit(folder: Path, files: Files) -> Verdict:
    """Check a written plan again, from the raw files alone.

    Raises:
        StrategyError, InputError: a file is wrong, or the folder has no grid.csv.
    """
    loaded = read_strategy(files.strategy)
    opened = open_files(files, loaded)
    grid, results = read_results(folder)
    return check(grid, opened.portfolio, opened.attempts, opened.roster, loaded, results)


def _stage_files(planned: Planned, publication: Publication) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Write every result but run.json into the staging folder; return grid, capacity and fates."""
    p = planned
    parts = (p.segmented, p.permitted, p.staffing, p.solution, p.opened.loaded, p.day)
    grid = grid_frame(*parts)
    why = why_frame(p.segmented, p.permitted, p.staffing, p.valued, p.solution, p.opened.loaded, p.day)
    fates = fates_frame(p.opened.portfolio, p.inputs, p.segmented, p.permitted, why, grid)
    capacity = capacity_frame(p.solution, p.opened.loaded, p.day)
    for name, frame in (("grid", grid), ("fates", fates), ("capacity", capacity), ("rejects", rejects_frame(p.inputs))):
        publication.csv(f"{name}.csv", frame)
    publication.parquet("why.parquet", why)
    return grid, capacity, fates


def _manifest(planned: Planned, fates: pl.DataFrame) -> dict[str, Any]:
    opened = planned.opened
    tables_read = {"portfolio": opened.portfolio, "attempts": opened.attempts, "roster": opened.roster}
    return manifest(opened.loaded, tables_read, planned.inputs, planned.day, planned.solution, fates)


def _check(opened: Opened, folder: Path) -> None:
    grid, results = read_results(folder)
    verdict = check(grid, opened.portfolio, opened.attempts, opened.roster, opened.loaded, results)
    if not verdict.violations:
        return
    shown = [
        Finding(f"rule {v.rule}", f"grid.csv row {v.row}: {v.what}") for v in verdict.violations[:SHOWN_VIOLATIONS]
    ]
    rest = len(verdict.violations) - len(shown)
    if rest:
        shown.append(Finding("", f"and {rest} more"))
    lead = Finding("", "our own check refused the plan, nothing was published", "please report this as a bug")
    raise RefusedPlanError([lead, *shown])
