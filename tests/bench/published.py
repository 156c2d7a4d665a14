"""Published instances against their published best values: gaps of the plan and of our own bound, in their own terms."""

from __future__ import annotations

from typing import Any

from tests.bench import gap, matching, mmkp
from tests.bench.child import run
from tests.bench.instance import Outcome, solve
from tests.bench.table import Table, percent, seconds

#: Seconds of one search. Processes that take much longer are ended.
LIMIT, GRACE = 60.0, 600.0
#: Share of the best known that a plan may miss: the multiple-choice knapsacks and types a to c of the assignments.
GOAL = 0.005
#: Problems taken of each test set of Hiremath and Hill.
OF_A_SET = 10
KINDS = {
    "gap": "Cattrysse gap1-12", "a": "type a", "b": "type b", "c": "type c", "d": "type d", "e": "type e",
}  # fmt: skip


def measure_kind(kind: str, limit: float) -> dict[str, Any]:
    """All assignment instances of one kind."""
    _warm_up()
    rows = []
    for known in gap.known_instances():
        if known.kind == kind:
            instance = gap.read(known.path)
            outcome = solve(instance, gap.first_offset(instance), limit)
            # Costs are minimised: ours and the bound have the other sign.
            rows.append(_row(known.name, known.best, -outcome.objective, -outcome.bound, outcome))
    return {"rows": rows}


def _warm_up() -> None:
    """Loads or compiles the kernels, so that no instance's seconds hold it."""
    solve(matching.generate(300, 300, seed=1))


def measure_khan(limit: float) -> dict[str, Any]:
    """I01 to I13."""
    _warm_up()
    return {"rows": [_knapsack(known, limit) for known in mmkp.khan()]}


def measure_set(name: str, num: int, limit: float) -> dict[str, Any]:
    """The first problems of a test set of Hiremath and Hill."""
    _warm_up()
    return {"rows": [_knapsack(known, limit) for known in mmkp.hiremath_hill()[name][:num]]}


def _knapsack(known: mmkp.Known, limit: float) -> dict[str, Any]:
    instance = mmkp.read(known)
    outcome = solve(instance, mmkp.first_offset(instance), limit)
    return _row(known.name, known.best, outcome.objective, outcome.bound, outcome)


def _row(name: str, best: float, ours: float, bound: float, outcome: Outcome) -> dict[str, Any]:
    return {
        "name": name, "best": best, "ours": ours, "bound": bound, "seconds": outcome.seconds, "faults": outcome.faults,
        "passes": outcome.num_passes,
    }  # fmt: skip


def measure_matching(limit: float | None) -> dict[str, Any]:
    """The matching instance of DuaLip."""
    _warm_up()
    instance = matching.generate()
    simple = matching.greedy(instance)
    outcome = solve(instance, seconds=limit)
    row = _row(instance.name, matching.LP_OPTIMUM, outcome.objective, outcome.bound, outcome)
    return {"rows": [row], "greedy": simple, "candidates": len(instance.option)}


def missed(row: dict[str, Any]) -> float:
    """Share of the best known value by which our plan is worse; negative where it is better."""
    return float(abs(row["best"] - row["ours"]) / row["best"]) * (-1 if _is_better(row) else 1)


def _is_better(row: dict[str, Any]) -> bool:
    # The bound lies on the far side of the best value: above where worth is maximised, below where cost is minimised.
    upwards = row["bound"] >= row["ours"]
    return bool(row["ours"] > row["best"] if upwards else row["ours"] < row["best"])


def gap_tables(limit: float = LIMIT, say: Any = print) -> list[Table]:
    """Generalised assignment, one row a kind and one for each instance that misses the goal."""
    table = Table(
        "gap", "python -m tests.bench gap",
        f"generalised assignment, costs minimised, every job assigned; {limit:.0f} s each at most; the gap is to the best "
        "known cost, the bound's own distance from it beside it.",
        ("instances", "number", "at the best known", "mean gap", "worst gap", "goal", "mean distance of our bound", "seconds each, mean and most"),
    )  # fmt: skip
    if not gap.known_instances():
        return [_absent(table, gap.DATA)]
    for kind, caption in KINDS.items():
        say(f"gap: {caption}")
        found = run("tests.bench.published:measure_kind", 60 * (limit + 60), kind=kind, limit=limit)
        _summarise(table, caption, found, GOAL if kind in ("gap", "a", "b", "c") else None)
    return [table]


