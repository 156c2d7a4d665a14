"""What may be taken out of the check without any finding changing, and why."""

from __future__ import annotations

#: Module, what is taken out, and why no test can miss it.
ALLOWED: tuple[tuple[str, str, str], ...] = (
    ("cap", "bound = _crowded(rule, bound, past)", "speed: it leaves out customers whom the rule cannot touch"),
    (
        "cap",
        'bound.filter(pl.Series(is_crowded[bound["customer"].to_numpy()], dtype=pl.Boolean))',
        "speed: the same",
    ),
    ("suppression", "return NONE", "speed: without a holdout no hash lies below it"),
    ("permission", "has_wish", "speed: who wishes nothing is found nowhere"),
    ("address", "name in planned", "speed: columns of channels that nobody plans are not read"),
    *(
        ("address", text, "speed: what other accounts say is asked only where the lead says nothing")
        for text in (
            'pl.col("own").is_null()',
            "contacts.filter(lacks)",
            'pl.col("customer").is_in(customers.implode())',
        )
    ),
    ("closed", "@lru_cache(maxsize=256)", "speed: calendars are made once"),
    *(
        ("pool", text, "speed: history too far off is in no span with a planned contact")
        for text in (
            'past.filter((pl.col("at") > starts[0] - span) & (pl.col("at") < starts[-1] + span))',
            'pl.col("at") > starts[0] - span',
            'pl.col("at") < starts[-1] + span',
        )
    ),
    (
        "cap",
        'items.filter(pl.col("row").is_not_null())',
        "speed: nulls meet no row of the plan in the join that follows",
    ),
)
