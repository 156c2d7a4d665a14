"""A question as the search takes it: what is permitted, what it is worth, and the plan that it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from collectplan.domain.edge import Edge
from collectplan.domain.stages import Day, LoadedStrategy, Permitted, Solution, Staffing, Valued
from collectplan.optimise import optimise
from collectplan.stopwatch import Watch
from collectplan.whatif.changes import Resource
from collectplan.whatif.earlier import Earlier
from collectplan.whatif.warm import warm_with


@dataclass(frozen=True, eq=False)
class Posed:
    """A question.

    Attributes:
        permitted, valued, staffing, loaded, day: with what is different in them.
        added: contacts and money more, or less, of capacities other than agent minutes.
        contacts: of the earlier plan, in positions of today, as `Warm.contacts`.
        rows: of the earlier plan, as `compare.contacts_of` gives them.
        names: of the customers as the rows name them; None: by positions.
        before: what the earlier run permitted, where it kept that and rules alone are taken out.
    """

    permitted: Permitted
    valued: Valued
    staffing: Staffing
    loaded: LoadedStrategy
    day: Day
    added: Mapping[Resource, float]
    contacts: pl.DataFrame
    rows: pl.DataFrame
    names: pl.Series | None
    before: Permitted | None = None


def answered(earlier: Earlier, posed: Posed, deadline: float | None, watch: Watch, edge: Edge) -> Solution:
    """A plan that is good enough to be compared, from the prices and the plan of the earlier run.

    Raises:
        SolverError: the solver failed.
    """
    with watch.stage("optimise"):
        return optimise(
            posed.permitted,
            posed.valued,
            posed.staffing,
            posed.loaded,
            posed.day,
            clock=edge.clock,
            deadline=deadline,
            seed=earlier.seed,
            threads=edge.threads,
            progress=edge.progress,
            warm=warm_with(earlier, posed.day, posed.contacts, is_rough=True),
            added=dict(posed.added),
        )
