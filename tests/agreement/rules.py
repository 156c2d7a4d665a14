"""Rules of every kind with every key, drawn at random: more ways of saying things than any one law has."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

Rule = dict[str, Any]

EVENTS = (
    *("contact", "contact", "conversation", "conversation", "promise", "refusal", "rpc", "delivered", "no_answer"),
    *("opt_out", "failed", "payment"),
)
OUTCOMES = (
    *("invalid_number", "busy", "no_answer", "voicemail", "delivered", "read", "third_party", "rpc", "promise"),
    *("refusal", "dispute", "callback", "payment", "opt_out", "complaint", "abandoned", "failed"),
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXPRESSIONS = (
    "days_past_due > 60",
    "reason = 'hardship'",
    "tenure_months < 60 OR reason = 'hardship'",
    "region LIKE 'US-%'",
    "region IS NULL OR region NOT LIKE '%-%'",
    "risk_score IS NULL OR risk_score > 0.4",
    "hold_until IS NOT NULL",
    "balance BETWEEN 100 AND 900",
    "COALESCE(asked, FALSE)",
    "NOT asked",
    "notice_sent IS NOT NULL",
    "preferred_start IS NULL",
    "past_due > 100",
)
TIMES = ("00:00", "01:00", "02:00", "06:00", "08:00", "08:30", "10:00", "12:00", "17:00", "19:00", "22:30", "24:00")


def window(dice: random.Random) -> Rule:
    if dice.random() < 0.5:
        return {"days": dice.choice([1, 1, 2, 3, 7, 14, 30])}
    return {"calendar": dice.choice(["day", "week", "month"])}


def span(dice: random.Random) -> list[str]:
    first, last = sorted(dice.sample(range(len(TIMES)), 2))
    return [TIMES[first], TIMES[last]]


def cap(dice: random.Random, channels: Sequence[str]) -> Rule:
    rule: Rule = {"max": dice.choice([0, 1, 1, 2, 2, 3, 5]), "window": window(dice)}
    rule["per"] = dice.choice(["customer", "customer", "account", "address"])
    if dice.random() < 0.6:
        rule["count"] = dice.choice(["attempts", "contacts", "conversations"])
    if dice.random() < 0.3:
        rule["except_outcomes"] = dice.sample(OUTCOMES, dice.randint(1, 4))
    if dice.random() < 0.45:
        rule["after"] = dice.choice(EVENTS)
    return rule


def spacing(dice: random.Random, channels: Sequence[str]) -> Rule:
    rule: Rule = {"per": dice.choice(["customer", "account", "address"])}
    unit = dice.choice(["hours", "days"])
    rule[unit] = dice.choice([0.5, 1, 3, 4.5, 24, 25, 48] if unit == "hours" else [1, 2, 3, 7])
    return rule


def cooldown(dice: random.Random, channels: Sequence[str]) -> Rule:
    rule: Rule = {"days": dice.choice([1, 1, 2, 3, 7, 30]), "after": dice.choice(EVENTS)}
    if dice.random() < 0.4:
        rule["event_channels"] = some(dice, channels)
    if dice.random() < 0.4:
        rule["per"] = "account"
    return rule


def exclusive(dice: random.Random, channels: Sequence[str]) -> Rule:
    rule: Rule = {"window": window(dice), "after": dice.choice(EVENTS[:4] if dice.random() < 0.7 else EVENTS)}
    if dice.random() < 0.4:
        rule["event_channels"] = some(dice, channels)
    return rule


def hours(dice: random.Random, channels: Sequence[str]) -> Rule:
    keys = dice.sample(["mon-sun", "weekdays", "weekend", *WEEKDAYS], dice.randint(1, 4))
    return {key: span(dice) for key in sorted({*keys, dice.choice(["mon-sun", "weekdays"])})}


def closed(dice: random.Random, channels: Sequence[str]) -> Rule:
    rule: Rule = {"weekdays": dice.sample(WEEKDAYS, dice.randint(1, 2))}
    if dice.random() < 0.6:
        rule["holidays"] = True
        if dice.random() < 0.3:
            del rule["weekdays"]
        if dice.random() < 0.3:
            rule["holidays_of"] = dice.choice(["US", "CL", "AU", "CO", "GB"])
    return rule


def gate(dice: random.Random, channels: Sequence[str]) -> Rule:
    return {dice.choice(["require", "forbid"]): dice.choice(EXPRESSIONS)}


def pool(dice: random.Random, channels: Sequence[str]) -> Rule:
    return {"max": dice.choice([1, 2, 3, 4]), "hours": dice.choice([0.5, 1, 2, 6, 24, 49])}


def dated(dice: random.Random, channels: Sequence[str]) -> Rule:
    rule: Rule = {"column": dice.choice(["notice_sent", "hold_until", "never_filled"])}
    least, most = dice.choice([0, 1, 3, 7, None]), dice.choice([7, 10, 30, None])
    if least is not None or most is None:
        rule["min_days"] = least or 0
    if most is not None:
        rule["max_days"] = most
    if dice.random() < 0.6:
        rule["missing"] = dice.choice(["allow", "allow", "forbid"])
    return rule


def obligation(dice: random.Random, channels: Sequence[str]) -> Rule:
    of = dice.choice([*EVENTS, "notice_sent", "notice_sent", "hold_until", "no_such_name"])
    return {"within_days": dice.choice([0, 1, 2, 3, 7]), "of": of}


KINDS = {
    "cap": (6, cap),
    "spacing": (4, spacing),
    "cooldown": (3, cooldown),
    "exclusive": (3, exclusive),
    "hours": (2, hours),
    "closed": (1, closed),
    "gate": (1, gate),
    "pool": (1, pool),
    "dated": (1, dated),
    "obligation": (2, obligation),
}
COUNTING = ("cap", "spacing", "cooldown", "exclusive", "pool", "obligation")


def some(dice: random.Random, channels: Sequence[str]) -> list[str]:
    return dice.sample(list(channels), dice.randint(1, len(channels)))


def outcome_table(dice: random.Random) -> Rule:
    names = dice.sample(["attempts", "contacts", "conversations"], dice.randint(1, 3))
    return {name: dice.sample(OUTCOMES, dice.randint(0, 8)) for name in names}


def some_rule(dice: random.Random, name: str, day: dt.date, channels: Sequence[str]) -> Rule:
    """One rule that binds some of the channels, perhaps for some accounts and from or to a date near `day`."""
    kind = dice.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
    rule: Rule = {"id": name, "kind": kind, **KINDS[kind][1](dice, channels)}
    if kind == "closed" and dice.random() < 0.4:
        rule["dates"] = [day + dt.timedelta(dice.randint(-1, 3)) for _ in range(dice.randint(1, 2))]
    if dice.random() < 0.5:
        rule["channels"] = some(dice, channels)
    if kind in COUNTING:
        for key in ("channels", "event_channels"):
            if key in rule and dice.random() < 0.4:
                rule[f"past_{key}"] = dice.choice([["fax"], ["fax", "telex"], ["Telex"]])
    if kind in COUNTING and dice.random() < 0.25:
        rule["outcomes"] = outcome_table(dice)
    if dice.random() < 0.25:
        rule["applies_when"] = dice.choice(EXPRESSIONS)
    if dice.random() < 0.2:
        first = day + dt.timedelta(dice.randint(-2, 2))
        rule["valid"] = dice.choice([{"from": first}, {"to": first}, {"from": first, "to": first + dt.timedelta(1)}])
    return rule
