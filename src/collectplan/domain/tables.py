"""Tables as their files say, and as they are understood; and the columns that the contract names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

import polars as pl

Kind = Literal["text", "integer", "money", "share", "boolean", "date", "time", "timestamp", "number"]

#: The spreadsheet row of a record, the header being row 1. Present in every raw table and in the portfolio.
ROW: Final = "_row"

#: Portfolio columns of fixed meaning. `consent_CHANNEL` (boolean) joins them for each channel of the strategy.
PORTFOLIO: Final[Mapping[str, Kind]] = {
    "account_id": "text",
    "customer_id": "text",
    "days_past_due": "integer",
    "balance": "money",
    "past_due": "money",
    "product": "text",
    "region": "text",
    "language": "text",
    "risk_score": "share",
    "timezone": "text",
    "phone": "text",
    "email": "text",
    "postal": "text",
    "stop_reason": "text",
    "hold_until": "date",
    "preferred_channel": "text",
    "preferred_start": "time",
    "preferred_end": "time",
    "income_month": "number",
    "tenure_months": "integer",
    "prior_delinquencies": "integer",
    "reason": "text",
}
PORTFOLIO_REQUIRED: Final = ("account_id", "days_past_due", "balance")

ATTEMPTS: Final[Mapping[str, Kind]] = {
    "at": "timestamp",
    "customer_id": "text",
    "account_id": "text",
    "channel": "text",
    "outcome": "text",
    "attempt_id": "text",
    "direction": "text",
    "address": "text",
    "agent_id": "text",
    "carrier": "text",
    "seconds": "number",
    "cost": "number",
    "template": "text",
}
ATTEMPTS_REQUIRED: Final = ("at", "customer_id", "channel", "outcome")

ROSTER: Final[Mapping[str, Kind]] = {
    "agent_id": "text",
    "agent_group": "text",
    "start": "time",
    "end": "time",
    "date": "date",
    "weekday": "text",
    "skills": "text",
    "break_minutes": "number",
}
ROSTER_REQUIRED: Final = ("agent_id", "agent_group", "start", "end")

#: Columns of `Inputs.rejects` and of rejects.csv, all text but `row`.
REJECT_COLUMNS: Final = ("file", "row", "column", "value", "reason")


class Table(Protocol):
    """What a table of text can be asked, whether it lies open (`RawTable`) or packed (`packed.PackedTable`).

    Attributes are those of `RawTable`.
    """

    @property
    def name(self) -> str: ...  # noqa: D102  # told by the class
    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def broken(self) -> pl.DataFrame: ...  # noqa: D102
    @property
    def num_records(self) -> int: ...  # noqa: D102
    @property
    def headers(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the frame's columns, in order."""

    @property
    def height(self) -> int:
        """Rows of the frame."""

    def select(self, names: Iterable[str]) -> pl.DataFrame:
        """Some of the frame's columns, in the order asked for."""

    def unpacked(self) -> RawTable:
        """The table with its frame."""


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as its file says: every cell text without surrounding space, empty cells null.

    Attributes:
        name: portfolio, attempts, roster.
        file: as the user typed it; "-" for standard input.
        frame: String columns under the contract's names (`input.columns` undone), the file's own names otherwise,
            in the file's order; and `_row` (UInt32). Records of another width than the header are not in it.
        headers: the file's own header of every column that was renamed.
        sha256: of the file's bytes.
        broken: records that could not be split into the header's columns, as rejects (REJECT_COLUMNS).
        num_records: of the file, broken ones included.
    """

    name: str
    file: str
    frame: pl.DataFrame
    sha256: str
    broken: pl.DataFrame
    num_records: int
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the frame's columns, in order."""
        return tuple(self.frame.columns)

    @property
    def height(self) -> int:
        """Rows of the frame."""
        return self.frame.height

    def select(self, names: Iterable[str]) -> pl.DataFrame:
        """Some of the frame's columns, in the order asked for."""
        return self.frame.select(list(names))

    def unpacked(self) -> RawTable:
        """The table itself."""
        return self


@dataclass(frozen=True, eq=False)
class Inputs:
    """Every table as it is understood. Sorted by a total order, so that the files' row order is forgotten.

    Attributes:
        portfolio: one row an account, sorted by (customer_id, account_id). All columns of PORTFOLIO and a
            `consent_CHANNEL` for every channel of the strategy are present: text String, integer Int64, money and
            number and share Float64 (finite), boolean Boolean, date Date, time Int32 (minutes after midnight), null
            where the file says nothing; `customer_id`, `past_due`, `timezone` and consent are filled with their
            defaults and never null. `timezone` may name several zones, separated by a blank: dates are those of the
            first, hours must be open in each. `_row` as in the raw table. Columns of the file's own and derived ones
            follow: Date where a dated rule asks for them, else Boolean, Int64, Float64 or String, by what all of their
            cells are.
        attempts: `at` Datetime("us", "UTC"), `customer_id, account_id, channel, outcome` String, `address` String,
            `is_inbound` Boolean; sorted by (customer_id, at, channel, outcome, account_id, address). Rows of customers
            that the portfolio does not know are kept. Outcomes are the contract's, or `unmapped`. None: the user said
            that there is no history.
        roster: `agent_id, agent_group, skills` String, `start, end` Int32 minutes, `date` Date, `weekday` Int8
            (0 Monday .. 6, null any), `break_minutes` Float64; sorted by all columns. None where no roster is given.
        rejects: REJECT_COLUMNS; `row` UInt32, others String; sorted by (file, row, column).
        num_records: records of each table's file by table name, rejected ones included.
        notes: sentences for the narration, without personal data.
    """

    portfolio: pl.DataFrame
    attempts: pl.DataFrame | None
    roster: pl.DataFrame | None
    rejects: pl.DataFrame
    num_records: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
