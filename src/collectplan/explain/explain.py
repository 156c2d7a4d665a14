"""Why a customer or account was, or was not, planned, and what would change it; from a results folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from collectplan.explain.answer import (
    AccountFate,
    ChannelAnswer,
    Condition,
    Explanation,
    Missed,
    Need,
    PlannedContact,
)
from collectplan.explain.folder import Folder, read_folder
from collectplan.explain.needs import SEPARATOR


def explain(folder: Path, id_: str) -> Explanation:
    """Explain what became of a customer.

    Args:
        folder: written by `schedule`.
        id_: a customer_id, or an account_id; where it is both, the customer's.

    Raises:
        InputError: the folder is no results folder, or knows nothing of `id_`.
    """
    results, customer, is_account = read_folder(folder, id_)
    why = results.why
    known = why is not None and not why.is_empty()
    amount = why["amount"][0] if why is not None and known else None
    notes = (
        () if why is not None else ("why.parquet is not in the folder, so that channels are not explained one by one",)
    )
    return Explanation(
        asked=id_,
        is_account=is_account,
        customer_id=customer,
        date=str(results.run.get("plan_date", "")),
        currency=str(results.run.get("currency", "")),
        amount=amount,
        accounts=tuple(_fate(row) for row in results.fates.sort("account_id").iter_rows(named=True)),
        contacts=tuple(
            _contact(row, results) for row in results.grid.sort("date", "start", "channel").iter_rows(named=True)
        ),
        channels=tuple(_channel(row, results) for row in why.iter_rows(named=True)) if why is not None else (),
        notes=notes,
        missed=_missed(results.run, customer),
    )


def _fate(row: dict[str, str]) -> AccountFate:
    return AccountFate(row["account_id"], row["segment"], row["fate"], row["reason"], row["detail"])


def _contact(row: dict[str, str], results: Folder) -> PlannedContact:
    return PlannedContact(
        date=row["date"],
        start=row["start"],
        end=row["end"],
        channel=row["channel"],
        account_id=row["account_id"],
        agent_group=row["agent_group"],
        template=row["template"],
        value=float(row["value"]),
        minutes=float(row["minutes"]),
        rank=int(row["rank"]),
        conditions=_conditions(row, results),
    )


def _conditions(row: dict[str, str], results: Folder) -> tuple[Condition, ...]:
    """What must be asked again before a contact is made: in words, where conditions.csv is there."""
    if results.conditions is None:
        return tuple(Condition(rule, "", ()) for rule in row.get("condition", "").split())
    mine = results.conditions.filter(pl.col("row") == row["row"]).sort("rule")
    return tuple(
        Condition(
            told["rule"],
            told["words"],
            tuple(f"{results.rows[other]} (row {other})" for other in told["depends_on"].split()),
        )
        for told in mine.iter_rows(named=True)
    )


def _missed(run: dict[str, Any], customer: str) -> tuple[Missed, ...]:
    """Obligations to the customer that run.json tells as missed."""
    return tuple(
        Missed(told["rule"], each["by"], each["why"], tuple(each.get("against") or ()))
        for told in run.get("obligations") or ()
        for each in told.get("missed") or ()
        if customer and each["customer_id"] == customer
    )


def _channel(row: dict[str, Any], results: Folder) -> ChannelAnswer:
    needs = (
        ()
        if row["state"] in ("blocked", "no_crew")
        else _needs(row, results.capacity, str(results.run.get("plan_date", "")))
    )
    texts = ("channel", "state", "reason", "rule", "detail", "account_id", "open", "start", "end", "agent_group")
    numbers = ("value", "reach", "minutes", "price")
    return ChannelAnswer(
        **{name: row[name] for name in (*texts, *numbers)},
        needs=needs,
        targets=tuple(filter(None, (row.get("targets") or "").split(SEPARATOR))),
        change=_change(row, str(results.run.get("currency", ""))),
    )


def _needs(row: dict[str, Any], capacity: pl.DataFrame, date: str) -> tuple[Need, ...]:
    """Priced capacities that the contact needs, but for the budget: how much money it needs is not known here."""
    amounts = {
        f"agent_minutes:{row['agent_group']}": row["minutes"],
        f"per_slot:{row['channel']}": 1.0,
        f"per_day:{row['channel']}": 1.0,
    }
    of_contact = pl.col("resource").is_in(list(amounts)) & pl.col("start").is_in([row["start"], ""])
    rows = capacity.filter(of_contact & (pl.col("date") == date if date else pl.lit(value=True)))
    windows = [text.rsplit(" ", 2) for text in (row.get("pools") or "").split(SEPARATOR) if text]
    for rule, last_date, start in windows:
        amounts[f"pool:{rule}"] = 1.0
        of_window = pl.col("resource").eq(f"pool:{rule}") & pl.col("date").eq(last_date) & pl.col("start").eq(start)
        rows = pl.concat([rows, capacity.filter(of_window)])
    needs = [
        Need(
            resource=r["resource"],
            start=r["start"],
            unit=r["unit"],
            amount=amounts[r["resource"]],
            used=float(r["used"]),
            capacity=float(r["capacity"]),
            worth=amounts[r["resource"]] * float(r["shadow_price"]),
        )
        for r in rows.iter_rows(named=True)
        if float(r["shadow_price"]) > 0
    ]
    return tuple(sorted(needs, key=lambda need: (-need.worth, need.resource, need.start)))


def _change(row: dict[str, Any], currency: str) -> str:
    """The smallest change that would have the channel planned, as one clause; "" where it is."""
    state, reason, rule = row["state"], row["reason"], row["rule"]
    if state == "planned":
        return ""
    if state == "no_value":
        return f"it would have to be worth more than it costs; its value is {_money(row['value'], currency)}"
    if state == "no_crew":
        return "an agent group with the skills" if reason == "skills" else "a fitting agent on shift in its open hours"
    if reason == "dated":
        return f"rule {rule} would have to allow it: {row['detail']}"
    if state == "blocked" or reason in ("cap", "spacing"):
        return f"rule {rule} would have to allow it" if rule and rule != reason else _mend(reason)
    value, price = row["value"], row["price"]
    if value <= price:
        return f"its value would have to rise by more than {_money(price - value, currency)}, or capacity to grow"
    return "a little more capacity where it is short; it is worth its price, but did not fit beside the others"


def _mend(reason: str) -> str:
    """What would lift a built-in block."""
    return {
        "consent": "the customer's consent to the channel",
        "address": "an address for the channel",
        "treatment": "a treatment of the account's segment that allows the channel",
        "opt_out": "the customer's own wish to be contacted there again",
        "preference": "the customer's own wish for the channel or the hour",
        "spacing": "more time between it and the planned contact",
    }.get(reason, f"{reason} would have to allow it")


def _money(amount: float, currency: str) -> str:
    return f"{amount:,.2f} {currency}".rstrip()
