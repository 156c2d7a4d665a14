"""What runs return."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectplan.domain.tables import Inputs
from collectplan.domain.tally import Tally


@dataclass(frozen=True, eq=False)
class SegmentedRun:
    """What `segment` returns: the listing of accounts, and the table of segments."""

    accounts: pl.DataFrame
    summary: pl.DataFrame
    inputs: Inputs
    date: dt.date


@dataclass(frozen=True, eq=False)
class ScheduledRun:
    """What `schedule` returns: where it published, capacity.csv and run.json as they were made, and the grid counted.

    `inputs` tells of rejects and notes; its accounts and attempts were let go before the check.
    """

    folder: Path
    capacity: pl.DataFrame
    tally: Tally
    inputs: Inputs
    run: dict[str, Any]
