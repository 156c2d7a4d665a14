"""Which contacts a rule binds: on its channels, led by accounts that it applies to, on dates when it is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeAlias, TypeVar, cast

import numpy as np
import polars as pl

from collectplan.domain.expression import ExpressionError, truth
from collectplan.domain.stages import Bools, LoadedStrategy
from collectplan.domain.strategy import (
    CapRule,
    ClosedRule,
    CooldownRule,
    DatedRule,
    ExclusiveRule,
    GateRule,
    HoursRule,
    ObligationRule,
    PoolRule,
    SpacingRule,
    Strategy,
)
from collectplan.errors import Finding, StrategyError
from collectplan.screen.calendar import Calendar

R = TypeVar(
    "R",
    CapRule,
    ClosedRule,
    CooldownRule,
    DatedRule,
    ExclusiveRule,
    GateRule,
    HoursRule,
    ObligationRule,
    PoolRule,
    SpacingRule,
)


@dataclass(frozen=True, eq=False)
class Scoped(Generic[R]):
    """A rule and what it binds.

    Attributes:
        position: in the strategy's limits.rules.
        rule: itself.
        channels: [channels + 1] on which contacts are bound; the last is true where all are.
        counts: [known channels + 1] on which history counts; the last stands for every channel that is not known.
        events: the same, for the rule's event.
        applies: [accounts] for which `applies_when` is true; None: all.
        in_force: [dates] of the calendar.
        meets: [accounts] whether a gate's account passes; None for other kinds.
    """

    position: int
    rule: R
    channels: Bools
    counts: Bools
    events: Bools
    applies: Bools | None
    in_force: Bools
    meets: Bools | None = None

    def named(self, what: str) -> str:
        """`KIND ID: what`, as details of blocks read."""
        return f"{self.rule.kind} {self.rule.id}: {what}"


AnyScoped: TypeAlias = (
    Scoped[GateRule]
    | Scoped[ClosedRule]
    | Scoped[HoursRule]
    | Scoped[CooldownRule]
    | Scoped[ExclusiveRule]
    | Scoped[SpacingRule]
    | Scoped[CapRule]
)


@dataclass(frozen=True, eq=False)
class Rules:
    """The strategy's rules by kind, each in the order of the file; rules that bind no date of the plan are left out.

    Obligations are all there: their dates are those on which contacts fall due. `is_worst`: whether planned contacts
    are taken to end as badly as they can (`assume: worst_case`); else they are attempts, and no other event.
    """

    gates: tuple[Scoped[GateRule], ...]
    closed: tuple[Scoped[ClosedRule], ...]
    hours: tuple[Scoped[HoursRule], ...]
    cooldowns: tuple[Scoped[CooldownRule], ...]
    exclusives: tuple[Scoped[ExclusiveRule], ...]
    spacings: tuple[Scoped[SpacingRule], ...]
    caps: tuple[Scoped[CapRule], ...]
    pools: tuple[Scoped[PoolRule], ...]
    obligations: tuple[Scoped[ObligationRule], ...] = ()
    dated: tuple[Scoped[DatedRule], ...] = ()
    is_worst: bool = True

    def counts_planned(self, cap: CapRule) -> bool:
        """Whether a planned contact takes of the cap's room."""
        return self.is_worst or cap.count == "attempts"

    @property
    def ask_for_addresses(self) -> bool:
        """Whether a rule counts by address."""
        return any(cap.rule.per == "address" for cap in self.caps) or any(
            spacing.rule.per == "address" for spacing in self.spacings
        )

    @property
    def ask_for_accounts(self) -> bool:
        """Whether a rule counts by account."""
        return (
            any(cap.rule.per == "account" for cap in self.caps)
            or any(spacing.rule.per == "account" for spacing in self.spacings)
            or any(cooldown.rule.per == "account" for cooldown in self.cooldowns)
        )


def rules_of(accounts: pl.DataFrame, loaded: LoadedStrategy, calendar: Calendar) -> Rules:
    """Every rule with what it binds.

    Raises:
        StrategyError: expressions that cannot be evaluated over the portfolio's columns, all of them.
    """
    limits = loaded.strategy.limits
    channels, known = list(loaded.strategy.channels), known_channels(loaded.strategy)
    findings: list[Finding] = []
    found: dict[str, list[Scoped[Any]]] = {}
    for position, rule in enumerate(limits.rules):
        judge = _Judge(accounts, loaded, position, findings)
        counts = channel_mask(rule.channels, known, rule.past_channels)
        events = getattr(rule, "event_channels", None)
        past_events = getattr(rule, "past_event_channels", ())
        scoped: Scoped[Any] = Scoped(
            position=position,
            rule=rule,
            channels=channel_mask(rule.channels, channels),
            counts=counts,
            events=counts if events is None else channel_mask(events, known, past_events),
            applies=judge.truth(rule.applies_when, "applies_when"),
            in_force=calendar.in_force(rule.valid),
            meets=judge.gate(rule) if isinstance(rule, GateRule) else None,
        )
        if scoped.in_force.any():
            found.setdefault(rule.kind, []).append(scoped)
    if findings:
        raise StrategyError(findings)
    kinds = ("gate", "closed", "hours", "cooldown", "exclusive", "spacing", "cap", "pool")
    by_kind = Rules(*(tuple(found.get(kind, ())) for kind in kinds))  # type: ignore[arg-type]  # eight kinds, in order
    obligations = tuple(found.get("obligation", ()))
    dated = tuple(found.get("dated", ()))
    return replace(by_kind, obligations=obligations, dated=dated, is_worst=limits.assume == "worst_case")


def known_channels(strategy: Strategy) -> list[str]:
    """The strategy's channels in their order, and those of the history alone that its rules name."""
    return [*strategy.channels, *strategy.limits.past_channels]


def channel_mask(names: Iterable[str] | None, channels: list[str], further: Iterable[str] = ()) -> Bools:
    """[channels + 1] the channels named, all where None; the last is true only for all."""
    if names is None:
        return np.ones(len(channels) + 1, np.bool_)
    wanted = {*names, *(name.casefold() for name in further)}
    return np.array([*(channel in wanted for channel in channels), False], np.bool_)


@dataclass(frozen=True, eq=False)
class _Judge:
    """Evaluates one rule's expressions; what fails is found, not raised."""

    accounts: pl.DataFrame
    loaded: LoadedStrategy
    position: int
    findings: list[Finding]

    def truth(self, text: str | None, key: str) -> Bools | None:
        if text is None:
            return None
        try:
            return cast("Bools", truth(self.accounts, text).to_numpy())
        except ExpressionError as error:
            where = self.loaded.source.where("limits", "rules", self.position, key)
            self.findings.append(Finding(where, f"the expression {error}"))
            return None

    def gate(self, rule: GateRule) -> Bools:
        require, forbid = self.truth(rule.require, "require"), self.truth(rule.forbid, "forbid")
        meets = np.ones(self.accounts.height, np.bool_) if require is None else require
        return meets if forbid is None else meets & ~forbid
