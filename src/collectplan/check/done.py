"""A dialler's log as evidence: what was really done, judged by the rules that judge plans.

Each outbound attempt of the log is a contact that stands for what it came to, at its own instant: nothing is assumed of
it. The log is also part of the history, so that its earlier attempts stand against later ones; `Evidence.is_done` tells
the rules to look back only, and not at the attempt itself.

An attempt that names no account is asked of the account that the plan leads it with, else of the customer's first one
that nothing suppresses, so that nobody is accused on behalf of an account that may not have been meant. An attempt that
names no address went to the one that the portfolio gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from collectplan.check import contacts as grid_rows
from collectplan.check import raw_cells
from collectplan.check.address import with_addresses
from collectplan.check.done_clock import on_own_clock
from collectplan.check.evidence import Evidence
from collectplan.check.expressions import Portfolio
from collectplan.check.history import SCHEMA, TEXTS, numbered, read_history, understood
from collectplan.check.same_address import is_same
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import ROW, RawTable, Table

_ALSO = ("attempt_id", "agent_id", "seconds")


@dataclass(frozen=True, eq=False)
class Log:
    """The rows of a log that can be read, each attempt once.

    Attributes:
        rows: `row` Int64 (of the file), `customer` (the accounts' number; null: unknown), what `history.understood`
            gives, `attempt_id, agent_id` String, `seconds` Float64 (>= 0 or null), `is_known_channel` Boolean,
            `day` Date (on the operation's clock); sorted by instant and row.
        unreadable: `row, what` of every row that cannot be read.
        num_repeated: rows whose attempt_id stands on an earlier row already.
    """

    rows: pl.DataFrame
    unreadable: pl.DataFrame
    num_repeated: int


def read_log(raw: RawTable, accounts: pl.DataFrame, strategy: Strategy) -> Log:
    """The log as it can be understood.

    Args:
        raw: in the form of attempts.
        accounts: `accounts.facts`.
        strategy: its `input` says how cells are written.
    """
    # Other columns of the file could bear names of ours.
    known = raw.frame.select(name for name in (*TEXTS, *_ALSO, ROW) if name in raw.frame.columns)
    told = numbered(known, accounts).with_columns(row=pl.col(ROW).cast(pl.Int64))
    rows = understood(told, strategy, _ALSO)
    lost = told.join(rows, on="row", how="anti").sort("row").select("row", what=pl.lit("The row cannot be read."))
    split = raw.broken.select(pl.col("row").cast(pl.Int64), what=pl.lit("The row has another number of cells."))
    rows = rows.sort("at", "row")
    once = rows.filter(pl.col("attempt_id").is_null() | pl.col("attempt_id").is_first_distinct())
    seconds = raw_cells.numbers(once["seconds"], strategy.input)
    once = once.with_columns(
        seconds=raw_cells.chosen(seconds >= 0, seconds),
        is_known_channel=pl.col("channel").is_in(list(strategy.channels)),
        day=pl.col("at").dt.convert_time_zone(strategy.timezone).dt.date(),
    )
    return Log(once, pl.concat([lost, split]).sort("row"), rows.height - once.height)


def evidence_of(
    log: Log,
    planned: pl.DataFrame,
    book: Portfolio,
    accounts: pl.DataFrame,
    raw_attempts: Table | None,
    strategy: Strategy,
) -> tuple[Evidence, Mapping[str, int]]:
    """The log's outbound attempts as contacts, and the history before them with the log in it.

    Args:
        log: of `read_log`.
        planned: `row` of each attempt that a grid row stands for, and that row's `planned_account`, String.
        book: the raw portfolio.
        accounts: `accounts.facts` with `segment`.
        raw_attempts: the history before; attempts that the log has too count once.
        strategy: whose rules are asked.

    Returns:
        The evidence, and how many attempts of the history there are and how many of them the log has too.
    """
    rows = _led(log, planned, accounts)
    contacts = _contacts(rows, accounts, book, strategy)
    before = read_history(raw_attempts, contacts["customer"], accounts, strategy, also=("attempt_id",))
    kept = not_in_log(before, log.rows)
    sent_to = contacts.select("row", sent_to="address")
    done = log.rows.join(sent_to, on="row", how="left").with_columns(address=pl.coalesce("sent_to", "address"))
    history = pl.concat([kept.select(list(SCHEMA)), done.select(list(SCHEMA))])
    counts = {"history": kept.height, "counted_once": before.height - kept.height}
    return Evidence(strategy, book, accounts, rows, contacts, history, is_done=True), counts


def _led(log: Log, planned: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Outbound attempts with `account`: position of the account that leads, null where none can be told."""
    rows = log.rows.filter(~pl.col("is_inbound")).join(planned, on="row", how="left", maintain_order="left")
    rows = grid_rows.placed(rows.with_columns(account_id=pl.coalesce("account_id", "planned_account")), accounts)
    free = pl.col("stop_reason").is_null() & pl.col("hold_until").is_null()
    firsts = (
        accounts.filter(pl.col("flaw").is_null() & pl.col("customer").is_in(rows["customer"].unique().implode()))
        .sort(free, "account_id", descending=[True, False])
        .unique("customer", keep="first", maintain_order=True)
        .select("customer", first="account")
    )
    rows = rows.join(firsts, on="customer", how="left", maintain_order="left")
    unnamed = pl.col("account_id").is_null()
    return rows.with_columns(account=pl.when(unnamed).then("first").otherwise("account")).drop("first")


def _contacts(rows: pl.DataFrame, accounts: pl.DataFrame, book: Portfolio, strategy: Strategy) -> pl.DataFrame:
    """The attempts of which rules can be asked, with the columns of `contacts.contacts` and `with_addresses`."""
    askable = rows.filter(pl.col("is_known_channel") & pl.col("account").is_not_null())
    known = accounts.select("customer", "zone", lead_segment="segment", lead="account_id")[askable["account"]]
    led = askable.drop("customer").with_columns(known)
    # A null account of the log stays null in the history; of a contact it is the one that was taken to lead.
    led = led.with_columns(plan_date="day", account_id="lead", in_outlook=pl.lit(False))
    untimed = [name for name, channel in strategy.channels.items() if channel.untimed]
    placed = on_own_clock(led.with_columns(untimed=pl.col("channel").is_in(untimed)))
    sent = with_addresses(placed, accounts, book, strategy)
    own = pl.coalesce("own", pl.col("known").list.first())
    return sent.with_columns(told=pl.when(is_same(pl.col("told"), own)).then(own).otherwise("told")).with_columns(
        address=pl.coalesce("told", own)
    )


def not_in_log(before: pl.DataFrame, log: pl.DataFrame) -> pl.DataFrame:
    """The history without what the log has too: by attempt_id, else by instant, customer, channel and outcome."""
    by_id = before.join(log, on="attempt_id", how="anti")
    return by_id.join(log, on=["at", "customer_id", "channel", "outcome"], how="anti")
