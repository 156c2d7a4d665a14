"""again.parquet: what the stages before the optimiser made, so that a plan is asked again without the tables.

Neither rows of inputs nor addresses are in it, but who may be contacted, when, and for how much; what capacities and
costs are is left to the strategy and the roster, which are small and read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from collectplan import __version__
from collectplan.domain.stages import (
    Array,
    Duties,
    Floors,
    LocalRules,
    Permitted,
    Pools,
    Segmented,
    Solution,
    Staffing,
    Valued,
)

#: The file, and the make of what is in it.
FILE: Final = "again.parquet"
FORMAT: Final = 1
_BETWEEN: Final = "\n"
#: Fields of arrays alone, by the part that they belong to.
_LOCAL: Final = (
    "class_of_customer", "cap_start", "cap_set", "cap_limit", "cap_rule", "moment_sets", "clash_of_class", "clashes",
)  # fmt: skip
_POOLS: Final = ("rule", "last", "capacity", "kind_of_pair", "uses")
_DUTIES: Final = ("line", "customer", "by", "kind_of_pair", "answers")
_FLOORS: Final = ("kind_of_pair", "serves")
_CONTACTS: Final = ("customer", "date", "channel", "slot", "group", "minutes")
#: How the contacts' columns and those of pairs are kept in frames.
_TYPES: Final[Mapping[str, Any]] = {
    "customer": pl.Int32, "date": pl.Int16, "channel": pl.Int16, "lead": pl.Int32, "opening": pl.Int32,
    "slot": pl.Int32, "group": pl.Int32, "gain": pl.Float64, "profile": pl.Int32, "minutes": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ground:
    """What a plan was made of, and its contacts.

    Attributes:
        customer_ids: as `Permitted`.
        pairs: of `Valued`, without addresses; `treatment` Int32 (of the lead account, -1 none) in the place of `crew`.
        openings: as `Permitted`. local, pools, duties: the same.
        reach, amount, floors: as `Valued`.
        groups: names of the agent groups of the plan.
        contacts: of the plan: `customer, date, channel, slot, group, minutes`, positions.
    """

    customer_ids: pl.Series
    pairs: pl.DataFrame
    openings: Array
    local: LocalRules
    pools: Pools | None
    duties: Duties | None
    reach: Array
    amount: Array
    floors: Floors | None
    groups: tuple[str, ...]
    contacts: pl.DataFrame


def identity(
    plan_date: str,
    strategy: str,
    inputs: Mapping[str, str | None],
    objective: float,
    bound: float,
    folder: Path,
) -> dict[str, Any]:
    """What tells whether such a file is of this make and belongs to a plan: the same when written and when read.

    Args:
        plan_date: ISO.
        strategy: SHA-256 of the file.
        inputs: the same of tables, by name; None: there is none.
        objective: of the plan.
        bound: of the plan.
        folder: in which its grid lies; one that was edited by hand is seldom of the same size.
    """
    names = ("grid.csv", "outlook.csv")
    return {
        "format": FORMAT,
        "version": __version__,
        "plan_date": plan_date,
        "strategy": strategy,
        "inputs": dict(inputs),
        "objective": repr(float(objective)),
        "bound": repr(float(bound)),
        "bytes": {name: (folder / name).stat().st_size for name in names if (folder / name).exists()},
    }


def arrays_of(
    segmented: Segmented, permitted: Permitted, staffing: Staffing, valued: Valued, solution: Solution
) -> tuple[dict[str, Any], dict[str, Array]]:
    """What is said about the arrays, and the arrays."""
    pairs, ids = valued.pairs, permitted.customer_ids
    lead = pairs["lead"].to_numpy()
    # Pairs lie in the order of customers, whose accounts lie beside each other: steps are small where places are large.
    arrays: dict[str, Array] = {
        "ids": np.frombuffer(ids.str.join(_BETWEEN).item().encode(), np.uint8),
        "num_pairs": np.bincount(pairs["customer"].to_numpy(), minlength=len(ids)),
        "lead": np.diff(lead, prepend=lead[:1] * 0),
        "treatment": segmented.accounts["treatment"].to_numpy()[lead],
        **{name: pairs[name].to_numpy() for name in ("date", "channel", "opening", "gain", "profile")},
        "openings": permitted.openings,
        "reach": valued.reach,
        "amount": valued.amount,
    }
    parts: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
        ("local", permitted.local, _LOCAL), ("pools", permitted.pools, _POOLS), ("duties", permitted.duties, _DUTIES),
        ("floors", valued.floors, _FLOORS),
    )  # fmt: skip
    for part, of, names in parts:
        arrays |= {} if of is None else {f"{part}.{name}": getattr(of, name) for name in names}
    arrays |= {f"plan.{name}": solution.contacts[name].to_numpy() for name in _CONTACTS}
    lines = [] if permitted.duties is None else [list(line) for line in permitted.duties.lines]
    return {"groups": list(staffing.groups), "lines": lines}, arrays


def ground_of(about: Mapping[str, Any], arrays: Mapping[str, Array]) -> Ground:
    """The ground again.

    Raises:
        KeyError, ValueError, TypeError, IndexError: something is not there, or points to what is not there.
    """
    ids = _ids(arrays["ids"], len(arrays["num_pairs"]))
    customer = np.repeat(np.arange(len(ids), dtype=np.int32), arrays["num_pairs"])
    columns: dict[str, Array] = {"customer": customer, "lead": np.cumsum(arrays["lead"], dtype=np.int64)}
    columns |= {name: arrays[name] for name in ("date", "channel", "opening", "gain", "profile")}
    pairs = _frame(columns).with_columns(treatment=pl.Series(arrays["treatment"], dtype=pl.Int32))
    local = _part("local", _LOCAL, arrays)
    pools, duties, floors = (
        _part(part, names, arrays) if f"{part}.{names[0]}" in arrays else None
        for part, names in (("pools", _POOLS), ("duties", _DUTIES), ("floors", _FLOORS))
    )
    lines = tuple((int(rule), int(nth)) for rule, nth in about["lines"])
    ground = Ground(
        customer_ids=ids,
        pairs=pairs,
        openings=arrays["openings"].astype(np.bool_),
        local=LocalRules(**local),
        pools=None if pools is None else Pools(**pools),
        duties=None if duties is None else Duties(lines=lines, **duties),
        reach=arrays["reach"].astype(np.float64),
        amount=arrays["amount"].astype(np.float64),
        floors=None if floors is None else Floors(**floors),
        groups=tuple(str(name) for name in about["groups"]),
        contacts=_frame({name: arrays[f"plan.{name}"] for name in _CONTACTS}),
    )
    _refuse_strays(ground)
    return ground


def _refuse_strays(ground: Ground) -> None:
    """Hold positions to what they point into: compiled code does not ask.

    Raises:
        IndexError: one points to nothing.
    """
    num_customers, local, contacts = len(ground.customer_ids), ground.local, ground.contacts
    sets, moments = local.moment_sets.shape
    places: list[tuple[Array, int, int]] = [
        (ground.pairs["opening"].to_numpy(), 0, len(ground.openings)),
        (ground.pairs["profile"].to_numpy(), 0, len(ground.reach)),
        (local.class_of_customer, 0, len(local.cap_start) - 1),
        (local.cap_start, 0, len(local.cap_set) + 1),
        (local.cap_set, 0, sets),
        (local.clash_of_class, 0, len(local.clashes)),
        (contacts["customer"].to_numpy(), 0, num_customers),
        (contacts["group"].to_numpy(), -1, len(ground.groups)),
    ]
    if ground.pools is not None:
        places.append((ground.pools.kind_of_pair, 0, len(ground.pools.uses)))
    if ground.floors is not None:
        places.append((ground.floors.kind_of_pair, 0, len(ground.floors.serves)))
    if ground.duties is not None:
        duties = ground.duties
        places += [
            (duties.kind_of_pair, 0, len(duties.answers)),
            (duties.line, 0, len(duties.lines)),
            (duties.customer, 0, num_customers),
        ]
    sizes = [len(local.class_of_customer) == num_customers, local.clashes.shape[1:] == (moments, moments)]
    sizes += [len(local.clash_of_class) == len(local.cap_start) - 1, bool((np.diff(local.cap_start) >= 0).all())]
    by_pair = (ground.pools, ground.floors, ground.duties)
    sizes += [each is None or len(each.kind_of_pair) == ground.pairs.height for each in by_pair]
    if not all(sizes) or any(len(at) and (at.min() < low or at.max() >= high) for at, low, high in places):
        raise IndexError(FILE)


def _ids(data: Array, number: int) -> pl.Series:
    """So many texts, given as one.

    Raises:
        ValueError: they are not so many, as where one of them holds what stands between them.
    """
    texts = pl.Series("customer_id", [data.tobytes().decode()]).str.split(_BETWEEN).explode()
    found = texts if number else texts.clear()
    if len(found) != number:
        raise ValueError(FILE)
    return found


def _frame(columns: Mapping[str, Array]) -> pl.DataFrame:
    return pl.DataFrame({name: pl.Series(values, dtype=_TYPES[name]) for name, values in columns.items()})


def _part(part: str, names: tuple[str, ...], arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Arrays of one part as stages have them: booleans, or 32-bit whole numbers."""
    found = {name: arrays[f"{part}.{name}"] for name in names}
    return {name: array if array.dtype.kind == "b" else array.astype(np.int32) for name, array in found.items()}
