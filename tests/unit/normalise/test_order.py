"""The quick order by identifiers is the order of their texts."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.normalise.order import ordered


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([r"C[0-9]{1,4}", r"AC0[0-9]{3}", r"[0-9]{0,16}", r"[+A0-9-]{0,3}"]), st.data())
def test_order_of_texts(pattern: str, data: st.DataObject) -> None:
    """Python's own order of tuples of texts, whatever form the identifiers have."""
    text = st.from_regex(pattern, fullmatch=True)
    rows = data.draw(st.lists(st.tuples(text, text), max_size=12))
    frame = pl.DataFrame(rows, schema={"one": pl.String, "other": pl.String}, orient="row")
    assert ordered(frame, ("one", "other")).rows() == sorted(rows)


INSTANTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2))


@settings(max_examples=120, deadline=None)
@given(st.booleans(), st.booleans(), st.data())
def test_order_of_attempts(whole: bool, some_null: bool, data: st.DataObject) -> None:
    """By customer, then instant, then the rest, nulls first: as Python orders tuples, ties or none, parts of a second or none."""
    instant = INSTANTS.map(lambda at: at.replace(microsecond=0, second=0, minute=0)) if whole else INSTANTS
    rest = st.sampled_from([None, "", "A", "B"] if some_null else ["A", "B"])
    rows = data.draw(st.lists(st.tuples(st.sampled_from(["C1", "C2", "C10"]), instant, rest, rest), max_size=14))
    schema = {"customer": pl.String, "at": pl.Datetime("us", "UTC"), "channel": pl.String, "address": pl.String}
    utc = [(one, at.replace(tzinfo=dt.UTC), *others) for one, at, *others in rows]
    frame = pl.DataFrame(utc, schema=schema, orient="row")
    by_python = sorted(
        utc, key=lambda row: [(cell is not None, cell or "") if n > 1 else (True, cell) for n, cell in enumerate(row)]
    )
    assert ordered(frame, list(schema)).rows() == by_python
