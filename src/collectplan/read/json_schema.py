"""The JSON Schema of strategies and rule packs, by which editors complete and check them."""

from __future__ import annotations

import re
from typing import Any, Final

from collectplan.domain.pack import Pack
from collectplan.domain.strategy import Strategy
from collectplan.read.pack_checks import ELSEWHERE

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def json_schema(model: type[Strategy] | type[Pack] = Strategy) -> dict[str, Any]:
    """JSON Schema, draft 2020-12, of a model of a file: keys as the file writes them, with what each means.

    The same on every call. It knows types, ranges and names of keys, not what keys say of each other.
    """
    schema = model.model_json_schema(by_alias=True)
    schema["title"] = f"collectplan {'rule pack' if model is Pack else 'strategy'}"
    for name, part in schema["$defs"].items():
        for key in ELSEWHERE if name.startswith("Pack") and "kind" in part.get("properties", {}) else ():
            part["properties"].pop(key, None)
    ordered = {"$schema": DIALECT, "title": schema.pop("title"), **schema}
    described: dict[str, Any] = _tidied(ordered)
    return described


def _tidied(part: Any) -> Any:
    """Without pydantic's generated titles of keys and line breaks in descriptions."""
    if isinstance(part, list):
        return [_tidied(item) for item in part]
    if not isinstance(part, dict):
        return part
    tidy = {key: _tidied(value) for key, value in part.items()}
    for key in ("properties", "$defs"):
        if isinstance(tidy.get(key), dict):
            for value in tidy[key].values():
                if isinstance(value, dict) and isinstance(value.get("title"), str):
                    del value["title"]
    if isinstance(tidy.get("description"), str):
        tidy["description"] = re.sub(r"\s+", " ", tidy["description"])
    return tidy
