"""fates.csv: what became of every row of the portfolio file, and why."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from collectplan.domain.stages import Ints, Permitted, Segmented
from collectplan.domain.tables import ROW, Inputs, Table

Places = npt.NDArray[np.int64]

FATES_COLUMNS: Final = ("account_id", "customer_id", "segment", "fate", "reason", "detail")

#: Columns whose texts are names of ours.
FATES_WORDS: Final = ("fate", "reason")

#: Column of a grid on its way to its file: the position of the account in `Segmented.accounts`.
LEAD: Final = "_lead"

#: Column of a grid on its way to its file: the position of the row in `Solution.contacts`.
CONTACT: Final = "_contact"

#: Column of the explain sidecar on its way to its file: the position of the customer in `Permitted.customer_ids`.
CUSTOMER: Final = "_customer"

#: How far a contact got that was not planned; what got furthest gives the fate's reason.
STATE_ORDER: Final = ("passed_over", "no_value", "no_crew", "blocked")

#: The order in which what blocks a channel is overcome: consent before hours, and so on. Kinds not named come last.
BLOCK_ORDER: Final = (
    "treatment", "consent", "opt_out", "gate", "dated", "address", "preference", "closed", "hours", "slot", "exclusive",
    "cooldown", "spacing", "cap", "pool",
)  # fmt: skip


def fates_of(
    rejected: pl.DataFrame,
    segmented: Segmented,
    permitted: Permitted,
    why: pl.DataFrame,
    grid: pl.DataFrame,
    outlook: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Build fates.csv, of all customers or of some.

    Args:
        rejected: `rejected_rows`, of these customers.
        segmented: the accounts with segments and suppressions.
        permitted: the customers.
        why: the explain sidecar, one row a (customer, channel) that is not suppressed, with CUSTOMER.
        grid: grid.csv, with LEAD.
        outlook: outlook.csv; None for a plan of one day.

    Returns:
        FATES_COLUMNS, one row for every record of the portfolio's file, sorted by (customer_id, account_id, fate,
        reason, detail). Reasons: `in_grid` | the suppression's id | `planned_later` (the account leads a contact of the
        outlook, or nothing of the customer's is planned today), `led_by_other_account`, `capacity`, `no_value`,
        `skills`, `agent_minutes`, or the rule kind or built-in id that blocked the channel that got furthest |
        `rejected`.
    """
    accounts = segmented.accounts.select("account_id", "customer_id", "segment", "suppressed", "suppressed_detail")
    # Accounts are in the order of their customers: a number does for a customer's id, and is found faster.
    accounts = accounts.with_columns(_led(grid, accounts), _customer=pl.col("customer_id").rle_id())
    leading = accounts.filter(pl.col("contacts").is_not_null())
    num_customers = 0 if accounts.is_empty() else accounts["_customer"][-1] + 1
    leads = _joined(leading["_customer"], leading["account_id"], num_customers, " ")
    number = why[CUSTOMER]
    is_led = leads.is_not_null().to_numpy()
    unplanned = why.with_columns(_customer=number).filter(pl.Series(~is_led[number.to_numpy()], dtype=pl.Boolean))
    reasons = _reasons(unplanned.with_columns(pl.col(pl.Enum).cast(pl.String)))
    place = _first_rows(reasons["_customer"], num_customers).gather(accounts["_customer"])
    facts = accounts.with_columns(
        leads.gather(accounts["_customer"]).alias("leads"),
        *(reasons[name].gather(place) for name in ("why_reason", "why_detail")),
    )
    facts = _with_later(facts, outlook)
    later = pl.coalesce("later", pl.when(pl.col("leads").is_null()).then("later_of_customer"))
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
        .when(later.is_not_null())
        .then(pl.lit("planned_later"))
        .when(other)
        .then(pl.lit("led_by_other_account"))
        .otherwise(pl.col("why_reason").fill_null("no_candidate")),
        detail=pl.when(planned)
        .then("contacts")
        .when(suppressed)
        .then("suppressed_detail")
        .when(later.is_not_null())
        .then(later)
        .when(other)
        .then("leads")
        .otherwise("why_detail"),
    )
    fates = fates.with_columns(pl.all().fill_null("")).select(FATES_COLUMNS)
    # Accounts are in order already.
    if rejected.is_empty() and fates.select(pl.struct("customer_id", "account_id").is_sorted()).item():
        return fates
    both = pl.concat([fates, rejected.with_columns(pl.all().fill_null("")).select(FATES_COLUMNS)])
    return both.sort("customer_id", "account_id", "fate", "reason", "detail", "segment")


def _led(grid: pl.DataFrame, accounts: pl.DataFrame) -> pl.Series:
    """`contacts`: those that each account leads, as text; null without one."""
    (channels, channel), (starts, start) = (_as_positions(grid[name]) for name in ("channel", "start"))
    named = [name + (f" {hour}" if hour else "") for name in channels for hour in starts]
    contact = channel * len(starts) + start
    return _listed(grid[LEAD].to_numpy(), contact, named, accounts.height, "; ").alias("contacts")


def _as_positions(texts: pl.Series) -> tuple[list[str], Places]:
    """The different texts of a column, and the position of each row's among them."""
    kind = texts.dtype if isinstance(texts.dtype, pl.Enum) else pl.Enum(texts.unique().sort())
    at: Places = texts.cast(kind).to_physical().to_numpy().astype(np.int64)
    return kind.categories.to_list(), at


