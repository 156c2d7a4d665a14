"""Bytes inside quotes, against a count of one byte after the other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.read import survey as surveying
from collectplan.read.quoting import inside_quotes
from collectplan.read.records import split


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=200), st.booleans())
def test_running_parity(quotes: list[bool], is_open: bool) -> None:
    """A byte is inside where the quotes up to and with it, and one that is open before, are odd in number."""
    counts = np.cumsum(quotes) + is_open
    assert inside_quotes(np.array(quotes), is_open).tolist() == (counts % 2 == 1).tolist()


def test_quotes_across_chunks() -> None:
    """A file longer than a chunk, with quoted line ends and a broken record at its end, is split as a short one is."""
    one = b'"a\nb","x, ""y""",3\n'
    count = surveying._CHUNK_BYTES // len(one) * 3
    records = split(b"p,q,r\n" + one * count + b"1,2\n", ",", "x")
    assert records.frame.height == count
    assert records.frame.drop("_row").unique().rows() == [("a\nb", 'x, "y"', "3")]
    assert records.broken == [(count + 2, "has 2 fields, the header has 3")]
