"""What each rule allowed and forbade on a date: every contact that could have been, asked by itself.

Each account of the customer is tried on each channel in each slot. So that no trial stands against another, each is a
customer of its own with the customer's whole history; the rules that judge plans then say what they forbid.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import polars as pl

from collectplan.check import Register, permission, suppression
from collectplan.check.address import address
from collectplan.check.check import KINDS, gather
from collectplan.check.contacts import sheet
from collectplan.check.evidence import Evidence
from collectplan.check.findings import NONE
from collectplan.check.history import SCHEMA
from collectplan.check.parts import with_contacts
from collectplan.check.treatment import treatment
from collectplan.domain.clock import minutes_of
from collectplan.domain.strategy import ObligationRule, Strategy
from collectplan.packet.own import GRID_COLUMNS, Own

#: Built-in rules of a contact, in the order in which they are told.
BUILT_IN = ("stop_reason", "hold_until", "holdout", "consent", "opt_out", "preference", "address", "treatment")


@dataclass(frozen=True, eq=False)
class Trial:
    """The trials of a date.

    Attributes:
        evidence: each trial as a contact by itself.
        contacts: the trials: `row, account_id, channel, start, end` (minutes, null untimed), `address` as it is.
        findings: by the id of each rule, `row, customer_id, what` of the trials that it forbids.
        done: what was done, as `evidence.history` has what came before.
    """

    evidence: Evidence
    contacts: pl.DataFrame
    findings: dict[str, pl.DataFrame]
    done: pl.DataFrame

    def forbidden(self, rule: str) -> pl.DataFrame:
        """The trials that a rule forbids."""
        return self.contacts.join(self.findings.get(rule, NONE).select("row").unique(), on="row", how="semi")


def evidence_of_rows(grid: pl.DataFrame, own: Own) -> Evidence:
    """Rows of a grid that are the customer's, as evidence."""
    strategy = own.loaded.strategy
    return with_contacts(gather(sheet(grid, strategy), Register(own.book, own.everybody), own.attempts, strategy))


def broken(evidence: Evidence) -> dict[str, pl.DataFrame]:
    """Findings about contacts by the id of each built-in rule of a contact and each rule but obligations."""
    strategy = evidence.strategy
    told = {
        "stop_reason": suppression.stop_reason(evidence),
        "hold_until": suppression.hold_until(evidence),
        "holdout": suppression.holdout(evidence),
        "consent": permission.consent(evidence),
        "opt_out": permission.opt_out(evidence),
        "preference": permission.preference(evidence),
        "address": address(evidence.contacts, strategy),
        "treatment": treatment(evidence),
    }
    for rule in strategy.limits.rules:
        if not isinstance(rule, ObligationRule):
            told[rule.id] = KINDS[rule.kind](rule, evidence)
    return told


def try_all(own: Own, date: dt.date, before: pl.DataFrame, done: pl.DataFrame) -> Trial:
    """Try every account of the customer on every channel in every slot of a date.

    Args:
        own: the customer's rows.
        date: of the trials.
        before: attempts of the history, without those that the log has too; `done.Log.rows`.
        done: what was done, the same; nothing of it stands against a trial.
    """
    together = evidence_of_rows(_everything(own, date), own)
    trials = together.contacts
    number = pl.col("row").cast(pl.UInt32)
    alone = trials.with_columns(customer=number, address=_own_address())
    evidence = replace(together, contacts=alone, history=_copied(before, trials))
    tried = trials.select("row", "account_id", "channel", "start", "end", "address")
    return Trial(evidence, tried, broken(evidence), _copied(done, trials))


def _everything(own: Own, date: dt.date) -> pl.DataFrame:
    strategy = own.loaded.strategy
    rows = [
        (date.isoformat(), start, end, own.customer_id, account, channel)
        for account in own.accounts.filter(pl.col("flaw").is_null())["account_id"]
        for channel, spec in strategy.channels.items()
        for start, end in ([("", "")] if spec.untimed else _slots(strategy))
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(GRID_COLUMNS, pl.String), orient="row")


def _slots(strategy: Strategy) -> list[tuple[str, str]]:
    length = strategy.slots.minutes
    first, last = minutes_of(strategy.slots.start), minutes_of(strategy.slots.end)
    return [(clock(start), clock(start + length)) for start in range(first, last - length + 1, length)]


def clock(minutes: int) -> str:
    """Minutes after midnight as HH:MM."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _copied(past: pl.DataFrame, trials: pl.DataFrame) -> pl.DataFrame:
    """Attempts once for each trial, as those of a customer of its own, at addresses of its own."""
    each = past.drop("row").join(trials.select("row"), how="cross")
    own = each.with_columns(customer=pl.col("row").cast(pl.UInt32), address=_own_address())
    return own.with_columns(row=pl.lit(None, pl.Int64)).select(list(SCHEMA))


def _own_address() -> pl.Expr:
    return pl.col("address") + "\x00" + pl.col("row").cast(pl.String)
