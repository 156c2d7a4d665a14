"""What became of each obligation, and which rules stand against the missed ones, for run.json and the terminal."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Day, Duties, LoadedStrategy, Permitted, Segmented, Solution

#: Reasons of channels that are permitted and yet hold no contact: told by what they are, not by a rule.
_OPEN: Final = frozenset({"planned", "passed_over", "no_value", "no_crew"})
#: The built-in rule by which customers are left alone for an experiment.
HELD_OUT: Final = "holdout"


def told_of_obligations(
    permitted: Permitted,
    segmented: Segmented,
    solution: Solution,
    why: pl.DataFrame,
    loaded: LoadedStrategy,
    day: Day,
) -> list[dict[str, Any]]:
    """What run.json says of every obligation and date by which contacts fall due, by rule and date.

    Args:
        permitted: with the duties.
        segmented: accounts and what suppresses them.
        solution: whose contacts answer.
        why: the explain sidecar.
        loaded: the strategy.
        day: the planned dates.

    Returns:
        Mappings with `rule, by, due, kept, missed`; each missed one with `customer_id, by`, `why` in words, and
        `against`: ids of the rules, built-in ones among them, that stand against it on the plan date. Customers of
        the holdout are among the missed, `against` being `holdout` alone: the experiment leaves them be, not the plan.
    """
    duties = permitted.duties
    if duties is None:
        return []
    is_kept = kept(duties, permitted, solution.contacts)
    ids = permitted.customer_ids.gather(duties.customer).to_list()
    missed = {ids[nth] for nth in np.flatnonzero(~is_kept).tolist()}
    rows = _why(missed, why)
    suppressed = _suppressions(missed, segmented)
    rules = loaded.strategy.limits.rules
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for nth, (line, by) in enumerate(zip(duties.line.tolist(), duties.by.tolist(), strict=True)):
        position, date = duties.lines[line][0], day.dates[by].isoformat()
        entry = found.setdefault(
            (position, by), {"rule": rules[position].id, "by": date, "due": 0, "kept": 0, "missed": []}
        )
        entry["due"] += 1
        entry["kept"] += int(is_kept[nth])
        if not is_kept[nth]:
            channels = rules[position].channels
            reasons = [row for row in rows.get(ids[nth], []) if channels is None or row[0] in channels]
            words, against = _said(reasons, suppressed.get(ids[nth]))
            entry["missed"].append({"customer_id": ids[nth], "by": date, "why": words, "against": against})
    for entry in found.values():
        entry["missed"].sort(key=lambda each: each["customer_id"])
    return [found[key] for key in sorted(found)]


def kept(duties: Duties, permitted: Permitted, contacts: pl.DataFrame) -> Bools:
    """[duties] whether a contact of the plan answers each."""
    pairs, width = permitted.pairs, int(permitted.moments.channel.max(initial=-1)) + 1
    num_dates = int(permitted.moments.date.max(initial=0)) + 1

    def key(frame: pl.DataFrame) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        customer, date, channel = (frame[name].to_numpy().astype(np.int64) for name in ("customer", "date", "channel"))
        found: np.ndarray[tuple[int, ...], np.dtype[np.int64]] = (customer * num_dates + date) * width + channel
        return found

    answered = np.zeros((len(duties.lines), len(permitted.customer_ids)), np.bool_)
    if contacts.height:
        kind = duties.kind_of_pair[np.searchsorted(key(pairs), key(contacts))]
        # Slot -1, without an hour, is the last.
        line_of = duties.answers[kind, :, contacts["slot"].to_numpy()]
        contact, line = np.nonzero(line_of)
        answered[line, contacts["customer"].to_numpy()[contact]] = True
    return answered[duties.line, duties.customer]


def awaited(permitted: Permitted, contacts: pl.DataFrame) -> tuple[Bools, Bools]:
    """Pairs by which a missed duty could have been kept.

    Returns:
        [pairs] whether a contact would answer a duty of its customer that none of the plan answers; [pairs] whether the
        customer's other contacts would give way to it, as they do for a duty: none of them keeps another.
    """
    duties = permitted.duties
    found = np.zeros(permitted.pairs.height, np.bool_)
    if duties is None:
        return found, found
    is_kept = kept(duties, permitted, contacts)
    owed = np.zeros((len(duties.lines), len(permitted.customer_ids)), np.bool_)
    owed[duties.line[~is_kept], duties.customer[~is_kept]] = True
    customer, opening = (permitted.pairs[name].to_numpy() for name in ("customer", "opening"))
    for line in range(len(duties.lines)):
        at = np.flatnonzero((duties.kind_of_pair > 0) & owed[line, customer])
        found[at[duties.is_answer(duties.kind_of_pair[at], line, permitted.openings[opening[at]])]] = True
    return found, found & ~np.isin(customer, duties.customer[is_kept])


def _why(customers: set[str], why: pl.DataFrame) -> dict[str, list[tuple[str, str, str, str, str]]]:
    """Channel, state, reason, rule and detail of the customers' channels, in the strategy's order."""
    names = ("channel", "state", "reason", "rule", "detail")
    mine = why.filter(pl.col("customer_id").is_in(sorted(customers)))
    found: dict[str, list[tuple[str, str, str, str, str]]] = {}
    for customer, *row in mine.select("customer_id", *(pl.col(name).cast(pl.String) for name in names)).iter_rows():
        channel, state, reason, rule, detail = (text or "" for text in row)
        found.setdefault(customer, []).append((channel, state, reason, rule, detail))
    return found


def _suppressions(customers: set[str], segmented: Segmented) -> dict[str, str]:
    """What suppresses the first account of customers all of whose accounts are left alone on the plan date."""
    mine = segmented.accounts.filter(pl.col("customer_id").is_in(sorted(customers)))
    alone = mine.group_by("customer_id", maintain_order=True).agg(
        pl.when((pl.col("arm") == "holdout").any())
        .then(pl.lit(HELD_OUT))
        .when((pl.col("suppressed") != "").all())
        .then(pl.col("suppressed").first())
        .alias("reason")
    )
    return {customer: reason for customer, reason in alone.iter_rows() if reason is not None}


def _said(reasons: list[tuple[str, str, str, str, str]], suppressed: str | None) -> tuple[str, list[str]]:
    """Why no contact was planned, in words, and the rules against it."""
    if suppressed == HELD_OUT:
        return "held out: nobody of the holdout is contacted", [HELD_OUT]
    if suppressed is not None and not reasons:
        return suppressed, [suppressed]
    words, against = [], set()
    for channel, state, reason, rule, detail in reasons:
        name = rule if rule and rule != reason else ""
        against.add(rule or reason)
        told = f"{channel}: {reason}" + (f" {name}" if name else "")
        words.append(told + (f" ({detail})" if detail and state not in _OPEN else ""))
    return "; ".join(words) or "no channel is permitted", sorted(against - {""})
