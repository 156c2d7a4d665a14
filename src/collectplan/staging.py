"""The tables of a plan on their way into the staging folder, each written while the next is made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from collectplan.explain.sidecar import WHY_COLUMNS, why_rows
from collectplan.whatif.ground import FILE as GROUND
from collectplan.whatif.ground import arrays_of, identity
from collectplan.write.arrays import packed
from collectplan.write.conditions import conditions_frame
from collectplan.write.fates import FATES_WORDS, fates_frame
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


def stage_files(
    planned: Planned, publication: Publication, ranges: Ranges
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Write every result but run.json into the staging folder; return grid, capacity, fates and why.

    Raises:
        OutputError: a file could not be written.
    """
    p = planned
    parts = (p.segmented, p.permitted, p.staffing, p.solution, p.opened.loaded, p.day)
    # A file is written while the next table is made: what writes it needs one processor and leaves the other.
    with ThreadPoolExecutor(max_workers=1) as writer:
        made = writer.submit(_write_grid, planned, publication)
        why = why_rows(p.segmented, p.permitted, p.staffing, p.valued, p.solution, p.opened.loaded, p.day)
        staged = [writer.submit(publication.parquet, "why.parquet", why.select(WHY_COLUMNS))]
        grid = made.result()
        led = led_outlook(*parts) if p.day.num_dates > 1 else None
        conditions = conditions_frame(p.solution, grid, led, p.opened.loaded, p.day)
        outlook = None if led is None else texts_of(led)
        fates = fates_frame(p.opened.portfolio, p.inputs, p.segmented, p.permitted, why, grid, outlook)
        capacity = capacity_frame(p.solution, p.opened.loaded, p.day, ranges)
        staged.append(writer.submit(publication.csv, "fates.csv", fates, FATES_WORDS))
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
        for written in staged:
            written.result()
    return texts_of(grid), capacity, fates, why


def _write_grid(planned: Planned, publication: Publication) -> pl.DataFrame:
    """Make and write grid.csv; return it as `led_grid` makes it."""
    p = planned
    grid = led_grid(p.segmented, p.permitted, p.staffing, p.solution, p.opened.loaded, p.day)
    publication.csv("grid.csv", grid.select(GRID_COLUMNS), GRID_NUMBERS)
    return grid


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
