"""Best candidates, prices and binding rules, against what one finds by trying everything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from collectplan.domain.stages import Staffing
from collectplan.explain.best import best_candidates
from collectplan.explain.binding import binding_rules
from collectplan.explain.prices import prices_of
from tests.unit.write import tiny
from tests.unit.write.as_text import why_frame


def test_prices_add_up_per_contact_and_take_the_cheapest_group() -> None:
    """SMS cost 1 and a letter 5, so that a budget priced 2 adds 2 and 10; of two groups at 3 and 4 the first is taken."""
    loaded = tiny.loaded()
    staffing = Staffing(
        ("desk", "late"),
        (frozenset(), frozenset()),
        np.array([[60.0] * 4, [60.0, 0, 60, 60]]),
        np.ones((2, 4), dtype=np.int32),
    )
    resources = pl.DataFrame(
        [("agent_minutes", "desk", 0, 3.0), ("agent_minutes", "late", 0, 4.0), ("agent_minutes", "desk", 2, 5.0), ("per_slot", "sms", 1, 7.0), ("per_day", "sms", -1, 0.5), ("budget", "budget", -1, 2.0)],
        schema=["kind", "resource", "slot", "shadow_price"], orient="row",
    )  # fmt: skip
    prices = prices_of(
        replace(tiny.solution(), resources=resources),
        staffing,
        np.array([[True, True], [False, True], [False, False]]),
        loaded.strategy,
    )
    assert prices.contact.tolist() == [[0.0] * 4, [2.5, 9.5, 2.5, 2.5], [10.0] * 4]
    assert prices.minute.tolist() == [[3.0, 0.0, 0.0, 0.0], [4.0, np.inf, 0.0, 0.0], [np.inf] * 4]
    assert prices.group.tolist() == [[0, 0, 1, 0], [1, -1, 1, 1], [-1] * 4]


def test_a_day_without_slots_has_a_column_for_letters() -> None:
    """Staffing has no column then; untimed channels are still priced in one."""
    staffing = Staffing((), (), np.zeros((0, 0)), np.zeros((0, 0), dtype=np.int32))
    resources = tiny.solution().resources.filter(pl.col("kind") == "per_day").with_columns(shadow_price=3.0)
    prices = prices_of(
        replace(tiny.solution(), resources=resources),
        staffing,
        np.zeros((1, 0), dtype=np.bool_),
        tiny.loaded().strategy,
    )
    assert prices.contact[tiny.LETTER].tolist() == [3.0]
    assert prices.minute.tolist() == [[np.inf]]


@pytest.mark.parametrize("seed", range(5))
def test_best_is_what_trying_every_slot_and_group_finds(seed: int) -> None:
    """Greatest value less price over open slots and groups that are on shift, for random numbers."""
    chance = np.random.default_rng(seed)
    permitted, strategy = tiny.permitted(), tiny.loaded().strategy
    valued = replace(tiny.valued(), reach=chance.random((3, 4)).round(2), crews=np.array([[True, True], [False, True]]))
    minutes = chance.integers(0, 2, (2, 4)) * 60.0
    staffing = Staffing(("a", "b"), (frozenset(), frozenset()), minutes, np.ones((2, 4), dtype=np.int32))
    price = chance.integers(0, 30, (2, 4)).astype(float)
    rows = [("agent_minutes", name, s, price[g, s]) for g, name in enumerate("ab") for s in range(4)]
    rows += [("per_slot", "sms", s, float(s)) for s in range(4)]
    resources = pl.DataFrame(rows, schema=["kind", "resource", "slot", "shadow_price"], orient="row")
    prices = prices_of(replace(tiny.solution(), resources=resources), staffing, valued.crews, strategy)
    best = best_candidates(permitted, valued, prices, strategy)
    for i, pair in enumerate(valued.pairs.iter_rows(named=True)):
        spec = list(strategy.channels.values())[pair["channel"]]
        tried = []
        for slot in [0] if spec.untimed else np.flatnonzero(permitted.openings[pair["opening"]]):
            reach = valued.reach[pair["profile"], slot]
            value = reach * pair["gain"] - spec.cost
            if not spec.agents:
                tried.append((value - (slot if spec is strategy.channels["sms"] else 0), -slot))
                continue
            need = (1 - reach) * 1.0 + reach * 6.0
            groups = [g for g in range(2) if valued.crews[pair["crew"], g] and minutes[g, slot] > 0]
            tried += [(value - need * price[g, slot], -slot) for g in groups]
        if not tried:
            assert np.isinf(best.price[i])
            continue
        assert best.value[i] - best.price[i] == pytest.approx(max(tried)[0])
        assert best.slot[i] == (-1 if spec.untimed else -max(tried)[1])


def test_a_clash_names_the_planned_contact() -> None:
    """C1's call at 10:00 clashes with a letter; the cap of two is widened to three, so that the clash is what binds."""
    permitted, solution = tiny.permitted(), tiny.solution()
    clashes = np.zeros((1, 9, 9), dtype=np.bool_)
    clashes[0, 2, 8] = clashes[0, 8, 2] = True
    permitted = replace(
        permitted, local=replace(permitted.local, cap_limit=np.array([3], dtype=np.int32), clashes=clashes)
    )
    slot = np.array([tiny.TEN, tiny.EIGHT, -1, tiny.NINE, tiny.TEN, tiny.EIGHT, -1], dtype=np.int32)
    binding = binding_rules(permitted, solution.contacts, slot)
    assert binding.rule.tolist() == [-1] * 7
    assert binding.contact.tolist() == [-1, -1, 0, -1, -1, -1, -1]
    # Of pairs that are not asked of nothing is said.
    assert binding_rules(permitted, solution.contacts, slot, np.array([2])).contact.tolist() == [-1, -1, 0, *[-1] * 4]
    assert binding_rules(permitted, solution.contacts, slot, np.array([1, 3])).contact.tolist() == [-1] * 7
    why = why_frame(tiny.segmented(), permitted, tiny.staffing(), tiny.valued(), solution, tiny.loaded(), tiny.day())
    letter = why.row(2, named=True)
    assert (letter["state"], letter["reason"], letter["detail"]) == (
        "passed_over",
        "spacing",
        "too near to the planned call 10:00",
    )


def test_a_cap_that_history_filled_binds_without_a_contact() -> None:
    """No headroom is left for anybody: every permitted moment meets the rule, planned contacts or not."""
    permitted = tiny.permitted()
    full = replace(permitted, local=replace(permitted.local, cap_limit=np.array([0], dtype=np.int32)))
    none = tiny.solution().contacts.clear()
    slot = np.array([0, 0, -1, 1, 0, 0, -1], dtype=np.int32)
    assert binding_rules(full, none, slot).rule.tolist() == [0] * 7
    assert binding_rules(permitted, none, slot).rule.tolist() == [-1] * 7


def test_an_empty_day_explains_nothing_and_does_not_fail() -> None:
    """No pair, no contact, nobody passed over: only what is blocked is left to say."""
    permitted, solution, valued = tiny.permitted(), tiny.solution(), tiny.valued()
    empty = replace(solution, contacts=solution.contacts.clear(), passed=solution.passed.clear())
    why = why_frame(tiny.segmented(), replace(permitted, pairs=permitted.pairs.clear()), tiny.staffing(), replace(valued, pairs=valued.pairs.clear()), empty, tiny.loaded(), tiny.day())  # fmt: skip
    assert why["state"].to_list() == ["blocked"] * 3
