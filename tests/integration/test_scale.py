"""A large operation goes other ways than a small one, packed and in parts; what it writes is the same."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from collectplan.domain.edge import Edge
from collectplan.errors import RefusedPlanError
from collectplan.opening import SCALE, Scale
from collectplan.pipeline import Files, run_schedule
from tests.integration.worlds import World, make_world

#: Everything is huge: tables are packed as they are read, 7 customers are explained at once, 5 rows checked at once.
SMALL = Scale(large_cells=1, huge_cells=1, portion=7, part_rows=5)
#: Tables are packed once they are understood.
MIDDLING = Scale(large_cells=1, huge_cells=1e9, portion=11, part_rows=3)

EDGE = Edge(now=lambda: dt.datetime.now(dt.UTC), clock=lambda: 0.0, peak_memory=lambda: 0)


def files_of(world: World) -> Files:
    """The operation, with rows that are rejected: one without an id, one that cannot be read, one twice."""
    rows = world.accounts
    first, last = rows[0], rows[-1]
    bad = [
        {**first, "account_id": ""},
        {**last, "account_id": "ZZZ", "days_past_due": "many"},
        {**rows[len(rows) // 2], "account_id": "AAA", "balance": "much"},
        {**rows[3], "account_id": rows[5]["account_id"], "customer_id": rows[5]["customer_id"]},
    ]
    world.write("portfolio", [*rows, *bad])
    text = world.strategy.read_text(encoding="utf-8")
    assert "input:" not in text
    world.strategy.write_text(f"{text}\ninput: {{max_rejects: 0.2}}\n", encoding="utf-8")
    return Files(str(world.strategy), str(world.portfolio), str(world.attempts), str(world.roster))


def written(folder: Path) -> tuple[dict[str, bytes], pl.DataFrame, dict[str, Any]]:
    """The CSV files, why.parquet with texts for words, and run.json."""
    why = pl.read_parquet(folder / "why.parquet")
    words = [name for name, kind in why.schema.items() if isinstance(kind, pl.Enum | pl.Categorical)]
    tables = {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return tables, why.with_columns(pl.col(words).cast(pl.String)), told


@pytest.mark.parametrize(("days", "seconds"), [(1, 60.0), (3, 0.0)])
def test_packed_and_in_parts_the_files_are_the_same(days: int, seconds: float, tmp_path: Path) -> None:
    """60 customers, rejected rows among them, one day and three: the same bytes of every table, whatever is large."""
    world = make_world(tmp_path / "world", customers=60, seed=8)
    files, found = files_of(world), {}
    for name, scale in (("usual", SCALE), ("small", SMALL), ("middling", MIDDLING)):
        out = tmp_path / name
        made = run_schedule(files, out, dt.date(2026, 3, 3), seconds, 0, EDGE, days, scale=scale)
        assert made.tally.num_contacts > 20
        found[name] = written(out)
    tables, why, told = found["usual"]
    assert b"rejected" in tables["fates.csv"]
    for name in ("small", "middling"):
        assert found[name][0] == tables
        assert_frame_equal(found[name][1], why)
        assert {k: v for k, v in found[name][2].items() if k != "again"} == {
            k: v for k, v in told.items() if k != "again"
        }


def test_in_parts_a_plan_that_breaks_a_rule_is_refused_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planner that forgets consent: the check finds it out in parts too, and nothing is published."""
    world = make_world(tmp_path / "world", customers=90, seed=8)
    files = files_of(world)
    planner = sys.modules["collectplan.screen.screen"]
    monkeypatch.setattr(planner, "consent_bars", lambda *_: [])
    for name, scale in (("usual", SCALE), ("small", SMALL)):
        with pytest.raises(RefusedPlanError):
            run_schedule(files, tmp_path / name, dt.date(2026, 3, 3), 0.0, 0, EDGE, scale=scale)
        assert not (tmp_path / name).exists()
