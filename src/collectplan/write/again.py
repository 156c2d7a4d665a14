"""What run.json says of how to run again: where the inputs lie, seen from the user and from the results."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

#: How standard input is named; it cannot be read again.
STANDARD_INPUT = "-"


def again_of(files: Mapping[str, str | None], output: Path) -> dict[str, dict[str, str] | None]:
    """Say of each input where it lay.

    Args:
        files: by table, as the user typed them; None where there is none.
        output: the results folder.

    Returns:
        For each table `path`, as typed, and `from_results`, the same seen from the results folder, so that it is found
        from any current folder; the latter only for files.
    """
    return {name: None if file is None else _places(file, output) for name, file in files.items()}


def _places(file: str, output: Path) -> dict[str, str]:
    if file == STANDARD_INPUT:
        return {"path": file}
    return {"path": file, "from_results": os.path.relpath(Path(file).resolve(), output.resolve())}