def mmkp_tables(limit: float = LIMIT, num: int = OF_A_SET, say: Any = print) -> list[Table]:
    """Multiple-choice knapsacks: Khan's one by one, the sets of Hiremath and Hill in one row each."""
    one = Table(
        "mmkp", "python -m tests.bench mmkp",
        f"multiple-choice knapsacks I01 to I13, one item of every class; {limit:.0f} s each at most; goal {percent(GOAL, 1)}.",
        ("instance", "best known", "collectplan", "gap", "our bound", "seconds"),
    )  # fmt: skip
    sets = Table(
        "mmkp", "python -m tests.bench mmkp", f"the first {num} problems of each test set of Hiremath and Hill; best = exact.",
        ("instances", "number", "at the best known", "mean gap", "worst gap", "goal", "mean distance of our bound", "seconds each, mean and most"),
    )  # fmt: skip
    if not mmkp.khan():
        return [_absent(one, mmkp.DATA)]
    say("mmkp: I01 to I13")
    found = run("tests.bench.published:measure_khan", 13 * (limit + 60), limit=limit)
    for row in found.get("rows", ()):
        proven = " *" if row["name"] in mmkp.PROVEN_OF_KHAN else ""
        one.rows.append((
            row["name"], f"{row['best']:,.1f}{proven}", f"{row['ours']:,.1f}" + "".join(row["faults"]), percent(missed(row), 3),
            f"{row['bound']:,.1f}", seconds(row["seconds"]),
        ))  # fmt: skip
    one.notes.append(found.get("failed", "\\* proven; the others are the best of about 2008."))
    for name in mmkp.hiremath_hill():
        say(f"mmkp: {name}")
        found = run("tests.bench.published:measure_set", num * (limit + 60), name=name, num=num, limit=limit)
        _summarise(sets, name, found, GOAL)
    return [one, sets]


def _summarise(table: Table, caption: str, found: dict[str, Any], goal: float | None) -> None:
    """One row over many instances, and a note for each that misses the goal or breaks a limit."""
    if "failed" in found or not found["rows"]:
        table.rows.append((caption, found.get("failed", "none here"), *["-"] * (len(table.head) - 2)))
        return
    rows = found["rows"]
    gaps = [missed(row) for row in rows]
    far = [abs(row["bound"] - row["best"]) / row["best"] for row in rows]
    spent = [row["seconds"] for row in rows]
    table.rows.append((
        caption, str(len(rows)), str(sum(g < 1e-9 for g in gaps)), percent(sum(gaps) / len(gaps), 3), percent(max(gaps), 3),
        percent(goal, 1) if goal else "-", percent(sum(far) / len(far), 3),
        f"{seconds(sum(spent) / len(spent))}, {seconds(max(spent))}",
    ))  # fmt: skip
    for row, g in zip(rows, gaps, strict=True):
        if row["faults"]:
            table.notes.append(f"{row['name']} is NOT LEGAL: {row['faults'][0]}.")
        elif goal and g > goal:
            table.notes.append(f"{row['name']} misses the goal by a gap of {percent(g, 3)}.")


def _absent(table: Table, where: object) -> Table:
    table.rows.append((f"left out: the published instances are not at {where}", *["-"] * (len(table.head) - 1)))
    return table


def matching_tables(limit: float | None = 190.0, say: Any = print) -> list[Table]:
    """The matching instance against the figures that are known of it."""
    say("matching: 100,000 sources, 10,000 destinations")
    found = run("tests.bench.published:measure_matching", 1_800.0, limit=limit)
    best = matching.LP_OPTIMUM
    table = Table(
        "matching", "python -m tests.bench matching",
        "the matching generator of the LP solver DuaLip at seed 42, 100,000 sources x 10,000 destinations; in brackets the "
        "distance from the optimum of the linear relaxation. Rows marked † are reported figures, not run here.",
        ("method", "bound", "integral plan", "seconds", "goal"),
    )  # fmt: skip
    if "failed" in found:
        table.rows.append(("collectplan", found["failed"], "-", "-", "-"))
        return [table]
    row = found["rows"][0]
    table.caption = table.caption.replace("destinations;", f"destinations, {found['candidates']:,} candidates;")

    def beside(value: float) -> str:
        return f"{value:,.2f} ({percent(value / best - 1, 3)})"

    table.rows = [
        ("collectplan", beside(row["bound"]), beside(row["ours"]) + "".join(row["faults"][:1]), seconds(row["seconds"]), "bound 0.2 %, plan 0.5 %, 196 s"),
        ("by falling worth while it fits", "-", beside(found["greedy"]), "-", "-"),
        ("interior point, exact †", f"{best:,.4f}", "fractional", "241", "-"),
        ("DuaLip, 1,000 iterations †", beside(5396.6), "none", "196", "-"),
    ]  # fmt: skip
    return [table]
