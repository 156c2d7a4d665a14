"""`what-if --rule-prices`: what a rule costs is what a fresh plan without it earns more."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Finished
from tests.integration.running import run
from tests.integration.small import Small
from tests.integration.test_what_if import anew


def priced(results: Path, *words: str) -> dict[str, dict[str, Any]]:
    """What `--rule-prices --json` says, by rule."""
    done = run("what-if", results, "--rule-prices", "--json", *words)
    assert done.exit_code == 0, done.stderr
    return {row["rule"]: row for row in json.loads(done.stdout)["rules"]}


def test_a_rule_costs_what_a_fresh_plan_without_it_earns_more(plain_run: Finished, tmp_path: Path) -> None:
    """Both plans are proven optimal, so that the span is closed; the table and its order hold every rule once."""
    told = json.loads((plain_run.results / "run.json").read_text(encoding="utf-8"))
    found = priced(plain_run.results)
    assert [row["price"] for row in found.values()] == sorted((row["price"] for row in found.values()), reverse=True)
    rule = found["apart"]
    text = re.sub(r".*id: apart.*\n", "", plain_run.world.strategy.read_text(encoding="utf-8"))
    fresh = anew(plain_run.world, tmp_path, strategy=text)
    assert rule["price"] == pytest.approx(fresh - told["objective"], abs=0.01)
    assert rule["least"] <= rule["price"] <= rule["most"]
    assert rule["most"] - rule["least"] <= 1e-6 * told["objective"]
    assert rule["where"].startswith(f"{plain_run.world.strategy}:")


def test_a_rule_that_no_contact_feels_costs_nothing_and_packs_are_named(tmp_path: Path) -> None:
    """A cap of ninety is none; a cap of one is felt; a pack's rule is told with its severity and its own file."""
    rules = [
        {"id": "many", "kind": "cap", "max": 90, "window": {"days": 1}},
        {"id": "one", "kind": "cap", "max": 1, "window": {"days": 1}},
    ]
    small = Small(tmp_path, rules).account("A1").account("A2")
    assert small.schedule().exit_code == 0
    found = priced(small.out)
    assert (found["many"]["is_felt"], found["many"]["price"], found["many"]["most"]) == (False, 0, 0)
    assert found["one"]["is_felt"]
    assert found["one"]["price"] > 0
    assert found["one"]["contacts"] > 0
    done = run("what-if", small.out, "--rule-prices")
    assert "all of them stay in force" in done.stdout
    assert "cost nothing: many" in done.stdout


def test_a_rule_of_a_pack_is_told_with_its_pack(tmp_path: Path) -> None:
    """The law's rules stand beside the operation's own, with severity law and the pack's file and line."""
    small = Small(tmp_path, [{"id": "day", "kind": "cap", "max": 3, "window": {"days": 1}}])
    text = (tmp_path / "strategy.yaml").read_text(encoding="utf-8")
    text = text.replace("  rules:", "  packs: [co_ley2300]\n  rules:")
    (tmp_path / "strategy.yaml").write_text(text, encoding="utf-8")
    small.account("A1").account("A2")
    assert small.schedule().exit_code == 0
    found = priced(small.out)
    hours = next(row for name, row in found.items() if name.startswith("co_ley2300."))
    assert (hours["pack"], hours["severity"]) == ("co_ley2300", "law")
    assert "co_ley2300.yaml:" in hours["where"]
    assert found["day"]["pack"] == ""
    assert "pack co_ley2300" in run("what-if", small.out, "--rule-prices").stdout


def test_an_obligation_has_a_price(tmp_path: Path) -> None:
    """An sms that costs 1,000 and brings 20 must be sent, in place of a call: without the obligation it is not."""
    notice = {"id": "notice", "kind": "obligation", "within_days": 5, "of": "notice_on", "channels": ["sms"]}
    small = Small(tmp_path, [notice, {"id": "day", "kind": "cap", "max": 1, "window": {"days": 1}}], cost=1000.0)
    small.account("A1", notice_on="2026-02-26").account("A2")
    assert small.schedule().exit_code == 0
    rule = priced(small.out)["notice"]
    assert rule["price"] > 900
    assert 0 < rule["least"] <= rule["price"] <= rule["most"] + 1e-6


def test_a_question_is_one_question(plain_run: Finished) -> None:
    """A change, or spans of prices, beside the rules' prices is wrong usage."""
    assert run("what-if", plain_run.results, "--rule-prices", "--add", "sms=1@10:00").exit_code == 2
    assert run("what-if", plain_run.results, "--rule-prices", "--ranges", "all").exit_code == 2


def test_several_days_are_asked_again_from_their_own_prices(tmp_path: Path) -> None:
    """What nobody needs changes nothing: the same plan of three days stands, with the worth of all of them."""
    small = Small(tmp_path, [{"id": "day", "kind": "cap", "max": 1, "window": {"days": 1}}])
    for number in range(6):
        small.account(f"A{number}")
    assert small.schedule("--days", "3").exit_code == 0
    done = run("what-if", small.out, "--add", "call=600min@10:00", "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["before"]["objective"] == pytest.approx(small.run["horizon"]["objective"])
    assert 0 <= found["difference"]["objective"] <= found["difference"]["most"] + 1e-6
    assert priced(small.out)["day"]["price"] >= 0
    assert run("what-if", small.out, "--add", "call=60min@10:00", "-o", tmp_path / "more", "-q").exit_code == 0
    assert (tmp_path / "more" / "outlook.csv").exists()
