"""What rules must keep beyond the types of their keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from collectplan.domain.clock import minutes_of
from collectplan.domain.strategy import (
    ClosedRule,
    CooldownRule,
    ExclusiveRule,
    GateRule,
    HoursRule,
    SpacingRule,
    Strategy,
)
from collectplan.read.strategy_notes import Notes

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
        notes.expression((*path, "applies_when"), rule.applies_when)
        _check_validity(path, data["limits"]["rules"][position].get("valid"), notes)
        if isinstance(rule, (CooldownRule, ExclusiveRule)):
            notes.all_known((*path, "event_channels"), "channel", rule.event_channels, channels)
        elif isinstance(rule, SpacingRule):
            if (rule.days is None) == (rule.hours is None):
                says = "neither days nor hours" if rule.days is None else "both days and hours"
                notes.add(path, f"the rule {rule.id} says {says}", "write one of them")
        elif isinstance(rule, HoursRule):
            _check_hours(path, rule, notes)
        elif isinstance(rule, ClosedRule):
            _check_closed(path, rule, strategy.country, notes)
        elif isinstance(rule, GateRule):
            if rule.require is None and rule.forbid is None:
                notes.add(path, f"the rule {rule.id} says neither require nor forbid", "add one of them")
            notes.expression((*path, "require"), rule.require)
            notes.expression((*path, "forbid"), rule.forbid)


def _check_validity(path: tuple[str | int, ...], given: Any, notes: Notes) -> None:
    if not isinstance(given, dict):
        return
    dates = {key: given[key] for key in ("from", "to") if given.get(key) is not None}
    for key, date in dates.items():
        # The model would also take seconds since 1970.
        if not isinstance(date, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
            notes.add((*path, "valid", key), f"{key} is {date!r}, which is no date", "write a date YYYY-MM-DD")
            return
    if len(dates) == 2 and dates["from"] > dates["to"]:
        notes.add((*path, "valid", "to"), "the rule ends before it begins", "let from be no later than to")


def _check_hours(path: tuple[str | int, ...], rule: HoursRule, notes: Notes) -> None:
    named = 0
    for field, info in HoursRule.model_fields.items():
        span = getattr(rule, field)
        if isinstance(span, tuple) and field not in ("channels",):
            named += 1
            if minutes_of(span[0]) >= minutes_of(span[1]):
                day = info.alias or field
                what = f"{day} opens at {span[0]} and closes at {span[1]}"
                notes.add((*path, day), what, "let it open before it closes, on one day")
    if not named:
        notes.add(
            path, f"the rule {rule.id} names no day, so that every day is closed", 'add mon-sun: ["08:00", "20:00"]'
        )


def _check_closed(path: tuple[str | int, ...], rule: ClosedRule, country: str | None, notes: Notes) -> None:
    if not rule.weekdays and not rule.holidays:
        notes.add(path, f"the rule {rule.id} closes no day", "add weekdays: [sun] or holidays: true")
    if rule.holidays and country is None:
        notes.add(
            (*path, "holidays"), "holidays are asked for, but no country is given", "add country, such as country: CO"
        )
