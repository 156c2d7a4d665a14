"""Rules of contact as frozen models, one a kind: their keys, types, ranges and defaults."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, Strict

from collectplan.domain.outcomes import Outcome
from collectplan.domain.values import Bool, CountryCode, Event, Model, Name, Span, Text, Told, Weekday


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


class OutcomeTable(Model):
    """Which outcomes count as an attempt, a contact and a conversation; the contract's table, where not given.

    A code that `input.outcomes` maps to nothing counts as all three, whatever stands here.
    """

    attempts: tuple[Outcome, ...] | None = None
    contacts: tuple[Outcome, ...] | None = None
    conversations: tuple[Outcome, ...] | None = None


class RuleBase(Model):
    """What rules of every kind may say."""

    id: Name
    channels: tuple[Name, ...] | None = None
    """Channels that the rule binds; all, where not given."""
    past_channels: tuple[Name, ...] = ()
    """Channels of the history, none of the strategy's, on which it counts as on `channels`."""
    source: Text | None = None
    severity: Literal["law", "guideline", "platform", "house"] = "house"
    valid: Validity = Validity()
    applies_when: Text | None = None
    """SQL over the portfolio's columns: the rule binds contacts led by accounts for which it is true."""
    verified: Bool = True
    """Whether what the rule says was read in its source itself."""
    says: Told = Field(default_factory=dict)
    """The rule in plain words, by language."""
    unsure: Told = Field(default_factory=dict)
    """What is uncertain about it, by language."""
    outcomes: OutcomeTable | None = None
    """What counts for this rule, in `count` and in `after`; planned contacts are counted as ever."""


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
    past_event_channels: tuple[Name, ...] = ()
    """Channels of the history, none of the strategy's, on which the event counts as on `event_channels`."""
    per: Literal["customer", "account"] = "customer"
    """Whether the event closes the customer, or only the account that it was about; one that names none closes all."""


class ExclusiveRule(RuleBase):
    """After the event, within the window, no other channel than the event's."""

    kind: Literal["exclusive"]
    window: Window
    after: Event
    event_channels: tuple[Name, ...] | None = None
    past_event_channels: tuple[Name, ...] = ()


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
    """Those of the country and, where known, of the customer's region in it."""
    holidays_of: CountryCode | None = None
    """The country of the holidays; the strategy's, where not given."""
    dates: tuple[dt.date, ...] = ()
    """Single dates, too."""


class GateRule(RuleBase):
    """A contact may be led only by accounts for which `require` is true and `forbid` is not."""

    kind: Literal["gate"]
    require: Text | None = None
    forbid: Text | None = None


class DatedRule(RuleBase):
    """A contact may be led only by accounts whose own date lies so many days before the contact's local date."""

    kind: Literal["dated"]
    column: Name
    """The portfolio column with the date: of a notice sent, of a consent given, of a check made."""
    min_days: Annotated[int, Strict(), Field(ge=0, le=36_600)] | None = None
    """At least so many days have passed since the date."""
    max_days: Annotated[int, Strict(), Field(ge=0, le=36_600)] | None = None
    """At most so many days have passed since the date; a date still to come is no breach."""
    missing: Literal["allow", "forbid"] = "forbid"
    """What holds where the cell is empty."""


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
    | DatedRule
    | PoolRule
    | ObligationRule,
    Field(discriminator="kind"),
]
