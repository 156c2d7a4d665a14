"""What a strategy must keep beyond the types of its keys: names exist, numbers rise, expressions parse."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise
from typing import Any, Final

from collectplan.domain.clock import minutes_of
from collectplan.domain.source import Source
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import CapRule, PoolRule, Strategy
from collectplan.domain.tables import PORTFOLIO
from collectplan.errors import Finding, StrategyError
from collectplan.read.strategy_input import check_input
from collectplan.read.strategy_notes import Notes
from collectplan.read.strategy_rules import check_rules
from collectplan.read.strategy_words import closest

#: Larger numbers are slips of the pen, and would overflow sums.
_MAX_COUNT: Final = 1_000_000_000
_MAX_DAYS: Final = 1_000_000
_MAX_MONEY: Final = 1e15
_MAX_WEIGHT: Final = 1e6

#: Words of fates and of segments that a segment's own name would be taken for.
_TAKEN: Final = frozenset({"suppressed", "rejected", "planned", "not_planned", "unscored"})


def strategy_findings(strategy: Strategy, source: Source, data: Mapping[str, Any]) -> list[Finding]:
    """Everything that is wrong with a strategy whose keys are of the right types.

    Args:
        strategy: of the file.
        source: the places of its parts.
        data: what the file says, before any conversion.
    """
    notes = Notes(source)
    _check_top(strategy, data, notes)
    check_input(strategy.input, tuple(strategy.channels), notes)
    num_before = len(notes.findings)
    _check_segments(strategy, notes)
    # Where segments are wrong, what names them cannot be judged.
    names = segment_names(strategy) if len(notes.findings) == num_before else []
    _check_channels(strategy, notes)
    _check_paydays(strategy, notes)
    _check_treatments(strategy, names, notes)
    check_rules(strategy, data, notes)
    _check_targets(strategy, names, notes)
    _check_sizes(strategy, notes)
    return notes.findings


def segment_names(strategy: Strategy) -> list[str]:
    """Every name that an account's segment can have: those of rules, then BUCKET/RISK."""
    edges = strategy.segments.buckets
    inner = [f"{low}-{high - 1}" for low, high in pairwise(edges)]
    buckets = ["pre-due", *inner, f"{edges[-1]}+"]
    bands = [*strategy.segments.risk, "unscored"]
    return [*(rule.name for rule in strategy.segments.rules), *(f"{b}/{r}" for b in buckets for r in bands)]


def need_priors(loaded: LoadedStrategy) -> None:
    """Refuses channels of which nothing is assumed, as nothing could be planned on them.

    Raises:
        StrategyError: channels without a prior.
    """
    notes = Notes(loaded.source)
    for channel in loaded.strategy.channels:
        if channel not in loaded.strategy.priors:
            what = f"the channel {channel[:60]} has no prior, so that its contacts have no value"
            notes.add(("channels", channel), what, f"add {channel[:60]}: {{reach: ..., pays: ...}} to priors", key=True)
    if notes.findings:
        raise StrategyError(notes.findings)


@cache
def _zones() -> frozenset[str]:
    """Every zone that the machine knows; found once, since its folders are walked for them."""
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory"})


def _check_top(strategy: Strategy, data: Mapping[str, Any], notes: Notes) -> None:
    if type(data.get("version")) is not int:
        notes.add(("version",), "version is not a whole number", "write version: 1")
    if strategy.timezone not in _zones():
        advice = closest(strategy.timezone, _zones()) or "write an IANA name such as America/Bogota"
        notes.add(("timezone",), f"there is no time zone {strategy.timezone[:60]}", advice)
    slots = strategy.slots
    start, end = minutes_of(slots.start), minutes_of(slots.end)
    if start >= end:
        what = f"slots start at {slots.start} and end at {slots.end}"
        notes.add(("slots", "end"), what, "let the day start before it ends")
    elif end - start < slots.minutes:
        what = f"no slot of {slots.minutes} minutes lies between {slots.start} and {slots.end}"
        notes.add(("slots", "minutes"), what, "write fewer minutes, or a longer day")
    if strategy.experiments.holdout >= 1:
        notes.add(("experiments", "holdout"), "the holdout leaves nobody to contact", "write a share below 1")


def _check_segments(strategy: Strategy, notes: Notes) -> None:
    segments = strategy.segments
    for position, (low, high) in enumerate(pairwise(segments.buckets), start=1):
        if high <= low:
            what = f"the bucket edge {high} does not rise above {low}"
            notes.add(("segments", "buckets", position), what, "write rising edges")
    bands = list(segments.risk.items())
    for (before, lower), (band, upper) in pairwise(bands):
        if upper <= lower:
            what = f"the edge of {band[:60]} does not rise above that of {before[:60]}"
            notes.add(("segments", "risk", band), what, "write rising upper edges")
    if not bands or bands[-1][1] != 1.0:
        notes.add(("segments", "risk", *[b for b, _ in bands[-1:]]), "the last risk edge is not 1.0", "let it be 1.0")
    for band, _ in bands:
        _check_name(("segments", "risk", band), band, notes, key=True)
    rules = segments.rules
    paths = [("segments", "rules", position, "name") for position in range(len(rules))]
    notes.unique(paths, "segment", [rule.name for rule in rules])
    computed = set(segment_names(strategy)[len(rules) :])
    for position, rule in enumerate(rules):
        _check_name(paths[position], rule.name, notes)
        if rule.name in computed:
            notes.add(paths[position], f"{rule.name} is a bucket and risk band", "give the rule another name")
        notes.expression(("segments", "rules", position, "when"), rule.when)


