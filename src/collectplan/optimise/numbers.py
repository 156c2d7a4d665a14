"""Numbers of candidates: those that are marked, and where among rising starts they stand, in one look each.

Of ten million customers' candidates there are some four hundred million, one in forty of them marked.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from collectplan.optimise.compiled import kernel

Longs = npt.NDArray[np.int64]
Marks = npt.NDArray[np.uint8]


@kernel
def marked(marks: Marks) -> Longs:
    """Numbers of the candidates that are marked with 1, rising."""
    whole = len(marks) // 8 * 8
    # Most of eight neighbours are not marked at all.
    eights = marks[:whole].view(np.uint64)
    num = 0
    for i in range(len(marks)):
        num += marks[i]
    found, at = np.empty(num, np.int64), 0
    for word in range(len(eights)):
        if eights[word] == 0:
            continue
        for i in range(8 * word, 8 * word + 8):
            if marks[i] != 0:
                found[at] = i
                at += 1
    for i in range(whole, len(marks)):
        if marks[i] != 0:
            found[at] = i
            at += 1
    return found


@kernel
def homes(starts: Longs, numbers: Longs) -> Longs:
    """The last position whose start is no more than each number; numbers in rising order are found one by the other.

    Args:
        starts: rising; the first is no more, and the last is more, than any number.
        numbers: in any order.
    """
    found, at = np.empty(len(numbers), np.int64), 0
    for i in range(len(numbers)):
        number = numbers[i]
        steps = 0
        while steps < NEAR and at + 1 < len(starts) and starts[at] <= number and starts[at + 1] <= number:
            at += 1
            steps += 1
        if starts[at] > number or (at + 1 < len(starts) and starts[at + 1] <= number):
            at = np.searchsorted(starts, number, "right") - 1
        found[i] = at
    return found


#: Positions that are walked before the number is searched for.
NEAR = 16
