"""General solvers of the OR-Tools wheel on the same operations as our search, in the same run.

Linear programmes go to GLOP, PDLP and HiGHS, integer ones to SCIP, HiGHS and CP-SAT, each in a process of its own with
a limit in seconds and as many threads as it can use of two. They are handed arrays, not sums written in Python, so that
building costs them little.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
import time
from typing import Any

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from tests.bench.child import run
from tests.bench.ours import made_of
from tests.bench.table import Table, percent, seconds
from tests.bench.whole import Programme, programme_of

SIZES = (1_000, 10_000)
#: Solver, whether the programme is an integer one, threads (HiGHS takes no such setting here).
RIVALS = (
    ("GLOP", False, 1), ("PDLP", False, 2), ("HIGHS", False, None), ("GSCIP", True, 1), ("HIGHS", True, None), ("CP_SAT", True, 2),
)  # fmt: skip
NAMES = {"GLOP": "GLOP", "PDLP": "PDLP", "HIGHS": "HiGHS", "GSCIP": "SCIP", "CP_SAT": "CP-SAT"}
#: Seconds that a solver is given, and how much longer its process may take.
LIMIT, GRACE = 300.0, 120.0


def measure_rival(num: int, solver: str, whole: bool, threads: int | None, limit: float) -> dict[str, Any]:
    """One solver on one operation."""
    programme = programme_of(made_of(num))
    began = time.perf_counter()
    model = _model_of(programme, whole)
    built = time.perf_counter()
    parameters = mathopt.SolveParameters(time_limit=dt.timedelta(seconds=limit))
    if threads is not None:
        parameters.threads = threads
    result = mathopt.solve(model, mathopt.SolverType[solver], params=parameters)
    ended = time.perf_counter()
    found = result.has_primal_feasible_solution()
    return {
        "variables": len(programme.value), "rows": len(programme.limit), "build": built - began, "solve": ended - built,
        "reason": result.termination.reason.name.lower(), "objective": _finite(result.objective_value() if found else None),
        "bound": _finite(result.termination.objective_bounds.dual_bound),
    }  # fmt: skip


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _model_of(programme: Programme, whole: bool) -> mathopt.Model:
    """The programme in OR-Tools' own form."""
    proto = model_pb2.ModelProto()
    num, rows = len(programme.value), len(programme.limit)
    proto.variables.ids.extend(range(num))
    proto.variables.lower_bounds.extend([0.0] * num)
    proto.variables.upper_bounds.extend([1.0] * num)
    proto.variables.integers.extend([whole] * num)
    proto.objective.maximize = True
    proto.objective.linear_coefficients.ids.extend(range(num))
    proto.objective.linear_coefficients.values.extend(programme.value.tolist())
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend([-math.inf] * rows)
    proto.linear_constraints.upper_bounds.extend(programme.limit.tolist())
    order = np.lexsort((programme.variable, programme.row))
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(programme.row[order].tolist())
    matrix.column_ids.extend(programme.variable[order].tolist())
    matrix.coefficients.extend(programme.weight[order].tolist())
    return mathopt.Model.from_model_proto(proto)


def tables(sizes: tuple[int, ...] = SIZES, limit: float = LIMIT, say: Any = print) -> list[Table]:
    """One table for each size."""
    say("rivals: our kernels compiled anew")
    with tempfile.TemporaryDirectory() as empty:
        found = run("tests.bench.ours:measure", 3_000.0, {"NUMBA_CACHE_DIR": empty}, num=200)
    # Once more into the usual place, so that what follows finds the kernels there.
    run("tests.bench.ours:measure", 3_000.0, num=200)
    made_tables = [_table(num, limit, say) for num in sizes]
    if "failed" not in found:
        spent = seconds(found["first"] - found["second"])
        made_tables[-1].notes.append(f"To compile our kernels, once a machine, takes {spent} s.")
    return made_tables


def _table(num: int, limit: float, say: Any) -> Table:
    say(f"rivals: {num} customers, our search")
    ours = run("tests.bench.ours:measure", 3_000.0, num=num)
    table = Table(
        "rivals", f"python -m tests.bench rivals --sizes {num} --limit {limit:g}", "",
        ("solver", "programme", "build, s", "solve, s", "worth / our bound", "ends", "times our seconds"),
    )  # fmt: skip
    if "failed" in ours:
        table.rows.append(("collectplan", "integral", "-", "-", "-", ours["failed"], "-"))
        return table
    gap = (
        ours["termination"]
        if ours["termination"] == "optimal"
        else "gap " + percent(1 - ours["objective"] / ours["bound"], 3)
    )
    share = percent(ours["objective"] / ours["bound"], 3)
    table.rows.append(("collectplan", "integral", "in it", seconds(ours["second"]), share, gap, "1"))
    sizes = ""
    for solver, whole, threads in RIVALS:
        say(f"rivals: {num} customers, {solver}, {'integral' if whole else 'LP'}")
        arguments = {"num": num, "solver": solver, "whole": whole, "threads": threads, "limit": limit}
        found = run("tests.bench.rivals:measure_rival", limit + GRACE, **arguments)
        kind = "integral" if whole else "LP"
        if "failed" in found:
            table.rows.append((NAMES[solver], kind, "-", "-", "-", found["failed"], "-"))
            continue
        sizes = f"{found['variables']:,} variables, {found['rows']:,} rows"
        worth = percent(found["objective"] / ours["bound"], 3) if found["objective"] is not None else "none"
        spent = found["build"] + found["solve"]
        ends = found["reason"].replace("_", " ")
        if ends != "optimal" and found["bound"] and found["objective"]:
            ends += f", gap {percent(1 - found['objective'] / found['bound'], 2)}"
        table.rows.append((
            NAMES[solver], kind, seconds(found["build"]), seconds(found["solve"]), worth, ends,
            f"{spent / ours['second']:.1f}" if ends == "optimal" else f"> {spent / ours['second']:.1f}",
        ))  # fmt: skip
        say("  " + ", ".join(table.rows[-1]))
    table.caption = (
        f"{num:,} customers whose hours differ: {sizes}; {limit:.0f} s for each solver. Our first call in a process takes "
        f"{seconds(ours['first'])} s, after {seconds(ours['import'])} s of import, with kernels compiled before."
    )
    return table