def _check_name(path: tuple[str | int, ...], name: str, notes: Notes, key: bool = False) -> None:
    if name.lower() in _TAKEN:
        notes.add(path, f"{name} has a meaning of its own", "give another name", key)
    if set(name) & set("*?["):
        notes.add(path, f"the name {name[:60]} has a wildcard", "take *, ? and [ out of it", key)


def _check_channels(strategy: Strategy, notes: Notes) -> None:
    for name, channel in strategy.channels.items():
        path = ("channels", name)
        if channel.agents and channel.minutes is None:
            notes.add(
                path, f"{name[:60]} has agents but no minutes", "add minutes: {no_answer: 1.0, contact: 5.5}", key=True
            )
        if channel.agents and channel.untimed:
            what = f"{name[:60]} has agents but no hour, so that no shift can be charged"
            notes.add((*path, "untimed"), what, "take untimed or agents out")
        kind = PORTFOLIO.get(channel.address or "")
        if kind not in (None, "text"):
            what = f"the column {channel.address} holds no addresses"
            notes.add((*path, "address"), what, "write phone, email, postal or a column of your own")
    for name in strategy.priors:
        notes.known(("priors", name), "channel", name, strategy.channels, key=True)


def _check_paydays(strategy: Strategy, notes: Notes) -> None:
    paydays = strategy.paydays
    if paydays is None:
        return
    if not paydays.days and paydays.column is None:
        notes.add(("paydays",), "paydays name no day", "add days: [15, last], or column: with each customer's own day")
    if paydays.column in PORTFOLIO:
        what = f"the column {paydays.column} holds no days of the month"
        notes.add(("paydays", "column"), what, "write a column of your own")


def _check_treatments(strategy: Strategy, names: list[str], notes: Notes) -> None:
    named = [(position, t.name) for position, t in enumerate(strategy.treatments) if t.name]
    notes.unique([("treatments", position, "name") for position, _ in named], "treatment", [name for _, name in named])
    for position, treatment in enumerate(strategy.treatments):
        path = ("treatments", position)
        _check_patterns((*path, "segments"), treatment.segments, names, notes)
        notes.all_known((*path, "channels"), "channel", treatment.channels, strategy.channels)
        for channel in treatment.templates:
            notes.known((*path, "templates", channel), "channel", channel, strategy.channels, key=True)
        for index, skill in enumerate(treatment.skills):
            if len(skill.split()) != 1:
                what = f"the skill {skill[:60]!r} has a blank"
                notes.add((*path, "skills", index), what, "write one word, as in the roster")


def _check_patterns(path: tuple[str | int, ...], patterns: tuple[str, ...], names: list[str], notes: Notes) -> None:
    for position, pattern in enumerate(patterns):
        if "[" in pattern:
            notes.add((*path, position), f"the segment {pattern[:60]} has a bracket", "write * or ? for any characters")
        elif names and not any(fnmatchcase(name, pattern) for name in names):
            advice = closest(pattern, names + sorted({name.split("/")[0] + "/*" for name in names if "/" in name}))
            what = f"no account can be in segment {pattern[:60]}"
            notes.add((*path, position), what, advice or f"write one of {', '.join(names[:6])} ...")


def _check_targets(strategy: Strategy, names: list[str], notes: Notes) -> None:
    targets = strategy.targets
    paths = [("targets", position) for position in range(len(targets))]
    notes.unique([(*path, "id") for path in paths], "target id", [target.id for target in targets])
    for path, target in zip(paths, targets, strict=True):
        _check_patterns((*path, "segments"), target.segments, names, notes)
        notes.all_known((*path, "channels"), "channel", target.channels, strategy.channels)
        if target.channels == ():
            notes.add((*path, "channels"), "the target counts no channel", "name channels, or take the key out")


def _check_sizes(strategy: Strategy, notes: Notes) -> None:
    sized: list[tuple[tuple[str | int, ...], float | None, float]] = [
        *((("segments", "buckets", i), edge, _MAX_DAYS) for i, edge in enumerate(strategy.segments.buckets)),
        *((("treatments", i, "weight"), t.weight, _MAX_WEIGHT) for i, t in enumerate(strategy.treatments)),
        (("budget", "per_day"), strategy.budget.per_day, _MAX_MONEY),
    ]
    for name, channel in strategy.channels.items():
        sized += [
            (("channels", name, "per_slot"), channel.per_slot, _MAX_COUNT),
            (("channels", name, "per_day"), channel.per_day, _MAX_COUNT),
            (("channels", name, "cost"), channel.cost, _MAX_MONEY),
        ]
    for position, rule in enumerate(strategy.limits.rules):
        if isinstance(rule, (CapRule, PoolRule)):
            sized.append((("limits", "rules", position, "max"), rule.max, _MAX_COUNT))
    for position, target in enumerate(strategy.targets):
        sized.append((("targets", position, "min_contacts"), target.min_contacts, _MAX_COUNT))
    for path, value, largest in sized:
        if value is not None and abs(value) > largest:
            key = next(element for element in reversed(path) if isinstance(element, str))
            notes.add(path, f"{key} is {value:g}", f"write at most {largest:g}")
