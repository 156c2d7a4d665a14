"""The curvature of the dual, read off the choices that a small change of prices would turn.

At perturbed values the dual is smooth to the eye, and its second derivative is a sum over indifferent customers: where
the price of one option rises over another's, as many turn as stand at the margin, and each takes its use with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from collectplan.optimise.compiled import kernel
from collectplan.optimise.passes import Margins
from collectplan.optimise.problem import Floats, Ints, Longs, Problem, spread

if TYPE_CHECKING:
    from scipy import sparse


def curvature(problem: Problem, margins: Margins) -> Floats:
    """[resources] second derivative of the dual by each price alone, >= 0; 0 where no margin was seen."""
    num = problem.num_options + 1
    key, which = np.unique(margins.ahead * num + margins.behind + 1, return_inverse=True)
    density = np.bincount(which, margins.density, len(key))
    ahead, behind = key // num, key % num - 1
    longer = np.bincount(which, margins.density * margins.ahead_minutes, len(key)) / density
    shorter = np.bincount(which, margins.density * margins.behind_minutes, len(key)) / density
    turned = _use(problem, ahead, longer) - _use(problem, behind, shorter)
    return np.asarray(turned.power(2).T @ density)


def bends(problem: Problem, margins: Margins) -> Floats:
    """[resources, resources] second derivatives of the dual, symmetric and positive semidefinite."""
    num = problem.num_options + 1
    sums = np.zeros((3, num, num))
    gather(margins, sums)
    matrix = np.zeros((problem.num_resources, problem.num_resources))
    bend(sums, problem.use_start, problem.use_resource, problem.use_per_contact, problem.use_per_minute, matrix)
    return matrix


@kernel
def gather(margins: Margins, sums: Floats) -> None:
    """Sums, by option ahead and option behind (the last: none), density and density x minutes of both."""
    ahead, behind, longer, shorter, density = margins
    last = sums.shape[1] - 1
    for i in range(len(ahead)):
        a, b = ahead[i], behind[i] if behind[i] >= 0 else last
        sums[0, a, b] += density[i]
        sums[1, a, b] += density[i] * longer[i]
        sums[2, a, b] += density[i] * shorter[i]


@kernel
def bend(
    sums: Floats, use_start: Ints, use_resource: Ints, per_contact: Floats, per_minute: Floats, matrix: Floats
) -> None:
    """Adds, for each pair of options, what turning contacts from one to the other takes from the resources, squared."""
    num = sums.shape[1] - 1
    turned, touched = np.zeros(len(matrix)), np.empty(len(matrix), np.int64)
    for a in range(num):
        for b in range(num + 1):
            density = sums[0, a, b]
            if density <= 0.0:
                continue
            count = 0
            for sign, option in ((1.0, a), (-1.0, b)):
                if option == num:
                    continue
                minutes = sums[1 if sign > 0.0 else 2, a, b] / density
                for u in range(use_start[option], use_start[option + 1]):
                    r, use = use_resource[u], sign * (per_contact[u] + per_minute[u] * minutes)
                    is_new = use != 0.0
                    for i in range(count):
                        is_new = is_new and touched[i] != r
                    if is_new:
                        touched[count] = r
                        count += 1
                    turned[r] += use
            for i in range(count):
                for j in range(count):
                    matrix[touched[i], touched[j]] += density * turned[touched[i]] * turned[touched[j]]
            for i in range(count):
                turned[touched[i]] = 0.0


def _use(problem: Problem, option: Longs, minutes: Floats) -> sparse.csr_array:
    """[rows, resources] what one contact of an option, of so many minutes, uses; nothing for option -1."""
    from scipy import sparse

    count = np.where(option >= 0, np.diff(problem.use_start)[option], 0)
    entry = spread(problem.use_start[option].astype(np.int64), count)
    row = np.repeat(np.arange(len(option)), count)
    use = problem.use_per_contact[entry] + problem.use_per_minute[entry] * minutes[row]
    return sparse.csr_array((use, (row, problem.use_resource[entry])), (len(option), problem.num_resources))
