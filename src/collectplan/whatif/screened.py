"""Two screenings side by side: whether a rule that one of them lacks changes anything, and whether it only frees."""

from __future__ import annotations

import numpy as np

from collectplan.domain.stages import Permitted


def is_same(before: Permitted, after: Permitted) -> bool:
    """Whether two screenings permit the same contacts, under the same rules among them, with the same duties."""
    local = (
        "class_of_customer", "cap_start", "cap_set", "cap_limit", "moment_sets", "clash_of_class", "clashes",
    )  # fmt: skip
    # Positions of rules shift where one is taken out: they are not compared.
    return (
        before.pairs.equals(after.pairs)
        and np.array_equal(before.openings, after.openings)
        and _are_equal(before.local, after.local, local)
        and _are_equal(before.pools, after.pools, ("last", "capacity", "kind_of_pair", "uses"))
        and _are_equal(before.duties, after.duties, ("line", "customer", "by", "kind_of_pair", "answers"))
    )


def _are_equal(before: object | None, after: object | None, names: tuple[str, ...]) -> bool:
    if before is None or after is None:
        return before is after
    return all(np.array_equal(getattr(before, name), getattr(after, name)) for name in names)


def leads_stay(before: Permitted, after: Permitted) -> bool:
    """Whether every pair before is there after, led by the same account.

    A rule that bars one account leaves another to speak of, which may be worth more, or asks for skills that are rare.
    """
    names = ("customer", "date", "channel", "lead")
    kept = before.pairs.select(names).join(after.pairs.select(names), on=names, how="semi")
    return kept.height == before.pairs.height
