"""`what-if` and `frontier`: the worth of a change is what planning anew with the change would find."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Finished, finish
from tests.integration.running import Done, rows, run, snapshot
from tests.integration.worlds import World, make_world


@pytest.fixture(scope="module")
def told(plain_run: Finished) -> dict[str, Any]:
    """run.json of the run that every test asks again."""
    content: dict[str, Any] = json.loads((plain_run.results / "run.json").read_text(encoding="utf-8"))
    return content


def asked(results: Path, *words: str | Path) -> dict[str, Any]:
    """What `what-if --json` says."""
    done = run("what-if", results, *words, "--json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def anew(world: World, folder: Path, strategy: str | None = None, shift: dict[str, Any] | None = None) -> float:
    """The objective of a fresh `schedule` with another strategy or one more shift, proven optimal."""
    words = world.arguments()
    if strategy is not None:
        (folder / "strategy.yaml").write_text(strategy, encoding="utf-8")
        words[words.index("-s") + 1] = str(folder / "strategy.yaml")
    if shift is not None:
        there = rows(world.roster)
        with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(there[0]))
            writer.writeheader()
            writer.writerows([*there, dict.fromkeys(there[0], "") | shift])
        words[words.index("--roster") + 1] = str(folder / "roster.csv")
    done = run("schedule", *words, "-o", folder / "anew", "--json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["gap"] <= 1e-9
    return float(found["objective"])


def test_minutes_earn_what_a_fresh_plan_with_them_earns(
    plain_run: Finished, told: dict[str, Any], tmp_path: Path
) -> None:
    """One agent for an hour without a break is 60 x 0.9 x 0.85 = 45.9 minutes: added, or put into the roster."""
    found = asked(plain_run.results, "--add", "call/general=45.9min@18:00")
    shift = {"agent_id": "G99", "agent_group": "general", "start": "18:00", "end": "19:00"}
    assert found["after"]["objective"] == pytest.approx(anew(plain_run.world, tmp_path, shift=shift))
    assert found["before"]["objective"] == told["objective"]
    assert found["difference"]["objective"] > 0
    assert found["capacities"][0]["added"] == pytest.approx(45.9)
    # Nobody worked then: there was no price to compare with.
    assert found["at_shadow_prices"] is None


@pytest.mark.slow
def test_a_changed_limit_earns_what_a_fresh_plan_earns(plain_run: Finished, tmp_path: Path) -> None:
    """Three messages in each slot more, and a rule of the house taken out, against a strategy file that says so."""
    text = plain_run.world.strategy.read_text(encoding="utf-8")
    per_slot = int(re.findall(r"sms: \{address: phone, per_slot: (\d+)", text)[0])
    found = asked(plain_run.results, "--set", f"sms.per_slot={per_slot + 3}", "--without", "apart")
    text = text.replace(
        f"sms: {{address: phone, per_slot: {per_slot}", f"sms: {{address: phone, per_slot: {per_slot + 3}"
    )
    text = re.sub(r".*id: apart.*\n", "", text)
    assert found["after"]["objective"] == pytest.approx(anew(plain_run.world, tmp_path, strategy=text))


def test_a_difference_lies_between_what_the_gaps_leave(plain_run: Finished) -> None:
    """Less of a capacity is worth nothing or less; the found difference is inside its interval, as is 0 for a limit above use."""
    found = asked(plain_run.results, "--add", "whatsapp=-2", "--add", "call=-1h@10:00")
    diff = found["difference"]
    assert diff["least"] <= diff["objective"] <= diff["most"] <= 0
    assert found["at_shadow_prices"] <= 0
    assert found["unit"] == ""
    idle = asked(plain_run.results, "--add", "budget=1000000")
    assert idle["difference"]["objective"] == pytest.approx(0, abs=1e-6)


def test_nothing_is_written_without_an_output(plain_run: Finished) -> None:
    """The results folder and the world stay as they were."""
    before = snapshot(plain_run.results.parent)
    done = run("what-if", plain_run.results, "--add", "sms=1@10:00")
    assert done.exit_code == 0, done.stderr
    assert "the change is worth" in done.stdout
    assert snapshot(plain_run.results.parent) == before


def test_a_changed_plan_is_published_and_checked(plain_run: Finished, told: dict[str, Any], tmp_path: Path) -> None:
    """More of everything: the plan uses it, our own check lets it pass, run.json says so, and it can be asked again."""
    changes = ("--add", "call/general=30min@18:00", "--add", "sms=2@10:00", "--agents", "negotiation=+1")
    found = asked(plain_run.results, *changes, "-o", tmp_path / "more")
    more = json.loads((tmp_path / "more" / "run.json").read_text(encoding="utf-8"))
    assert more["objective"] == found["after"]["objective"] > told["objective"]
    assert more["what_if"]["add"] == ["call/general=30min@18:00", "sms=2@10:00"]
    assert more["what_if"]["agents"] == ["negotiation=+1"]
    sms = [row for row in rows(tmp_path / "more" / "grid.csv") if (row["channel"], row["start"]) == ("sms", "10:00")]
    capacity = {(row["resource"], row["start"]): row for row in rows(plain_run.results / "capacity.csv")}
    assert len(sms) == int(capacity["per_slot:sms", "10:00"]["capacity"]) + 2
    # Against the roster as it is, the plan supposes what is not there, and `audit` says so.
    done = run("audit", tmp_path / "more", *plain_run.world.arguments()[:-2], "--json")
    assert {finding["rule"] for finding in json.loads(done.stdout)["findings"]} <= {"agent_minutes", "per_slot"}
    # The changes of the plan stay in force when it is asked again.
    again = asked(
        tmp_path / "more", "--add", "sms=-2@10:00", "--agents", "negotiation=-1", "--add", "call/general=-30min@18:00"
    )
    assert again["after"]["objective"] == pytest.approx(told["objective"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "nothing is changed"),
        (("--add", "cal=60min"), "did you mean call?"),
        (("--without", "wek"), "did you mean week?"),
        (("--set", "week.max=lots"), "write a whole number"),
        (("--agents", "generals=+1"), "did you mean general?"),
        (("--add", "sms=1@10:30"), "slots begin at 07:00"),
    ],
)
def test_a_change_that_cannot_be_is_wrong_usage(plain_run: Finished, words: tuple[str, ...], said: str) -> None:
    """Exit 2, and what is known, the nearest first."""
    done = run("what-if", plain_run.results, *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_changed_inputs_are_refused_by_name(plain: World, tmp_path: Path) -> None:
    """A portfolio that is not the run's is told with 11, a strategy with 10; named anew, they are the change."""
    results = tmp_path / "results"
    assert finish(plain, results)
    with plain.attempts.open("a", encoding="utf-8") as stream:
        stream.write("\n")
    done = run("what-if", results, "--add", "sms=1@10:00")
    assert done.exit_code == 11
    assert done.stderr.startswith(f"{plain.attempts}: it has changed since {results} was planned")
    with plain.strategy.open("a", encoding="utf-8") as stream:
        stream.write("# a remark\n")
    assert run("what-if", results, "--add", "sms=1@10:00").exit_code == 10
    named = asked(results, "--attempts", plain.attempts, "-s", plain.strategy)
    assert named["difference"]["objective"] == pytest.approx(0, abs=1e-6)


