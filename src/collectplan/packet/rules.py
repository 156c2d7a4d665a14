"""Every rule with its source, what the history counts under it around a date, and what it forbade then."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from collectplan.check import windows
from collectplan.check.cap import counting
from collectplan.check.events import preceding
from collectplan.check.evidence import Evidence, event_channels, keyed, on_past_channels, past_of
from collectplan.check.history import attempted
from collectplan.domain import expression
from collectplan.domain.rule_words import says
from collectplan.domain.strategy import CapRule, CooldownRule, ExclusiveRule, Rule, SpacingRule
from collectplan.packet.own import Own
from collectplan.packet.timeline import local, masked
from collectplan.packet.trial import BUILT_IN, Trial, clock
from collectplan.packet.words import LANGUAGES

#: Keys that are told apart from what the rule asks.
_TOLD_ELSEWHERE = frozenset({"id", "kind", "source", "severity", "verified", "says", "unsure", "valid", "outcomes"})
#: An expression over these could name other people.
_PERSONAL = frozenset({"customer_id", "account_id", "phone", "email", "postal"})
_EXPRESSIONS = ("applies_when", "require", "forbid")


def rules_of(own: Own, trial: Trial, planned: Evidence, date: dt.date, zone: str) -> list[dict[str, Any]]:
    """One mapping a rule: the strategy's in their order, then the built-in ones that forbid something.

    Args:
        own: the customer's rows.
        trial: of the date.
        planned: the customer's planned contacts.
        date: of the plan.
        zone: the customer's.
    """
    told = []
    for rule in own.loaded.strategy.limits.rules:
        bound = trial.evidence.bound(rule)
        told.append(
            {
                "id": rule.id,
                "kind": rule.kind,
                "severity": rule.severity,
                "source": rule.source,
                "verified": rule.verified,
                "says": {language: says(_shown(rule), language) for language in LANGUAGES},
                "unsure": dict(rule.unsure),
                "valid": {"from": _iso(rule.valid.from_), "to": _iso(rule.valid.to)},
                "asks": _asks(rule),
                "binds": bound.height > 0,
                "counts": _counts(rule, trial, planned, date) if isinstance(rule, CapRule) else [],
                "last": _last(rule, trial.evidence, bound, zone),
                "forbids": _forbids(rule.id, trial),
            }
        )
    told += [
        {"id": name, "kind": "built_in", "binds": True, "forbids": forbids}
        for name in BUILT_IN
        if (forbids := _forbids(name, trial))
    ]
    return told


def _shown(rule: Rule) -> Rule:
    """The rule without expressions that could name other people."""
    said = {key: getattr(rule, key, None) for key in _EXPRESSIONS}
    hidden = {key: "…" for key, text in said.items() if text and set(expression.columns(text)) & _PERSONAL}
    return rule.model_copy(update=hidden)


def _asks(rule: Rule) -> dict[str, Any]:
    """The rule's own keys."""
    said = _shown(rule).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {key: value for key, value in said.items() if key not in _TOLD_ELSEWHERE}


def _counts(rule: CapRule, trial: Trial, planned: Evidence, date: dt.date) -> list[dict[str, Any]]:
    """What counts in the rule's window that ends with the date, for each key of the rule.

    `counted` is what the history has, `planned` what the plan adds, `done` what was done of it or beside it.
    """
    tried = trial.evidence.bound(rule).drop("address").join(trial.contacts.select("row", "address"), on="row")
    one_each = {"customer": ["customer_id"], "account": ["account_id"], "address": ["address"]}[rule.per]
    firsts = tried.unique(one_each, keep="first", maintain_order=True).sort("row").select("row", shown=one_each[0])
    bound = keyed(trial.evidence.bound(rule), rule.per).join(firsts, on="row")
    first, last = _window(rule, date)
    told = bound
    for name, history in (("counted", trial.evidence.history), ("done", trial.done)):
        past = past_of(bound, on_past_channels(history, rule).filter(counting(rule)), rule.per)
        inside = past.filter(pl.col("date").is_between(first, last)).group_by("key").agg(pl.len().alias(name))
        told = told.join(inside, on="key", how="left")
    plan = planned.bound(rule).filter(pl.col("date").is_between(first, last))
    return [
        {
            "per": None if rule.per == "customer" else masked(key) if rule.per == "address" else key,
            "counted": counted or 0,
            "done": done or 0,
            "planned": plan.height if rule.per == "customer" else plan.filter(pl.col(one_each[0]) == key).height,
            "max": rule.max,
            "what": rule.count,
            "first": first.isoformat(),
            "last": last.isoformat(),
        }
        for key, counted, done in told.sort("row").select("shown", "counted", "done").iter_rows()
    ]


