"""Caps that an event switches on, and what they forbid among the contacts of the planned dates.

Let L be what the history leaves of the cap, and *bound* a contact that the event precedes: one of the history or, for
contacts and conversations under `worst_case`, a planned contact with an hour in a strictly earlier slot, or on an
earlier date for a contact without an hour. A bound contact asks that its windows hold at most L planned contacts, bound
or not.

* Everything is bound by the history: an ordinary cap of L.
* L = 0: no contact may become bound. Those that the history binds are not open; a planned contact in an earlier slot
  clashes with every one that it would bind. Exact.
* L = 1: a bound contact stands alone. What the history binds clashes with all others, and an earlier contact clashes
  with a later one. Contacts of the same slot, or without an hour, do not bind each other; but an earlier contact that
  the cap does not count (another channel, another date) could bind them, so they clash where such a moment exists. On
  the safe side by those pairs alone.
* L >= 2: an ordinary cap of L, from the beginning. On the safe side where more than L contacts share one slot or have
  no hour and nothing precedes them; and, where nothing planned can be the event and the history binds only some, for
  more than L contacts that are all unbound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import Bools, Ints
from collectplan.screen.clashes import Layout
from collectplan.screen.codes import combine
from collectplan.screen.events import Switch
from collectplan.screen.headroom import NO_LIMIT


@dataclass(frozen=True)
class State:
    """A cap that the history leaves partly switched off.

    Attributes:
        first: slot from which the history binds; the number of slots: none.
        untimed: [plan dates] whether it binds contacts without an hour.
        left: 0 or 1, the headroom.
        is_worst: whether a planned contact counts as the event.
    """

    first: int
    untimed: tuple[bool, ...]
    left: int
    is_worst: bool


def states_of(
    switch: Switch, num_slots: int, views: Ints, limit: Ints, is_worst: bool
) -> tuple[Ints, Ints, tuple[State, ...]]:
    """What the switch makes of a cap's limits.

    Args:
        switch: from when the cap is on, by view.
        num_slots: of the planned dates.
        views: [members, leads] the customer on the clocks of their leads.
        limit: [members] what the history leaves.
        is_worst: whether a planned contact counts as the event.

    Returns:
        [members] the limit of an ordinary cap; [members] 0, or one more than the position of the state in the last
        result.
    """
    first = switch.first[views].min(axis=1, initial=num_slots)
    # On which date the event was depends on the clock; that it was is on the safe side.
    untimed: Bools = np.any(switch.untimed[:, views], axis=2)
    is_on = (first == 0) & untimed.all(axis=0)
    may_bind = is_worst | (first < num_slots) | untimed.any(axis=0)
    is_partial = ~is_on & may_bind & (limit <= 1)
    ordinary = np.where(is_on | (may_bind & (limit > 1)), limit, NO_LIMIT).astype(np.int32)
    state = np.zeros_like(ordinary)
    members = np.flatnonzero(is_partial)
    if not members.size:
        return ordinary, state, ()
    number, example = combine(first[members], *untimed[:, members].astype(np.int32), limit[members])
    state[members] = number + 1
    states = tuple(
        State(int(first[i]), tuple(untimed[:, i].tolist()), int(limit[i]), is_worst) for i in members[example].tolist()
    )
    return ordinary, state, states


def switch_clashes(state: State, members: Bools, layout: Layout) -> Bools:
    """[moments, moments] pairs that a cap in this state forbids.

    Args:
        state: of the cap.
        members: [moments] that the cap counts.
        layout: of the moments.
    """
    is_timed = layout.slot >= 0
    is_bound: Bools = members & np.where(is_timed, layout.slot >= state.first, np.array(state.untimed)[layout.day])
    earlier: Bools = layout.is_earlier if state.is_worst else np.zeros((members.size, members.size), np.bool_)
    if state.left == 0:
        clash = earlier & members[None, :]
    else:
        both = members[:, None] & members[None, :]
        is_preceded: Bools = np.any(earlier & ~members[:, None], axis=0)
        alone: Bools = np.logical_or(is_bound, members & is_preceded)
        clash = both & (earlier | alone[:, None])
    clash = clash | clash.T
    np.fill_diagonal(clash, val=False)
    return clash
