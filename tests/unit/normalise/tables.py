"""Tables and strategies for the tests of `normalise`, valid by default."""

from __future__ import annotations

import io
from typing import Any

from collectplan.domain.source import Source
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import ATTEMPTS_REQUIRED, PORTFOLIO_REQUIRED, ROSTER_REQUIRED, Inputs, RawTable
from collectplan.normalise import normalise
from collectplan.read import read_table

REQUIRED = {"portfolio": PORTFOLIO_REQUIRED, "attempts": ATTEMPTS_REQUIRED, "roster": ROSTER_REQUIRED}
ONE_ACCOUNT = "account_id,days_past_due,balance\nA1,10,100\n"


def strategy(**input_: Any) -> LoadedStrategy:
    """Two channels, in Bogotá; every bad row is tolerated unless `max_rejects` says otherwise."""
    keys = {
        "version": 1,
        "timezone": input_.pop("timezone", "America/Bogota"),
        "channels": {"call": {"address": "phone"}, "sms": {"address": "mobile", "consent": False}},
        "limits": input_.pop("limits", {}),
        "input": {"max_rejects": 1.0} | input_,
    }
    marks = {("input", "derive", name): (40 + place, 5) for place, name in enumerate(input_.get("derive", {}))}
    return LoadedStrategy(Strategy.model_validate(keys), Source("s.yaml", marks))


def table(name: str, text: str, loaded: LoadedStrategy) -> RawTable:
    """CSV text as read from standard input, under a file's name."""
    raw = read_table(name, "-", loaded.strategy.input, required=REQUIRED[name], stdin=io.BytesIO(text.encode()))
    return RawTable(
        name=raw.name,
        file=f"{name}.csv",
        frame=raw.frame,
        sha256=raw.sha256,
        broken=raw.broken.with_columns(file=raw.broken["file"].replace("-", f"{name}.csv")),
        num_records=raw.num_records,
        headers=raw.headers,
    )


def understood(
    portfolio: str = ONE_ACCOUNT,
    attempts: str | None = None,
    roster: str | None = None,
    *,
    tolerate: bool = False,
    **input_: Any,
) -> Inputs:
    """The tables normalised under a strategy with these `input` keys."""
    loaded = strategy(**input_)
    return normalise(
        table("portfolio", portfolio, loaded),
        None if attempts is None else table("attempts", attempts, loaded),
        None if roster is None else table("roster", roster, loaded),
        loaded,
        tolerate=tolerate,
    )


def rejected(inputs: Inputs) -> list[tuple[int, str, str, str]]:
    """Row, column, value and reason of every reject."""
    return inputs.rejects.select("row", "column", "value", "reason").rows()  # type: ignore[return-value]  # as wide as selected
