"""The contract's rules once more, contact by contact and day by day: slow, plain, and sharing nothing with `screen`."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

TALK = {"rpc", "promise", "refusal", "dispute", "callback", "payment", "opt_out", "complaint", "unmapped"}
TOUCH = TALK | {"voicemail", "delivered", "read", "third_party"}
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@dataclass(frozen=True)
class Contact:
    """A planned contact as the customer sees it; `start` and `end` None without an hour, `day` the operation's date."""

    channel: str
    slot: int
    account: Mapping[str, Any]
    day: dt.date
    date: dt.date
    start: dt.datetime | None
    end: dt.datetime | None


def event_of(outcome: str, after: str) -> bool:
    """Whether an outcome is the event."""
    return outcome in {"contact": TOUCH, "conversation": TALK}.get(after, {after})


def windows(window: Mapping[str, Any], date: dt.date) -> Iterable[tuple[dt.date, dt.date]]:
    """Every window that contains the date."""
    if "days" in window:
        for back in range(window["days"]):
            first = date - dt.timedelta(days=back)
            yield first, first + dt.timedelta(days=window["days"] - 1)
    elif window["calendar"] == "day":
        yield date, date
    elif window["calendar"] == "week":
        monday = date - dt.timedelta(days=date.weekday())
        yield monday, monday + dt.timedelta(days=6)
    else:
        yield date.replace(day=1), date.replace(day=calendar.monthrange(date.year, date.month)[1])


