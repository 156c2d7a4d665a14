"""How long the stages of a command take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from collectplan.domain.edge import Edge


class Watch:
    """Seconds by stage, in the order in which the stages began."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside towards stage `name`."""
        self._edge.progress(name, 0.0)
        began = self._edge.clock()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + self._edge.clock() - began, 3)
        self._edge.progress(name, 1.0)
