"""A day with pools and targets, from files to files: what is planned, said, priced and explained."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.running import AT_ONCE, Done, rows, run
from tests.integration.worlds import World, make_world

POOL = "    - {id: few, kind: pool, max: 6, hours: 24, channels: [sms, email]}\n"
TARGETS = """\
targets:
  - {id: early, segments: ["pre-due/*", "1-30/*"], min_contacts: 5}
  - {id: relief_calls, segments: [hardship], channels: [call], min_contacts: 400}
"""


@dataclass(frozen=True)
class Shared:
    """A world with a pool and two targets, one of which nobody can meet, and the run on it."""

    world: World
    results: Path
    done: Done
    told: dict[str, Any]

    @property
    def arguments(self) -> list[str]:
        """Tables and strategy, without the date."""
        words = self.world.arguments()
        return words[: words.index("--date")]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Planned once for all tests of this file."""
    folder = tmp_path_factory.mktemp("shared")
    world = make_world(folder, customers=40, seed=5)
    text = world.strategy.read_text(encoding="utf-8").replace(
        "  rules:\n    - {id: open", f"  rules:\n{POOL}    - {{id: open"
    )
    assert POOL in text
    world.strategy.write_text(text + TARGETS, encoding="utf-8")
    done = run("schedule", *world.arguments(), "-o", folder / "out")
    return Shared(world, folder / "out", done, json.loads((folder / "out" / "run.json").read_text(encoding="utf-8")))


def test_a_missed_target_is_named_and_the_plan_is_published(shared: Shared) -> None:
    """There are far fewer than 400 customers in hardship: exit 3, what is possible, and what keeps the others out."""
    assert shared.done.exit_code == 3, shared.done.stderr
    said = [line for line in shared.done.stderr.splitlines() if line.startswith("done, but partly: ")]
    assert len(said) == 1
    planned, customers = (shared.told["targets"][1][name] for name in ("planned", "customers"))
    assert f"target relief_calls: {planned} of 400 contacts possible on 2026-03-03; {customers} customers" in said[0]
    assert "early" not in said[0]
    assert rows(shared.results / "grid.csv")


def test_run_json_tells_of_every_target(shared: Shared) -> None:
    """Contacts led by accounts of the segments are counted again from the grid."""
    early, relief = shared.told["targets"]
    grid = rows(shared.results / "grid.csv")
    planned = sum(c["segment"].split("/")[0] in ("pre-due", "1-30") for c in grid)
    assert (early["id"], early["floor"], early["planned"], early["missed"]) == (
        "early",
        5,
        planned,
        max(0, 5 - planned),
    )
    called = [c for c in grid if c["segment"] == "hardship" and c["channel"] == "call"]
    assert (relief["planned"], relief["missed"]) == (len(called), 400 - len(called))
    kept_out = sum(part["customers"] for part in relief["held_back"])
    assert kept_out + len({c["customer_id"] for c in called}) == relief["customers"]
    assert relief["cost"] >= 0


def test_capacity_has_a_row_for_each_target_and_window(shared: Shared) -> None:
    """The pool's whole day is one window, which ends with the last slot; no history is near enough to narrow it."""
    lines = {line["resource"]: line for line in rows(shared.results / "capacity.csv")}
    few, early = lines["pool:few"], lines["target:early"]
    messages = {c["customer_id"] for c in rows(shared.results / "grid.csv") if c["channel"] in ("sms", "email")}
    assert int(few["capacity"]) <= 6
    assert len(messages) <= 6
    assert (early["capacity"], early["unit"], early["start"]) == ("5", "contacts", "")
    assert float(early["shadow_price"]) >= 0


def test_audit_agrees(shared: Shared, tmp_path: Path) -> None:
    """The check counts pools and targets again from the raw files, and sees a claim that is not so."""
    assert run("audit", shared.results, *shared.arguments).exit_code == 0
    for name in ("grid.csv", "fates.csv", "capacity.csv"):
        (tmp_path / name).write_bytes((shared.results / name).read_bytes())
    targets = [shared.told["targets"][0] | {"planned": 1000, "missed": 0}, shared.told["targets"][1]]
    (tmp_path / "run.json").write_text(json.dumps(shared.told | {"targets": targets}), encoding="utf-8")
    done = run("audit", tmp_path, *shared.arguments, "--json")
    assert done.exit_code == 4
    assert {finding["rule"] for finding in json.loads(done.stdout)["findings"]} == {"target"}


@pytest.mark.slow
def test_explain_names_the_pool(shared: Shared) -> None:
    """A customer who may be written to but is not is told that the pool is what is short."""
    fates = rows(shared.results / "fates.csv")
    kept_out = [f["customer_id"] for f in fates if f["fate"] == "not_planned" and f["reason"] == "capacity"]
    answers = [json.loads(run("explain", shared.results, who, "--json").stdout) for who in kept_out[:6]]
    needs = [need["resource"] for answer in answers for channel in answer["channels"] for need in channel["needs"]]
    assert "pool:few" in needs


def test_without_time_costs_are_null(shared: Shared, tmp_path: Path) -> None:
    """A plan at once is legal and says what it misses; nothing was solved again to find what floors cost."""
    done = run("schedule", *shared.world.arguments(), "-o", tmp_path / "out", *AT_ONCE)
    assert done.exit_code == 3, done.stderr
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert [target["missed"] >= 0 for target in told["targets"]] == [True, True]
    assert run("audit", tmp_path / "out", *shared.arguments).exit_code == 0
