"""fates.csv: what became of every row of the portfolio file, and why."""

from __future__ import annotations

from typing import Final

import polars as pl

from collectplan.domain.stages import Permitted, Segmented
from collectplan.domain.tables import ROW, Inputs, RawTable

FATES_COLUMNS: Final = ("account_id", "customer_id", "segment", "fate", "reason", "detail")

#: How far a contact got that was not planned; what got furthest gives the fate's reason.
STATE_ORDER: Final = ("passed_over", "no_value", "no_crew", "blocked")

#: The order in which what blocks a channel is overcome: consent before hours, and so on. Kinds not named come last.
BLOCK_ORDER: Final = (
    "treatment", "consent", "opt_out", "gate", "address", "preference", "closed", "hours", "slot", "exclusive",
    "cooldown", "spacing", "cap",
)  # fmt: skip


def fates_frame(
    raw: RawTable,
    inputs: Inputs,
    segmented: Segmented,
    permitted: Permitted,
    why: pl.DataFrame,
    grid: pl.DataFrame,
) -> pl.DataFrame:
    """Build fates.csv.

    Args:
        raw: the portfolio as its file says.
        inputs: the portfolio's accepted rows and all rejects.
        segmented: `inputs.portfolio` with segments and suppressions.
        permitted: the customers.
        why: the explain sidecar, one row a (customer, channel) that is not suppressed.
        grid: grid.csv.

    Returns:
        FATES_COLUMNS, one row for every record of the portfolio's file, sorted by (customer_id, account_id, fate,
        reason, detail). Reasons: `in_grid` | the suppression's id | `led_by_other_account`, `capacity`, `no_value`,
        `skills`, `agent_minutes`, or the rule kind or built-in id that blocked the channel that got furthest |
        `rejected`.
    """
    accounts = segmented.accounts.select("account_id", "customer_id", "segment", "suppressed", "suppressed_detail")
    accounts = accounts.join(_led(grid), on="account_id", how="left", maintain_order="left")
    leads = (
        accounts.filter(pl.col("contacts").is_not_null())
        .group_by("customer_id", maintain_order=True)
        .agg(pl.col("account_id").str.join(" ").alias("leads"))
    )
    unplanned = why.join(leads, on="customer_id", how="anti", maintain_order="left")
    facts = accounts.join(leads, on="customer_id", how="left").join(_reasons(unplanned), on="customer_id", how="left")
    suppressed, planned, other = (
        pl.col("suppressed") != "",
        pl.col("contacts").is_not_null(),
        pl.col("leads").is_not_null(),
    )
    fates = facts.select(
        "account_id",
        "customer_id",
        "segment",
        fate=pl.when(planned)
        .then(pl.lit("planned"))
        .when(suppressed)
        .then(pl.lit("suppressed"))
        .otherwise(pl.lit("not_planned")),
        reason=pl.when(planned)
        .then(pl.lit("in_grid"))
        .when(suppressed)
        .then("suppressed")
        .when(other)
        .then(pl.lit("led_by_other_account"))
        .otherwise(pl.col("why_reason").fill_null("no_candidate")),
        detail=pl.when(planned)
        .then("contacts")
        .when(suppressed)
        .then("suppressed_detail")
        .when(other)
        .then("leads")
        .otherwise("why_detail"),
    )
    rejected = _rejected(raw, inputs)
    return (
        pl.concat([fates, rejected])
        .with_columns(pl.all().fill_null(""))
        .sort("customer_id", "account_id", "fate", "reason", "detail", "segment")
        .select(FATES_COLUMNS)
    )


def _led(grid: pl.DataFrame) -> pl.DataFrame:
    """The contacts that an account leads, as text: account_id, contacts."""
    contact = pl.concat_str(
        "channel", pl.when(pl.col("start") == "").then(pl.lit("")).otherwise(pl.concat_str(pl.lit(" "), "start"))
    )
    # The grid is in the order of hours and channels already.
    named = grid.select("account_id", contact.alias("contacts"))
    return named.group_by("account_id", maintain_order=True).agg(pl.col("contacts").str.join("; "))


