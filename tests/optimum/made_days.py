"""Days of made-up operations, built straight from the stage types: one of realistic shape and any size, and random small ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.clock import Slot
from collectplan.domain.source import Source
from collectplan.domain.stages import Day, LoadedStrategy, LocalRules, Moments, Permitted, Staffing, Valued
from collectplan.domain.strategy import Strategy

#: P(rpc | attempt) by hour 7..19 of a mixed portfolio: low in the office morning, two peaks.
BY_HOUR = np.array([0.121, 0.11, 0.107, 0.095, 0.093, 0.117, 0.117, 0.095, 0.091, 0.098, 0.115, 0.16, 0.171])


@dataclass(frozen=True, eq=False)
class MadeDay:
    """What `optimise` takes."""

    permitted: Permitted
    valued: Valued
    staffing: Staffing
    loaded: LoadedStrategy
    day: Day

    @property
    def stages(self) -> tuple[Permitted, Valued, Staffing, LoadedStrategy, Day]:
        return self.permitted, self.valued, self.staffing, self.loaded, self.day


def slots_of(first_hour: int, num: int) -> tuple[Slot, ...]:
    """Hours in a row, in UTC."""
    start = dt.datetime(2026, 3, 3, first_hour, tzinfo=dt.UTC)
    return tuple(
        Slot(
            (first_hour + i) * 60,
            (first_hour + i + 1) * 60,
            start + dt.timedelta(hours=i),
            start + dt.timedelta(hours=i + 1),
        )
        for i in range(num)
    )


def moments_of(strategy: Strategy, num_slots: int) -> Moments:
    """Every (channel, slot) of the strategy."""
    rows = [
        (c, s) for c, ch in enumerate(strategy.channels.values()) for s in ((-1,) if ch.untimed else range(num_slots))
    ]
    table = np.array(rows, np.int32)
    return Moments(table[:, 0].copy(), table[:, 1].copy(), np.zeros(len(table), np.int32))


def operation(num: int, seed: int = 7, *, hourly: bool = False, spaced: bool = False, learned: bool = False) -> MadeDay:
    """A day of `num` customers with six channels, thirteen hours and three nested groups of agents.

    Args:
        num: customers.
        seed: of everything that is drawn.
        hourly: reach by hour instead of one number for all hours.
        spaced: contacts of a customer lie at least three hours apart.
        learned: reach by customer and hour, as a model would give it.
    """
    r = np.random.default_rng(seed)

    def share(part: float) -> int:
        return max(2, int(num * part))

    reach = {"call": 0.12, "voice_blast": 0.05, "sms": 0.19, "whatsapp": 0.26, "email": 0.11, "letter": 0.12}
    pays = {"call": 0.30, "voice_blast": 0.06, "sms": 0.05, "whatsapp": 0.09, "email": 0.03, "letter": 0.10}
    strategy = Strategy.model_validate({
        "version": 1,
        "channels": {
            "call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 5.5}},
            "voice_blast": {"address": "phone", "per_slot": share(0.004), "per_day": share(0.03), "cost": 38.0},
            "sms": {"address": "phone", "per_slot": share(0.01), "cost": 22.0},
            "whatsapp": {"address": "phone", "per_slot": share(0.004), "per_day": share(0.03), "cost": 45.0},
            "email": {"address": "email", "per_slot": share(0.02), "cost": 2.0},
            "letter": {"address": "postal", "per_day": share(0.005), "cost": 3500.0, "untimed": True},
        },
        "slots": {"start": "07:00", "end": "20:00", "minutes": 60},
    })  # fmt: skip
    names = list(strategy.channels)
    slots = slots_of(7, 13)
    amount = np.exp(r.normal(13.0, 1.1, num)).round(0) * r.uniform(0.1, 1, num)
    kind = r.choice(3, num, p=[0.28, 0.62, 0.10])  # digital first, negotiation, relief
    weight = np.where(kind == 1, 1.2, 1.0)
    allowed = np.zeros((3, 6), bool)
    allowed[0, [2, 3, 4]] = allowed[1, [0, 3, 5]] = allowed[2, [0, 3]] = True
    other = r.random(num) < 0.25  # no treatment matches: every channel, no skill
    has = {0: 0.97, 1: 0.87, 2: 0.82, 3: 0.53, 4: 0.5, 5: 0.9}
    may = np.stack([r.random(num) < has[c] for c in range(6)], axis=1) & (allowed[kind] | other[:, None])
    customer, channel = np.nonzero(may)
    opening = r.choice(3, num, p=[0.9, 0.07, 0.03])
    openings = np.zeros((3, 13), bool)
    openings[0, :12] = openings[1, 4:12] = openings[2, :6] = True
    gain = np.array([pays[n] for n in names])[channel] * amount[customer] * weight[customer]
    crew = np.where(channel == 0, np.where(other, 0, np.where(kind == 1, 1, 2))[customer], -1)
    base = np.array([reach[n] for n in names])
    if learned:
        shapes = np.clip(BY_HOUR[None] * r.gamma(4, 0.25, (64, 1)) * r.uniform(0.6, 1.4, (64, 13)), 0, 0.9)
        table = np.round(np.clip(base[:, None, None] / 0.12 * shapes[None], 0, 0.95), 6).reshape(-1, 13)
        profile = channel * 64 + r.choice(64, num)[customer]
    elif hourly:
        table, profile = np.round(base[:, None] / 0.12 * BY_HOUR[None], 6), channel
    else:
        table, profile = np.repeat(base[:, None], 13, axis=1), channel
    agents = max(4, num // 250)
    minutes, heads = np.zeros((3, 13)), np.zeros((3, 13), np.int32)
    for i in range(agents):
        g, first = (0 if i % 10 < 6 else 1 if i % 10 < 9 else 2), (0, 2, 4)[i % 3]
        minutes[g, first : first + 8] += 60 * (1 - 45 / 480) * 0.9 * 0.85
        heads[g, first : first + 8] += 1
    moments = moments_of(strategy, 13)
    voice, timed = np.isin(moments.channel, [0, 1]), moments.slot >= 0
    close = np.abs(moments.slot[:, None] - moments.slot[None]) < 3
    clash = spaced & close & timed[:, None] & timed[None] & ~np.eye(len(timed), dtype=bool)
    local = LocalRules(
        np.zeros(num, np.int32), np.array([0, 3], np.int32), np.array([0, 1, 2], np.int32), np.array([2, 1, 1], np.int32),
        np.array([0, 1, 2], np.int32), np.stack([np.ones(len(voice), bool), voice, ~voice]), np.zeros(1, np.int32), clash[None],
    )  # fmt: skip
    pairs = pl.DataFrame({
        "customer": customer.astype(np.int32), "date": np.zeros(len(customer), np.int16), "channel": channel.astype(np.int16), "lead": customer.astype(np.int32),
        "address": [None] * len(customer), "opening": opening[customer].astype(np.int32),
    }, schema_overrides={"address": pl.String})  # fmt: skip
    blocks = pl.DataFrame(
        schema={"customer": pl.Int32, "channel": pl.Int16, "reason": pl.String, "rule": pl.String, "detail": pl.String}
    )
    return MadeDay(
        Permitted(pl.Series([f"C{i:08d}" for i in range(num)], dtype=pl.String), moments, pairs, openings, local, blocks),
        Valued(
            pairs.with_columns(gain=gain, profile=pl.Series(profile.astype(np.int32)), crew=pl.Series(crew.astype(np.int32))),
            table, np.array([[True, True, True], [False, True, True], [False, False, True]]), amount,
        ),
        Staffing(("general", "negotiation", "relief"), (frozenset(), frozenset({"negotiation"}), frozenset({"negotiation", "relief"})), minutes, heads),
        LoadedStrategy(strategy, Source("strategy.yaml")),
        Day(dt.date(2026, 3, 3), "UTC", slots),
    )  # fmt: skip


def small_world(seed: int, num: int | None = None) -> MadeDay:
    """A random day of up to 60 customers: channels, groups, caps, clashes, budget and slots of any kind."""
    r = np.random.default_rng(seed)
    num = int(r.integers(1, 61)) if num is None else num
    num_slots, num_groups = int(r.integers(1, 7)), int(r.integers(1, 4))
    channels: dict[str, dict[str, object]] = {}
    for c in range(int(r.integers(2, 5))):
        channel: dict[str, object] = {"cost": float(np.round(r.uniform(0, 3), 2)) * int(r.integers(0, 2))}
        kind = r.choice(["agents", "timed", "untimed"])
        if kind == "agents":
            channel |= {"agents": True, "minutes": {"no_answer": 1.0, "contact": float(r.integers(2, 8))}}
        else:
            channel |= {"untimed": bool(kind == "untimed")}
        if r.random() < 0.6:
            channel["per_slot"] = int(r.integers(1, max(2, num // 4) + 1)) * int(r.random() < 0.95)
        if r.random() < 0.5:
            channel["per_day"] = int(r.integers(1, max(2, num // 2) + 1))
        channels[f"ch{c}"] = channel
    document: dict[str, object] = {"version": 1, "channels": channels}
    if r.random() < 0.5:
        document["budget"] = {"per_day": float(np.round(r.uniform(0, num), 2))}
    strategy = Strategy.model_validate(document)
    slots = list(slots_of(9, num_slots))
    if r.random() < 0.2:  # the clock jumps over the first slot
        slots[0] = Slot(slots[0].start, slots[0].end, slots[0].start_at, slots[0].start_at)
    moments = moments_of(strategy, num_slots)
    num_moments, num_classes, num_kinds = len(moments.channel), int(r.integers(1, 4)), int(r.integers(1, 3))
    caps_of = r.integers(0, 4, num_classes)
    sets = r.random((4, num_moments)) < r.choice([0.4, 0.7, 1.0], (4, 1))
    clashes = r.random((num_kinds, num_moments, num_moments)) < r.choice([0.0, 0.2, 0.5], (num_kinds, 1, 1))
    clashes = (clashes | clashes.transpose(0, 2, 1)) & ~np.eye(num_moments, dtype=bool)
    local = LocalRules(
        r.integers(0, num_classes, num).astype(np.int32), np.r_[0, np.cumsum(caps_of)].astype(np.int32),
        r.integers(0, 4, caps_of.sum()).astype(np.int32), r.choice(4, caps_of.sum(), p=[0.04, 0.4, 0.36, 0.2]).astype(np.int32),
        np.zeros(caps_of.sum(), np.int32), sets,
        r.integers(0, num_kinds, num_classes).astype(np.int32), clashes,
    )  # fmt: skip
    customer, channel_of = np.nonzero(r.random((num, len(channels))) < 0.8)
    openings = r.random((3, num_slots)) < 0.8
    num_pairs = len(customer)
    agent_channels = np.array([ch.agents for ch in strategy.channels.values()])
    crews = r.random((3, num_groups)) < 0.7
    pairs = pl.DataFrame({
        "customer": customer.astype(np.int32), "date": np.zeros(num_pairs, np.int16), "channel": channel_of.astype(np.int16), "lead": customer.astype(np.int32),
        "address": [None] * num_pairs, "opening": r.integers(0, 3, num_pairs).astype(np.int32),
    }, schema_overrides={"address": pl.String})  # fmt: skip
    blocks = pl.DataFrame(
        schema={"customer": pl.Int32, "channel": pl.Int16, "reason": pl.String, "rule": pl.String, "detail": pl.String}
    )
    reach = np.round(r.uniform(0.01, 0.9, (4, num_slots)), 6)
    if r.random() < 0.4:
        reach[:] = reach[:, :1]  # every hour is worth the same
    gain = np.round(np.exp(r.normal(1, 1, num_pairs)), int(r.integers(0, 4)))
    names = [f"C{i:04d}" for i in range(num)]
    return MadeDay(
        Permitted(pl.Series(names, dtype=pl.String), moments, pairs, openings, local, blocks),
        Valued(
            pairs.with_columns(
                gain=gain, profile=pl.Series(r.integers(0, 4, num_pairs).astype(np.int32)),
                crew=pl.Series(np.where(agent_channels[channel_of], r.integers(0, 3, num_pairs), -1).astype(np.int32)),
            ),
            reach, crews, np.ones(num),
        ),
        Staffing(
            tuple(f"g{i}" for i in range(num_groups)), tuple(frozenset() for _ in range(num_groups)),
            np.round(r.uniform(0, 1.5 * num, (num_groups, num_slots)) * (r.random((num_groups, num_slots)) < 0.8), 3),
            np.ones((num_groups, num_slots), np.int32),
        ),
        LoadedStrategy(strategy, Source("strategy.yaml")),
        Day(dt.date(2026, 3, 3), "UTC", tuple(slots)),
    )  # fmt: skip
