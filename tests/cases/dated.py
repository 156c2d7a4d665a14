"""Reads dated cases: one small plan each, complete in itself, with the ids of the rules that it breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from collectplan.domain.stages import LoadedStrategy, Verdict
from collectplan.domain.strategy import ObligationRule, PoolRule
from collectplan.read.packs import with_packs
from tests.unit.check.worlds import CHANNELS, account, attempt, contact, strategy, verdict

CASES = Path(__file__).parent


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file; none where it is absent."""
    if not path.is_file():
        return []
    cases: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert len({case["id"] for case in cases}) == len(cases), "two cases have the same id"
    return cases


@dataclass(frozen=True, eq=False)
class World:
    """A strategy and tables in which one case plays, or several side by side, each with customers of its own.

    Attributes:
        loaded: the strategy with the rules of its packs.
        accounts: rows of the portfolio.
        attempts: of the history; None: there is none.
        plan: rows of the grid.
        roster: shifts; None: not given.
    """

    loaded: LoadedStrategy
    accounts: list[dict[str, Any]]
    attempts: list[dict[str, Any]] | None
    plan: list[dict[str, Any]]
    roster: list[dict[str, Any]] | None = None


def world_of(case: dict[str, Any]) -> World:
    """The case's own world; what it does not say is of account A1 of customer C1."""
    has_history = "attempts" in case or "crowd" in case
    history = [*(attempt(**row) for row in case.get("attempts", [])), *_crowd(**case.get("crowd", {"size": 0}))]
    plan = [contact(condition="", **{"address": "", **row}) if "condition" not in row else contact(**row)
            for row in case["plan"]]  # fmt: skip
    accounts = [account(**row) for row in case.get("portfolio", [{}])]
    return World(loaded_of(case), accounts, history if has_history else None, plan, case.get("roster"))


def side_by_side(cases: list[dict[str, Any]]) -> World:
    """One world for cases of the same strategy: ids of customers and accounts begin with the case's own."""
    accounts, history, plan = [], [], []
    for case in cases:
        own = world_of(case)
        accounts += [_of(case, row) for row in own.accounts]
        history += [_of(case, row) for row in own.attempts or []]
        plan += [_of(case, row) for row in own.plan]
    return World(loaded_of(cases[0]), accounts, history, plan)


def customers_of(case: dict[str, Any]) -> set[str]:
    """Ids of the case's customers in a world of several cases."""
    return {_of(case, row)["customer_id"] for row in world_of(case).accounts}


def stands_alone(case: dict[str, Any]) -> bool:
    """Whether other cases beside it could matter: rules look across customers, or at all dates of the plan."""
    rules = loaded_of(case).strategy.limits.rules
    named = {*case["breaks"], case.get("about")}
    return any(
        isinstance(rule, PoolRule)
        or getattr(rule, "per", None) == "address"
        or (isinstance(rule, ObligationRule) and rule.id in named)
        for rule in rules
    )


def said_of(case: dict[str, Any]) -> str:
    """What the case's strategy says, as text: the same for cases of the same strategy."""
    is_half = any(str(row.get("start", "")).endswith(":30") for row in case["plan"])
    limits = {"packs": case.get("packs", []), "assume": case.get("assume", "worst_case")}
    said = {
        "limits": limits | {"rules": case.get("limits", [])},
        "slots": {"start": "00:30" if is_half else "00:00", "end": "23:30" if is_half else "24:00", "minutes": 60},
        "channels": {name: {**CHANNELS.get(name, {}), **more} for name, more in _channels(case).items()},
        **case.get("operation", {}),
        **case.get("strategy", {}),
    }
    return json.dumps(said, default=str)


def loaded_of(case: dict[str, Any]) -> LoadedStrategy:
    """The case's strategy, with the rules of its packs."""
    return _loaded(said_of(case))


def verdict_on(case: dict[str, Any]) -> Verdict:
    """What the check says of a case with a grid alone (and a roster, where the case has one)."""
    return verdict_in(world_of(case))


def verdict_in(world: World) -> Verdict:
    """What the check says of a world."""
    return verdict(world.plan, world.loaded, world.accounts, world.attempts, world.roster)


@lru_cache(maxsize=512)
def _loaded(said: str) -> LoadedStrategy:
    loaded, findings = with_packs(strategy(**json.loads(said)))
    assert not findings, findings
    return loaded


def _of(case: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    named = {key: f"{case['id']}/{row[key]}" for key in ("customer_id", "account_id") if row.get(key) is not None}
    return {**row, **named}


def _crowd(size: int, **said: Any) -> Iterator[dict[str, Any]]:
    return (attempt(**{**said, "customer_id": f"X{number}"}) for number in range(size))


def _channels(case: dict[str, Any]) -> dict[str, Any]:
    more: dict[str, Any] = case.get("channels", {})
    return {name: {} for name in CHANNELS} | more
