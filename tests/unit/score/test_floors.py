"""Which contacts count for which targets."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from collectplan.domain.stages import Floors, Segmented
from collectplan.score.floors import floors_of
from tests import builders

CALL, SMS, LETTER = range(3)
ACCOUNTS = Segmented(pl.DataFrame({"segment": ["31-60/low", "181+/high", "vip", "31-60/high"]}))


def floors(*targets: dict[str, Any], lead: list[int], channel: list[int]) -> Floors:
    loaded = builders.strategy(targets=[{"id": f"t{i}", "min_contacts": 1, **t} for i, t in enumerate(targets)])
    found = floors_of(ACCOUNTS, loaded.strategy, np.array(lead, np.int32), np.array(channel, np.int32))
    assert found is not None
    return found


def test_the_leads_segment_and_the_channel_decide() -> None:
    """`31-60/*` takes accounts 0 and 3, on any channel; `181+/high` and `vip` only count on calls."""
    targets = ({"segments": ["31-60/*"]}, {"segments": ["181+/high", "v?p"], "channels": ["call"]})
    found = floors(*targets, lead=[0, 1, 1, 2, 3], channel=[SMS, CALL, SMS, CALL, LETTER])
    assert found.serves[found.kind_of_pair].tolist() == [
        [True, False], [False, True], [False, False], [False, True], [True, False],
    ]  # fmt: skip


def test_one_contact_counts_for_every_target_that_it_fits() -> None:
    """Targets may overlap; brackets stand for no other characters, which the strategy's reader refuses."""
    found = floors({"segments": ["*"]}, {"segments": ["*/high"]}, lead=[1, 2], channel=[CALL, CALL])
    assert found.serves[found.kind_of_pair].tolist() == [[True, True], [True, False]]


def test_without_targets_there_is_nothing_to_count() -> None:
    """No table is kept for strategies without targets; nobody to contact is no error."""
    nobody = np.zeros(0, np.int32)
    assert floors_of(ACCOUNTS, builders.strategy().strategy, nobody, nobody) is None
    assert floors({"segments": ["*"]}, lead=[], channel=[]).kind_of_pair.size == 0
