"""What the customer has agreed to, and what the customer wishes.

Proves:
1. `consent`: the lead account's row consents to the channel; where it says nothing, the channel's default does;
2. `opt_out`: no opt-out of the customer on the channel, inbound or outbound, lies before the contact;
3. `preference`: the channel is the one that every row of the customer with a wish names, and the slot of a timed
   channel lies inside every row's preferred hours, on the customer's own clock; on each, where there are several.
"""

from __future__ import annotations

import polars as pl

from collectplan.check.events import latest, preceding
from collectplan.check.evidence import Evidence
from collectplan.check.findings import found, worded


def consent(evidence: Evidence) -> pl.DataFrame:
    """Findings: contacts without consent."""
    refused = [evidence.contacts.clear()]
    for channel in evidence.contacts["channel"].unique().sort():
        on_it = evidence.contacts.filter(pl.col("channel") == channel)
        agreed = evidence.book.typed(f"consent_{channel}").gather(on_it["account"])
        refused.append(on_it.filter(~agreed))
    return found(pl.concat(refused), worded("Account {} gives no consent to {}.", "account_id", "channel"))


def opt_out(evidence: Evidence) -> pl.DataFrame:
    """Findings: contacts on a channel that the customer has closed."""
    pairs = preceding(evidence.contacts, evidence, "opt_out", None, is_worst=False)
    closed = latest(pairs.filter(pl.col("event_channel") == pl.col("channel")))
    return found(closed, worded("The customer opted out of {} on {}.", "channel", "event_date"))


def preference(evidence: Evidence) -> pl.DataFrame:
    """Findings: contacts against the customer's own wish."""
    has_wish = pl.any_horizontal(pl.col("preferred_channel", "preferred_start", "preferred_end").is_not_null())
    usable = evidence.accounts.filter(pl.col("flaw").is_null() & has_wish)
    wishes = (
        usable.join(evidence.contacts, on="customer_id", how="semi")
        .group_by("customer_id")
        .agg(
            only=pl.col("preferred_channel").min(),
            other=pl.col("preferred_channel").max(),
            earliest=pl.col("preferred_start").max(),
            latest=pl.col("preferred_end").min(),
        )
    )
    wished = evidence.on_every_clock.join(wishes, on="customer_id")
    elsewhere = wished.filter((pl.col("channel") != pl.col("only")) | (pl.col("channel") != pl.col("other")))
    # Who names no end wishes nothing after midnight, where the next day's wish begins to hold.
    end = pl.coalesce("latest", pl.when(pl.col("earliest").is_not_null()).then(24 * 60))
    too_early, too_late = pl.col("opens") < pl.col("earliest"), pl.col("closes") > end
    another_hour = wished.filter(too_early | too_late)
    return pl.concat(
        [
            found(elsewhere, worded("The customer prefers another channel than {}.", "channel")),
            found(
                another_hour,
                worded("The {} on {} lies outside the hours that the customer prefers.", "channel", "date"),
            ),
        ]
    )
