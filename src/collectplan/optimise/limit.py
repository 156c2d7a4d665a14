"""When a search must end, and whom it tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class OutOfTimeError(Exception):
    """The deadline has passed; caught inside `optimise`, which answers with what it has."""


@dataclass(frozen=True)
class Watch:
    """A deadline on the caller's clock, and the caller's ear.

    Attributes:
        clock: seconds, rising; None: time does not matter and the search is the same on every machine.
        deadline: on that clock; None: none.
        progress: told what is done ("prices", "repair", "prove", "polish") and which share of it, 0..1.
    """

    clock: Callable[[], float] | None = None
    deadline: float | None = None
    progress: Callable[[str, float], None] | None = None

    def seconds_left(self) -> float | None:
        """Seconds until the deadline, at least 0; None without one."""
        if self.clock is None or self.deadline is None:
            return None
        return max(0.0, self.deadline - self.clock())

    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return self.seconds_left() == 0.0

    def check(self) -> None:
        """Raises OutOfTimeError when the deadline has passed."""
        if self.is_over():
            raise OutOfTimeError

    def tell(self, what: str, share: float) -> None:
        """Tells the caller how far the search is."""
        if self.progress is not None:
            self.progress(what, min(1.0, max(0.0, share)))
