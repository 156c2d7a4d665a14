"""The JSON Schema of strategies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collectplan.domain.pack import Pack
from collectplan.read.json_schema import json_schema
from collectplan.read.yaml_nodes import root_node
from collectplan.read.yaml_values import values_of
from tests.unit.read.pack_files import PACK

PACKS = sorted((Path(__file__).parents[3] / "strategies" / "packs").glob("*.yaml"))
STARTERS = sorted((Path(__file__).parents[3] / "strategies").glob("*.yaml"))


def parts(part: Any) -> Iterator[dict[str, Any]]:
    """Every mapping within the schema."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from parts(inner)


def uncovered(schema: dict[str, Any], whole: dict[str, Any], data: Any) -> list[str]:
    """Keys of the data that no branch of the schema names."""
    branches = [schema]
    for branch in branches:
        if "$ref" in branch:
            branches.append(whole["$defs"][branch["$ref"].removeprefix("#/$defs/")])
        branches += [*branch.get("anyOf", ()), *branch.get("oneOf", ())]
    if isinstance(data, list):
        items = [branch["items"] for branch in branches if isinstance(branch.get("items"), dict)]
        return [key for item in data for key in uncovered({"anyOf": items}, whole, item)] if items else []
    if not isinstance(data, dict):
        return []
    missed = []
    for key, value in data.items():
        inner = [branch["properties"][key] for branch in branches if key in branch.get("properties", {})]
        inner += [b["additionalProperties"] for b in branches if isinstance(b.get("additionalProperties"), dict)]
        inner += [
            i for b in branches for pattern, i in b.get("patternProperties", {}).items() if re.search(pattern, key)
        ]
        missed += uncovered({"anyOf": inner}, whole, value) if inner else [key]
    return missed


def test_the_schema_names_its_dialect_and_the_contracts_keys() -> None:
    """Keys stand as the file writes them, unknown ones are refused, and every reference leads somewhere."""
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "collectplan strategy"
    assert schema["required"] == ["version", "channels"]
    assert schema["additionalProperties"] is False
    assert "mon-sun" in schema["$defs"]["HoursRule"]["properties"]
    assert "from" in schema["$defs"]["Validity"]["properties"]
    references = [part["$ref"] for part in parts(schema) if isinstance(part.get("$ref"), str)]
    assert {reference.removeprefix("#/$defs/") for reference in references} == set(schema["$defs"])
    for part in parts(schema):
        if isinstance(part.get("pattern"), str):
            assert re.compile(part["pattern"])


def test_the_schema_describes_keys_in_one_line() -> None:
    """What an editor shows at a key is the model's own sentence."""
    schema = json_schema()
    assert schema["$defs"]["Channel"]["properties"]["cost"]["description"] == "Money for one contact."
    assert not [p for p in parts(schema) if "\n" in str(p.get("description", ""))]


def test_the_schema_is_the_same_every_time() -> None:
    """Two calls give the same bytes, and changing one result does not change the next."""
    first = json_schema()
    text = json.dumps(first)
    first.clear()
    assert json.dumps(json_schema()) == text


@pytest.mark.parametrize("file", STARTERS, ids=lambda file: file.stem)
def test_every_key_of_the_starters_is_in_the_schema(file: Path) -> None:
    """An editor that checks the starters by the schema marks no key."""
    root = root_node(file.read_text(encoding="utf-8"), file.name)
    assert root is not None
    schema = json_schema()
    assert uncovered(schema, schema, values_of(root, file.name).data) == []


def test_a_misspelt_key_is_not_in_the_schema() -> None:
    """The test above can fail: a key that the model lacks is found."""
    schema = json_schema()
    assert uncovered(schema, schema, {"channels": {"call": {"untimd": True}}, "chanels": {}}) == ["untimd", "chanels"]


def data_of(text: str) -> Any:
    """What a YAML text says."""
    root = root_node(text, "p.yaml")
    assert root is not None
    return values_of(root, "p.yaml").data


def test_packs_may_be_written_in_every_form() -> None:
    """NAME, NAME:READING and a mapping are covered; a key that a mapping does not have is not."""
    schema = json_schema()
    limits = "limits: {packs: [a, b:c, {pack: d, reading: e, applies_when: f}], columns: {g: date}}"
    assert uncovered(schema, schema, data_of(limits)) == []
    assert uncovered(schema, schema, data_of("limits: {packs: [{pack: d, when: f}]}")) == ["when"]


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.stem)
def test_every_key_of_a_shipped_pack_is_in_the_schema(file: Path) -> None:
    """An editor with the schema of packs marks none of them."""
    schema = json_schema(Pack)
    assert schema["title"] == "collectplan rule pack"
    assert uncovered(schema, schema, data_of(file.read_text(encoding="utf-8"))) == []


def test_the_schema_of_packs_knows_media_and_no_channels() -> None:
    """Neither does the program: `channels` is refused in a pack."""
    schema = json_schema(Pack)
    assert uncovered(schema, schema, data_of(PACK)) == []
    assert uncovered(schema, schema, data_of(PACK.replace("media: [call, sms]", "channels: [call]"))) == ["channels"]
