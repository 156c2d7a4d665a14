"""The tables of the results folder, as the text that stands in their files.

Every frame has text columns only, formatted once and for all here, sorted by a total order of its own text, so that
nothing of the inputs' row order is left in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.stages import Day, LoadedStrategy, Permitted, Segmented, Solution, Staffing
from collectplan.domain.tables import REJECT_COLUMNS, Inputs
from collectplan.write.conditions import with_conditions
from collectplan.write.fates import CONTACT, LEAD

GRID_COLUMNS: Final = (
    "date", "start", "end", "customer_id", "account_id", "segment", "channel", "address", "agent_group", "template",
    "offer", "reach", "minutes", "value", "rank", "condition",
)  # fmt: skip
CAPACITY_COLUMNS: Final = (
    "resource", "date", "start", "capacity", "used", "shadow_price", "unit", "holds_from", "holds_to",
)  # fmt: skip

#: Columns of the grid whose texts are numbers.
GRID_NUMBERS: Final = ("reach", "minutes", "value", "rank")

#: Spans of capacities in which shadow prices hold, by (kind, name, position of the slot or -1); None: without end.
Ranges = Mapping[tuple[str, str, int], tuple[float, float | None]]

#: Decimals shown, by unit of a resource; money and everything else has six.
UNIT_DECIMALS: Final = {"minutes": 4, "contacts": 0}


def fixed(column: pl.Expr, decimals: int) -> pl.Expr:
    """Numbers as text with so many decimals, without an exponent, and without a negative zero."""
    return column.cast(pl.Decimal(38, decimals)).cast(pl.String)


def led_grid(
    segmented: Segmented,
    permitted: Permitted,
    staffing: Staffing,
    solution: Solution,
    loaded: LoadedStrategy,
    day: Day,
) -> pl.DataFrame:
    """Build grid.csv, the contacts of the plan date, on the way to its file: columns of few texts as Enum.

    Returns:
        GRID_COLUMNS, one row a planned contact, sorted by date, start, channel (as text), agent_group, rank; and LEAD
        and CONTACT, positions. `rank` counts from 1 among the contacts of a (date, start, channel, agent_group), the
        greatest value first, ties by customer_id. reach has 6 decimals, minutes 4, value 6.
    """
    contacts = _of_solution(solution, loaded).filter(pl.col("date") == 0)
    return _contacts_frame(contacts, segmented, permitted, staffing, loaded, day)


def texts_of(grid: pl.DataFrame) -> pl.DataFrame:
    """GRID_COLUMNS of such a frame, all of them String."""
    return grid.select(GRID_COLUMNS).with_columns(pl.col(pl.Enum).cast(pl.String))


def led_outlook(
    segmented: Segmented,
    permitted: Permitted,
    staffing: Staffing,
    solution: Solution,
    loaded: LoadedStrategy,
    day: Day,
) -> pl.DataFrame:
    """Build outlook.csv, the contacts of the dates after the plan date, as `led_grid`."""
    contacts = _of_solution(solution, loaded).filter(pl.col("date") > 0)
    return _contacts_frame(contacts, segmented, permitted, staffing, loaded, day)


def _of_solution(solution: Solution, loaded: LoadedStrategy) -> pl.DataFrame:
    """The contacts with CONTACT and, where any has one, `condition`."""
    contacts = solution.contacts.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias(CONTACT))
    return with_conditions(contacts, solution, loaded)


def _contacts_frame(
    contacts: pl.DataFrame,
    segmented: Segmented,
    permitted: Permitted,
    staffing: Staffing,
    loaded: LoadedStrategy,
    day: Day,
) -> pl.DataFrame:
    strategy = loaded.strategy
    channels = list(strategy.channels)
    # While contacts are in the order of pairs, these are found fast.
    addresses = _addresses(permitted.pairs, contacts, len(channels))
    contacts, rank = _ranked(contacts.with_columns(addresses.alias("address")), channels)
    leads = segmented.accounts.select("account_id", "segment", "treatment")[contacts["lead"]]
    treatments = [*strategy.treatments, None]
    templates = [t.templates.get(name, "") if t else "" for t in treatments for name in channels]
    offers = [" ".join(t.offers) if t else "" for t in treatments]
    treatment = leads["treatment"].replace(-1, len(strategy.treatments)).cast(pl.Int64)
    channel = contacts["channel"].cast(pl.Int64)
    has_agents = pl.Series([strategy.channels[name].agents for name in channels], dtype=pl.Boolean)
    frame = pl.DataFrame(
        {
            "date": _texts([date.isoformat() for date in day.dates], contacts["date"]),
            "start": _texts([*(hhmm(s.start) for s in day.slots), ""], contacts["slot"]),
            "end": _texts([*(hhmm(s.end) for s in day.slots), ""], contacts["slot"]),
            "customer_id": permitted.customer_ids.gather(contacts["customer"]),
            "account_id": leads["account_id"],
            "segment": leads["segment"],
            "channel": _texts(channels, channel),
            "address": _in_one_piece(contacts["address"]),
            "agent_group": _texts([*staffing.groups, ""], contacts["group"]),
            "template": _texts(templates, treatment * len(channels) + channel),
            "offer": _texts(offers, treatment),
            "reach": contacts["reach"],
            "minutes": contacts["minutes"],
            "value": contacts["value"],
            "rank": rank,
            "has_agents": has_agents.gather(channel),
            "condition": _conditions(contacts),
            LEAD: contacts["lead"],
            CONTACT: contacts[CONTACT],
        }
    )
    return frame.with_columns(
        reach=fixed(pl.col("reach"), 6),
        minutes=fixed(pl.when("has_agents").then("minutes").otherwise(0.0), 4),
        value=fixed(pl.col("value"), 6),
        rank=pl.col("rank").cast(pl.String),
    ).select(*GRID_COLUMNS, LEAD, CONTACT)


def _conditions(contacts: pl.DataFrame) -> pl.Series:
    if "condition" in contacts.columns:
        return _in_one_piece(contacts["condition"])
    return _texts([""], pl.Series([0])).new_from_index(0, contacts.height)


def _ranked(contacts: pl.DataFrame, channels: list[str]) -> tuple[pl.DataFrame, pl.Series]:
    """Contacts in the grid's order, and their ranks.

    Positions are compared in the place of text: slots, groups, customers and a customer's accounts are in the order of
    their names already, and only channels are in the strategy's own.
    """
    if not contacts["customer"].is_sorted():
        contacts = contacts.sort("customer", "lead", maintain_order=True)
    by_name = np.argsort(np.argsort(channels, kind="stable"), kind="stable")
    date, slot, group = (contacts[name].to_numpy().astype(np.int64) for name in ("date", "slot", "group"))
    place = date * (slot.max(initial=0) + 2) + slot + 1
    place = (place * len(channels) + by_name[contacts["channel"].to_numpy()]) * (group.max(initial=0) + 2) + group + 1
    # Contacts are in the order of customers, each of whom has one lead at a place: ties are in order already.
    order = np.argsort(-contacts["value"].round(6).to_numpy(), kind="stable")
    order = order[np.argsort(_narrow(place)[order], kind="stable")]
    place = place[order]
    begins = np.concatenate([[True], place[1:] != place[:-1]])[: len(order)]
    index = np.arange(len(order))
    rank = index - np.maximum.accumulate(np.where(begins, index, 0)) + 1
    return contacts[order], pl.Series(rank, dtype=pl.Int64)


def _narrow(places: npt.NDArray[np.int64]) -> npt.NDArray[np.integer[Any]]:
    """Numbers >= 0 in as few bytes as they need: short ones are sorted by their digits, which is faster."""
    return places.astype(np.min_scalar_type(int(places.max(initial=0))))


def _addresses(pairs: pl.DataFrame, contacts: pl.DataFrame, num_channels: int) -> pl.Series:
    """Address of each contact, that of its (customer, date, channel); "" where none is needed."""
    num_dates = int(pairs["date"].max() or 0) + 1  # type: ignore[arg-type]  # Int16

    def key(frame: pl.DataFrame) -> npt.NDArray[np.int64]:
        found: npt.NDArray[np.int64] = (
            frame["customer"].to_numpy().astype(np.int64) * num_dates + frame["date"].to_numpy()
        ) * num_channels + frame["channel"].to_numpy()
        return found

    return pairs["address"].gather(np.searchsorted(key(pairs), key(contacts))).fill_null("")


def capacity_frame(solution: Solution, loaded: LoadedStrategy, day: Day, ranges: Ranges | None = None) -> pl.DataFrame:
    """Build capacity.csv.

    Args:
        solution: whose resources are listed.
        loaded: the strategy.
        day: the planned dates.
        ranges: of the plan date's shadow prices, where they were looked for.

    Returns:
        CAPACITY_COLUMNS, one row a capacity, sorted by date, start, resource. `resource` is `agent_minutes:GROUP`,
        `per_slot:CHANNEL`, `per_day:CHANNEL`, `pool:RULE`, `target:TARGET`, `obligation:RULE` or `budget`; `start` is
        "" for the whole day, and the last slot of a pool's window; `shadow_price` is money for one more unit, of the
        relaxation. Of a target or obligation the capacity is the floor, the price what one more required contact costs.
        `holds_from` and `holds_to` are
        the span of the capacity in which the price holds, in its unit; "" where it was not looked for, and at an end
        that there is not.
    """
    resources = _with_ranges(solution.resources, ranges or {})
    is_budget = pl.col("kind") == "budget"
    unit = pl.when(is_budget).then(pl.lit(loaded.strategy.currency)).otherwise("unit")
    frame = resources.select(
        resource=pl.when(is_budget).then("kind").otherwise(pl.concat_str("kind", "resource", separator=":")),
        date=_texts([date.isoformat() for date in day.dates], resources["date"]),
        start=_texts([*(hhmm(s.start) for s in day.slots), ""], resources["slot"]),
        capacity=_by_unit("capacity", unit),
        used=_by_unit("used", unit),
        shadow_price=fixed(pl.col("shadow_price"), 6),
        unit=unit,
        holds_from=_by_unit("holds_from", unit).fill_null(""),
        holds_to=_by_unit("holds_to", unit).fill_null(""),
    )
    return (
        frame.select(CAPACITY_COLUMNS).with_columns(pl.col(pl.Enum).cast(pl.String)).sort("date", "start", "resource")
    )


def _with_ranges(resources: pl.DataFrame, ranges: Ranges) -> pl.DataFrame:
    keys = resources.select("kind", "resource", "slot", "date").iter_rows()
    # Spans are those of the plan date.
    spans = [ranges.get((kind, name, slot)) if not date else None for kind, name, slot, date in keys]
    ends = [[None if span is None else span[end] for span in spans] for end in (0, 1)]
    return resources.with_columns(
        holds_from=pl.Series(ends[0], dtype=pl.Float64), holds_to=pl.Series(ends[1], dtype=pl.Float64)
    )


def rejects_frame(inputs: Inputs) -> pl.DataFrame:
    """Build rejects.csv: every reject of every table, sorted by file, row, column, reason."""
    frame = inputs.rejects.sort("file", "row", "column", "reason", "value", nulls_last=False)
    return frame.select(pl.col(name).cast(pl.String).fill_null("") for name in REJECT_COLUMNS)


def _by_unit(column: str, unit: pl.Expr) -> pl.Expr:
    text = fixed(pl.col(column), 6)
    for name, decimals in UNIT_DECIMALS.items():
        text = pl.when(unit == name).then(fixed(pl.col(column), decimals)).otherwise(text)
    return text


def _in_one_piece(texts: pl.Series) -> pl.Series:
    """The same texts, written one after another: each later look at them in their order is several times faster."""
    return texts.to_frame("text").select(pl.concat_str("text", pl.lit(""))).to_series()


def _texts(names: list[str], positions: pl.Series) -> pl.Series:
    """Enum of the names at positions; -1 takes the last. Names may repeat."""
    words = list(dict.fromkeys(names))
    place = {word: at for at, word in enumerate(words)}
    at = np.array([place[name] for name in names], dtype=np.uint32)[positions.to_numpy()]
    return pl.Series(words, dtype=pl.Enum(words)).gather(pl.Series(at))
