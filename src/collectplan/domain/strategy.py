"""The strategy file as frozen models: every key of the contract, its type, its range and its default.

Models carry data and no logic: what a rule *means* is written once in `screen` and a second time, independently,
in `check`. Checks that need more than one key (a rule that names an unknown channel) live in `read`, where the
place in the file is known. `collectplan schema` prints the JSON Schema of `Strategy`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from collectplan.domain.outcomes import Outcome

Int = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Bool = Annotated[bool, Strict()]
Share = Annotated[float, Strict(), Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Time = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", description='"HH:MM", in quotes')]
Span = tuple[Time, Time]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Event = Literal["contact", "conversation"] | Outcome


class Model(BaseModel):
    """Unknown keys are refused, and nothing changes after loading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True, use_attribute_docstrings=True
    )


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


class DaysWindow(Model):
    """So many consecutive local dates, wherever they begin."""

    days: Annotated[int, Strict(), Field(ge=1, le=366)]


class CalendarWindow(Model):
    """A calendar day, an ISO week (Monday to Sunday) or a calendar month."""

    calendar: Literal["day", "week", "month"]


Window = DaysWindow | CalendarWindow


class Validity(Model):
    """The local dates on which a rule is in force, both inclusive."""

    from_: dt.date | None = Field(default=None, alias="from")
    to: dt.date | None = None


class RuleBase(Model):
    """What rules of every kind may say."""

    id: Name
    channels: tuple[Name, ...] | None = None
    """Channels that the rule binds; all, where not given."""
    source: Text | None = None
    severity: Literal["law", "guideline", "platform", "house"] = "house"
    valid: Validity = Validity()
    applies_when: Text | None = None
    """SQL over the portfolio's columns: the rule binds contacts led by accounts for which it is true."""


class CapRule(RuleBase):
    """In every window that contains a planned contact, history and plan together stay within `max`."""

    kind: Literal["cap"]
    max: Annotated[int, Strict(), Field(ge=0)]
    window: Window
    per: Literal["customer", "account", "address"] = "customer"
    count: Literal["attempts", "contacts", "conversations"] = "attempts"
    except_outcomes: tuple[Outcome, ...] = ()
    after: Event | None = None
    """The event that switches the rule on; always on, where not given."""


class SpacingRule(RuleBase):
    """Two contacts lie at least so far apart; `days` compares local dates, `hours` instants."""

    kind: Literal["spacing"]
    days: Annotated[int, Strict(), Field(ge=1, le=366)] | None = None
    hours: Annotated[float, Strict(), Field(gt=0, le=8784)] | None = None
    per: Literal["customer", "account", "address"] = "customer"


class CooldownRule(RuleBase):
    """No contact in the `days` after the event, the event's own local date being day 1."""

    kind: Literal["cooldown"]
    days: Annotated[int, Strict(), Field(ge=1, le=366)]
    after: Event
    event_channels: tuple[Name, ...] | None = None
    """Channels on which the event counts; `channels`, where not given."""


class ExclusiveRule(RuleBase):
    """After the event, within the window, no other channel than the event's."""

    kind: Literal["exclusive"]
    window: Window
    after: Event
    event_channels: tuple[Name, ...] | None = None


class HoursRule(RuleBase):
    """The whole slot lies inside, on the customer's own clock. The narrower key wins; a day not named is closed."""

    kind: Literal["hours"]
    mon_sun: Span | None = Field(default=None, alias="mon-sun")
    weekdays: Span | None = None
    weekend: Span | None = None
    mon: Span | None = None
    tue: Span | None = None
    wed: Span | None = None
    thu: Span | None = None
    fri: Span | None = None
    sat: Span | None = None
    sun: Span | None = None


class ClosedRule(RuleBase):
    """No contact on these local dates."""

    kind: Literal["closed"]
    weekdays: tuple[Weekday, ...] = ()
    holidays: Bool = False
    """Those of the strategy's country and, where known, of the customer's region."""


class GateRule(RuleBase):
    """A contact may be led only by accounts for which `require` is true and `forbid` is not."""

    kind: Literal["gate"]
    require: Text | None = None
    forbid: Text | None = None


class PoolRule(RuleBase):
    """Unique customers on the channels in any span of so many hours."""

    kind: Literal["pool"]
    max: Annotated[int, Strict(), Field(ge=0)]
    hours: Annotated[float, Strict(), Field(gt=0, le=8784)]


class ObligationRule(RuleBase):
    """A contact is planned within so many days of an event or of the date in a column."""

    kind: Literal["obligation"]
    within_days: Annotated[int, Strict(), Field(ge=0, le=366)]
    of: Name


Rule = Annotated[
    CapRule
    | SpacingRule
    | CooldownRule
    | ExclusiveRule
    | HoursRule
    | ClosedRule
    | GateRule
    | PoolRule
    | ObligationRule,
    Field(discriminator="kind"),
]


class Limits(Model):
    """Contact law and house rules; all that apply bind."""

    packs: tuple[Name, ...] = ()
    rules: tuple[Rule, ...] = ()
    assume: Literal["worst_case", "contingent"] = "worst_case"


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
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """ISO 3166 code, for holidays."""
    timezone: Name = "UTC"
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
