"""A rule pack as frozen models: what a file of packs/ may say.

A pack's rules are those of a strategy, but for three things: they say `media` where a strategy says `channels`, they
may hold in one `reading` of the law alone, and their ids stand behind the pack's name once a strategy uses them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from collectplan.domain.outcomes import Outcome
from collectplan.domain.strategy import (
    CapRule,
    ClosedRule,
    ColumnType,
    CooldownRule,
    CountryCode,
    DatedRule,
    ExclusiveRule,
    GateRule,
    HoursRule,
    Medium,
    Model,
    Name,
    ObligationRule,
    PoolRule,
    SpacingRule,
    Text,
    Told,
)

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class AllBut(Model):
    """Every outcome but these."""

    not_: tuple[Outcome, ...] = Field(alias="not")


class Counted(Model):
    """What counts as an attempt, a contact and a conversation for a pack's rules; the contract's, where not given."""

    attempts: tuple[Outcome, ...] | AllBut | None = None
    contacts: tuple[Outcome, ...] | AllBut | None = None
    conversations: tuple[Outcome, ...] | AllBut | None = None


class Column(Model):
    """A portfolio column that a pack's expressions use; where a file lacks it, it reads as null."""

    type: ColumnType
    means: Told = Field(default_factory=dict)


class OfPack(Model):
    """What every rule of a pack may say beside what its kind says."""

    media: tuple[Medium, ...] | None = None
    """The rule binds the strategy's channels of these media; all, where not given."""
    reading: Name | None = None
    """The only reading in which the rule holds; every one, where not given."""


class PackCap(CapRule, OfPack):
    """A cap of a pack."""


class PackSpacing(SpacingRule, OfPack):
    """A spacing of a pack."""


class PackCooldown(CooldownRule, OfPack):
    """A cooldown of a pack."""

    event_media: tuple[Medium, ...] | None = None
    """Media on which the event counts; `media`, where not given."""


class PackExclusive(ExclusiveRule, OfPack):
    """An exclusive of a pack."""

    event_media: tuple[Medium, ...] | None = None
    """Media on which the event counts; `media`, where not given."""


class PackHours(HoursRule, OfPack):
    """Hours of a pack."""


class PackClosed(ClosedRule, OfPack):
    """Closed days of a pack."""


class PackGate(GateRule, OfPack):
    """A gate of a pack."""


class PackDated(DatedRule, OfPack):
    """A dated rule of a pack."""


class PackPool(PoolRule, OfPack):
    """A pool of a pack."""


class PackObligation(ObligationRule, OfPack):
    """An obligation of a pack."""


PackRule = Annotated[
    PackCap
    | PackSpacing
    | PackCooldown
    | PackExclusive
    | PackHours
    | PackClosed
    | PackGate
    | PackDated
    | PackPool
    | PackObligation,
    Field(discriminator="kind"),
]


class Pack(Model):
    """A body of contact law as rules, each with its source."""

    pack: Word
    """The pack's name, which is its file's, too."""
    version: Literal[1]
    name: Annotated[Told, Field(min_length=1)]
    country: CountryCode | None = None
    """ISO 3166 code; holidays of `closed` rules are its own. The strategy's, where not given."""
    reviewed: dt.date
    """When the sources were last read."""
    binds: Told = Field(default_factory=dict)
    """Who is bound, in words."""
    sources: Mapping[Name, Text] = Field(default_factory=dict)
    """What `source` of the rules cites in [brackets]: key and what it stands for."""
    readings: tuple[Word, ...] = ()
    """Readings of the law that differ; the first is taken where a strategy names none."""
    applies_when: Text | None = None
    """SQL over the portfolio's columns: the pack binds contacts led by accounts for which it is true."""
    columns: Mapping[Word, Column] = Field(default_factory=dict)
    """Columns of expressions that a portfolio may lack."""
    outcomes: Counted = Counted()
    unsure: tuple[Told, ...] = ()
    """What is uncertain or left out, in words."""
    rules: Annotated[tuple[PackRule, ...], Field(min_length=1)]
