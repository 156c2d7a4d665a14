"""The words of changes: what `--add` and `--agents` mean, before anything is known of the operation.

--add call=60min@10:00            minutes for the groups that work then, in proportion to what they have
--add call/negotiation=60min@10:00   for that group
--add call=-60min@10:00-12:00     taken away, in every slot of the span
--add call=30min                  in every slot in which the groups work
--add sms=5000@12:00              contacts in that slot
--add whatsapp=2000               contacts of the day
--add budget=500000               money of the day
--agents general=+2               two more agents with the group's commonest shift
--agents general=+2@08:00-16:00   with that shift
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from collectplan.domain.clock import minutes_of
from collectplan.errors import UsageError

#: Larger amounts are slips of the pen.
LARGEST: Final = 1e12

_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_CLOCK: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00"
_SPAN: Final = rf"(?:@(?P<start>{_CLOCK})(?:-(?P<end>{_CLOCK}))?)?"
_ADD: Final = re.compile(rf"(?P<name>[^=/]+)(?:/(?P<group>[^=]+))?=(?P<amount>{_NUMBER})(?P<unit>min|h)?{_SPAN}")
_AGENTS: Final = re.compile(rf"(?P<group>[^=]+)=(?P<number>[+-]?[0-9]+){_SPAN}")


@dataclass(frozen=True)
class Span:
    """Slots that begin in `[start, end)`, minutes after midnight; `end` None: the one that begins at `start`."""

    start: int
    end: int | None

    def holds(self, start: int) -> bool:
        """Whether a slot that begins then is meant."""
        return start == self.start if self.end is None else self.start <= start < self.end


@dataclass(frozen=True)
class Add:
    """More, or less, of a capacity.

    Attributes:
        said: as the user typed it.
        name: of a channel, or "budget". group: of agents; None: all that work then.
        amount: in minutes where `is_minutes`, else contacts or money.
        span: None: where nothing is said.
    """

    said: str
    name: str
    group: str | None
    amount: float
    is_minutes: bool
    span: Span | None


@dataclass(frozen=True)
class Agents:
    """More, or fewer, agents of a group, with a shift of their own or the group's commonest one."""

    said: str
    group: str
    number: int
    shift: Span | None


def parse_add(said: str) -> Add:
    """Read one `--add`.

    Raises:
        UsageError: it is not of that form.
    """
    found = _ADD.fullmatch(said.strip())
    if found is None:
        raise UsageError(
            f"--add {said} is no change; write it as call=60min@10:00, sms=5000@12:00, whatsapp=2000 or budget=500000"
        )
    unit = found["unit"]
    if found["group"] and not unit:
        raise UsageError(
            f"--add {said}: a group of agents has minutes; write {found['amount']}min or {found['amount']}h"
        )
    amount = float(found["amount"]) * (60 if unit == "h" else 1)
    if abs(amount) > LARGEST:
        raise UsageError(f"--add {said}: that is more than {LARGEST:,.0f}")
    return Add(said, found["name"].strip(), found["group"], amount, unit is not None, _span(found, said))


def parse_agents(said: str) -> Agents:
    """Read one `--agents`.

    Raises:
        UsageError: it is not of that form.
    """
    found = _AGENTS.fullmatch(said.strip())
    if found is None:
        raise UsageError(
            f"--agents {said} is no change; write it as general=+2 or general=-1 or general=+1@08:00-16:00"
        )
    shift = _span(found, said)
    if shift is not None and shift.end is None:
        raise UsageError(f"--agents {said}: a shift has an end; write it as {found['group']}=+1@08:00-16:00")
    number = int(found["number"])
    if shift is not None and number < 0:
        raise UsageError(f"--agents {said}: agents who leave have the shift that they have; take the hours out")
    return Agents(said, found["group"].strip(), number, shift)


def _span(found: re.Match[str], said: str) -> Span | None:
    if found["start"] is None:
        return None
    span = Span(minutes_of(found["start"]), None if found["end"] is None else minutes_of(found["end"]))
    if span.end is not None and span.end <= span.start:
        raise UsageError(f"{said}: the hours end before they begin")
    return span
