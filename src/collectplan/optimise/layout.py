"""A problem as kernels see it, and a customer's candidates at given prices.

Kernels are compiled once for arrays of one form. What local rules mean for a class of customers is worked out once
too: its *cells* are sets of moments that exclude each other and that all other rules treat alike, so that of a cell
only the best candidate matters. A customer who may have one contact a day on each channel has a cell for each channel,
whatever the number of hours; one whose contacts must lie hours apart has a cell for each hour, whatever the channels,
unless a cap tells these apart.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from collectplan.optimise.bands import alike, bands_of
from collectplan.optimise.diagram import Diagrams, diagrams_of
from collectplan.optimise.nested import nested
from collectplan.optimise.pairs import pairs
from collectplan.optimise.problem import Bools, Floats, Ints, Keys, Longs, Problem, Rules, distinct, spread
from collectplan.optimise.spare import spare

#: Candidates of one customer: kernels keep two such numbers in one.
MAX_WIDTH = 1 << 20


class Layout(NamedTuple):
    """A problem as kernels see it; what `Problem` and `Rules` say of the fields holds here, but for the patterns.

    A pattern is one here only of pairs that have the same row of the factors too: such pairs are few kinds, and all
    that a kernel needs of an option then lies in a row, `entry_*`: [entries].

    `band`: [pairs] number of the band that the pair's gain is in; `band_*`: [bands] as in `bands.Bands`.
    `cell`: [classes, moments] number of the moment's cell, -1 where a cap leaves no room; `alike`: [moments] the same
    for moments that share a cell in every class. `nest`: [classes, cells,
    depth] numbers of the nested caps that hold a cell, -1 after the last; `nest_limit`: [classes, nested caps] limits.
    `barred`: [tables, moments, moments] and `barred_of_class`: [classes] as in `pairs.pairs`.
    `spare_group`: [classes, cells] and `spare_keep`: [classes, groups] as in `spare.spare`.
    `diagrams`, `has_diagram`: [classes] whether the class has one.
    `most`: [classes] upper limit on the contacts of one customer. `is_greedy`: [classes] whether the greedy set is the
    best. `has_clash`: [kinds]. `widest`: candidates of the
    customer that has most; `most_caps`: room that counts of caps need.
    """

    start: Longs
    gain: Floats
    pattern: Ints
    band: Ints
    band_pattern: Ints
    band_low: Floats
    band_high: Floats
    first: Longs
    pattern_start: Longs
    pattern_option: Ints
    entry_factor: Floats
    entry_minutes: Floats
    entry_cost: Floats
    entry_moment: Ints
    entry_alike: Ints
    entry_longest: Floats
    entry_serves: Bools
    key: Keys
    moment: Ints
    option_key: Keys
    use_start: Ints
    use_resource: Ints
    use_per_contact: Floats
    use_per_minute: Floats
    class_of_customer: Ints
    cap_start: Ints
    cap_set: Ints
    cap_limit: Ints
    moment_sets: Bools
    clash_of_class: Ints
    clashes: Bools
    has_clash: Bools
    cell: Ints
    nest: Ints
    nest_limit: Ints
    spare_group: Ints
    spare_keep: Ints
    barred: Bools
    barred_of_class: Ints
    most: Ints
    is_greedy: Bools
    diagrams: Diagrams
    has_diagram: Bools
    widest: int
    most_caps: int


def lay_out(problem: Problem, like: Layout | None = None) -> Layout:
    """The problem as kernels see it; `like` that of a problem with the same classes, whose tables are taken over."""
    rules = problem.rules
    if like is None:
        has_clash = np.asarray(rules.clashes.any(axis=(1, 2)))
        num_classes = len(rules.clash_of_class)
        sizes = [_size_limit(rules, k) for k in range(num_classes)]
        greedy = [not has_clash[rules.clash_of_class[k]] and _is_laminar(rules, k) for k in range(num_classes)]
        cells = np.array([_cells(rules, k) for k in range(num_classes)]).reshape(num_classes, -1)
        diagrams = diagrams_of(rules, cells, ~np.array(greedy, bool))
        has_diagram = np.diff(diagrams.span_start) > 0
        most = np.array(sizes, np.int32)
        most[has_diagram] = np.minimum(most, diagrams.most)[has_diagram]
        nest, nest_limit = nested(rules, cells, ~has_diagram)
        barred, barred_of_class = pairs(rules, most)
        spare_group, spare_keep = spare(rules, cells, most, ~has_diagram)
    else:
        cells = like.cell
    widths = np.diff(problem.first[problem.start])
    pattern, pattern_start, entry, row = _patterns(problem)
    bands = bands_of(pattern, len(pattern_start) - 1, problem.gain)
    option = problem.pattern_option[entry]
    factor, minutes = (table[row, problem.column[option]] for table in (problem.factor, problem.minutes))
    if widths.max(initial=0) >= MAX_WIDTH:
        raise ValueError(f"a customer has {widths.max()} candidates; kernels number at most {MAX_WIDTH - 1}")
    return Layout(
        _plain(problem.start, np.int64), _plain(problem.gain, np.float64), _plain(pattern, np.int32),
        _plain(bands.of_pair, np.int32), _plain(bands.pattern, np.int32), _plain(bands.low, np.float64),
        _plain(bands.high, np.float64), _plain(problem.first, np.int64),
        _plain(pattern_start, np.int64), _plain(option, np.int32),
        _plain(factor, np.float64), _plain(minutes, np.float64), _plain(problem.cost[option], np.float64),
        _plain(problem.moment[option], np.int32), _plain(alike(cells)[problem.moment[option]], np.int32),
        _plain(problem.longest[option], np.float64),
        _plain(problem.serves[option], np.bool_), _plain(problem.key, np.uint64), _plain(problem.moment, np.int32),
        _plain(problem.option_key, np.uint64), _plain(problem.use_start, np.int32),
        _plain(problem.use_resource, np.int32), _plain(problem.use_per_contact, np.float64),
        _plain(problem.use_per_minute, np.float64), _plain(rules.class_of_customer, np.int32),
        _plain(rules.cap_start, np.int32), _plain(rules.cap_set, np.int32), _plain(rules.cap_limit, np.int32),
        _plain(rules.moment_sets, np.bool_), _plain(rules.clash_of_class, np.int32),
        _plain(rules.clashes, np.bool_),
        like.has_clash if like else _plain(has_clash, np.bool_),
        _plain(cells, np.int32),
        like.nest if like else _plain(nest, np.int32),
        like.nest_limit if like else _plain(nest_limit, np.int32),
        like.spare_group if like else _plain(spare_group, np.int32),
        like.spare_keep if like else _plain(spare_keep, np.int32),
        like.barred if like else _plain(barred, np.bool_),
        like.barred_of_class if like else barred_of_class,
        like.most if like else most,
        like.is_greedy if like else np.array(greedy, bool),
        like.diagrams if like else diagrams,
        like.has_diagram if like else has_diagram,
        int(widths.max(initial=0)),
        max(int(np.diff(rules.cap_start).max(initial=0)), (like.nest_limit if like else nest_limit).shape[1]),
    )  # fmt: skip


def _patterns(problem: Problem) -> tuple[Ints, Longs, Longs, Longs]:
    """[pairs] pattern of each, [patterns + 1] starts, and of each entry the problem's entry and its row."""
    kinds, pattern = distinct((problem.row, problem.pattern))
    row, of_problem = kinds.T
    sizes = np.diff(problem.pattern_start)[of_problem]
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    return pattern, start, spread(problem.pattern_start[of_problem], sizes), np.repeat(row, sizes)


