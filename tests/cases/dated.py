"""Reads dated cases: one small plan each, complete in itself, with the ids of the rules that it breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from collectplan.domain.stages import Verdict
from tests.unit.check.worlds import CHANNELS, account, attempt, contact, strategy, verdict


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file; none where it is absent."""
    if not path.is_file():
        return []
    cases: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert len({case["id"] for case in cases}) == len(cases), "two cases have the same id"
    return cases


def verdict_on(case: dict[str, Any]) -> Verdict:
    """What the check says of a case with a grid alone (and a roster, where the case has one)."""
    plan = case["plan"]
    first = "00:30" if any(str(row.get("start", "")).endswith(":30") for row in plan) else "00:00"
    said = {
        "limits": {"rules": case.get("limits", []), "assume": case.get("assume", "worst_case")},
        "slots": {"start": first, "end": "24:00" if first == "00:00" else "23:30", "minutes": 60},
        "channels": {name: {**CHANNELS.get(name, {}), **more} for name, more in _channels(case).items()},
        **case.get("operation", {}),
        **case.get("strategy", {}),
    }
    return verdict(
        [contact(condition="", **{"address": "", **row}) if "condition" not in row else contact(**row) for row in plan],
        strategy(**said),
        [account(**row) for row in case.get("portfolio", [{}])],
        [attempt(**row) for row in case["attempts"]] if "attempts" in case else None,
        case.get("roster"),
    )


def _channels(case: dict[str, Any]) -> dict[str, Any]:
    return {name: {} for name in CHANNELS} | case.get("channels", {})
