"""Which treatment a segment gets: the first whose patterns match its name."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from collectplan.domain.strategy import Treatment

#: No treatment matches: every channel, no special skill, weight 1.
NONE = -1


def treatment_of(segment: str, treatments: Iterable[Treatment]) -> int:
    """Position of the first treatment with a pattern that matches the whole name, case and all; `NONE` without one.

    `*` stands for any characters, `?` for any one, `[..]` for any one of those within (Python's fnmatch).
    """
    for position, treatment in enumerate(treatments):
        if any(fnmatchcase(segment, pattern) for pattern in treatment.segments):
            return position
    return NONE
