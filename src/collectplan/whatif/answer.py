"""An explanation with the smallest change that would have its customer contacted."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from collectplan.domain.edge import Edge
from collectplan.errors import CollectplanError
from collectplan.explain.answer import Change, ChannelAnswer, Explanation, Smallest
from collectplan.whatif.earlier import read_earlier
from collectplan.whatif.smallest import smallest_changes

#: How far a channel came that was not planned, the furthest first.
_STATES = ("passed_over", "no_value", "no_crew", "blocked")


def with_smallest(explanation: Explanation, folder: Path, edge: Edge, *, read_inputs: bool) -> Explanation:
    """Add the smallest change, from the inputs if they are there and still the same, else from the results alone.

    Args:
        explanation: of a customer who was not contacted.
        folder: of the results.
        edge: the outside.
        read_inputs: whether to look for the inputs at all.
    """
    note = ""
    if read_inputs and explanation.customer_id:
        try:
            found = smallest_changes(read_earlier(folder, {}), explanation.customer_id, edge)
        except CollectplanError as error:
            note = f"the inputs of the run could not be read again: {error.findings[0]}"
        else:
            return dataclasses.replace(explanation, smallest=next(iter(found), None), alternatives=found[1:])
    notes = (*explanation.notes, note) if note else explanation.notes
    return dataclasses.replace(explanation, smallest=_told(explanation), notes=notes)


def _told(explanation: Explanation) -> Smallest | None:
    """What the results tell: the channel that came furthest, and what stood against it first."""
    channels = [channel for channel in explanation.channels if channel.change]
    if not channels:
        return None
    best = min(channels, key=lambda channel: (_STATES.index(channel.state), _short(channel)))
    rule = best.rule if best.rule != best.reason else ""
    return Smallest(
        channel=best.channel,
        account_id=best.account_id,
        start=best.start,
        end=best.end,
        agent_group=best.agent_group,
        changes=(Change(best.reason, rule, "", best.change),),
        value=best.value,
        price=best.price,
        how="from the results alone: more may stand against it than what was met first",
    )


def _short(channel: ChannelAnswer) -> float:
    return (channel.price or 0.0) - (channel.value or 0.0)
