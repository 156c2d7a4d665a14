"""A linear relaxation kept open, so that one capacity after another can be changed and solved anew."""

from __future__ import annotations

import numpy as np

from collectplan.optimise.core import Core
from collectplan.optimise.problem import Floats
from collectplan.optimise.solver import build


class Parametric:
    """A core's linear relaxation in GLOP, one of whose coupling rows at a time has another limit."""

    def __init__(self, core: Core, num_resources: int) -> None:
        self._core, self._num_resources = core, num_resources
        # The solver owns its rows, and must live as long as they do.
        self._solver, _, self._rows = build(core, "GLOP", None)
        self._row_of = {int(resource): row for row, resource in enumerate(core.resource)}
        self._changed: int | None = None

    def at(self, resource: int, capacity: float) -> tuple[float, Floats, float] | None:
        """Solve with another capacity of one resource, the others as they are.

        Args:
            resource: position.
            capacity: in the resource's own unit, >= 0.

        Returns:
            The objective, [resources] prices, and the capacity as whole plans can use it; None where the core cannot
            overdraw the resource, or GLOP found no optimum.
        """
        row = self._row_of.get(resource)
        if row is None:
            return None
        limits, unit = self._core.coupling.limit, float(self._core.unit[row])
        if self._changed is not None:
            self._rows[self._changed].SetUb(float(limits[self._changed]))
        weights = self._core.coupling.weight[self._core.coupling.row == row]
        is_even = bool((weights == 1.0).all())
        limit = float(np.floor(capacity / unit + 1e-9)) if is_even else capacity / unit
        self._rows[row].SetUb(limit)
        self._changed = row
        if self._solver.Solve() != self._solver.OPTIMAL:
            return None
        prices = np.zeros(self._num_resources)
        prices[self._core.resource] = np.maximum([r.dual_value() for r in self._rows], 0.0) / self._core.unit
        return float(self._solver.Objective().Value()), prices, limit * unit
