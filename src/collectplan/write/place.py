"""Where a results folder lies, and whether it may lie there."""

from __future__ import annotations

from pathlib import Path

from collectplan.errors import OutputError


def place_of(folder: Path) -> Path:
    """Return the folder's absolute path with its parent's links followed, so that two spellings are one place.

    Raises:
        OutputError: it is a link, no folder, or holds the folder that the program runs in: a results folder is
            replaced as a whole, and whoever stands in it would stand in nothing.
    """
    place = folder.parent.resolve() / folder.name if folder.name not in ("", "..") else folder.resolve()
    if place.is_symlink():
        raise OutputError(f"{folder} is a symbolic link; name the folder itself")
    if place.exists() and not place.is_dir():
        raise OutputError(f"{folder} is a file; name a folder for the results")
    if Path.cwd().is_relative_to(place):
        raise OutputError(f"{folder} is, or holds, the current folder; name a folder of its own for the results")
    return place
