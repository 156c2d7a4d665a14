"""A grid counted: what a screen shows of it, so that nobody need hold or read a large one for that."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, eq=False)
class Tally:
    """The contacts of a grid by where they are.

    Attributes:
        counts: one row a `channel, agent_group, start` (String, as in grid.csv) with `contacts`, and how many of them
            `held` conditions that must be asked again; sorted.
        num_customers: different customers of the grid.
    """

    counts: pl.DataFrame
    num_customers: int

    @property
    def num_contacts(self) -> int:
        """Rows of the grid."""
        return int(self.counts["contacts"].sum())

    @property
    def num_held(self) -> int:
        """Rows that carry a condition."""
        return int(self.counts["held"].sum())

    @property
    def most(self) -> int:
        """The most contacts that one row of the counts has."""
        return int(self.counts["contacts"].max() or 0)  # type: ignore[arg-type]  # a count


def tally_of(grid: pl.DataFrame, customers: pl.Series) -> Tally:
    """Count a grid.

    Args:
        grid: with `channel, agent_group, start, condition`, text or Enum.
        customers: of each row, by ids or numbers.
    """
    place = ("channel", "agent_group", "start")
    counts = grid.group_by(place).agg(
        contacts=pl.len().cast(pl.Int64), held=(pl.col("condition").cast(pl.String) != "").sum().cast(pl.Int64)
    )
    return Tally(counts.with_columns(pl.col(place).cast(pl.String)).sort(place), customers.n_unique())
