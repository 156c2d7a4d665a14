"""The tables of a plan on their way into the staging folder, each written while the next is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from collectplan.domain.ahead import ahead
from collectplan.domain.tally import Tally, tally_of
from collectplan.explain.obligations import told_of_obligations
from collectplan.explain.shortfall import told_of_targets
from collectplan.explain.sidecar import WHY_COLUMNS, why_rows
from collectplan.portions import PORTION, Portion, is_one_piece, portions
from collectplan.whatif.ground import FILE as GROUND
from collectplan.whatif.ground import arrays_of, identity
from collectplan.write.arrays import packed
from collectplan.write.conditions import conditions_frame
from collectplan.write.fates import FATES_WORDS, LEAD, fates_of, rejected_rows
from collectplan.write.frames import (
    GRID_COLUMNS,
    GRID_NUMBERS,
    Ranges,
    capacity_frame,
    led_grid,
    led_outlook,
    rejects_frame,
    texts_of,
)
from collectplan.write.publish import Publication

if TYPE_CHECKING:
    from collectplan.pipeline import Planned


@dataclass(frozen=True, eq=False)
class Staged:
    """What is told of the tables that were written.

    Attributes:
        capacity: capacity.csv.
        tally: of grid.csv.
        reasons: accounts by (fate, reason).
        targets, obligations: as run.json tells of them.
    """

    capacity: pl.DataFrame
    tally: Tally
    reasons: Counter[tuple[str, str]]
    targets: list[dict[str, Any]]
    obligations: list[dict[str, Any]]


def stage_files(planned: Planned, publication: Publication, ranges: Ranges, size: int = PORTION) -> Staged:
    """Write every result but run.json into the staging folder.

    Args:
        planned: the plan.
        publication: takes the files.
        ranges: spans in which shadow prices hold, where they were looked for.
        size: customers whose explanations are made at once.

    Raises:
        OutputError: a file could not be written.
    """
    p = planned
    parts = (p.segmented, p.permitted, p.staffing, p.solution, p.opened.loaded, p.day)
    # A file is written while the next table is made: what writes it needs one processor and leaves the other.
    with ThreadPoolExecutor(max_workers=1) as writer:
        grid = led_grid(*parts)
        staged = [writer.submit(publication.csv, "grid.csv", grid.select(GRID_COLUMNS), GRID_NUMBERS)]
        led = led_outlook(*parts) if p.day.num_dates > 1 else None
        conditions = conditions_frame(p.solution, grid, led, p.opened.loaded, p.day)
        outlook = None if led is None else texts_of(led)
        capacity = capacity_frame(p.solution, p.opened.loaded, p.day, ranges)
        staged += [
            writer.submit(publication.csv, f"{name}.csv", frame)
            for name, frame in (
                ("capacity", capacity),
                ("rejects", rejects_frame(p.inputs)),
                ("outlook", outlook),
                ("conditions", conditions),
            )
            if frame is not None
        ]
        # Behind the grids, whose sizes it holds.
        staged.append(writer.submit(lambda: publication.parquet(GROUND, ground_table(planned, publication.folder))))
        tally = tally_of(grid, p.solution.contacts.filter(pl.col("date") == 0)["customer"])
        # Of the grid nothing more is asked than who leads which contact.
        told = _Told(planned, grid.select("channel", "start", LEAD), outlook)
        del grid, led, conditions
        if is_one_piece(p.permitted, p.valued, size):
            staged += told.at_once(publication, writer)
        else:
            told.in_portions(publication, size)
        for written in staged:
            written.result()
    return Staged(capacity, tally, told.reasons, told.targets, told.obligations)


class _Told:
    """What became of everybody: why.parquet, fates.csv and what run.json says of them."""

    def __init__(self, planned: Planned, grid: pl.DataFrame, outlook: pl.DataFrame | None) -> None:
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.targets: list[dict[str, Any]] = []
        self.obligations: list[dict[str, Any]] = []
        self._planned = planned
        self._grid = grid
        self._outlook = outlook
        self._rejected = rejected_rows(planned.opened.portfolio, planned.inputs)

    def at_once(self, publication: Publication, writer: ThreadPoolExecutor) -> list[Future[None]]:
        """Write both files, of everybody together."""
        p = self._planned
        whole = Portion(p.segmented, p.permitted, p.valued, p.solution, (0, p.segmented.accounts.height))
        why = self._why(whole)
        staged = [writer.submit(publication.parquet, "why.parquet", why.select(WHY_COLUMNS))]
        loaded, day = p.opened.loaded, p.day
        self.targets = list(told_of_targets(p.solution, p.segmented, why, loaded, day))
        self.obligations = list(told_of_obligations(p.permitted, p.segmented, p.solution, why, loaded, day))
        fates = self._fates(whole, why, self._rejected)
        return [*staged, writer.submit(publication.csv, "fates.csv", fates, FATES_WORDS)]

    def in_portions(self, publication: Publication, size: int) -> None:
        """Write both files portion by portion, the fates beside the explanations that they come from."""
        p = self._planned
        starts = [None, *p.permitted.customer_ids[size::size].to_list(), None]
        rejected = [_between(self._rejected, first, after) for first, after in pairwise(starts)]
        cut = portions(p.segmented, p.permitted, p.valued, p.solution, size)

        def made() -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
            for portion, own in zip(cut, rejected, strict=True):
                why = self._why(portion)
                yield why.select(WHY_COLUMNS), self._fates(portion, why, own)

        with publication.csv_in_pieces("fates.csv", FATES_WORDS) as add:

            def explained() -> Iterator[pl.DataFrame]:
                for why, fates in ahead(made()):
                    add(fates)
                    # Every portion has words of its own, and a file has one set of them.
                    yield why.with_columns(_as_categories(why[name], kind) for name, kind in _word_columns(why))

            publication.parquet_in_pieces("why.parquet", explained())

    def _why(self, portion: Portion) -> pl.DataFrame:
        p, own = self._planned, portion
        return why_rows(own.segmented, own.permitted, p.staffing, own.valued, own.solution, p.opened.loaded, p.day)

    def _fates(self, portion: Portion, why: pl.DataFrame, rejected: pl.DataFrame) -> pl.DataFrame:
        begin, end = portion.accounts
        led = self._grid.filter(pl.col(LEAD).is_between(begin, end, closed="left")).with_columns(pl.col(LEAD) - begin)
        fates = fates_of(rejected, portion.segmented, portion.permitted, why, led, self._outlook)
        for fate, reason, count in fates.group_by("fate", "reason").len().iter_rows():
            self.reasons[fate, reason] += count
        return fates


def _word_columns(frame: pl.DataFrame) -> list[tuple[str, pl.Enum]]:
    return [(name, kind) for name, kind in frame.schema.items() if isinstance(kind, pl.Enum)]


def _as_categories(words: pl.Series, kind: pl.Enum) -> pl.Series:
    """An Enum column as Categorical, its words being looked up once each."""
    return kind.categories.cast(pl.Categorical).gather(words.to_physical()).alias(words.name)


def _between(rejected: pl.DataFrame, first: str | None, after: str | None) -> pl.DataFrame:
    """Rejected rows of customers from one id to before another; None: without end."""
    customer = pl.col("customer_id").fill_null("")
    is_in = pl.lit(value=True) if first is None else customer >= first
    return rejected.filter(is_in if after is None else is_in & (customer < after))


def ground_table(planned: Planned, folder: Path) -> pl.DataFrame:
    """What again.parquet holds of a plan whose grids lie in a folder."""
    p, opened = planned, planned.opened
    tables = {"portfolio": opened.portfolio, "attempts": opened.attempts}
    about, arrays = arrays_of(p.segmented, p.permitted, p.staffing, p.valued, p.solution)
    run = identity(
        p.day.date.isoformat(),
        opened.loaded.source.sha256,
        {name: None if raw is None else raw.sha256 for name, raw in tables.items()},
        p.solution.objective,
        p.solution.bound,
        folder,
    )
    return packed(about | {"run": run}, arrays)
