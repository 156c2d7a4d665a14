"""What runs return."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from collectplan.domain.tables import Inputs


@dataclass(frozen=True, eq=False)
class SegmentedRun:
    """What `segment` returns: the listing of accounts, and the table of segments."""

    accounts: pl.DataFrame
    summary: pl.DataFrame
    inputs: Inputs
    date: dt.date


@dataclass(frozen=True, eq=False)
class ScheduledRun:
    """What `schedule` returns: where it published, and capacity.csv and run.json as they were made.

    `inputs` tells of rejects and notes; its accounts and attempts were let go before the check.
    """

    folder: Path
    capacity: pl.DataFrame
    inputs: Inputs
    run: dict[str, Any]

    @cached_property
    def grid(self) -> pl.DataFrame:
        """grid.csv as text, read from where it was published: a large one is not held through the check."""
        return pl.read_csv(self.folder / "grid.csv", infer_schema=False).with_columns(pl.all().fill_null(""))
