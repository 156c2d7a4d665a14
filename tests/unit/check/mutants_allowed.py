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
    ("suppression", "return []", "speed: without a holdout no hash lies below it"),
    *(
        ("condition", text, "speed: a rule tells of customers one by one")
        for text in (
            'contacts = contacts.join(named.filter(pl.col("rule") == rule.id), on="customer_id", how="semi")',
            'named.filter(pl.col("rule") == rule.id)',
        )
    ),
    *(("findings", text, "speed: of nothing nothing is found") for text in ("return NONE", "return []")),
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
    ("evidence", 'history.filter(pl.col("at").is_between(begin, end))', "speed: what is far off is in no window"),
    ("target", "return NONE", "speed: where everything brings something nothing else is asked"),
    ("clocks", "return contacts", "speed: the contacts stand in order already"),
    *(
        ("zones", text, "speed: where no row is left to be told the long way comes to the same")
        for text in (
            "not asked",
            "not timezone.null_count()",
            "return timezone.fill_null(strategy.timezone)",
        )
    ),
    *(
        ("zones", text, "speed: the more digits are shown, the fewer numbers are read together")
        for text in ("goes_abroad", '~pl.col("plus")')
    ),
    *(
        ("places", text, "a name for a type")
        for text in ("Places = npt.NDArray[np.int64]", "Hashes = Callable[[pl.Series], pl.Series]")
    ),
    ("places", "found[wanted.is_null().to_numpy()] = NOWHERE", "speed: else texts are compared"),
    ("places", "return found", "speed: the same"),
    (
        "raw_cells",
        '_TIMED = r"^\\d{4}-\\d{2}-\\d{2}[T ].*" + _OFFSET',
        "speed: the standard library reads what is left",
    ),
    *(
        ("raw_cells", text, "speed: the same")
        for text in ("offset.str.len_chars().fill_null(0)", "(minutes * sign).fill_null(0)", "break")
    ),
    *(
        ("raw_cells", text, "speed: what can be read as it stands is read so")
        for text in (
            "return cells",
            'if said.decimal == ".":',
            "read = cells.cast(pl.Float64, strict=False)",
            "return read",
            "is_yes",
            "plain == NO[0]",
            "return is_yes",
        )
    ),
    ("raw_cells", "return None", "what ends without a word returns None"),
    *(
        ("expressions", text, "the language's own definition says the same: polars is asked so that two do")
        for text in (
            "try: return self._by_polars(expression, column) except pl.exceptions.PolarsError: pass",
            "return self._by_polars(expression, column)",
        )
    ),
    *(
        ("fates", text, "speed: told by names it is the same")
        for text in (
            "return _words(read)",
            'read["fate"] == "rejected"',
            'read["segment"].eq_missing(due["segment"])',
            'read["segment"].eq_missing(due["segment"]) | ~due["is_sound"]',
            '~due["is_sound"]',
            "return bool(is_due.all(ignore_nulls=False))",
        )
    ),
    (
        "done",
        'pl.col("customer").is_in(rows["customer"].unique().implode())',
        "speed: accounts of customers without an attempt lead none",
    ),
    *(
        ("leaks", text, "speed: rows without a condition name no rule")
        for text in ('met.drop_nulls("condition")', "return findings")
    ),
    ("leak_plan", "check_sortedness=False,", "silences a warning of some releases of polars"),
    (
        "leak_plan",
        'plain.filter(pl.col("customer_id").is_in(asked["customer_id"].unique().implode()))',
        "speed: fates of customers of whom nothing is asked meet none",
    ),
    ("capacity", "return NONE", "speed: without a limit nothing is beyond it"),
    *(
        ("capacity", text, "a name for a type")
        for text in ("Added = Mapping[tuple[str, str, int | None], float]", "int", "None")
    ),
    *(
        ("check", text, "a name for a type")
        for text in (
            "Checks = Iterator[tuple[str, Callable[[], pl.DataFrame] | None]]",
            "Callable[[], pl.DataFrame]",
            "None",
        )
    ),
    ("check", "register", "speed: what is worked out again is the same"),
)
