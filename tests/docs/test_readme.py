"""README.md tells what the program does: every table in it is held against the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any, get_args

import pydantic
import pytest

from collectplan.domain.strategy import Channel, Rule, RuleBase, Strategy
from collectplan.domain.tables import ATTEMPTS, PORTFOLIO, PORTFOLIO_REQUIRED, REJECT_COLUMNS, ROSTER
from collectplan.errors import CollectplanError
from collectplan.write.fates import FATES_COLUMNS
from collectplan.write.frames import CAPACITY_COLUMNS, GRID_COLUMNS
from collectplan.write.publish import RESULTS
from tests.docs.readme import README, block, help_block, table, text
from tests.integration.running import run

PACKAGE = README.parent / "src" / "collectplan"

#: Codes that no error owns: done, done but partly, interrupted.
CODES_WITHOUT_ERROR = {0, 3, 130}


def keys_of(model: type[pydantic.BaseModel]) -> list[str]:
    """Keys of a model as they are written in the file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def listed(cell: str) -> list[str]:
    return [part.strip(" `") for part in cell.split(",")]


def test_help_texts_are_the_programs_own() -> None:
    """`python -m tests.docs.refresh_readme` writes them; a changed option that is not told fails here."""
    assert block("help") == help_block()


def test_every_exit_code_is_told_and_no_other() -> None:
    """The classes of errors.py own the codes; three more have no error."""

    def codes(error: type[CollectplanError]) -> set[int]:
        return {error.exit_code}.union(*(codes(child) for child in error.__subclasses__()))

    assert [int(row[0]) for row in table("exits")] == sorted(codes(CollectplanError) | CODES_WITHOUT_ERROR)


def test_the_portfolio_table_is_the_portfolios_columns() -> None:
    """Names, types and which are required, in the order of the code."""
    told = [(name, kind, required == "yes") for name, kind, required, _ in table("portfolio")]
    assert told == [(name, kind, name in PORTFOLIO_REQUIRED) for name, kind in PORTFOLIO.items()]


@pytest.mark.parametrize(("name", "columns"), [("attempts", ATTEMPTS), ("roster", ROSTER)])
def test_columns_told_of_other_tables_exist(name: str, columns: dict[str, Any]) -> None:
    """Every column in the sentence on attempts and on the roster is one that is read."""
    sentence = re.search(rf"^\*\*{name}\*\*.*?(?=\n\n)", text(), re.MULTILINE | re.DOTALL)
    assert sentence
    first = sentence.group(0).split(". ")[0]
    told = {word for cell in re.findall(r"`([^`]+)`", first) for word in listed(cell)}
    assert told
    assert told <= set(columns)


def test_the_rules_table_has_every_kind_with_its_keys() -> None:
    """Each kind of rule, in the order of the contract, with the keys that its model reads beyond those of every rule."""
    models = get_args(get_args(Rule)[0])
    common = {*keys_of(RuleBase), "kind"}
    expected = {
        get_args(m.model_fields["kind"].annotation)[0]: [k for k in keys_of(m) if k not in common] for m in models
    }
    assert {row[0]: listed(row[1]) for row in table("rules")} == expected
    said = re.search(r"Each has (.*?)\.", text())
    assert said
    assert set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", said.group(1))))) == common


def test_the_strategy_table_has_every_key() -> None:
    """Every top-level key in the order of the model, and in its row every key of the section that it opens."""
    told = {key: row[1] for row in table("strategy") for key in listed(row[0])}
    assert list(told) == keys_of(Strategy)
    for name, field in Strategy.model_fields.items():
        model = Channel if name == "channels" else field.annotation
        if name == "targets" or not (isinstance(model, type) and issubclass(model, pydantic.BaseModel)):
            continue
        assert [key for key in keys_of(model) if not re.search(rf"\b{key}\b", told[name])] == []


def test_the_results_table_has_every_column() -> None:
    """Columns as the frames have them, and every file that a run owns."""
    told = {row[0]: row[1] for row in table("results")}
    assert set(told) == set(RESULTS)
    frames = {"grid": GRID_COLUMNS, "fates": FATES_COLUMNS, "capacity": CAPACITY_COLUMNS, "rejects": REJECT_COLUMNS}
    assert {name: told[f"{name}.csv"] for name in frames} == {
        name: ", ".join(columns) for name, columns in frames.items()
    }


def test_the_code_map_has_every_package_and_page() -> None:
    """Every package and every module beside them, and none that is gone."""
    told = {place for row in table("map") for place in listed(row[0])}
    packages = {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}
    pages = {path.name for path in PACKAGE.glob("*.py") if not path.name.startswith("__")}
    assert told == packages | pages


def test_links_lead_somewhere() -> None:
    """Every relative link of the README names a file or folder of the repository."""
    targets = [t for t in re.findall(r"\]\(([^)#]+)\)", text()) if "://" not in t]
    assert [target for target in targets if not (README.parent / target).exists()] == []


def test_the_first_commands_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newcomer types the block under `To use it elsewhere`: each line ends well, in the order in which it stands."""
    found = re.search(r"^```\n(collectplan init .*?)^```", text(), re.MULTILINE | re.DOTALL)
    assert found
    monkeypatch.chdir(tmp_path)
    for line in found.group(1).replace("\\\n", " ").splitlines():
        for part in line.split("&&"):
            words = shlex.split(part)
            if words[0] == "cd":
                monkeypatch.chdir(words[1])
                continue
            assert words[0] == "collectplan"
            done = run(*words[1:])
            assert done.exit_code == 0, (part, done.stderr)
