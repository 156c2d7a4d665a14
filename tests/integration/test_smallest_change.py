"""`explain` names the smallest change that would have a customer contacted; made, the change does it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Finished
from tests.integration.running import rows, run
from tests.integration.worlds import Row, World, make_world


def explained(results: Path, customer: str, *words: str) -> dict[str, Any]:
    done = run("explain", results, customer, "--json", *words)
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def left_out(finished: Finished) -> list[str]:
    """Customers without a contact, by id."""
    planned = {row["customer_id"] for row in rows(finished.results / "grid.csv")}
    return sorted({row["customer_id"] for row in rows(finished.results / "fates.csv")} - planned)


def give_address(row: Row, smallest: dict[str, Any]) -> None:
    column = "phone" if "phone" in smallest["changes"][0]["what"] else "email"
    row[column] = "+573005550000" if column == "phone" else "somebody@mail.example"


def give_value(row: Row, smallest: dict[str, Any]) -> None:
    share = float(smallest["changes"][0]["what"].split("as with ")[1].split(" %")[0]) / 100
    row["past_due"] *= 1.001 * (1 + share) + 0.001
    row["balance"] = max(row["balance"], row["past_due"])


def end_hold(row: Row, smallest: dict[str, Any]) -> None:
    row["hold_until"] = None


#: What can be changed in a portfolio's row, by the kind of the change.
MENDED: dict[str, Callable[[Row, dict[str, Any]], None]] = {
    "address": give_address,
    "value": give_value,
    "hold_until": end_hold,
}


def contacted_after(finished: Finished, folder: Path, customer: str, smallest: dict[str, Any]) -> bool:
    """Whether a fresh plan of the world, with the change made, contacts the customer."""
    world = make_world(folder / "world", customers=120, seed=5)
    for row in world.accounts:
        if row["customer_id"] == customer:
            MENDED[smallest["changes"][0]["kind"]](row, smallest)
    world.write("portfolio", world.accounts)
    assert run("schedule", *world.arguments(), "-o", folder / "results").exit_code == 0
    return customer in {row["customer_id"] for row in rows(folder / "results" / "grid.csv")}


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[] if kind == "value" else pytest.mark.slow) for kind in MENDED]
)
@pytest.mark.slow
def test_the_change_made_has_the_customer_contacted(kind: str, finished: Finished, tmp_path: Path) -> None:
    """The first customer left out for want of an address, of value, or for a hold: with just that, contacted."""
    for customer in left_out(finished):
        smallest = explained(finished.results, customer)["smallest"]
        if smallest and [change["kind"] for change in smallest["changes"]] == [kind]:
            assert contacted_after(finished, tmp_path, customer, smallest), customer
            return
    pytest.fail(f"nobody in the world lacks {kind} alone")


def test_a_contacted_customer_needs_no_change(finished: Finished) -> None:
    """Who is in the grid has no smallest change, and the inputs are not read for it."""
    customer = rows(finished.results / "grid.csv")[0]["customer_id"]
    assert explained(finished.results, customer)["smallest"] is None


@pytest.mark.slow
def test_without_the_inputs_the_results_tell_what_they_know(plain: World, tmp_path: Path) -> None:
    """Where the portfolio has changed since, the first obstacle is told, and why it is not more."""
    results = tmp_path / "results"
    assert run("schedule", *plain.arguments(), "-o", results, "--time-limit", "0").exit_code == 0
    planned = {row["customer_id"] for row in rows(results / "grid.csv")}
    others = sorted(
        {row["customer_id"] for row in rows(results / "fates.csv") if row["fate"] == "not_planned"} - planned
    )
    assert explained(results, others[0])["notes"] == []
    plain.portfolio.unlink()
    found = explained(results, others[0])
    assert "could not be read again" in found["notes"][0]
    assert found["smallest"]["how"].startswith("from the results alone")
    assert explained(results, others[0], "--no-inputs")["notes"] == []


def test_a_rule_is_told_with_its_line_and_the_cap_that_is_enough(plain: World, tmp_path: Path) -> None:
    """Calls once in seven days, and the customer was called: the cap would have to allow two, and its line is named."""
    text = plain.strategy.read_text(encoding="utf-8")
    text = text.replace("id: week, kind: cap, max: 4", "id: week, kind: cap, max: 1").replace(
        "channels: [call, whatsapp]", "channels: [call]"
    )
    plain.strategy.write_text(text, encoding="utf-8")
    debt = {"stop_reason": None, "hold_until": None, "reason": "hardship", "phone": "+573005550001"}
    base = plain.accounts[0] | debt | {"customer_id": "C9", "account_id": "A9", "past_due": 9e6, "balance": 9e6}
    # No holdout, and nobody but hardship is called: the customer has one channel, and one call behind it.
    plain.strategy.write_text(text.replace("holdout: 0.05", "holdout: 0"), encoding="utf-8")
    plain.write("portfolio", [*plain.accounts, base])
    call = plain.history[0] | {
        "customer_id": "C9",
        "account_id": None,
        "channel": "call",
        "outcome": "no_answer",
        "direction": "outbound",
    }
    plain.write(
        "attempts", [*plain.history, call | {"at": plain.date.isoformat().replace("-03-03", "-03-02") + " 10:00"}]
    )
    results = tmp_path / "results"
    assert run("schedule", *plain.arguments(), "-o", results).exit_code == 0
    (change,) = explained(results, "C9")["smallest"]["changes"]
    line = next(
        n for n, said in enumerate(plain.strategy.read_text(encoding="utf-8").splitlines(), 1) if "id: week" in said
    )
    assert change["what"] == "rule week (cap, house) would have to allow 2 instead of 1"
    assert change["where"].startswith(f"{plain.strategy}:{line}:")


@pytest.mark.slow
def test_a_missed_target_names_what_cannot_hold_with_it(plain: World, tmp_path: Path) -> None:
    """Two letters more to late accounts than a day carries, and no money for a second one: two limits, each by its line."""
    text = plain.strategy.read_text(encoding="utf-8")
    letters = int(text.split("letter: {address: postal, per_day: ")[1].split(",")[0])
    text = text.replace("holdout: 0.05", "holdout: 0")
    text += f"targets:\n  - {{id: late, segments: ['91-180/*', '181+/*'], channels: [letter], min_contacts: {letters + 2}}}\n"
    plain.strategy.write_text(text, encoding="utf-8")
    results = tmp_path / "results"
    done = run("schedule", *plain.arguments(), "-o", results)
    assert done.exit_code == 3, done.stderr
    found = explained(results, "late")
    assert (found["floor"], found["planned"], found["missed"]) == (letters + 2, letters, 2)
    (change,), (money,) = found["conflicts"]
    assert (change["kind"], money["kind"]) == ("per_day", "budget")
    line = next(n for n, said in enumerate(text.splitlines(), 1) if "letter: {address: postal, per_day" in said)
    assert change["where"].startswith(f"{plain.strategy}:{line}:")
    assert found["attainable"] >= letters + 2
    shown = run("explain", results, "late")
    assert "cannot hold with it" in shown.stdout


def test_a_strategy_that_forbids_its_own_target_is_a_contradiction(plain: World, tmp_path: Path) -> None:
    """A target of calls and a rule that allows no call: `validate` finds it with 4, `schedule` refuses it with 12."""
    text = plain.strategy.read_text(encoding="utf-8")
    text = text.replace(
        "  assume: worst_case",
        "    - {id: never, kind: cap, max: 0, window: {days: 1}, channels: [call]}\n  assume: worst_case",
    )
    text += "targets:\n  - {id: late, segments: ['181+/*'], channels: [call], min_contacts: 1}\n"
    plain.strategy.write_text(text, encoding="utf-8")
    said = "the target late can never be met: the rule never allows no contact"
    done = run("schedule", *plain.arguments(), "-o", tmp_path / "results")
    assert (done.exit_code, said in done.stderr) == (12, True)
    checked = run("validate", "-s", plain.strategy)
    assert (checked.exit_code, said in checked.stdout + checked.stderr) == (4, True)
