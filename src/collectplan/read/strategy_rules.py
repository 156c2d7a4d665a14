"""What rules must keep beyond the types of their keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from collectplan.domain.clock import minutes_of
from collectplan.domain.source import KeyPath
from collectplan.domain.strategy import (
    ClosedRule,
    CooldownRule,
    DatedRule,
    ExclusiveRule,
    GateRule,
    HoursRule,
    Rule,
    RuleBase,
    SpacingRule,
    Strategy,
)
from collectplan.domain.tables import PORTFOLIO, ROW
from collectplan.read.strategy_notes import Notes

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

#: Ids under which the built-in rules are found in fates and findings.
BUILT_IN: Final = frozenset(
    {
        *("stop_reason", "hold_until", "consent", "opt_out", "address", "treatment", "skills", "slot"),
        *("unknown_account", "unknown_channel", "per_slot", "per_day", "agent_minutes", "budget", "minutes", "value"),
        *("objective", "bound", "fate", "preference", "holdout", "target"),
    }
)


def check_rules(strategy: Strategy, data: Mapping[str, Any], notes: Notes) -> None:
    """Notes what is wrong with `limits.rules`; `data` is what the file says, before any conversion."""
    channels = list(strategy.channels)
    rules = strategy.limits.rules
    notes.unique([("limits", "rules", i, "id") for i in range(len(rules))], "rule id", [rule.id for rule in rules])
    for position, rule in enumerate(rules):
        path = ("limits", "rules", position)
        if rule.id in BUILT_IN:
            notes.add((*path, "id"), f"{rule.id} is the id of a built-in rule", "give the rule another id")
        notes.all_known((*path, "channels"), "channel", rule.channels, channels)
        if rule.channels == ():
            notes.add(
                (*path, "channels"), "the rule binds no channel", "name channels, or take the key out to bind all"
            )
        if isinstance(rule, (CooldownRule, ExclusiveRule)):
            notes.all_known((*path, "event_channels"), "channel", rule.event_channels, channels)
        _check_past(path, rule, strategy, notes)
        if isinstance(rule, ClosedRule) and rule.holidays and rule.holidays_of is None and strategy.country is None:
            what = "holidays are asked for, but no country is given"
            notes.add((*path, "holidays"), what, "add country, such as country: CO")
        check_rule(path, rule, data["limits"]["rules"][position], notes)
    _check_columns(strategy, notes)


def _check_past(path: KeyPath, rule: Rule, strategy: Strategy, notes: Notes) -> None:
    """Channels of the history alone are none of the strategy's, and stand beside those that a rule names."""
    known = {name.casefold() for name in strategy.channels}
    pairs = [("past_channels", rule.past_channels, "channels", rule.channels)]
    if isinstance(rule, (CooldownRule, ExclusiveRule)):
        named = rule.event_channels
        pairs.append(("past_event_channels", rule.past_event_channels, "event_channels", named))
    for key, past, beside, channels in pairs:
        if past and channels is None:
            what = f"{key} stand beside {beside}, and the rule names none"
            notes.add((*path, key), what, f"name {beside}, or take {key} out", key=True)
        for position, name in enumerate(past):
            if name.casefold() in known:
                what = f"the strategy has the channel {name[:60]}"
                notes.add((*path, key, position), what, f"write it under {beside}")


def check_rule(path: KeyPath, rule: Rule, given: Mapping[str, Any], notes: Notes) -> None:
    """Notes what is wrong with one rule, be it a strategy's or a pack's; `given` is what the file says."""
    notes.expression((*path, "applies_when"), rule.applies_when)
    _check_validity(path, given.get("valid"), notes)
    if isinstance(rule, SpacingRule):
        if (rule.days is None) == (rule.hours is None):
            says = "neither days nor hours" if rule.days is None else "both days and hours"
            notes.add(path, f"the rule {rule.id} says {says}", "write one of them")
    elif isinstance(rule, HoursRule):
        _check_hours(path, rule, notes)
    elif isinstance(rule, ClosedRule):
        if not rule.weekdays and not rule.holidays and not rule.dates:
            mend = "add weekdays: [sun], holidays: true or dates: [2026-12-24]"
            notes.add(path, f"the rule {rule.id} closes no day", mend)
        _check_dates(path, given.get("dates"), notes)
    elif isinstance(rule, GateRule):
        if rule.require is None and rule.forbid is None:
            notes.add(path, f"the rule {rule.id} says neither require nor forbid", "add one of them")
        notes.expression((*path, "require"), rule.require)
        notes.expression((*path, "forbid"), rule.forbid)
    elif isinstance(rule, DatedRule):
        _check_dated(path, rule, notes)


def _check_dated(path: KeyPath, rule: DatedRule, notes: Notes) -> None:
    least, most = rule.min_days, rule.max_days
    if least is None and most is None:
        notes.add(path, f"the rule {rule.id} says neither min_days nor max_days", "add one of them")
    elif least is not None and most is not None and least > most:
        what = f"at least {least} and at most {most} days can never be"
        notes.add((*path, "max_days"), what, "let min_days be no more than max_days")
    if PORTFOLIO.get(rule.column, "date") != "date":
        notes.add((*path, "column"), f"the column {rule.column} holds no dates", "name a column with dates")


def _check_columns(strategy: Strategy, notes: Notes) -> None:
    for name, kind in strategy.limits.columns.items():
        path = ("limits", "columns", name)
        if name == ROW:
            notes.add(path, f"{ROW} is a name of ours", "give the column another name", key=True)
        elif name in PORTFOLIO or (name.startswith("consent_") and kind != "boolean"):
            what = f"the column {name[:60]} has its type already, and may always be absent"
            notes.add(path, what, f"take {kind} out", key=True)


def _check_validity(path: KeyPath, given: Any, notes: Notes) -> None:
    if not isinstance(given, dict):
        return
    dates = {key: given[key] for key in ("from", "to") if given.get(key) is not None}
    for key, date in dates.items():
        # The model would also take seconds since 1970.
        if not isinstance(date, str) or not _DATE.fullmatch(date):
            notes.add((*path, "valid", key), f"{key} is {date!r}, which is no date", "write a date YYYY-MM-DD")
            return
    if len(dates) == 2 and dates["from"] > dates["to"]:
        notes.add((*path, "valid", "to"), "the rule ends before it begins", "let from be no later than to")


def _check_dates(path: KeyPath, given: Any, notes: Notes) -> None:
    for position, date in enumerate(given if isinstance(given, list) else ()):
        # The model would also take seconds since 1970.
        if not isinstance(date, str) or not _DATE.fullmatch(date):
            notes.add((*path, "dates", position), f"{date!r} is no date", "write a date YYYY-MM-DD")


def _check_hours(path: KeyPath, rule: HoursRule, notes: Notes) -> None:
    named = 0
    for field, info in HoursRule.model_fields.items():
        span = getattr(rule, field)
        if isinstance(span, tuple) and field not in RuleBase.model_fields:
            named += 1
            if minutes_of(span[0]) >= minutes_of(span[1]):
                day = info.alias or field
                what = f"{day} opens at {span[0]} and closes at {span[1]}"
                notes.add((*path, day), what, "let it open before it closes, on one day")
    if not named:
        notes.add(
            path, f"the rule {rule.id} names no day, so that every day is closed", 'add mon-sun: ["08:00", "20:00"]'
        )
