"""What became of each target, and what holds a missed one back, for run.json and the terminal.

Every customer with an account in the target's segments is counted once: under `planned` if a contact counts for the
target, else under what kept it out - the suppression, or the reason of the channel that came furthest.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any, Final

import polars as pl

from collectplan.domain.stages import Attained, Day, LoadedStrategy, Segmented, Solution
from collectplan.domain.strategy import Target
from collectplan.explain.needs import SEPARATOR

#: How far a channel came that was not planned, the furthest first.
_STATES: Final = ("passed_over", "no_value", "no_crew", "planned", "blocked")
_LED_BY_OTHER: Final = "led_by_other_account"


def told_of_targets(
    solution: Solution, segmented: Segmented, why: pl.DataFrame, loaded: LoadedStrategy, day: Day
) -> list[dict[str, Any]]:
    """What run.json says of every target on every planned date, by target and date.

    Returns:
        Mappings with `id, date, floor, planned, missed, price, cost`, and `possible` where it is missed. Of a target
        that is missed on the plan date there also are `customers`, those with an account in its segments, `held_back`:
        reason and customers, the most customers first, and `scarce`: resources with a price that those need whom
        capacity holds back.
    """
    return [_told(of, solution, segmented, why, loaded, day) for of in solution.targets]


def _told(
    attained: Attained, solution: Solution, segmented: Segmented, why: pl.DataFrame, loaded: LoadedStrategy, day: Day
) -> dict[str, Any]:
    target = loaded.strategy.targets[attained.target]
    missed = max(0, target.min_contacts - attained.planned)
    told = {
        "id": target.id,
        "date": day.dates[attained.date].isoformat(),
        "floor": target.min_contacts,
        "planned": attained.planned,
        "missed": missed,
        "price": attained.price,
        "cost": attained.cost,
    }
    if missed:
        told["possible"] = attained.possible
    if not missed or attained.date:
        return told
    fates = _fates(target, segmented, why, loaded)
    kept_out = fates.filter(pl.col("reason") != "planned").group_by("reason").len()
    counts = kept_out.sort(-pl.col("len").cast(pl.Int64), "reason")
    held_back = [{"reason": reason, "customers": number} for reason, number in counts.iter_rows()]
    counted = why if target.channels is None else why.filter(pl.col("channel").is_in(target.channels))
    return told | {"customers": fates.height, "held_back": held_back, "scarce": _scarce(fates, counted, solution)}


def _fates(target: Target, segmented: Segmented, why: pl.DataFrame, loaded: LoadedStrategy) -> pl.DataFrame:
    """`customer_id, reason` of every customer with an account in the target's segments."""
    names = segmented.accounts["segment"].unique().to_list()
    wanted = [name for name in names if any(fnmatchcase(name, pattern) for pattern in target.segments)]
    own = segmented.accounts.filter(pl.col("segment").is_in(wanted)).select("customer_id", "account_id", "suppressed")
    reason = pl.when((pl.col("suppressed") != "").all()).then(pl.col("suppressed").first())
    customers = own.group_by("customer_id").agg(suppressed=reason)
    counted = why if target.channels is None else why.filter(pl.col("channel").is_in(target.channels))
    rows = counted.join(customers.select("customer_id"), on="customer_id", how="semi")
    rows = rows.select("customer_id", "account_id", pl.col("state", "reason", "rule", "channel").cast(pl.String))
    rows = rows.join(own.select("account_id", is_own=pl.lit(value=True)), on="account_id", how="left")
    channels = {name: position for position, name in enumerate(loaded.strategy.channels)}
    ranked = rows.select(
        "customer_id",
        reason=_reason(),
        step=pl.when(pl.col("is_own") & (pl.col("state") == "planned"))
        .then(-1)
        .otherwise(pl.col("state").replace_strict(dict(zip(_STATES, range(len(_STATES)), strict=True)))),
        channel=pl.col("channel").replace_strict(channels, return_dtype=pl.Int32),
    )
    first = ranked.sort("customer_id", "step", "channel").unique("customer_id", keep="first", maintain_order=True)
    found = customers.join(first.select("customer_id", "reason"), on="customer_id", how="left")
    return found.select("customer_id", reason=pl.coalesce("suppressed", "reason", pl.lit("no_candidate")))


def _reason() -> pl.Expr:
    """The rule that kept a channel out, by its id where it has one; else the reason."""
    is_led_by_other = pl.col("is_own").is_null() & (pl.col("state") != "blocked")
    rule = pl.when(pl.col("rule") != "").then("rule").otherwise("reason")
    return (
        pl.when(is_led_by_other)
        .then(pl.lit(_LED_BY_OTHER))
        .when(pl.col("state") == "planned")
        .then(pl.lit("planned"))
        .otherwise(rule)
    )


def _scarce(fates: pl.DataFrame, why: pl.DataFrame, solution: Solution) -> list[str]:
    """Resources of the plan date with a price that customers held back by capacity would need, by name."""
    held_back = why.join(fates.filter(reason="capacity"), on="customer_id", how="semi").filter(reason="capacity")
    needed = {"budget"}
    for channel, group, pools in held_back.select("channel", "agent_group", "pools").unique().iter_rows():
        needed |= {f"per_slot:{channel}", f"per_day:{channel}", f"agent_minutes:{group}"}
        needed |= {f"pool:{window.rsplit(' ', 2)[0]}" for window in pools.split(SEPARATOR) if window}
    priced = solution.resources.filter((pl.col("shadow_price") > 0) & (pl.col("date") == 0))
    names = {kind if kind == "budget" else f"{kind}:{name}" for kind, name in priced.select("kind", "resource").rows()}
    return sorted(names & needed)
