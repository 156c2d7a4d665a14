"""Targets and obligations that a strategy's own rules and capacities can never let hold, whatever the portfolio.

A contact can be closed to a (segment, channel) by a treatment, a rule or a capacity of 0. Where every contact that
would count is closed, one reason for each makes a contradiction; the fewest reasons that close all of them are told.
Only what holds on every date and for every account is taken for a reason: rules with `applies_when`, `valid` or `after`
are left out. Capacities are told where they are asked for: a plan that misses a target for want of them is a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import combinations
from typing import Final, get_args

from collectplan.domain.clock import minutes_of
from collectplan.domain.day import slot_starts
from collectplan.domain.source import KeyPath
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import (
    CapRule,
    ClosedRule,
    HoursRule,
    ObligationRule,
    Rule,
    Strategy,
    Target,
    Validity,
    Weekday,
)
from collectplan.errors import ContradictionError, Finding
from collectplan.read.strategy_checks import segment_names

#: Sets of reasons of up to so many are looked for exactly; beyond, each contact gives its first reason.
MOST_REASONS: Final = 3
_SPANS: Final = ("mon_sun", "weekdays", "weekend", *get_args(Weekday))


@dataclass(frozen=True, order=True)
class Reason:
    """Why no contact of a kind can ever be made: a path of the strategy, and a clause."""

    path: KeyPath
    what: str


def refuse_contradictions(loaded: LoadedStrategy) -> None:
    """Refuse a strategy that contradicts itself.

    Raises:
        ContradictionError: targets or obligations that can never hold, each with the fewest reasons.
    """
    findings = contradictions(loaded, with_capacity=False)
    if findings:
        raise ContradictionError(findings)


def contradictions(loaded: LoadedStrategy, *, with_capacity: bool = True) -> list[Finding]:
    """One finding for each target or obligation that can never hold, with the place of every reason.

    Args:
        loaded: the strategy.
        with_capacity: whether a capacity can be a reason, too.
    """
    strategy, source = loaded.strategy, loaded.source
    names = segment_names(strategy)
    found = []
    for position, target in enumerate(strategy.targets):
        if not target.min_contacts:
            continue
        counted = [name for name in names if any(fnmatchcase(name, pattern) for pattern in target.segments)]
        reasons = _reasons(strategy, counted, target.channels, with_capacity)
        if not reasons and with_capacity:
            reasons = _too_little(strategy, counted, target)
        if reasons:
            what = f"the target {target.id} can never be met: {_told(reasons, loaded)}"
            found.append(Finding(source.where("targets", position), what, "change one of these"))
    for position, rule in enumerate(strategy.limits.rules):
        # A rule for some accounts, or for some time, need not be kept on any date.
        if not isinstance(rule, ObligationRule) or not _is_always(rule):
            continue
        reasons = _reasons(strategy, names, rule.channels, with_capacity)
        if reasons:
            what = f"the obligation {rule.id} can never be kept: {_told(reasons, loaded)}"
            found.append(Finding(source.where("limits", "rules", position), what, "change one of these"))
    return found


def _told(reasons: Sequence[Reason], loaded: LoadedStrategy) -> str:
    """Every reason with its place."""
    return ", and ".join(f"{reason.what} ({loaded.source.where(*reason.path)})" for reason in reasons)


def _reasons(
    strategy: Strategy, segments: Iterable[str], channels: tuple[str, ...] | None, with_capacity: bool
) -> tuple[Reason, ...]:
    """The fewest reasons that close every contact with these segments on these channels; () where one is open."""
    closed = {
        (segment, channel): tuple(_closing(strategy, segment, channel, with_capacity))
        for segment in segments
        for channel in (strategy.channels if channels is None else channels)
    }
    if not closed or not all(closed.values()):
        return ()
    contacts = sorted(set(closed.values()))
    every = sorted({reason for reasons in contacts for reason in reasons})
    for size in range(1, MOST_REASONS + 1):
        for chosen in combinations(every, size):
            if all(not set(chosen).isdisjoint(reasons) for reasons in contacts):
                return chosen
    return tuple(sorted({reasons[0] for reasons in contacts}))


def _too_little(strategy: Strategy, segments: Sequence[str], target: Target) -> tuple[Reason, ...]:
    """The capacities that together carry fewer contacts than a target asks for; () where they carry enough."""
    total, reasons = 0.0, set[Reason]()
    for channel in strategy.channels if target.channels is None else target.channels:
        closing = [tuple(_closing(strategy, segment, channel, with_capacity=True)) for segment in segments]
        if all(closing):
            reasons |= {each[0] for each in closing}
            continue
        carried, path = _carried(strategy, channel)
        total += carried
        reasons.add(Reason(path, f"{channel} carries {carried:g} contacts a day"))
    return tuple(sorted(reasons)) if total < target.min_contacts else ()


def _carried(strategy: Strategy, name: str) -> tuple[float, KeyPath]:
    """The most contacts that a channel's limits let through in a day, and the limit that says so."""
    channel = strategy.channels[name]
    limits: list[tuple[float, KeyPath]] = []
    if channel.per_day is not None:
        limits.append((channel.per_day, ("channels", name, "per_day")))
    if channel.per_slot is not None:
        num_slots = 1 if channel.untimed else len(slot_starts(strategy))
        limits.append((channel.per_slot * num_slots, ("channels", name, "per_slot")))
    if strategy.budget.per_day is not None and channel.cost > 0:
        limits.append((strategy.budget.per_day // channel.cost, ("budget", "per_day")))
    return min(limits, default=(float("inf"), ("channels", name)))


def _closing(strategy: Strategy, segment: str, name: str, with_capacity: bool) -> Iterator[Reason]:
    """Every reason that alone closes a channel to a segment for good."""
    channel = strategy.channels[name]
    for position, treatment in enumerate(strategy.treatments):
        if any(fnmatchcase(segment, pattern) for pattern in treatment.segments):
            if treatment.channels is not None and name not in treatment.channels:
                only = f"{' and '.join(treatment.channels)} alone" if treatment.channels else "no channel"
                yield Reason(("treatments", position), f"the treatment of {treatment.segments[0]} allows {only}")
            break
    for limit in ("per_slot", "per_day"):
        if with_capacity and getattr(channel, limit) == 0:
            yield Reason(("channels", name, limit), f"{name} carries nothing")
    for position, rule in enumerate(strategy.limits.rules):
        if _is_always(rule) and (rule.channels is None or name in rule.channels):
            what = _never(rule, strategy, channel.untimed)
            if what:
                yield Reason(("limits", "rules", position), f"the rule {rule.id} {what}")


def _is_always(rule: Rule) -> bool:
    return rule.applies_when is None and rule.valid == Validity()


def _never(rule: Rule, strategy: Strategy, is_untimed: bool) -> str:
    """What a rule says if it never allows a contact; "" where it sometimes does."""
    if isinstance(rule, CapRule) and rule.max == 0 and rule.after is None:
        return "allows no contact"
    if isinstance(rule, ClosedRule) and set(rule.weekdays) == set(get_args(Weekday)):
        return "closes every day of the week"
    if isinstance(rule, HoursRule) and not is_untimed:
        spans = [span for span in (getattr(rule, name) for name in _SPANS) if span is not None]
        longest = max((minutes_of(end) - minutes_of(start) for start, end in spans), default=0)
        if longest < strategy.slots.minutes:
            return f"opens {longest} minutes at most, and a slot is {strategy.slots.minutes} minutes long"
    return ""
