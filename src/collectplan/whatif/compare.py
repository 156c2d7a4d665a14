"""Two plans side by side: what each is worth, what moved, and how far the difference is certain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

#: What makes two contacts of a customer the same.
_CONTACT: Final = ("date", "start", "channel", "agent_group")


@dataclass(frozen=True)
class Side:
    """A plan in figures: money, and contacts; minutes by agent group."""

    objective: float
    bound: float
    gap: float
    contacts: int
    customers: int
    channels: Mapping[str, int]
    minutes: Mapping[str, float]


@dataclass(frozen=True)
class Difference:
    """The plan after a change against the one before.

    Attributes:
        objective: after less before, money.
        least, most: between which the true difference of the two best plans lies: `after.objective - before.bound` and
            `after.bound - before.objective`.
        newly, dropped: customers contacted in the one plan only.
        moved: customers contacted in both, but not in the same hours, on the same channels, by the same groups.
    """

    objective: float
    least: float
    most: float
    newly: int
    dropped: int
    moved: int


def side_of(grid: pl.DataFrame, told: Mapping[str, Any]) -> Side:
    """Sum up a plan.

    Args:
        grid: grid.csv as text.
        told: `objective, bound, gap`.
    """
    by_channel = grid.group_by("channel").len().sort("channel")
    groups = grid.filter(pl.col("agent_group") != "").sort("agent_group", "date", "start", "customer_id", "channel")
    minutes = {
        str(name[0]): float(np.sum(part["minutes"].cast(pl.Float64).to_numpy()))
        for name, part in groups.group_by("agent_group", maintain_order=True)
    }
    return Side(
        float(told["objective"]),
        float(told["bound"]),
        float(told["gap"]),
        grid.height,
        grid["customer_id"].n_unique(),
        dict(zip(by_channel["channel"].to_list(), by_channel["len"].to_list(), strict=True)),
        minutes,
    )


def difference(before: Side, after: Side, old: pl.DataFrame, new: pl.DataFrame) -> Difference:
    """Compare two plans, given their figures and their grids as text."""
    contacts = pl.concat_str(*_CONTACT, separator="|").sort()
    plans = [
        grid.group_by("customer_id").agg(contacts.alias("contacts").implode().list.join(";")) for grid in (old, new)
    ]
    both = plans[0].join(plans[1], on="customer_id", how="full", suffix="_after")
    old_plan, new_plan = pl.col("contacts"), pl.col("contacts_after")
    return Difference(
        objective=after.objective - before.objective,
        least=after.objective - before.bound,
        most=after.bound - before.objective,
        newly=both.filter(old_plan.is_null()).height,
        dropped=both.filter(new_plan.is_null()).height,
        moved=both.filter(old_plan != new_plan).height,
    )