def _reasons(why: pl.DataFrame) -> pl.DataFrame:
    """Why no contact with a customer was planned: customer_id, why_reason, why_detail."""
    state = pl.col("state").replace_strict({s: i for i, s in enumerate(STATE_ORDER)}, default=0, return_dtype=pl.Int32)
    # Among channels passed over, one that capacity alone stood against got further than one that a rule forbade.
    by_rule = ((pl.col("state") == "passed_over") & (pl.col("reason") != "capacity")).cast(pl.Int32)
    steps = {reason: i for i, reason in enumerate(BLOCK_ORDER)}
    block = pl.col("reason").replace_strict(steps, default=len(BLOCK_ORDER), return_dtype=pl.Int32)
    rows = why.with_columns(
        # Rows of a customer follow each other: a number does for its id, and sorts faster.
        _customer=pl.col("customer_id").rle_id(),
        _step=state * 1000 + by_rule * 100 - pl.when(pl.col("state") == "blocked").then(block).otherwise(0),
        _margin=(pl.col("price") - pl.col("value")).fill_null(0.0),
        _position=pl.int_range(pl.len()),
    )
    first = rows.sort("_customer", "_step", "_margin", "_position").unique(
        "_customer", keep="first", maintain_order=True
    )
    told = rows.join(first.filter(pl.col("reason") != "capacity").select("_customer"), on="_customer", how="semi")
    said = (
        told.sort("_position")
        .select("_customer", _said().alias("said"))
        .group_by("_customer", maintain_order=True)
        .agg(pl.col("said").str.join("; "))
    )
    return first.join(said, on="_customer", how="left").select(
        "customer_id",
        why_reason="reason",
        why_detail=pl.when(pl.col("reason") == "capacity").then(_offer()).otherwise("said"),
    )


def _said() -> pl.Expr:
    """One channel's reason, such as `call: cooldown after_talk (conversation on 2026-03-01)`."""
    rule = (
        pl.when((pl.col("rule") != "") & (pl.col("rule") != pl.col("reason")))
        .then(pl.concat_str(pl.lit(" "), "rule"))
        .otherwise(pl.lit(""))
    )
    detail = (
        pl.when(pl.col("detail") != "").then(pl.concat_str(pl.lit(" ("), "detail", pl.lit(")"))).otherwise(pl.lit(""))
    )
    return pl.concat_str("channel", pl.lit(": "), "reason", rule, detail)


def _offer() -> pl.Expr:
    """The best candidate passed over, such as `best: call 10:00-11:00 general worth 8.40, ... is worth 9.10`."""
    hours = (
        pl.when(pl.col("start") != "")
        .then(pl.concat_str(pl.lit(" "), "start", pl.lit("-"), "end"))
        .otherwise(pl.lit(""))
    )
    group = pl.when(pl.col("agent_group") != "").then(pl.concat_str(pl.lit(" "), "agent_group")).otherwise(pl.lit(""))
    worth, price = (pl.col(name).cast(pl.Decimal(38, 2)).cast(pl.String) for name in ("value", "price"))
    return pl.concat_str(
        pl.lit("best: "),
        "channel",
        hours,
        group,
        pl.lit(" worth "),
        worth,
        pl.lit(", the capacity it needs is worth "),
        price,
    )


def _rejected(raw: RawTable, inputs: Inputs) -> pl.DataFrame:
    """Records of the portfolio's file that are no accepted account, with the first thing that was wrong."""
    rejects = pl.concat([inputs.rejects, raw.broken]).filter(pl.col("file") == raw.file)
    # A reject without a column is of the whole row.
    of_column = pl.when(pl.col("column") != "").then(pl.concat_str("column", pl.lit(": "))).otherwise(pl.lit(""))
    first = (
        rejects.unique()
        .sort("row", "column", "reason", nulls_last=True)
        .group_by("row", maintain_order=True)
        .agg(detail=pl.concat_str(of_column, "reason").first())
        .with_columns(pl.col("row").cast(pl.UInt32))
    )
    frame = raw.frame
    ids = [
        pl.col(name) if name in frame.columns else pl.lit(None, pl.String).alias(name)
        for name in ("account_id", "customer_id")
    ]
    read = frame.select(*ids, pl.col(ROW).cast(pl.UInt32).alias("row"))
    read = read.join(inputs.portfolio.select(pl.col(ROW).cast(pl.UInt32).alias("row")), on="row", how="anti")
    broken = (
        raw.broken.select(pl.col("row").cast(pl.UInt32))
        .unique()
        .join(frame.select(row=pl.col(ROW).cast(pl.UInt32)), on="row", how="anti")
    )
    every = pl.concat([read, broken.select(pl.lit("").alias("account_id"), pl.lit("").alias("customer_id"), "row")])
    return every.join(first, on="row", how="left").select(
        "account_id",
        "customer_id",
        segment=pl.lit(""),
        fate=pl.lit("rejected"),
        reason=pl.lit("rejected"),
        detail=pl.col("detail").fill_null(""),
    )
