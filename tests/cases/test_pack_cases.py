"""Rule packs against dates: what each small plan breaks, by the check and by the screen, and what packs say of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from collectplan.domain.pack import Pack
from collectplan.domain.stages import Verdict
from collectplan.read.pack_file import packs_of, read_pack
from tests.cases.dated import (
    CASES,
    World,
    customers_of,
    read_cases,
    said_of,
    side_by_side,
    stands_alone,
    verdict_in,
    world_of,
)
from tests.cases.screening import Screened, span_of

OWN = read_cases(CASES / "packs.yaml")
SHIPPED = Path(__file__).parents[2] / "strategies" / "packs"
PACKS: dict[str, Pack] = {path.stem: read_pack(path).pack for path in sorted(SHIPPED.glob("*.yaml"))}
RULES = {f"{name}.{rule.id}": rule for name, pack in PACKS.items() for rule in pack.rules}
#: What the screen does not forbid but asks for.
ASKED_FOR = {name for name, rule in RULES.items() if rule.kind == "obligation"}
CITED = re.compile(r"\[(S\d+[^\[\]]*)\]")


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["id"])
def test_the_check_finds_what_the_case_breaks(case: dict[str, Any]) -> None:
    """The check finds exactly the rules that the case says are broken; its comment says why."""
    found = _checked(_key(case))
    rules = [v.rule for v in found.violations if _key(case)[1] or v.customer_id in _own(case["id"])]
    assert sorted(set(rules)) == sorted(case["breaks"]), found.violations


@pytest.mark.parametrize("case", [c for c in OWN if "check_only" not in c], ids=lambda case: case["id"])
def test_the_screen_permits_what_breaks_nothing(case: dict[str, Any]) -> None:
    """The planner may make the plan if and only if nothing forbids it, names no other rule, and sees what it leaves open."""
    found = _screened((*_key(case), *span_of(case["plan"])))
    own = _own(case["id"])
    forbidding = set(case["breaks"]) - ASKED_FOR
    assert found.allows(own) == (not forbidding)
    assert found.told(own) <= forbidding
    assert found.missed(own) == set(case["breaks"]) & ASKED_FOR


def test_no_rule_is_found_broken_by_nobody() -> None:
    """Where cases stand side by side every finding is of a customer, so that none is lost between them."""
    for key in {_key(case) for case in OWN if not _key(case)[1]}:
        assert all(violation.customer_id for violation in _checked(key).violations)


@cache
def _checked(key: tuple[Any, ...]) -> Verdict:
    return verdict_in(_world(key))


@cache
def _screened(key: tuple[Any, ...]) -> Screened:
    return Screened(_world(key))


@cache
def _keys() -> dict[str, tuple[Any, ...]]:
    """By case, what is the same for cases that may stand side by side."""
    return {case["id"]: (said_of(case), case["id"] if stands_alone(case) else "") for case in OWN}


def _key(case: dict[str, Any]) -> tuple[Any, ...]:
    return _keys()[case["id"]]


@cache
def _own(case_id: str) -> frozenset[str]:
    """The customers of a case in the world where it plays."""
    case = next(case for case in OWN if case["id"] == case_id)
    return frozenset({row["customer_id"] for row in _alone(case_id).accounts} if _key(case)[1] else customers_of(case))


@cache
def _alone(case_id: str) -> World:
    return world_of(next(case for case in OWN if case["id"] == case_id))


def _world(key: tuple[Any, ...]) -> World:
    """The world of all cases with this key, followed by the span of dates that they plan where it is given."""
    cases = [case for case in OWN if _key(case) == key[:2] and (key[2:] in ((), span_of(case["plan"])))]
    return _alone(cases[0]["id"]) if key[1] else side_by_side(cases)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_case_on_both_sides(rule: str) -> None:
    """Each rule of each pack is broken by one case; another is about it and keeps it."""
    assert any(rule in case["breaks"] for case in OWN)
    assert any(case.get("about") == rule and rule not in case["breaks"] for case in OWN)


def test_cases_are_about_rules_that_there_are() -> None:
    """No case names a rule that no pack has, and none is about a rule of a pack that it does not use."""
    for case in OWN:
        assert {*case["breaks"], *([case["about"]] if "about" in case else [])} <= set(RULES)
        used = {str(use).partition(":")[0] for use in case["packs"]}
        assert {rule.partition(".")[0] for rule in (*case["breaks"], case.get("about", ""))} - {""} <= used


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_found_among_the_shipped(name: str) -> None:
    """What stands in strategies/packs is what a strategy finds by its name."""
    assert packs_of()[name].read_bytes() == (SHIPPED / f"{name}.yaml").read_bytes()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_it_is_in_two_languages(rule: str) -> None:
    """Every rule is told in English and Spanish, with source; what was not read in the law says what is unsure."""
    told = RULES[rule]
    assert set(told.says) == {"en", "es"}
    assert told.source
    assert CITED.search(told.source) or "from memory" in told.source
    if not told.verified:
        assert set(told.unsure) == {"en", "es"}
    if "from memory" in told.source:
        assert not told.verified


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_told_in_two_languages_and_cites_all_that_it_names(name: str) -> None:
    """Names, who is bound, columns and doubts stand in both languages; each source is cited, and each cited is there."""
    pack = PACKS[name]
    told = [pack.name, pack.binds, *(column.means for column in pack.columns.values()), *pack.unsure]
    assert all(set(text) == {"en", "es"} for text in told)
    texts = [rule.source or "" for rule in pack.rules] + [text for both in pack.unsure for text in both.values()]
    cited = {key.strip() for text in texts for keys in CITED.findall(text) for key in re.split("[,;]", keys)}
    assert cited == set(pack.sources)


@pytest.mark.parametrize("name", [name for name, pack in PACKS.items() if pack.readings])
def test_each_reading_changes_something(name: str) -> None:
    """No reading holds all rules of another one: the first is the stricter, and the others take or leave rules."""
    pack = PACKS[name]
    held = {reading: {r.id for r in pack.rules if r.reading in (None, reading)} for reading in pack.readings}
    assert len({frozenset(rules) for rules in held.values()}) == len(pack.readings)
