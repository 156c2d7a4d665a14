"""The strategy file as frozen models: every key of the contract, its type, its range and its default.

Models carry data and no logic: what a rule *means* is written once in `screen` and a second time, independently,
in `check`. Checks that need more than one key (a rule that names an unknown channel) live in `read`, where the
place in the file is known. `collectplan schema` prints the JSON Schema of `Strategy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, Strict

from collectplan.domain.outcomes import Outcome
from collectplan.domain.rules import CalendarWindow as CalendarWindow
from collectplan.domain.rules import CapRule as CapRule
from collectplan.domain.rules import ClosedRule as ClosedRule
from collectplan.domain.rules import CooldownRule as CooldownRule
from collectplan.domain.rules import DatedRule as DatedRule
from collectplan.domain.rules import DaysWindow as DaysWindow
from collectplan.domain.rules import ExclusiveRule as ExclusiveRule
from collectplan.domain.rules import GateRule as GateRule
from collectplan.domain.rules import HoursRule as HoursRule
from collectplan.domain.rules import ObligationRule as ObligationRule
from collectplan.domain.rules import OutcomeTable as OutcomeTable
from collectplan.domain.rules import PoolRule as PoolRule
from collectplan.domain.rules import Rule as Rule
from collectplan.domain.rules import RuleBase as RuleBase
from collectplan.domain.rules import SpacingRule as SpacingRule
from collectplan.domain.rules import Validity as Validity
from collectplan.domain.rules import Window as Window
from collectplan.domain.values import Bool as Bool
from collectplan.domain.values import ColumnType as ColumnType
from collectplan.domain.values import CountryCode as CountryCode
from collectplan.domain.values import Event as Event
from collectplan.domain.values import Int as Int
from collectplan.domain.values import Medium as Medium
from collectplan.domain.values import Model as Model
from collectplan.domain.values import Name as Name
from collectplan.domain.values import Number as Number
from collectplan.domain.values import Share as Share
from collectplan.domain.values import Span as Span
from collectplan.domain.values import Text as Text
from collectplan.domain.values import Time as Time
from collectplan.domain.values import Told as Told
from collectplan.domain.values import Weekday as Weekday


class Input(Model):
    """How the tables are written."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    """One character between cells."""
    decimal: Literal[".", ","] = "."
    """The decimal mark of numbers."""
    thousands: Literal["", ".", ",", " ", "'"] = ""
    """A mark between thousands that numbers may carry; it must differ from `decimal`."""
    encoding: Name = "utf-8"
    """The files' character encoding, by its Python name: utf-8, latin-1, cp1252, utf-16 ..."""
    date_format: Name = "%Y-%m-%d"
    """Dates, as strftime writes them; ISO dates are understood always."""
    timestamp_format: Name | None = None
    """Timestamps, as strftime writes them; ISO timestamps are understood always."""
    columns: Mapping[Name, Name] = Field(default_factory=dict)
    """Our name for a column: the file's own header."""
    derive: Mapping[Name, Text] = Field(default_factory=dict)
    """Our name for a column that the file lacks: SQL over the file's own columns."""
    outcomes: Mapping[Name, Outcome] = Field(default_factory=dict)
    """A dialler's own code: the outcome that it stands for."""
    max_rejects: Share = 0.01
    """The share of bad rows from which a table is refused as a whole."""


class SegmentRule(Model):
    """Accounts for which `when` is true belong to segment `name`."""

    name: Name
    when: Text
    """SQL over the portfolio's columns."""


class Segments(Model):
    """How accounts are put into segments: the first rule that matches, else BUCKET/RISK."""

    buckets: Annotated[tuple[Int, ...], Field(min_length=1)] = (1, 31, 61, 91, 181)
    """Lower edges in days past due, rising; below the first lies `pre-due`."""
    risk: Mapping[Name, Share] = Field(default_factory=lambda: {"low": 0.15, "medium": 0.45, "high": 1.0})
    """Name of a band: its upper edge of risk_score, inclusive; rising, the last 1.0."""
    rules: tuple[SegmentRule, ...] = ()


class Slots(Model):
    """The rows of the day's clock; a rest shorter than `minutes` at the end of the day is not used."""

    start: Time = "07:00"
    end: Time = "20:00"
    minutes: Annotated[int, Strict(), Field(ge=5, le=1440)] = 60


class CallMinutes(Model):
    """Agent minutes of one attempt."""

    no_answer: Annotated[float, Strict(), Field(ge=0, le=1440)]
    contact: Annotated[float, Strict(), Field(ge=0, le=1440)]


class Channel(Model):
    """A way to reach customers, and what it can carry."""

    address: Name | None = None
    """The portfolio column that holds the address; without it none is needed."""
    agents: Bool = False
    """Whether an agent's minutes are used."""
    minutes: CallMinutes | None = None
    """Asked for where `agents` is true."""
    per_slot: Annotated[int, Strict(), Field(ge=0)] | None = None
    per_day: Annotated[int, Strict(), Field(ge=0)] | None = None
    cost: Annotated[float, Strict(), Field(ge=0)] = 0.0
    """Money for one contact."""
    consent: Bool = True
    """What holds where the portfolio says nothing in consent_CHANNEL."""
    untimed: Bool = False
    """No hour: one slot for the whole day."""
    medium: Medium | None = None
    """By what it reaches people, as rule packs say it (call, sms, letter ...); its own name, where not given."""


