"""Finds and reads rule packs: packs/NAME.yaml beside the strategy, else those that travel with the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

import collectplan
from collectplan.domain.pack import Pack
from collectplan.domain.source import Source
from collectplan.errors import StrategyError
from collectplan.read.pack_checks import pack_findings
from collectplan.read.strategy_words import Shape, findings_of
from collectplan.read.yaml_file import read_keys

#: The model of a pack's file.
PACK: Final = Shape(Pack, ("rules",))


@dataclass(frozen=True, eq=False)
class LoadedPack:
    """A pack, where its parts stand, and what its file says before any conversion."""

    pack: Pack
    source: Source
    data: Mapping[str, Any]


def packs_of(strategy_file: str | None = None) -> dict[str, Path]:
    """Every pack that can be used, by name: those beside a strategy take the place of shipped ones."""
    found = _packs_in(shipped_folder())
    if strategy_file is not None:
        found |= _packs_in(Path(strategy_file).parent / "packs")
    return dict(sorted(found.items()))


def shipped_folder() -> Path:
    """The folder of the packs that travel with the program."""
    package = Path(collectplan.__file__).parent
    inside = package / "init" / "strategies" / "packs"
    # Where the project is run from its sources the files are still at their own place.
    return inside if inside.is_dir() else package.parents[1] / "strategies" / "packs"


def read_pack(path: Path) -> LoadedPack:
    """The pack in a file, valid as a whole.

    Raises:
        StrategyError: the file cannot be read, or is wrong; with every finding, by line and column.
    """
    file = str(path)
    values, sha256 = read_keys(file, "rule pack", "strategies/packs/")
    source = Source(file, values.marks, values.keys, sha256)
    findings = list(values.findings)
    pack: Pack | None = None
    try:
        pack = Pack.model_validate(values.data, by_alias=True, by_name=False)
    except ValidationError as error:
        findings += findings_of(error, values, source, PACK)
    else:
        findings += pack_findings(pack, path.stem, source, values.data)
    if findings or pack is None:
        raise StrategyError(findings)
    return LoadedPack(pack, source, values.data)


def _packs_in(folder: Path) -> dict[str, Path]:
    try:
        return {path.stem: path for path in sorted(folder.glob("*.yaml")) if path.is_file()}
    except OSError:
        return {}
