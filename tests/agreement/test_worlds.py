"""Random operations in which nobody disagrees: what is planned breaks no rule, and what is refused would break one.

A failure prints the world's seed; `python -m tests.agreement --worlds 1 --first SEED` shows it alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.agreement import path
from tests.agreement.compare import Asked, disagreements, told
from tests.agreement.worlds import make_world

pytest.importorskip("phonenumbers", reason="the optional extra `phones` is not installed")

#: Worlds of the default run, in so many tests, and of how many of them the written plan is audited as a whole.
NUM_WORLDS, NUM_TESTS, AUDIT_EVERY = 180, 12, 10
NUM_LONG, NUM_LONG_TESTS = 10_000, 100
#: Results that must not depend on the order of rows.
FILES = ("grid.csv", "outlook.csv", "fates.csv", "capacity.csv", "conditions.csv")


def compared(seeds: range, folder: Path, audit_every: int) -> None:
    asked, found = Asked(), []
    for seed in seeds:
        world = make_world(seed)
        sentences = disagreements(world, folder, asked, whole=seed % audit_every == 0)
        if sentences:
            found.append(told(world, sentences))
    assert not found, "\n\n".join(found)
    # Silence is worth something only where much was asked, of both kinds.
    kinds = ("plan permitted", "single permitted", "single refused", "several permitted", "several refused")
    assert all(asked.counts.get(kind, 0) >= len(seeds) // 2 for kind in kinds), asked.counts
    assert asked.counts.get("single stricter", 0) < asked.counts["single refused"] // 10, asked.counts


def _part(number: int, num_worlds: int, num_tests: int, first: int = 0) -> range:
    size = num_worlds // num_tests
    return range(first + number * size, first + (number + 1) * size)


@pytest.mark.parametrize("number", range(NUM_TESTS))
def test_screen_optimiser_and_check_agree(number: int, tmp_path: Path) -> None:
    """Fifteen worlds: each plan breaks nothing, and single contacts and sets of them are answered alike."""
    compared(_part(number, NUM_WORLDS, NUM_TESTS), tmp_path, AUDIT_EVERY)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(NUM_LONG_TESTS))
def test_ten_thousand_worlds_agree(number: int, tmp_path: Path) -> None:
    """A hundred worlds more, every second written plan audited as a whole."""
    compared(_part(number, NUM_LONG, NUM_LONG_TESTS, first=NUM_WORLDS), tmp_path, 2)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_changes_no_byte(seed: int, tmp_path: Path) -> None:
    """The same world with every table upside down."""
    world = make_world(seed)
    turned = replace(
        world,
        accounts=world.accounts[::-1],
        attempts=None if world.attempts is None else world.attempts[::-1],
        shifts=None if world.shifts is None else world.shifts[::-1],
    )
    loaded = path.load(world, tmp_path)
    files, again = (path.written(path.planned(each, loaded))[0] for each in (world, turned))
    assert [files.get(name) for name in FILES] == [again.get(name) for name in FILES]


@pytest.mark.parametrize("seed", range(400, 404))
def test_three_accounts_are_one_person(seed: int, tmp_path: Path) -> None:
    """Under a cap of two a customer and day nobody is contacted three times, whoever of three accounts leads.

    All live by the operation's clock, so that its dates are theirs.
    """
    world = make_world(seed)
    kept = ("customer_id", "days_past_due", "balance", "region", "phone", "postal")
    people = {row["customer_id"]: {name: row[name] for name in kept} for row in world.accounts}
    accounts = [{**row, "account_id": f"A{n}{name}"} for name, row in sorted(people.items()) for n in range(3)]
    channels = {
        "call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 5.0}},
        "sms": {"address": "phone"},
        "email": {"address": "email"},
        "letter": {"address": "postal", "untimed": True},
    }
    cap = {"id": "two", "kind": "cap", "max": 2, "window": {"days": 1}, "per": "customer"}
    strategy = {
        **world.strategy,
        "channels": channels,
        "priors": {name: {"reach": 0.3, "pays": 0.5} for name in channels},
        "limits": {**world.strategy["limits"], "rules": [cap], "packs": []},
        "treatments": [{"segments": ["181+/*"], "channels": ["call"], "weight": 2.0}, {"segments": ["*"]}],
        **{"targets": [], "zones": {}, "budget": {}, "experiments": {}},
    }
    world = replace(world, strategy=strategy, accounts=accounts, attempts=None)
    plan = path.planned(world, path.load(world, tmp_path))
    days = Counter(plan.solution.contacts.select("customer", "date").iter_rows())
    assert max(days.values()) == 2
    assert not path.audited(plan, *path.written(plan)).violations