class Agents(Model):
    """What is left of a shift for work."""

    occupancy: Share = 1.0
    shrinkage: Share = 0.0


class Prior(Model):
    """What is assumed of a channel where no model has been learned."""

    reach: Share | Annotated[Mapping[Time, Share], Field(min_length=1)]
    """P(rpc | attempt), one number or by hour, each from its time on; the first also before it."""
    pays: Share
    """The rise in P(payment) that an rpc brings."""


#: How a payday says the last day of the month.
LAST_DAY = "last"


class Paydays(Model):
    """Days of the month on which people are paid, and what a contact brings on them and shortly after."""

    days: tuple[Annotated[int, Strict(), Field(ge=1, le=31)] | Literal["last"], ...] = ()
    """Days of the month; one beyond the month's end is its last."""
    column: Name | None = None
    """The portfolio column with a customer's own day of the month, in the place of `days` where it says one."""
    after: Annotated[int, Strict(), Field(ge=0, le=30)] = 0
    """For how many days after a payday a contact brings as much as on it."""
    pays: Annotated[float, Strict(), Field(gt=0, le=100)]
    """By how much `pays` of every channel is multiplied on those dates."""


class Horizon(Model):
    """How days that are planned together are weighed against each other."""

    discount: Annotated[float, Strict(), Field(ge=0, lt=1)] = 0.02
    """A contact so many days ahead counts for (1 - discount)^days of its value."""


class Treatment(Model):
    """What may be done with the accounts of some segments. The first match wins."""

    name: Name | None = None
    segments: Annotated[tuple[Name, ...], Field(min_length=1)]
    """Segment names; * and ? stand for any characters."""
    channels: tuple[Name, ...] | None = None
    """Channels allowed; all, where not given."""
    skills: tuple[Name, ...] = ()
    """Skills that an agent group must have."""
    weight: Annotated[float, Strict(), Field(ge=0)] = 1.0
    templates: Mapping[Name, Name] = Field(default_factory=dict)
    """Channel: name of the message template."""
    offers: tuple[Name, ...] = ()


class PackUse(Model):
    """A rule pack with the reading that is taken of it, for some accounts or for all."""

    pack: Name
    reading: Name | None = None
    """One of the pack's readings; its first, where not given."""
    applies_when: Text | None = None
    """SQL over the portfolio's columns: the pack binds contacts led by accounts for which it is true."""


class Limits(Model):
    """Contact law and house rules; all that apply bind."""

    packs: tuple[Name | PackUse, ...] = ()
    """Rule packs, each as NAME, NAME:READING or {pack, reading, applies_when}."""
    rules: tuple[Rule, ...] = ()
    """The strategy's own rules; once loaded, those of its packs after them."""
    assume: Literal["worst_case", "contingent"] = "worst_case"
    columns: Mapping[Name, ColumnType] = Field(default_factory=dict)
    """Columns of expressions that a portfolio may lack, and their types: an absent one reads as null."""

    @property
    def past_channels(self) -> tuple[str, ...]:
        """Channels of the history alone that rules name, in small letters, each once."""
        named = (
            name.casefold()
            for rule in self.rules
            for name in (*rule.past_channels, *getattr(rule, "past_event_channels", ()))
        )
        return tuple(dict.fromkeys(named))


class Zones(Model):
    """What tells a customer's time zone where the portfolio's timezone says nothing."""

    from_: tuple[Literal["region", "phone"], ...] = Field(default=(), alias="from")
    """Where several zones are told, an hour must be open in each of them; nothing told: the strategy's zone."""


class Target(Model):
    """A floor: at least so many contacts with accounts of these segments."""

    id: Name
    segments: Annotated[tuple[Name, ...], Field(min_length=1)]
    channels: tuple[Name, ...] | None = None
    min_contacts: Annotated[int, Strict(), Field(ge=0)]


class Budget(Model):
    """Money for channel costs."""

    per_day: Annotated[float, Strict(), Field(ge=0)] | None = None


class Experiments(Model):
    """Customers left alone, so that the effect of contacting the others can be measured."""

    holdout: Share = 0.0
    salt: str = ""


class Strategy(Model):
    """A campaign strategy: segments, treatments, channels, rules and limits of one operation."""

    version: Literal[1]
    name: str = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "XXX"
    country: CountryCode | None = None
    """ISO 3166 code, for holidays."""
    timezone: Name = "UTC"
    zones: Zones = Zones()
    language: Name = "en"
    input: Input = Input()
    segments: Segments = Segments()
    slots: Slots = Slots()
    channels: Annotated[Mapping[Name, Channel], Field(min_length=1, max_length=32)]
    agents: Agents = Agents()
    priors: Mapping[Name, Prior] = Field(default_factory=dict)
    paydays: Paydays | None = None
    horizon: Horizon = Horizon()
    treatments: tuple[Treatment, ...] = ()
    limits: Limits = Limits()
    targets: tuple[Target, ...] = ()
    budget: Budget = Budget()
    experiments: Experiments = Experiments()
