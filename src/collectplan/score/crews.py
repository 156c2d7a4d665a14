"""Which agent groups may take a contact: those that have every skill its treatment asks for."""

from __future__ import annotations

import numpy as np

from collectplan.domain.stages import Bools, Ints, Staffing
from collectplan.domain.strategy import Treatment


def crews_of_treatments(treatments: tuple[Treatment, ...], staffing: Staffing) -> tuple[Bools, Ints]:
    """The crews that treatments ask for, each once.

    Returns:
        crews: [crews, groups], in the order in which treatments ask for them; the first is that of an account without
            a treatment, every group.
        crew: [treatments + 1] position in `crews` of each treatment; the last, which position -1 also
            finds, of no treatment.
    """
    position: dict[tuple[bool, ...], int] = {}
    wanted = [frozenset[str](), *(frozenset(treatment.skills) for treatment in treatments)]
    crew = [position.setdefault(tuple(skills <= own for own in staffing.skills), len(position)) for skills in wanted]
    crews = np.array(list(position), dtype=np.bool_).reshape(len(position), len(staffing.groups))
    return crews, np.array([*crew[1:], crew[0]], dtype=np.int32)
