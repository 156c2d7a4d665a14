"""Readers of public instances, their way through the optimiser, and the checks that stand beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.bench import gap, matching, mmkp
from tests.bench.__main__ import PARTS
from tests.bench.instance import faults_of, solve, worth_of
from tests.bench.table import README, Table, markers, write

#: 2 agents, 3 jobs; agent 1 is dear and roomy. All jobs on agent 0 would take 3 of its 2.
GAP_TEXT = "2 3\n 1 1 1\n 5 4 6\n 1 1 1\n 1 1 1\n 2 3\n"
#: 2 classes of 2 items and 1 knapsack of 5: the two dear items together take 6.
MMKP_TEXT = " 2 2 1\n 5\n 1\n 10.00 3\n 4.00 1\n 2\n 9.00 3\n 8.00 2\n Solutions by  Exact Solution\n 0 1 18.00"


def test_an_assignment_is_read_and_solved_at_least_cost(tmp_path: Path) -> None:
    """Two jobs stay with the cheap agent, the one that costs least elsewhere (4) leaves: 1 + 1 + 4 = 6."""
    path = tmp_path / "small"
    path.write_text(GAP_TEXT, encoding="utf-8")
    instance = gap.read(path)
    outcome = solve(instance, gap.first_offset(instance))
    assert (outcome.objective, outcome.faults) == (-6.0, [])
    assert outcome.bound == pytest.approx(-6.0)
    assert instance.option[outcome.chosen].tolist() == [0, 1, 0]


def test_a_knapsack_is_read_and_one_item_of_each_class_is_held(tmp_path: Path) -> None:
    """Of the four pairs of items 10 + 8 is the best that fits 5; what the file says of solutions is not read."""
    path = tmp_path / "small"
    path.write_text(MMKP_TEXT, encoding="latin-1")
    instance = mmkp.read(mmkp.Known(path, 0, 18.0))
    outcome = solve(instance, mmkp.first_offset(instance))
    assert (outcome.objective, outcome.faults, outcome.chosen.tolist()) == (18.0, [], [0, 3])


def test_the_second_problem_of_a_file_is_found(tmp_path: Path) -> None:
    """Test sets hold one problem after the other, each with its number before its sizes."""
    problem = MMKP_TEXT.split(" Solutions")[0]
    path = tmp_path / "set.txt"
    path.write_text(f"1 {problem}\n2 {problem.replace('10.00', '30.00')}", encoding="latin-1")
    assert mmkp.read(mmkp.Known(path, 2, 0.0)).value.tolist() == [30.0, 4.0, 9.0, 8.0]


def test_faults_are_seen_without_the_optimiser(tmp_path: Path) -> None:
    """All jobs on the agent of capacity 2 overdraw it, and a job without an agent is told."""
    path = tmp_path / "small"
    path.write_text(GAP_TEXT, encoding="utf-8")
    instance = gap.read(path)
    assert faults_of(instance, np.array([0, 2, 4])) == ["resource 0 is overdrawn"]
    assert faults_of(instance, np.array([0, -1, 5])) == ["customer 1 holds nothing"]
    assert worth_of(instance, np.array([0, -1, 5])) == -7.0


def test_a_small_matching_keeps_its_bound_above_any_plan() -> None:
    """400 sources to 40 destinations: a legal plan at least as good as the greedy one, and a bound above it."""
    instance = matching.generate(400, 400, seed=1)
    outcome = solve(instance)
    assert outcome.faults == []
    assert matching.greedy(instance) <= outcome.objective + 1e-9 <= outcome.bound + 2e-9


def test_a_published_assignment_is_solved_within_half_a_percent() -> None:
    """gap1-0 costs 261 at best."""
    known = [known for known in gap.known_instances() if known.name == "gap1-0"]
    if not known:
        pytest.skip(f"the published instances are not at {gap.DATA}")
    instance = gap.read(known[0].path)
    outcome = solve(instance, gap.first_offset(instance))
    assert outcome.faults == []
    assert known[0].best * (1 - 1e-9) <= -outcome.objective <= known[0].best * 1.005
    assert -outcome.bound <= known[0].best * (1 + 1e-9)


def test_a_published_knapsack_is_solved_within_half_a_percent() -> None:
    """I01 is worth 173 at best."""
    known = [known for known in mmkp.khan() if known.name == "I01"]
    if not known:
        pytest.skip(f"the published instances are not at {mmkp.DATA}")
    instance = mmkp.read(known[0])
    outcome = solve(instance, mmkp.first_offset(instance))
    assert outcome.faults == []
    assert known[0].best * 0.995 <= outcome.objective <= known[0].best * (1 + 1e-9)
    assert outcome.bound >= known[0].best * (1 - 1e-9)


def test_every_published_file_is_read_whole() -> None:
    """Jobs x agents candidates by the published sizes; as many classes as the name of a test set says."""
    if not gap.known_instances() or not mmkp.khan():
        pytest.skip(f"the published instances are not at {gap.DATA} and {mmkp.DATA}")
    known = {known.name: known for known in gap.known_instances()}
    assert len(known) == 102
    assert len(gap.read(known["c20200"].path).option) == 20 * 200
    assert mmkp.read(mmkp.khan()[-1]).num_customers == 400
    last = mmkp.hiremath_hill()["TestSet2.10GP10IT5KP"][-1]
    assert (last.number, mmkp.read(last).num_customers) == (30, 10)


def test_tables_stand_between_their_markers(tmp_path: Path) -> None:
    """What was between the markers goes, everything else stays."""
    begin, end = markers("part")
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{begin}\nold\n{end}\nafter\n", encoding="utf-8")
    write("part", [Table("part", "command", "caption.", ("a", "b"), [("1", "2|3")], ["A note."])], readme)
    text = readme.read_text(encoding="utf-8")
    table = "`command`: caption.\n\n| a | b |\n|---|---|\n| 1 | 2/3 |\n\nA note."
    assert text == f"before\n{begin}\n{table}\n{end}\nafter\n"


def test_a_part_without_a_place_in_the_readme_is_told(tmp_path: Path) -> None:
    """Nothing is written where the markers are missing."""
    readme = tmp_path / "README.md"
    readme.write_text("text\n", encoding="utf-8")
    with pytest.raises(LookupError, match="bench:part:begin"):
        write("part", [], readme)


def test_every_part_has_a_place_in_the_readme() -> None:
    """`--write` finds the markers of whatever the command measures."""
    text = README.read_text(encoding="utf-8")
    assert all(marker in text for name in PARTS for marker in markers(name))
