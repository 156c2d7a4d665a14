"""The quick order by identifiers is the order of their texts."""

from __future__ import annotations

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
