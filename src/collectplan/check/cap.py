"""Rules of kind cap.

Proves, for every window of the rule's length that contains a planned contact which the rule binds:
1. history and plan together stay within `max`, per customer, lead account or address;
2. windows reach forwards as well as backwards, over local dates or whole calendar periods;
3. `count` and `except_outcomes` decide what of the history counts; in the worst case every planned contact counts;
4. a rule with `after` is on only once its event lies before the contact;
5. of done contacts, each is one too many that counts and finds `max` before it in the window that ends with it.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.check import windows
from collectplan.check.events import preceding
from collectplan.check.evidence import Evidence, around, keyed, on_past_channels, past_of
from collectplan.check.findings import found, worded
from collectplan.check.history import attempted, counts_as
from collectplan.domain.strategy import CapRule

#: Room between the periods of one key and the next: more than any period has as a number plus the longest window.
_ROOM = 1 << 22

#: More than there are time zones.
_ZONES = 1 << 10


def cap(rule: CapRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one cap."""
    return evidence.judged(rule, lambda is_worst: _breaches(rule, evidence, is_worst=is_worst))


def _breaches(rule: CapRule, evidence: Evidence, *, is_worst: bool) -> pl.DataFrame:
    bound = keyed(evidence.bound(rule), rule.per)
    past = _counted(rule, bound, evidence)
    bound = _crowded(rule, bound, past)
    anchors = bound
    if rule.after is not None:
        anchors = bound.join(
            preceding(bound, evidence, rule.after, None, is_worst=is_worst, table=rule.outcomes), on="row", how="semi"
        )
    if evidence.is_done:
        return _found(_surplus(anchors, rule, past), rule, bound)
    weight = 1 if is_worst or rule.count == "attempts" else 0
    items = pl.concat([_planned(bound, anchors, weight), _past(rule, anchors, past)])
    return _found(_full_windows(items, rule), rule, bound)


def _found(full: pl.DataFrame, rule: CapRule, bound: pl.DataFrame) -> pl.DataFrame:
    what = worded(
        f"{{}} {rule.count} in the {windows.name(rule.window)} of {{}}, with the {{}} on {{}}, at most {rule.max}.",
        "count",
        "first_date",
        "channel",
        "date",
    )
    return found(full.join(bound.select("row", "customer_id", "channel", "date"), on="row"), what)


def _planned(bound: pl.DataFrame, anchors: pl.DataFrame, weight: int) -> pl.DataFrame:
    """Planned contacts of the anchors' keys; in a key's every zone, `row` being set in the contact's own only."""
    groups = anchors.select("key", group_zone="zone").unique()
    is_anchor = pl.col("anchor").is_not_null() & (pl.col("zone") == pl.col("group_zone"))
    marked = bound.join(anchors.select("row", anchor="row"), on="row", how="left")
    return marked.join(groups, on="key").select(
        "key", "date", zone="group_zone", weight=pl.lit(weight, pl.Int64), row=pl.when(is_anchor).then("row")
    )


def _counted(rule: CapRule, bound: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Attempts of the history that the rule counts, near enough to a contact to be in one window with it."""
    near = around(on_past_channels(evidence.history, rule), bound, windows.most_days(rule.window))
    return near.filter(counting(rule))


def counting(rule: CapRule) -> pl.Expr:
    """Whether a row of the history on the rule's channels counts under it."""
    of_them = (
        attempted(rule) if rule.count == "attempts" else ~pl.col("is_inbound") & counts_as(rule.count, rule.outcomes)
    )
    return of_them & ~pl.col("outcome").is_in(rule.except_outcomes)


def _crowded(rule: CapRule, bound: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Contacts of customers who have more than `max` contacts and attempts in all: no other can break the rule."""
    if rule.per == "address":
        return bound
    planned = np.bincount(bound["customer"])
    # An attempt may stand against each of the customer's accounts, and a contact against one.
    done = np.bincount(past["customer"].drop_nulls(), minlength=len(planned))[: len(planned)]
    is_crowded = planned + done > rule.max
    return bound.filter(pl.Series(is_crowded[bound["customer"].to_numpy()], dtype=pl.Boolean))


def _past(rule: CapRule, anchors: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """Those attempts, of the anchors' keys."""
    return past_of(anchors, counted, rule.per).select(
        "key", "date", "zone", weight=pl.lit(1, pl.Int64), row=pl.lit(None, pl.Int64)
    )


def _full_windows(items: pl.DataFrame, rule: CapRule) -> pl.DataFrame:
    """`row, count, first_date` of each anchor in a window with more than `max`.

    A fullest window that contains a date can be slid forwards until it begins with an item, so that only windows
    that begin with an item are counted: two binary searches each over positions (key, period).
    """
    span = windows.length(rule.window)
    items = items.with_columns(at=_position(rule)).sort("at", "date")
    at = items["at"].to_numpy()
    total = np.concatenate([[0], np.cumsum(items["weight"].to_numpy())])
    count = total[np.searchsorted(at, at + span)] - total[np.searchsorted(at, at)]
    begins = np.flatnonzero(count > rule.max)
    # One window for each position: items of the same period begin the same one.
    begins = begins[np.unique(at[begins], return_index=True)[1]]
    anchors = items.filter(pl.col("row").is_not_null())
    anchor_at = anchors["at"].to_numpy()
    last_begin = np.searchsorted(at[begins], anchor_at, side="right") - 1
    is_inside = np.zeros(len(anchor_at), dtype=bool)
    reached = last_begin >= 0
    is_inside[reached] = at[begins][last_begin[reached]] > anchor_at[reached] - span
    window = begins[last_begin[is_inside]]
    return pl.DataFrame(
        {"row": anchors["row"].filter(is_inside), "count": count[window], "first_date": items["date"].gather(window)}
    )


def _surplus(anchors: pl.DataFrame, rule: CapRule, counted: pl.DataFrame) -> pl.DataFrame:
    """`row, count, first_date` of each done contact that counts and has `max` or more before it in its window."""
    items = past_of(anchors, counted, rule.per).with_columns(position=_position(rule)).sort("position", "at", "row")
    position = items["position"].to_numpy()
    begin = np.searchsorted(position, position - windows.length(rule.window) + 1)
    count = np.arange(1, len(begin) + 1) - begin
    items = items.with_columns(pl.Series("count", count), first_date=items["date"].gather(begin))
    over = items.filter(pl.col("count") > rule.max).join(anchors, on=["row", "key", "zone"], how="semi")
    return over.select("row", "count", "first_date")


def _position(rule: CapRule) -> pl.Expr:
    """One number for key, zone and period, rising with each."""
    group = pl.col("key").cast(pl.Int64) * _ZONES + pl.col("zone").to_physical()
    return group * _ROOM + windows.period(pl.col("date"), rule.window)
