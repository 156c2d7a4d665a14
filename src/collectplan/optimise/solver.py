"""A core handed to OR-Tools: its linear relaxation to GLOP, the integer programme to SCIP.

Measured on cores of made-up days of 1,000 customers (2 cores, proof of optimality of 1,000 to 6,700 free candidates):

    reach of the operation    by hour    flat    flat, spaced    by customer    by hour, spaced
    candidates free             5,346   6,622           6,658          6,382              1,082
    SCIP, seconds                 0.7     0.9             2.1            0.8                0.1
    HiGHS, seconds                0.5     0.8             1.1            2.0                0.1
    CP-SAT, seconds               2.1     1.1             1.5      not in 80         not in 120

HiGHS writes to standard output whatever it is told, so SCIP it is. Both solvers run on one thread.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from collectplan.optimise.core import Core
from collectplan.optimise.problem import Floats, Longs


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The linear relaxation of a core.

    Attributes:
        objective: its value. share: [variables] in 0..1. prices: [coupling rows] per unit of the resource, >= 0.
    """

    objective: float
    share: Floats
    prices: Floats


@dataclass(frozen=True, eq=False)
class Solved:
    """An integer programme.

    Attributes:
        chosen: candidates held, rising; None where none was found.
        bound: no legal choice is worth more, by the solver's account. is_proven: the choice is the best.
    """

    chosen: Longs | None
    bound: float
    is_proven: bool


def relax(core: Core, seconds: float | None) -> Relaxed | None:
    """The core's linear relaxation, by GLOP; None where the time did not suffice."""
    solver, variables, coupling = build(core, "GLOP", seconds)
    if solver.Solve() != solver.OPTIMAL:
        return None
    prices = np.maximum([row.dual_value() for row in coupling], 0.0) / core.unit
    share = np.array([variable.solution_value() for variable in variables])
    return Relaxed(float(solver.Objective().Value()), share, prices)


def solve(core: Core, start: Longs, max_nodes: int, seconds: float | None) -> Solved:
    """The core, by SCIP.

    SCIP computes in floating point: it keeps rows to 1e-9 of their limit, and calls a choice the best if none is better
    by more than its own rounding. The caller checks choices by its own sums.

    Args:
        core: the integer programme.
        start: candidates held now, a first choice.
        max_nodes: of the search tree; does not depend on the machine.
        seconds: limit by the clock, for a deadline; None: none.
    """
    from ortools.linear_solver import pywraplp

    if not len(core.free):
        return Solved(core.free, 0.0, True)
    solver, variables, _ = build(core, "SCIP", seconds)
    solver.SetHint(variables, np.isin(core.free, start).astype(float).tolist())
    solver.SetSolverSpecificParametersAsString(f"numerics/feastol = 1e-9\nlimits/totalnodes = {max_nodes}\n")
    parameters = pywraplp.MPSolverParameters()
    parameters.SetDoubleParam(parameters.RELATIVE_MIP_GAP, 0.0)
    status = solver.Solve(parameters)
    if status not in (solver.OPTIMAL, solver.FEASIBLE):
        return Solved(None, math.inf, False)
    chosen = np.array([variable.solution_value() > 0.5 for variable in variables])
    return Solved(core.free[chosen], float(solver.Objective().BestBound()), status == solver.OPTIMAL)


def build(core: Core, name: str, seconds: float | None) -> tuple[Any, list[Any], list[Any]]:
    """The solver with the core in it, its variables and its coupling rows."""
    # Large operations, of which no solver is asked, do without the time that it takes to load.
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver(name)
    solver.SuppressOutput()
    is_whole = name != "GLOP"
    variables = [solver.Var(0.0, 1.0, is_whole, "") for _ in core.free]
    rows = []
    for part in (core.local, core.coupling):
        made = [solver.RowConstraint(-solver.infinity(), limit, "") for limit in part.limit.tolist()]
        for row, variable, weight in zip(part.row.tolist(), part.variable.tolist(), part.weight.tolist(), strict=True):
            made[row].SetCoefficient(variables[variable], weight)
        rows.append(made)
    objective = solver.Objective()
    objective.SetMaximization()
    for row, penalty in zip(rows[1], core.penalty.tolist(), strict=True):
        if math.isfinite(penalty):
            lacking = solver.NumVar(0.0, solver.infinity(), "")
            row.SetCoefficient(lacking, -1.0)
            objective.SetCoefficient(lacking, -penalty)
    for variable, value in zip(variables, core.value.tolist(), strict=True):
        objective.SetCoefficient(variable, value)
    if seconds is not None:
        solver.SetTimeLimit(max(1, int(1000 * seconds)))
    return solver, variables, rows[1]
