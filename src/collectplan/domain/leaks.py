"""What a dialler did beside the plan or against the rules, as `audit --log` tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

#: Columns of `Leaks.findings`.
LEAK_SCHEMA: Final[Mapping[str, type[pl.DataType]]] = {
    "rule": pl.String,
    "how": pl.String,
    "row": pl.Int64,
    "customer_id": pl.String,
    "channel": pl.String,
    "agent_id": pl.String,
    "what": pl.String,
}


@dataclass(frozen=True, eq=False)
class Leaks:
    """Every leak of a log, and how many by what.

    Attributes:
        file: the log, as the user typed it.
        findings: LEAK_SCHEMA, sorted by (row, rule, what). `rule` is a rule's id, a built-in one, `unplanned` or
            `unreadable`; `how` of an unplanned attempt: not_in_plan, another_channel, another_hour, again, address;
            `row` the spreadsheet row of the log, 0 where no single one is at fault; `what` one sentence without phone
            or e-mail.
        by_rule: for each rule that was broken `leaks` (attempts, or findings without one), `share` of all attempts,
            `severity` of the strategy's rules, and of `unplanned` how many of each `how`.
        by_channel: for each channel `attempts`, `leaks` (attempts with any finding) and `share`.
        by_agent: the same for each agent; "" stands for attempts that name none.
        not_done: planned rows that nobody did, by channel.
        checked: how many of what were looked at.
    """

    file: str
    findings: pl.DataFrame
    by_rule: Mapping[str, Mapping[str, Any]]
    by_channel: Mapping[str, Mapping[str, Any]]
    by_agent: Mapping[str, Mapping[str, Any]]
    not_done: Mapping[str, int]
    checked: Mapping[str, int]
