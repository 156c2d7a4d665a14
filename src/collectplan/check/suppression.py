"""Who must be left alone altogether.

Proves:
1. `stop_reason`: no contact is led by an account with any stop reason;
2. `hold_until`: nor by one that is held through the planned date;
3. `holdout`: nor is a customer contacted whom the experiment leaves alone, by the stable hash of the customer_id.
"""

from __future__ import annotations

import hashlib

import polars as pl

from collectplan.check.evidence import Evidence
from collectplan.check.findings import found, worded
from collectplan.domain.strategy import Strategy


def stop_reason(evidence: Evidence) -> pl.DataFrame:
    """Findings: contacts led by an account with a stop reason."""
    reasons = evidence.accounts["stop_reason"]
    led = evidence.contacts.with_columns(reasons.gather(evidence.contacts["account"]))
    what = worded("Account {} has a stop reason, {}.", "account_id", "stop_reason")
    return found(led.filter(pl.col("stop_reason").is_not_null()), what)


def hold_until(evidence: Evidence) -> pl.DataFrame:
    """Findings: contacts led by an account that is held."""
    until = evidence.accounts["hold_until"]
    led = evidence.contacts.with_columns(until.gather(evidence.contacts["account"]))
    what = worded("Account {} is held until {}, and planned on {}.", "account_id", "hold_until", "plan_date")
    return found(led.filter(pl.col("plan_date") <= pl.col("hold_until")), what)


def holdout(evidence: Evidence) -> pl.DataFrame:
    """Findings: contacts with customers of the holdout arm."""
    left_alone = held_out(evidence.contacts["customer_id"], evidence.strategy)
    contacts = evidence.contacts.filter(pl.col("customer_id").is_in(left_alone))
    return found(contacts, worded("Customer {} belongs to the holdout.", "customer_id"))


def held_out(customer_ids: pl.Series, strategy: Strategy) -> list[str]:
    """Those of the customers who belong to the holdout arm."""
    said = strategy.experiments
    if said.holdout == 0:
        return []
    return [
        customer for customer in customer_ids.unique().sort().to_list() if _share(said.salt, customer) < said.holdout
    ]


def _share(salt: str, customer_id: str) -> float:
    """A number in [0, 1) that depends on salt and customer alone: 8 bytes of BLAKE2b (RFC 7693), big-endian."""
    digest = hashlib.blake2b(f"{salt}\0{customer_id}".encode(), digest_size=8).digest()
    return float(int.from_bytes(digest, "big") / 2**64)