def _window(rule: CapRule, date: dt.date) -> tuple[dt.date, dt.date]:
    """First and last date of the rule's window that ends with the date, or of the period of the calendar around it."""
    around = pl.date_range(date - dt.timedelta(days=400), date + dt.timedelta(days=31), eager=True).alias("date")
    period = around.to_frame().select(windows.period(pl.col("date"), rule.window)).to_series()
    own = period.filter(around == date)[0]
    inside = around.filter((period <= own) & (period > own - windows.length(rule.window)))
    return inside[0], inside[-1]


def _last(rule: Rule, evidence: Evidence, bound: pl.DataFrame, zone: str) -> dict[str, Any] | None:
    """The last event or attempt that a rule looks back at, and from which date on it no longer does."""
    what: str
    if isinstance(rule, CooldownRule | ExclusiveRule):
        channels = event_channels(rule)
        is_per_account = isinstance(rule, CooldownRule) and rule.per == "account"
        pairs = preceding(
            *(bound, evidence, rule.after, channels),
            is_worst=False,
            table=rule.outcomes,
            per_account=is_per_account,
        )
        events = pairs.select("event_at", "event_date", channel="event_channel").unique().sort("event_at", "channel")
        days = rule.days if isinstance(rule, CooldownRule) else None
        what = rule.after
    elif isinstance(rule, SpacingRule):
        attempts = on_past_channels(evidence.history, rule).filter(attempted(rule))
        past = past_of(keyed(bound, rule.per), attempts, rule.per)
        events = past.select("at", "date", channel=pl.lit(None, pl.String)).unique().sort("at")
        events = events.rename({"at": "event_at", "date": "event_date"})
        days, what = rule.days, "attempt"
    else:
        return None
    if events.is_empty():
        return None
    at, date, channel = events.select("event_at", "event_date", "channel").row(-1)
    free_from = None if days is None else (date + dt.timedelta(days=days)).isoformat()
    return {"what": what, "at": local(at, zone), "channel": channel, "free_from": free_from}


def _forbids(rule: str, trial: Trial) -> list[dict[str, Any]]:
    """What a rule forbids: `channel, accounts, hours` (None: the whole day), accounts that it treats alike together."""
    forbidden = trial.forbidden(rule)
    tried = {
        key[0]: part.height for key, part in trial.contacts.partition_by("channel", "account_id", as_dict=True).items()
    }
    alike: dict[tuple[str, tuple[tuple[str, str], ...] | None], list[str]] = {}
    for (channel, account), part in (
        forbidden.sort("start").partition_by(["channel", "account_id"], as_dict=True, maintain_order=True).items()
    ):
        is_whole = part.height == tried[channel]
        spans = None if is_whole else _merged(list(part.select("start", "end").iter_rows()))
        alike.setdefault((str(channel), spans), []).append(str(account))
    order = {name: place for place, name in enumerate(trial.evidence.strategy.channels)}
    return [
        {"channel": channel, "accounts": sorted(accounts), "hours": None if spans is None else [list(s) for s in spans]}
        for (channel, spans), accounts in sorted(alike.items(), key=lambda item: (order[item[0][0]], str(item[0][1])))
    ]


def _merged(slots: list[tuple[int, int]]) -> tuple[tuple[str, str], ...]:
    """Spans of slots that follow each other, on the operation's clock."""
    spans: list[list[int]] = []
    for start, end in slots:
        if spans and spans[-1][1] == start:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return tuple((clock(start), clock(end)) for start, end in spans)


def _iso(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()
