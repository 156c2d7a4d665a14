"""The run, from files to a published and checked grid, as the README's picture shows it.

    read ─► normalise ─► segment ─► screen ─► staff ─► score ─► optimise ─► check ─► write

Nothing is decided here: this page hands on what each stage returns, and names the stages for the clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from collectplan.check import (
    RawTables,
    Register,
    Results,
    Sheet,
    judge,
    laid_out,
    read_results,
    register_of,
    with_history,
)
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
from collectplan.domain.tables import ROW, Inputs
from collectplan.normalise import normalise
from collectplan.opening import SCALE, Scale, emptied, packed_from
from collectplan.opening import Files as Files
from collectplan.opening import Opened as Opened
from collectplan.opening import open_files as open_files
from collectplan.read.strategy_checks import need_priors
from collectplan.read.strategy_contradictions import refuse_contradictions
from collectplan.read.strategy_file import read_strategy
from collectplan.refusal import refuse
from collectplan.runs import ScheduledRun, SegmentedRun
from collectplan.score import score
from collectplan.screen import screen
from collectplan.screen.conditions import conditions_of
from collectplan.segment import segment
from collectplan.segment.listing import listing
from collectplan.segment.summary import summarise
from collectplan.staff import staff
from collectplan.staging import Staged, stage_files
from collectplan.stopwatch import Watch as Watch
from collectplan.whatif.ranges import Asked, ranges_of
from collectplan.write.again import again_of
from collectplan.write.frames import Ranges
from collectplan.write.lock import lock
from collectplan.write.manifest import manifest
from collectplan.write.publish import Publication

if TYPE_CHECKING:
    from collectplan.optimise import Warm


#: Columns of `Segmented.accounts` that are asked for once a plan is made.
_WRITTEN: Final = (
    "account_id", "customer_id", "segment", "treatment", "arm", "suppressed", "suppressed_detail",
)  # fmt: skip


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


def date_of(loaded: LoadedStrategy, date: dt.date | None, edge: Edge) -> dt.date:
    """Return the planned date: as asked, else today on the operation's clock."""
    return date or edge.now().astimezone(ZoneInfo(loaded.strategy.timezone)).date()


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
        permitted = screen(inputs, segmented, loaded, day, moments(loaded.strategy, day), threads=edge.threads)
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
    scale: Scale = SCALE,
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
        scale: what is large; it changes no result.

    Raises:
        StrategyError, InputError: a file is wrong. SolverError: the solver failed. RefusedPlanError: the check
            found a violation. OutputError, LockedError: the folder cannot be written.
    """
    watch = Watch(edge)
    deadline = None if time_limit is None else edge.clock() + time_limit
    with lock(output), Publication(output) as publication, ThreadPoolExecutor(max_workers=1) as aside:
        with watch.stage("read"):
            opened = open_files(files, load(files.strategy), pack_from=scale.huge_cells)
        prepared = _lightened(prepare(opened, date, watch, edge, days))
        # What waits for no plan is made beside the search, much of which leaves a processor idle. The open tables are
        # let go as soon as they are packed: the search holds none.
        laid_by = aside.submit(_packed, opened, scale)
        register = aside.submit(lambda: _register(laid_by.result()))
        prepared = replace(prepared, opened=emptied(opened))
        del opened
        planned = solve(prepared, deadline, seed, watch, edge)
        del prepared
        opened = laid_by.result()
        planned = replace(planned, opened=opened)
        asked = {"seed": seed, "time_limit_seconds": time_limit, "again": again_of(vars(files), output)}
        ranges: Ranges = {}
        if with_ranges:
            with watch.stage("ranges"):
                ranges = ranges_of(
                    Asked(planned, planned.solution.resources, seed, {}), lambda kind, name, slot: True, edge
                )
        written = _written(planned, publication, asked, watch, ranges, scale)
        # The plan's tables are as large as those that the check makes: they are let go before it begins.
        del planned
        return _checked(opened, written, publication, watch, edge, register, scale)


def _packed(opened: Opened, scale: Scale) -> Opened:
    """The same, large tables of text packed until the check is made."""
    history = opened.attempts and packed_from(scale.large_cells, opened.attempts)
    return replace(opened, portfolio=packed_from(scale.large_cells, opened.portfolio), attempts=history)


def _register(opened: Opened) -> Register:
    """What the check reads of the inputs before there is a plan."""
    strategy = opened.loaded.strategy
    return with_history(register_of(opened.portfolio, strategy), opened.attempts, strategy)


def _lightened(prepared: Prepared) -> Prepared:
    """The same without what no stage after this one asks for."""
    inputs = prepared.inputs
    if prepared.opened.loaded.strategy.limits.assume != "worst_case":
        # What must be asked again before a contact is made is worked out of a plan, from all that is known.
        return prepared
    attempts = None if inputs.attempts is None else inputs.attempts.clear()
    inputs = replace(inputs, portfolio=inputs.portfolio.select("customer_id", ROW), attempts=attempts)
    return replace(prepared, inputs=inputs, segmented=Segmented(prepared.segmented.accounts.select(_WRITTEN)))


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
    opened = open_files(files, loaded, pack_from=SCALE.huge_cells)
    sheet, results = _sheet(folder, loaded)
    return judge(sheet, _raw(opened), loaded, results)


def _written(
    planned: Planned, publication: Publication, told: dict[str, Any], watch: Watch, ranges: Ranges, scale: Scale = SCALE
) -> ScheduledRun:
    with watch.stage("write"):
        staged = stage_files(planned, publication, ranges, scale.portion)
        run = _manifest(planned, staged) | told
        publication.json("run.json", run)
    inputs = planned.inputs
    attempts = None if inputs.attempts is None else inputs.attempts.clear()
    inputs = replace(inputs, portfolio=inputs.portfolio.clear(), attempts=attempts)
    return ScheduledRun(publication.place, staged.capacity, staged.tally, inputs, run)


def _checked(
    opened: Opened,
    made: ScheduledRun,
    publication: Publication,
    watch: Watch,
    edge: Edge,
    register: Future[Register] | None = None,
    scale: Scale = SCALE,
) -> ScheduledRun:
    with watch.stage("check"):
        ready = register.result() if register else None
        _check(opened, publication.folder, ready, edge.threads, scale)
    run = made.run | {"seconds": dict(watch.seconds), "peak_memory_bytes": edge.peak_memory()}
    publication.json("run.json", run)
    publication.publish()
    return replace(made, run=run)


def _manifest(planned: Planned, staged: Staged) -> dict[str, Any]:
    p, opened = planned, planned.opened
    tables_read = {"portfolio": opened.portfolio, "attempts": opened.attempts, "roster": opened.roster}
    told = (staged.reasons, staged.targets, staged.obligations)
    return manifest(opened.loaded, tables_read, p.inputs, p.day, p.solution, *told)


def _check(opened: Opened, folder: Path, register: Register | None, threads: int, scale: Scale) -> None:
    sheet, results = _sheet(folder, opened.loaded)
    found = judge(
        sheet,
        _raw(opened),
        opened.loaded,
        results,
        opened.added,
        register=register,
        # What run.json tells as missed is told to the user; `audit` finds it all the same.
        spares_told=True,
        threads=threads,
        part_rows=scale.part_rows,
    )
    refuse(found)


def _sheet(folder: Path, loaded: LoadedStrategy) -> tuple[Sheet, Results]:
    """A written plan; the cells of grid.csv, which take as much as all that is made of them, are let go."""
    grid, results = read_results(folder, with_details=False)
    return laid_out(grid, results.outlook, loaded.strategy), results


def _raw(opened: Opened) -> RawTables:
    return RawTables(opened.portfolio, opened.attempts, opened.roster)
