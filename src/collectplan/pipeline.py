"""The run, from files to a published and checked grid, as the README's picture shows it.

    read ─► normalise ─► segment ─► screen ─► staff ─► score ─► optimise ─► check ─► write

Nothing is decided here: this page hands on what each stage returns, and names the stages for the clock.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl

from collectplan.check import Register, check, read_results, register_of
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
from collectplan.explain.obligations import told_of_obligations
from collectplan.explain.shortfall import told_of_targets
from collectplan.normalise import normalise
from collectplan.read.strategy_checks import need_priors
from collectplan.read.strategy_contradictions import refuse_contradictions
from collectplan.read.strategy_file import read_strategy
from collectplan.read.table import read_table
from collectplan.refusal import refuse
from collectplan.score import score
from collectplan.screen import screen
from collectplan.screen.conditions import conditions_of
from collectplan.segment import segment
from collectplan.segment.listing import listing
from collectplan.segment.summary import summarise
from collectplan.staff import staff
from collectplan.staging import stage_files
from collectplan.stopwatch import Watch as Watch
from collectplan.whatif.ranges import Asked, ranges_of
from collectplan.write.again import again_of
from collectplan.write.frames import Ranges
from collectplan.write.lock import lock
from collectplan.write.manifest import manifest
from collectplan.write.publish import Publication

if TYPE_CHECKING:
    from collectplan.optimise import Warm


@dataclass(frozen=True)
class Files:
    """The files of one operation, as the user named them; attempts None where the user says that there are none."""

    strategy: str
    portfolio: str
    attempts: str | None = None
    roster: str | None = None


@dataclass(frozen=True, eq=False)
class Opened:
    """The strategy, the tables as text, and what a what-if adds to capacities beyond them (`check.capacity.Added`)."""

    loaded: LoadedStrategy
    portfolio: RawTable
    attempts: RawTable | None
    roster: RawTable | None
    added: Mapping[tuple[str, str, int | None], float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Prepared:
    """All that the stages before the optimiser made of the inputs."""

    opened: Opened
    inputs: Inputs
    day: Day
    segmented: Segmented
    permitted: Permitted
    staffing: Staffing
    valued: Valued


@dataclass(frozen=True, eq=False)
class Planned(Prepared):
    """The same, and what the optimiser made of it."""

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
    """What `schedule` returns: the tables that it published, and run.json as a mapping.

    `inputs` tells of rejects and notes; its accounts and attempts were let go before the check.
    """

    grid: pl.DataFrame
    capacity: pl.DataFrame
    inputs: Inputs
    run: dict[str, Any]


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


def load(file: str) -> LoadedStrategy:
    """Read a strategy from which a plan can be made.

    Raises:
        StrategyError: it is wrong. ContradictionError: it contradicts itself.
    """
    loaded = read_strategy(file)
    need_priors(loaded)
    refuse_contradictions(loaded)
    return loaded


def prepare(opened: Opened, date: dt.date | None, watch: Watch, edge: Edge, days: int = 1) -> Prepared:
    """Run the stages from the tables as text to what each contact is worth, on so many dates from the plan date on.

    Raises:
        StrategyError, InputError: a file is wrong.
    """
    loaded = opened.loaded
    with watch.stage("normalise"):
        inputs = normalise(opened.portfolio, opened.attempts, opened.roster, loaded)
    with watch.stage("segment"):
        day = make_day(date_of(loaded, date, edge), loaded.strategy, days)
        segmented = segment(inputs, loaded, day.date)
    with watch.stage("screen"):
        permitted = screen(inputs, segmented, loaded, day, moments(loaded.strategy, day))
    with watch.stage("score"):
        staffing = staff(inputs, loaded, day)
        valued = score(segmented, permitted, staffing, loaded, day)
    return Prepared(opened, inputs, day, segmented, permitted, staffing, valued)


def solve(
    prepared: Prepared,
    deadline: float | None,
    seed: int,
    watch: Watch,
    edge: Edge,
    warm: Warm | None = None,
    added: Mapping[tuple[str, str, int], float] | None = None,
) -> Planned:
    """Find the best plan of what is prepared.

    Args:
        prepared: of the stages before.
        deadline: on the edge's clock; None: no limit.
        seed: breaks ties.
        watch: of the run.
        edge: the outside.
        warm: what an earlier run knows, as in `optimise`.
        added: more of capacities, as in `optimise`.

    Raises:
        SolverError: the solver failed.
    """
    # A second of libraries: who audits, segments or is refused does not wait for them.
    from collectplan.optimise import optimise

    with watch.stage("optimise"):
        solution = optimise(
            prepared.permitted,
            prepared.valued,
            prepared.staffing,
            prepared.opened.loaded,
            prepared.day,
            clock=edge.clock,
            deadline=deadline,
            seed=seed,
            threads=edge.threads,
            progress=edge.progress,
            warm=warm,
            added=added,
        )
        conditions = conditions_of(
            prepared.inputs, prepared.segmented, prepared.opened.loaded, prepared.day, solution.contacts
        )
    return Planned(**vars(prepared), solution=replace(solution, conditions=conditions))


def run_schedule(
    files: Files,
    output: Path,
    date: dt.date | None,
    time_limit: float | None,
    seed: int,
    edge: Edge,
    days: int = 1,
    *,
    with_ranges: bool = False,
) -> ScheduledRun:
    """Plan a day, check the plan from the raw tables, and publish it: all or nothing.

    Args:
        files: of the operation.
        output: the results folder; made, or replaced at once.
        date: the planned date; today on the operation's clock where None.
        time_limit: seconds from now after which the search takes the best plan that it has; None: no limit.
        seed: varies the order in which ties are broken.
        edge: the outside.
        days: dates to plan together, the plan date being the first; the others are written as an outlook.
        with_ranges: whether to solve again for the spans in which shadow prices hold.

    Raises:
        StrategyError, InputError: a file is wrong. SolverError: the solver failed. RefusedPlanError: the check
            found a violation. OutputError, LockedError: the folder cannot be written.
    """
    watch = Watch(edge)
    deadline = None if time_limit is None else edge.clock() + time_limit
    with lock(output), Publication(output) as publication, ThreadPoolExecutor(max_workers=1) as aside:
        with watch.stage("read"):
            opened = open_files(files, load(files.strategy))
        prepared = prepare(opened, date, watch, edge, days)
        # What the check reads of the portfolio waits for no plan, and much of the search leaves a processor idle.
        register = aside.submit(register_of, opened.portfolio, opened.loaded.strategy)
        planned = solve(prepared, deadline, seed, watch, edge)
        del prepared
        asked = {"seed": seed, "time_limit_seconds": time_limit, "again": again_of(vars(files), output)}
        ranges: Ranges = {}
        if with_ranges:
            with watch.stage("ranges"):
                ranges = ranges_of(
                    Asked(planned, planned.solution.resources, seed, {}), lambda kind, name, slot: True, edge
                )
        written = _written(planned, publication, asked, watch, ranges)
        # The plan's tables are as large as those that the check makes: they are let go before it begins.
        del planned
        return _checked(opened, written, publication, watch, edge, register)


def publish(
    planned: Planned,
    publication: Publication,
    told: dict[str, Any],
    watch: Watch,
    edge: Edge,
    ranges: Ranges | None = None,
) -> ScheduledRun:
    """Write a plan, check it from the raw tables, and publish it: all or nothing.

    Args:
        planned: the plan.
        publication: the results folder in the making.
        told: what run.json says besides.
        watch: of the run.
        edge: the outside.
        ranges: spans in which shadow prices hold, where they were looked for.

    Raises:
        RefusedPlanError: the check found a violation. OutputError: the folder cannot be written.
    """
    written = _written(planned, publication, told, watch, ranges or {})
    return _checked(planned.opened, written, publication, watch, edge)


def run_audit(folder: Path, files: Files) -> Verdict:
    """Check a written plan again, from the raw files alone.

    Raises:
        StrategyError, InputError: a file is wrong, or the folder has no grid.csv.
    """
    loaded = read_strategy(files.strategy)
    opened = open_files(files, loaded)
    grid, results = read_results(folder)
    return check(grid, opened.portfolio, opened.attempts, opened.roster, loaded, results)


def _written(
    planned: Planned, publication: Publication, told: dict[str, Any], watch: Watch, ranges: Ranges
) -> ScheduledRun:
    with watch.stage("write"):
        grid, capacity, fates, why = stage_files(planned, publication, ranges)
        run = _manifest(planned, fates, why) | told
        publication.json("run.json", run)
    inputs = planned.inputs
    attempts = None if inputs.attempts is None else inputs.attempts.clear()
    inputs = replace(inputs, portfolio=inputs.portfolio.clear(), attempts=attempts)
    return ScheduledRun(grid, capacity, inputs, run)


def _checked(
    opened: Opened,
    made: ScheduledRun,
    publication: Publication,
    watch: Watch,
    edge: Edge,
    register: Future[Register] | None = None,
) -> ScheduledRun:
    with watch.stage("check"):
        _check(opened, publication.folder, register.result() if register else None, edge.threads)
    run = made.run | {"seconds": dict(watch.seconds), "peak_memory_bytes": edge.peak_memory()}
    publication.json("run.json", run)
    publication.publish()
    return replace(made, run=run)


def _manifest(planned: Planned, fates: pl.DataFrame, why: pl.DataFrame) -> dict[str, Any]:
    opened = planned.opened
    tables_read = {"portfolio": opened.portfolio, "attempts": opened.attempts, "roster": opened.roster}
    p = planned
    targets = told_of_targets(p.solution, p.segmented, why, opened.loaded, p.day)
    obligations = told_of_obligations(p.permitted, p.segmented, p.solution, why, opened.loaded, p.day)
    return manifest(opened.loaded, tables_read, p.inputs, p.day, p.solution, fates, targets, obligations)


def _check(opened: Opened, folder: Path, register: Register | None, threads: int) -> None:
    grid, results = read_results(folder)
    raw = (opened.portfolio, opened.attempts, opened.roster)
    # What run.json tells as missed is told to the user; `audit` finds it all the same.
    loaded, added = opened.loaded, opened.added
    refuse(check(grid, *raw, loaded, results, added, register=register, spares_told=True, threads=threads))
