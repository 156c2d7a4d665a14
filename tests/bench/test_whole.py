"""The whole programme of an operation that rivals get, against an independent one, and the practices on it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bench.practices import CHUNK, chunks_of, measure
from tests.bench.rivals import measure_rival
from tests.bench.whole import candidates_of, caps_of, programme_of
from tests.optimum import whole_mip
from tests.optimum.made_days import operation, small_world


def test_candidates_are_those_of_the_plain_formulation() -> None:
    """Two writings of an operation, by arrays and contact by contact, agree on all candidates of groups at work."""
    made = operation(60, hourly=True)
    found, minutes = candidates_of(made), made.staffing.minutes
    known = whole_mip.candidates_of(made)
    plain = {key: known[key] for key in known if key[-1] < 0 or minutes[key[-1], key[-2]] > 0}
    rows = zip(found.customer, found.channel, found.slot, found.group, found.value, found.minutes, strict=True)
    mine = {tuple(int(n) for n in row[:4]): (float(row[4]), float(row[5])) for row in rows}
    assert len(mine) == len(found.value)
    assert mine.keys() == plain.keys()
    assert np.array([mine[key] for key in plain]) == pytest.approx(np.array(list(plain.values())))


def test_a_rival_proves_the_optimum_of_the_plain_formulation() -> None:
    """SCIP on the rows by arrays and SCIP on the rows in words give the same greatest worth."""
    found = measure_rival(40, "GSCIP", whole=True, threads=1, limit=60.0)
    assert found["reason"] == "optimal"
    assert found["objective"] == pytest.approx(whole_mip.whole_optimum(operation(40, hourly=True)), rel=1e-6)


def test_an_operation_that_cannot_be_written_is_refused() -> None:
    """Random small worlds have clashes or classes of caps, for which there are no rows here."""
    with pytest.raises(ValueError, match="rows that are not written"):
        caps_of(small_world(0))


def test_practices_stay_below_the_optimum() -> None:
    """On 40 customers every practice is worth something, and no more than the proven best plan."""
    best = measure(40, "flat", "ours")["worth"]
    worth = [
        measure(40, "flat", name)["worth"]
        for name in ("file order", "by balance", "list of the day", "best hour first")
    ]
    assert all(0 < w <= best * (1 + 1e-9) for w in worth)


def test_chunks_share_every_capacity_out() -> None:
    """Two chunks hold every customer once, and their capacities add up to the operation's."""
    made = operation(2 * CHUNK)
    parts = chunks_of(made)
    names = np.concatenate([part.permitted.customer_ids.to_numpy() for part in parts])
    assert sorted(names) == made.permitted.customer_ids.to_list()
    assert sum(part.staffing.minutes for part in parts) == pytest.approx(made.staffing.minutes)
    for name, channel in made.loaded.strategy.channels.items():
        shares = [part.loaded.strategy.channels[name].per_slot for part in parts]
        assert channel.per_slot is None or sum(share or 0 for share in shares) == channel.per_slot


def test_a_programme_has_no_row_that_cannot_bind() -> None:
    """A row of caps stands only where a customer has more candidates than the cap lets it hold."""
    programme = programme_of(operation(60))
    held = np.bincount(programme.row, programme.weight)
    assert len(held) == len(programme.limit)
    of_caps = np.isin(programme.limit, (1.0, 2.0)) & (np.bincount(programme.row) < 200)
    assert (held > programme.limit)[of_caps].mean() > 0.9