def _listed(numbers: Ints, words: Places, names: list[str], count: int, mark: str) -> pl.Series:
    """For each number below `count` the words of its rows, joined in their order; null without one.

    Args:
        numbers: [rows] whose row it is.
        words: [rows] positions in `names`.
        names: of words.
        count: how many numbers there are.
        mark: between words.
    """
    texts: list[str | None] = [None, *names]
    # Of each number what is listed so far, a position in texts; in each round the next of its rows is added.
    listed = np.zeros(count, dtype=np.int64)
    rows = np.arange(len(numbers))
    while len(rows):
        first = np.full(count, -1, dtype=np.int64)
        first[numbers[rows[::-1]]] = rows[::-1]
        who = np.flatnonzero(first >= 0)
        word = words[first[who]]
        if len(rows) == len(numbers):
            listed[who] = word + 1
        else:
            pair, place = np.unique(listed[who] * len(names) + word, return_inverse=True)
            listed[who] = len(texts) + place
            pairs = zip((pair // len(names)).tolist(), (pair % len(names)).tolist(), strict=True)
            texts += [f"{texts[before]}{mark}{names[added]}" for before, added in pairs]
        rows = rows[first[numbers[rows]] != rows]
    return pl.Series(texts, dtype=pl.String).gather(listed)


def _joined(numbers: pl.Series, texts: pl.Series, count: int, mark: str) -> pl.Series:
    """For each number below `count` the texts of its rows, joined in their order; null without one."""
    place = _first_rows(numbers, count)
    often = np.flatnonzero(np.bincount(numbers, minlength=count) > 1)
    if not often.size:
        return texts.gather(place)
    rows = pl.DataFrame({"number": numbers, "text": texts}).filter(pl.col("number").is_in(pl.Series(often).implode()))
    joined = rows.group_by("number", maintain_order=True).agg(pl.col("text").str.join(mark))
    there = place.to_numpy().copy() if not place.null_count() else place.fill_null(-1).to_numpy().copy()
    there[joined["number"].to_numpy()] = len(texts) + np.arange(joined.height)
    return pl.concat([texts, joined["text"]]).gather(pl.Series(there).replace(-1, None))


def _first_rows(numbers: pl.Series, count: int) -> pl.Series:
    """For each number below `count` the first row that has it; null without one."""
    first = np.full(count, -1, dtype=np.int64)
    first[numbers.to_numpy()[::-1]] = np.arange(len(numbers))[::-1]
    return pl.Series(first).replace(-1, None)


def _with_later(facts: pl.DataFrame, outlook: pl.DataFrame | None) -> pl.DataFrame:
    """Add `later` and `later_of_customer`, null without later contacts."""
    if outlook is None:
        return facts.with_columns(pl.lit(None, pl.String).alias(name) for name in ("later", "later_of_customer"))
    facts = facts.join(_later(outlook), on="account_id", how="left")
    return facts.join(_later_of_customer(facts), on="customer_id", how="left")


def _later(outlook: pl.DataFrame) -> pl.DataFrame:
    """The later contacts that an account leads, such as `2026-03-05 call 10:00`: account_id, later."""
    contact = pl.concat_str("date", "channel", "start", separator=" ").str.strip_chars_end()
    named = outlook.sort("date", "start", "channel").select("account_id", contact.alias("later"))
    return named.group_by("account_id", maintain_order=True).agg(pl.col("later").str.join("; "))


def _later_of_customer(facts: pl.DataFrame) -> pl.DataFrame:
    """For customers with later contacts, those of the first account that leads any: customer_id, later_of_customer."""
    led = facts.filter(pl.col("later").is_not_null()).sort("customer_id", "account_id")
    first = led.unique("customer_id", keep="first")
    about = pl.concat_str("later", pl.lit(" about account "), "account_id")
    return first.select("customer_id", about.alias("later_of_customer"))


def _reasons(why: pl.DataFrame) -> pl.DataFrame:
    """Why no contact with a customer was planned: _customer, why_reason, why_detail; rows are by _customer."""
    state = pl.col("state").replace_strict({s: i for i, s in enumerate(STATE_ORDER)}, default=0, return_dtype=pl.Int32)
    # Among channels passed over, one that capacity alone stood against got further than one that a rule forbade.
    by_rule = ((pl.col("state") == "passed_over") & (pl.col("reason") != "capacity")).cast(pl.Int32)
    steps = {reason: i for i, reason in enumerate(BLOCK_ORDER)}
    block = pl.col("reason").replace_strict(steps, default=len(BLOCK_ORDER), return_dtype=pl.Int32)
    rows = why.with_columns(
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
        "_customer",
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


def rejected_rows(raw: Table, inputs: Inputs) -> pl.DataFrame:
    """FATES_COLUMNS of the file's records that are no accepted account, with the first thing that was wrong."""
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
    names = ("account_id", "customer_id")
    there = [name for name in names if name in raw.columns]
    absent = [pl.lit(None, pl.String).alias(name) for name in names if name not in there]
    row_numbers = raw.select([ROW]).select(pl.col(ROW).cast(pl.UInt32).alias("row"))
    if inputs.portfolio.height == raw.height:
        read = pl.DataFrame(schema={"account_id": pl.String, "customer_id": pl.String, "row": pl.UInt32})
    else:
        read = raw.select(there).with_columns(*absent, row_numbers["row"]).select(*names, "row")
        read = read.join(inputs.portfolio.select(pl.col(ROW).cast(pl.UInt32).alias("row")), on="row", how="anti")
    broken = raw.broken.select(pl.col("row").cast(pl.UInt32)).unique().join(row_numbers, on="row", how="anti")
    every = pl.concat([read, broken.select(pl.lit("").alias("account_id"), pl.lit("").alias("customer_id"), "row")])
    return every.join(first, on="row", how="left").select(
        "account_id",
        "customer_id",
        segment=pl.lit(""),
        fate=pl.lit("rejected"),
        reason=pl.lit("rejected"),
        detail=pl.col("detail").fill_null(""),
    )