def _plain(array: npt.NDArray[Any], dtype: type) -> npt.NDArray[Any]:
    """The array in the one form that kernels are compiled for: contiguous, writable and of this type."""
    return np.require(array, dtype, ["C", "A", "W"])


def _size_limit(rules: Rules, k: int) -> int:
    """An upper limit on the size of a set of moments that the caps of class k allow."""
    num_moments = rules.moment_sets.shape[1]
    caps = range(rules.cap_start[k], rules.cap_start[k + 1])
    limit, free = num_moments, np.ones(num_moments, bool)
    disjoint = 0
    for cap in sorted(caps, key=lambda c: (int(rules.cap_limit[c]), c)):
        members = rules.moment_sets[rules.cap_set[cap]]
        limit = min(limit, int(rules.cap_limit[cap]) + int((~members).sum()))
        if not (members & ~free).any():
            disjoint += min(int(rules.cap_limit[cap]), int(members.sum()))
            free &= ~members
    return int(min(limit, disjoint + int(free.sum()), _by_strongest(rules, k)))


def _by_strongest(rules: Rules, k: int) -> int:
    """Another limit: of caps that do not overlap, those taken first that leave least room for their size."""
    caps = np.arange(rules.cap_start[k], rules.cap_start[k + 1])
    members = rules.moment_sets[rules.cap_set[caps]]
    free, limit = np.ones(rules.moment_sets.shape[1], bool), 0
    for i in np.lexsort((caps, rules.cap_limit[caps] / np.maximum(members.sum(axis=1), 1))):
        if members[i].any() and not (members[i] & ~free).any():
            limit += min(int(rules.cap_limit[caps[i]]), int(members[i].sum()))
            free &= ~members[i]
    return limit + int(free.sum())


def _is_laminar(rules: Rules, k: int) -> bool:
    """Whether any two caps of class k are nested or disjoint."""
    sets = rules.moment_sets[np.unique(rules.cap_set[rules.cap_start[k] : rules.cap_start[k + 1]])]
    for i, one in enumerate(sets):
        for other in sets[i + 1 :]:
            both = one & other
            if both.any() and (both != one).any() and (both != other).any():
                return False
    return True


def _cells(rules: Rules, k: int) -> Ints:
    """[moments] cells of class k."""
    caps = slice(rules.cap_start[k], rules.cap_start[k + 1])
    members, limits = rules.moment_sets[rules.cap_set[caps]], rules.cap_limit[caps]
    clash = rules.clashes[rules.clash_of_class[k]]
    exclude = np.asarray(members[limits <= 1].any(axis=0))
    # Two that clash are alike if they clash with the same others; two that a cap of one parts, with the same.
    apart: Bools = clash | np.eye(len(clash), dtype=bool)
    cell, kinds, num = np.empty(len(clash), np.int32), dict[tuple[bytes, bool, bytes], int](), 0
    for moment in range(len(clash)):
        caps_held = members[:, moment].tobytes()
        names = [(caps_held, True, apart[moment].tobytes())]
        if exclude[moment]:
            names.append((caps_held, False, clash[moment].tobytes()))
        cell[moment] = next((kinds[name] for name in names if name in kinds), num)
        num = max(num, int(cell[moment]) + 1)
        kinds |= dict.fromkeys(names, int(cell[moment]))
    cell[members[limits <= 0].any(axis=0)] = -1
    return cell
