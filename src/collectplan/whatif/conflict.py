"""A smallest conflicting set: elements that cannot all hold, of which none can be left out.

QuickXplain (Junker, "QuickXplain: preferred explanations and relaxations for over-constrained problems", AAAI 2004)
finds an irreducible set with some k log(n / k) questions by halving, where taking elements out one by one (a deletion
filter) asks n. A smaller one may exist elsewhere: single elements, then pairs, are asked while questions are left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Final, TypeVar

Element = TypeVar("Element")

#: Questions spent on looking for a smaller set.
QUESTIONS: Final = 60


def smallest_conflict(
    elements: Sequence[Element], holds: Callable[[tuple[Element, ...]], bool], questions: int = QUESTIONS
) -> tuple[Element, ...] | None:
    """Find a smallest set of elements that cannot all hold.

    Args:
        elements: of equally small sets found by halving, one of early elements is preferred.
        holds: whether what is wanted can be had while all of these elements are in force, in their order; whoever
            takes elements away never turns a yes into a no.
        questions: that may be spent, beyond the first set, on looking for a smaller one.

    Returns:
        None where all elements can hold together; () where not even none of them is enough; else a set, in the given
        order, that conflicts, and no part of which does. It is a smallest one if the questions were enough.
    """
    asked: dict[tuple[int, ...], bool] = {}

    def is_well(chosen: Sequence[int]) -> bool:
        key = tuple(sorted(chosen))
        if key not in asked:
            asked[key] = holds(tuple(elements[i] for i in key))
        return asked[key]

    everything = list(range(len(elements)))
    if is_well(everything):
        return None
    if not is_well([]):
        return ()
    found = sorted(_explain(is_well, [], [], everything))
    for size in range(1, len(found)):
        for chosen in combinations(everything, size):
            if tuple(chosen) not in asked:
                if not questions:
                    return tuple(elements[i] for i in found)
                questions -= 1
            if not is_well(chosen):
                return tuple(elements[i] for i in chosen)
    return tuple(elements[i] for i in found)


def _explain(
    is_well: Callable[[Sequence[int]], bool], given: list[int], added: list[int], candidates: list[int]
) -> list[int]:
    """The candidates that, with what is given, make an irreducible conflict; `added` is what was given last."""
    if added and not is_well(given):
        return []
    if len(candidates) == 1:
        return candidates
    half = len(candidates) // 2
    first, second = candidates[:half], candidates[half:]
    of_second = _explain(is_well, given + first, first, second)
    of_first = _explain(is_well, given + of_second, of_second, first)
    return of_first + of_second
