"""What customers have in arrears."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.score.amount import amount_of, amounts_of


def accounts(*rows: tuple[str, float, str]) -> pl.DataFrame:
    schema = {"customer_id": pl.String, "past_due": pl.Float64, "suppressed": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(free_from=pl.when(pl.col("suppressed") == "").then(0).cast(pl.Int32))


def test_accounts_of_a_customer_add_up_unless_suppressed() -> None:
    """C1 owes 1 + 2, without the 4 that are stopped and the 8 on hold; the holdout C2 still owes its 16."""
    book = accounts(
        ("C1", 1.0, ""),
        ("C1", 2.0, ""),
        ("C1", 4.0, "stop_reason"),
        ("C1", 8.0, "hold_until"),
        ("C2", 16.0, "holdout"),
        ("C3", 32.0, "stop_reason"),
    )
    assert amount_of(pl.Series(["C1", "C2", "C3"]), book).tolist() == [3.0, 16.0, 0.0]


def test_customers_that_are_not_asked_for_are_passed_over() -> None:
    """Only the positions of the customers named matter."""
    book = accounts(("C1", 1.0, ""), ("C2", 2.0, ""))
    assert amount_of(pl.Series(["C2"]), book).tolist() == [2.0]


def test_nobody() -> None:
    """No customer, no amount; a customer without accounts has none in arrears."""
    assert amount_of(pl.Series([], dtype=pl.String), accounts()).tolist() == []
    assert amount_of(pl.Series(["C1"]), accounts()).tolist() == [0.0]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["C1", "C2", "C3"]), st.floats(0, 1e9), st.sampled_from(["", "holdout", "stop_reason"])
        ),
        max_size=30,
    )
)
def test_sums_are_those_of_a_plain_loop_to_the_last_bit(rows: list[tuple[str, float, str]]) -> None:
    """Money is added in the accounts' order, one after the other, and so the same on every machine."""
    expected = {"C1": 0.0, "C2": 0.0, "C3": 0.0}
    for customer, past_due, suppressed in rows:
        if suppressed != "stop_reason":
            expected[customer] += past_due
    found = amount_of(pl.Series(list(expected)), accounts(*rows))
    assert found.tobytes() == np.array(list(expected.values())).tobytes()


def test_an_account_counts_from_the_day_on_which_its_hold_ends() -> None:
    """C1 owes 1 today and the 2 that are held through tomorrow from the day after; the 4 of a stopped account never."""
    book = accounts(("C1", 1.0, ""), ("C1", 2.0, "hold_until"), ("C1", 4.0, "stop_reason"))
    book = book.with_columns(free_from=pl.Series([0, 2, None], dtype=pl.Int32))
    assert amounts_of(pl.Series(["C1"]), book, 4).tolist() == [[1.0], [1.0], [3.0], [3.0]]
    assert amounts_of(pl.Series(["C1"]), book, 2).tolist() == [[1.0], [1.0]]