class Person:
    """One customer's accounts and history, and what the rules say of any set of contacts."""

    def __init__(self, accounts: Sequence[Mapping[str, Any]], past: Sequence[Mapping[str, Any]], world: Any) -> None:
        self.accounts, self.past, self.world = accounts, past, world

    def contact(self, channel: str, slot: int, account: Mapping[str, Any]) -> Contact:
        zone = ZoneInfo(account["timezone"])
        day = self.world.date + dt.timedelta(days=self.world.day_of(slot))
        if slot < 0:
            return Contact(channel, slot, account, day, day, None, None)
        start, end = (at.astimezone(zone) for at in self.world.instants[slot])
        return Contact(channel, slot, account, day, start.date(), start, end)

    def leads(self) -> dict[tuple[int, str], Mapping[str, Any]]:
        """The account that leads each date and channel on which some contact alone is allowed."""
        found = {}
        for day, (channel, places) in product(range(self.world.num_dates), self.world.slots.items()):
            slots = [slot for slot in places if self.world.day_of(slot) == day]
            able = [
                a
                for a in self.accounts
                if a["free_from"] is not None
                and a["free_from"] <= day
                and any(self.allows([self.contact(channel, slot, a)]) for slot in slots)
            ]
            if able:
                weights = [self.world.weights[a["treatment"]] for a in able]
                found[day, channel] = able[weights.index(max(weights))]
        return found

    def allows(self, plan: Sequence[Contact]) -> bool:
        """Whether no rule is broken by this set of contacts."""
        return all(self._standing(c) for c in plan) and not any(self._breaks(rule, plan) for rule in self.world.rules)

    def _standing(self, c: Contact) -> bool:
        allowed = self.world.treatment_channels[c.account["treatment"]]
        if allowed is not None and c.channel not in allowed:
            return False
        if not c.account.get(f"consent_{c.channel}", True):
            return False
        column = self.world.address[c.channel]
        if column and not any(a.get(column) for a in self.accounts):
            return False
        if any(
            e["outcome"] == "opt_out" and e["channel"] == c.channel and self._date(e, c) <= c.day for e in self.past
        ):
            return False
        wishes = {a["preferred_channel"] for a in self.accounts if a.get("preferred_channel")}
        if wishes - {c.channel}:
            return False
        if c.start is None:
            return True
        if not self.world.exists[c.slot]:
            return False
        begin, end = self._minutes(c)
        for a in self.accounts:
            since, until = a.get("preferred_start"), a.get("preferred_end")
            wishes_hours = since is not None or until is not None
            if wishes_hours and not ((since or 0) <= begin and end <= (until or 1440)):
                return False
        return True

    @staticmethod
    def _minutes(c: Contact) -> tuple[int, int]:
        assert c.start is not None
        assert c.end is not None
        begin = c.start.hour * 60 + c.start.minute
        return begin, c.end.hour * 60 + c.end.minute + 1440 * (c.end.date() - c.start.date()).days

    @staticmethod
    def _date(event: Mapping[str, Any], c: Contact) -> dt.date:
        return event["at"].astimezone(ZoneInfo(c.account["timezone"])).date()

    def bound(self, rule: Mapping[str, Any], c: Contact) -> bool:
        valid = rule.get("valid", {})
        return (
            c.channel in rule.get("channels", self.world.slots)
            and (not rule.get("applies_when") or c.account["flag"])
            and valid.get("from", dt.date.min) <= c.date <= valid.get("to", dt.date.max)
        )

    def _breaks(self, rule: Mapping[str, Any], plan: Sequence[Contact]) -> bool:
        mine = [c for c in plan if self.bound(rule, c)]
        check = getattr(self, "_breaks_" + rule["kind"])
        return any(check(rule, c, mine, plan) for c in mine)

    def _breaks_gate(self, rule: Any, c: Contact, _mine: Any, _plan: Any) -> bool:
        return not c.account["score"] >= rule["least"]

    def _breaks_closed(self, rule: Any, c: Contact, _mine: Any, _plan: Any) -> bool:
        return DAYS[c.date.weekday()] in rule["weekdays"]

    def _breaks_hours(self, rule: Any, c: Contact, _mine: Any, _plan: Any) -> bool:
        if c.start is None:
            return False
        day = c.date.weekday()
        span = rule.get(DAYS[day]) or rule.get("weekend" if day > 4 else "weekdays") or rule.get("mon-sun")
        begin, end = self._minutes(c)
        return not span or begin < int(span[0][:2]) * 60 or end > int(span[1][:2]) * 60

    def _attempts(self, rule: Any, c: Contact) -> list[Mapping[str, Any]]:
        rows = [e for e in self.past if not e["is_inbound"] and e["outcome"] != "failed"]
        if "channels" in rule:
            rows = [e for e in rows if e["channel"] in rule["channels"]]
        if rule.get("per") == "account":
            rows = [e for e in rows if e["account_id"] in (None, c.account["account_id"])]
        return rows

    @staticmethod
    def _fellows(rule: Any, c: Contact, mine: Sequence[Contact]) -> list[Contact]:
        same = rule.get("per") == "account"
        return [o for o in mine if not same or o.account["account_id"] == c.account["account_id"]]

    def _breaks_spacing(self, rule: Any, c: Contact, mine: Sequence[Contact], _plan: Any) -> bool:
        others = [(o.date, o.start) for o in self._fellows(rule, c, mine) if o is not c]
        others += [(self._date(e, c), e["at"]) for e in self._attempts(rule, c)]
        for date, at in others:
            if "days" in rule and abs((c.date - date).days) < rule["days"]:
                return True
            if "hours" in rule and c.start and at and abs((c.start - at).total_seconds()) < rule["hours"] * 3600:
                return True
        return False

    def _events(self, rule: Any, c: Contact, plan: Sequence[Contact], channels: Any) -> Iterable[tuple[str, dt.date]]:
        """Channel and date of every event that precedes the contact."""
        for e in self.past:
            date = self._date(e, c)
            before = e["at"] < c.start if c.start else date <= c.date
            if before and event_of(e["outcome"], rule["after"]) and (channels is None or e["channel"] in channels):
                yield e["channel"], date
        if rule["after"] in ("contact", "conversation"):
            for o in plan:
                before = o.start and (o.start < c.start if c.start else o.day < c.day)
                if before and (channels is None or o.channel in channels):
                    yield o.channel, o.date

    def _breaks_cooldown(self, rule: Any, c: Contact, _mine: Any, plan: Sequence[Contact]) -> bool:
        channels = rule.get("event_channels", rule.get("channels"))
        return any(0 <= (c.date - date).days < rule["days"] for _, date in self._events(rule, c, plan, channels))

    def _breaks_exclusive(self, rule: Any, c: Contact, _mine: Any, plan: Sequence[Contact]) -> bool:
        channels = rule.get("event_channels", rule.get("channels"))
        return any(
            channel != c.channel
            and date <= c.date
            and any(first <= date <= last for first, last in windows(rule["window"], c.date))
            for channel, date in self._events(rule, c, plan, channels)
        )

    def _breaks_cap(self, rule: Any, c: Contact, mine: Sequence[Contact], plan: Sequence[Contact]) -> bool:
        if "after" in rule and not any(True for _ in self._events(rule, c, plan, None)):
            return False
        counts = {"attempts": None, "contacts": TOUCH, "conversations": TALK}[rule.get("count", "attempts")]
        rows = [e for e in self._attempts(rule, c) if e["outcome"] not in rule.get("except_outcomes", ())]
        dates = [self._date(e, c) for e in rows if counts is None or e["outcome"] in counts]
        dates += [o.date for o in self._fellows(rule, c, mine)]
        return any(
            sum(first <= date <= last for date in dates) > rule["max"]
            for first, last in windows(rule["window"], c.date)
        )