@pytest.mark.slow
def test_inputs_are_found_from_any_folder(plain: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planned with relative names, the folders moved together, and asked from elsewhere: the names lead from the results."""
    monkeypatch.chdir(plain.folder)
    words = ["portfolio.csv", "-s", "strategy.yaml", "--attempts", "attempts.csv", "--roster", "roster.csv"]
    assert run("schedule", *words, "--date", plain.date.isoformat(), "-o", "today").exit_code == 0
    plain.folder.rename(tmp_path / "moved")
    monkeypatch.chdir(tmp_path)
    assert asked(tmp_path / "moved" / "today", "--add", "sms=1@10:00")["difference"]["objective"] >= 0


@pytest.mark.slow
def test_standard_input_must_be_named_again(plain: World, tmp_path: Path) -> None:
    """A portfolio that came through a pipe cannot be read again; a file with the same rows can."""
    results = tmp_path / "results"
    words = ["-", *plain.arguments()[1:], "-o", str(results)]
    assert run("schedule", *words, stdin=plain.portfolio.read_bytes()).exit_code == 0
    done = run("what-if", results, "--add", "sms=1@10:00")
    assert (done.exit_code, "name a file with --portfolio" in done.stderr) == (2, True)
    assert asked(results, "--add", "sms=1@10:00", "--portfolio", plain.portfolio)["difference"]["objective"] >= 0


def frontier(results: Path, *words: str | Path) -> list[dict[str, Any]]:
    done: Done = run("frontier", results, *words, "--json")
    assert done.exit_code == 0, done.stderr
    points: list[dict[str, Any]] = json.loads(done.stdout)["points"]
    return points


def test_the_frontier_of_agent_hours(plain_run: Finished, told: dict[str, Any], tmp_path: Path) -> None:
    """More hours never earn less, an hour is worth less the more there are, and 100 % is the plan itself."""
    points = frontier(plain_run.results, "--from", "50%", "--to", "150%", "--steps", "5", "-o", tmp_path / "hours.csv")
    worth = [point["objective"] for point in points]
    assert worth == sorted(worth)
    assert [point["share"] for point in points] == [0.5, 0.75, 1.0, 1.25, 1.5]
    assert worth[2] == pytest.approx(told["objective"])
    # Concave but for what whole calls leave: the first quarter of the hours earns more than the last.
    assert points[1]["per_unit_since"] >= points[4]["per_unit_since"]
    assert [float(row["objective"]) for row in rows(tmp_path / "hours.csv")] == pytest.approx(worth)


def test_the_frontier_of_contacts(plain_run: Finished, told: dict[str, Any]) -> None:
    """One contact a customer, then as many as the rules allow: the last point is the plan itself."""
    points = frontier(plain_run.results, "--over", "contacts")
    assert [point["amount"] for point in points] == [1, 2]
    assert points[0]["contacts"] == points[0]["customers"]
    assert points[0]["objective"] < points[1]["objective"] == pytest.approx(told["objective"])


@pytest.mark.slow
def test_the_frontier_of_money(plain_run: Finished, told: dict[str, Any]) -> None:
    """No money leaves calls alone; all of the budget is the plan itself."""
    points = frontier(plain_run.results, "--over", "budget", "--from", "0", "--to", "1", "--steps", "2")
    assert points[0]["objective"] < points[1]["objective"] == pytest.approx(told["objective"])
    assert points[0]["amount"] == 0
    done = run("frontier", plain_run.results, "--from", "many")
    assert done.exit_code == 2


@pytest.mark.slow
def test_terminal_tables_say_the_same(plain_run: Finished) -> None:
    """A table to read, with the money of one more hour in it, and nothing on standard error but progress."""
    done = run("frontier", plain_run.results, "--steps", "2", "-q")
    assert "agent hours" in done.stdout
    assert "next hour" in done.stdout


def test_how_far_a_price_holds(plain_run: Finished, tmp_path: Path) -> None:
    """Asked of a run or with the plan, today's capacity lies in the span; an unused capacity's price of 0 has no end."""
    done = run("what-if", plain_run.results, "--ranges", "per_slot:email@10:00", "--ranges", "agent_minutes", "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)["ranges"]
    assert {row["resource"].split(":")[0] for row in found} == {"per_slot", "agent_minutes"}
    for row in found:
        if row["shadow_price"] > 0:
            assert row["holds_from"] <= row["capacity"] <= row["holds_to"]
        else:
            assert (row["holds_from"], row["holds_to"]) == (row["used"], None)
    assert run("what-if", plain_run.results, "--ranges", "per_slot:emial").exit_code == 2
    assert run("what-if", plain_run.results, "--ranges", "all", "--add", "sms=1@10:00").exit_code == 2


@pytest.mark.slow
def test_spans_of_prices_in_the_results(plain: World, tmp_path: Path) -> None:
    """`schedule --ranges` writes the same spans into capacity.csv, for every capacity of the day."""
    assert run("schedule", *plain.arguments(), "-o", tmp_path / "results", "--ranges").exit_code == 0
    for row in rows(tmp_path / "results" / "capacity.csv"):
        assert row["holds_from"]
        assert (row["holds_to"] == "") == (float(row["shadow_price"]) == 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_capacity_never_hurts(seed: int, tmp_path: Path) -> None:
    """On made-up operations: whatever is added earns nothing or more, and no more than its shadow prices and gaps say."""
    done = finish(make_world(tmp_path / "world", customers=80, seed=40 + seed), tmp_path / "results")
    run_told = json.loads(done.done.stdout)
    for change in ("call=60min@10:00", "sms=3@12:00", "whatsapp=5", "letter=2", "budget=5000"):
        found = asked(done.results, "--add", change)
        diff = found["difference"]
        assert diff["objective"] >= 0
        # Duality: what is added is worth at most its price, beyond the gap of the relaxation.
        assert found["after"]["bound"] <= run_told["bound"] + found["at_shadow_prices"] + 0.005 * run_told["bound"]
