"""SQL expressions of strategies: what they mean, and everything that they refuse."""

from __future__ import annotations

import datetime as dt
import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.domain.expression import ExpressionError, columns, parse, truth, values


@pytest.fixture(scope="module")
def accounts() -> pl.DataFrame:
    """Three accounts; the last says nothing."""
    return pl.DataFrame(
        {
            "days_past_due": pl.Series([10, 100, None], dtype=pl.Int64),
            "balance": pl.Series([100.0, 250.5, None], dtype=pl.Float64),
            "product": ["card", "O'Neil loan", None],
            "hold_until": pl.Series([dt.date(2026, 1, 1), dt.date(2026, 3, 5), None]),
            "vip": [True, False, None],
            "Mi columna": pl.Series([1, 2, 3], dtype=pl.Int32),
            "cédula": ["1", "2", "x"],
        }
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("days_past_due > 30", [False, True, None]),
        ("days_past_due >= 10 AND NOT vip", [False, True, None]),
        ("days_past_due BETWEEN 10 AND 20", [True, False, None]),
        ("days_past_due NOT IN (10, 20)", [False, True, None]),
        ("days_past_due = -10 or days_past_due = +10", [True, False, None]),
        ("product = 'O''Neil loan'", [False, True, None]),
        ("product LIKE '%loan'", [False, True, None]),
        ("product NOT ILIKE 'CARD'", [False, True, None]),
        ("product IS NULL", [False, False, True]),
        ("vip IS NOT TRUE", [False, True, True]),
        ("vip IS TRUE", [True, False, False]),
        ("vip IS TRUE AND days_past_due > 50", [False, False, False]),
        ("vip IS DISTINCT FROM FALSE AND FALSE OR TRUE", [True, True, True]),
        ("product IS NULL OR vip", [True, False, True]),
        ("NOT vip AND FALSE OR days_past_due BETWEEN 1 AND 10 AND TRUE", [True, False, None]),
        ("vip = 1", [True, False, None]),
        ("vip = 'false'", [False, True, None]),
        ("hold_until > '2026-01-01'", [False, True, None]),
        ("'2026-01-01' = hold_until", [True, False, None]),
        ("hold_until BETWEEN '2026-01-01' AND '2026-02-01'", [True, False, None]),
        ("hold_until IN ('2026-03-05')", [False, True, None]),
        ("hold_until IS DISTINCT FROM DATE '2026-01-01'", [False, True, True]),
        ("YEAR(hold_until) * 100 + MONTH(hold_until)", [202601, 202603, None]),
        ("COALESCE(hold_until, '2026-12-31')", [dt.date(2026, 1, 1), dt.date(2026, 3, 5), dt.date(2026, 12, 31)]),
        ('"Mi columna" + `Mi columna`', [2, 4, 6]),
        ("cédula || '-' || cédula", ["1-1", "2-2", "x-x"]),
        ("CASE WHEN days_past_due < 50 THEN 0.8 ELSE 0.2 END", [0.8, 0.2, 0.2]),
        ("CASE product WHEN 'card' THEN 'c' END", ["c", None, None]),
        ("CAST(cédula AS INTEGER)", [1, 2, None]),
        ("IF(vip, 'a', 'b')", ["a", "b", "b"]),
        ("SUBSTR(UPPER(product), 1, 2)", ["CA", "O'", None]),
        ("ROUND(balance / 3, 1)", [33.3, 83.5, None]),
        ("1 - 2 - 3", [-4, -4, -4]),
        ("2 + 3 * 4 - (1 + 1)", [12, 12, 12]),
        ("1000000 * 3000000", [3 * 10**12] * 3),
        ("LENGTH(product) - 5", [-1, 6, None]),
        ("MONTH(hold_until) * 100", [100, 300, None]),
        ("GREATEST(balance, 200)", [200.0, 250.5, 200.0]),
        ("0.1 + 0.2", [0.1 + 0.2] * 3),
        ("balance / 0", [None, None, None]),
        ("NULL", [None, None, None]),
    ],
)
def test_values_follow_sql(accounts: pl.DataFrame, text: str, expected: list[object]) -> None:
    """Each expression gives one value a row, worked out by hand; null in, null out, unless SQL says otherwise."""
    assert values(accounts, text).to_list() == expected


def test_truth_takes_null_for_false(accounts: pl.DataFrame) -> None:
    """An account of which nothing is known is not in the segment, and a constant holds for every row."""
    assert truth(accounts, "days_past_due > 30").to_list() == [False, True, False]
    assert truth(accounts, "TRUE").to_list() == [True, True, True]
    assert truth(accounts, "NULL").to_list() == [False, False, False]


@pytest.mark.parametrize("text", ["1", "TRUE", "days_past_due + 1", "balance", "product LIKE '%x%'", "'a'"])
def test_height_is_the_frames_even_when_empty(accounts: pl.DataFrame, text: str) -> None:
    """A literal too has as many values as the table has rows, also none."""
    assert [len(values(accounts.head(height), text)) for height in (0, 1, 3)] == [0, 1, 3]


def test_columns_are_named_once_and_sorted() -> None:
    """Each column once, by name, however it is quoted, and nothing of texts."""
    assert columns("""b > 1 AND "a b" = 'c' OR b < LENGTH(`d`)""") == ("a b", "b", "d")


def test_parse_gives_a_polars_expression(accounts: pl.DataFrame) -> None:
    """`parse` gives what polars can evaluate, here the days past due of the second account."""
    assert accounts.select(x=parse("days_past_due * 2"))["x"].to_list() == [20, 200, None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("a >", "breaks off"),
        ("a > 1)", "has ) where it cannot stand"),
        ("(a > 1", "breaks off where )"),
        ("a b", "has b where"),
        ("a AS b", "AS"),
        ("1_000", "no part of an expression"),
        ("0x1F", "no part of an expression"),
        ("a = 'x", "does not end"),
        ('"a > 1', "does not end"),
        ("a > 1; DROP TABLE x", "semicolon"),
        ("SELECT 1", "has SELECT"),
        ("(SELECT 1)", "has SELECT"),
        ("a IN (SELECT 1)", "has SELECT"),
        ("EXISTS (SELECT 1)", "has EXISTS"),
        ("a = (SELECT MAX(a) FROM self)", "has SELECT"),
        ("WITH x AS (SELECT 1) SELECT 1", "has WITH"),
        ("read_csv('/etc/passwd')", "no known function"),
        ("COLUMNS('a.*')", "no known function"),
        ("SUM(a) > 1", "looks at many rows"),
        ("COUNT(*) > 1", "looks at many rows"),
        ("FIRST(a)", "looks at many rows"),
        ("max(a)", "looks at many rows"),
        ("RANK() OVER (ORDER BY a)", "looks at many rows"),
        ("LAG(a)", "looks at many rows"),
        ("ABS(a) OVER (ORDER BY a)", "window function"),
        ("d > CURRENT_DATE", "asks for the time"),
        ("NOW() > d", "asks for the time"),
        ("today() > d", "asks for the time"),
        ("RANDOM() > 0.5", "draws at random"),
        ("a ~ '(x+)+$'", "use LIKE"),
        ("REGEXP_LIKE(a, '(((x{1000}){1000}){1000})')", "no known function"),
        ("a RLIKE 'x'", "has RLIKE"),
        ("*", "has *"),
        ("a.b", "no part of an expression"),
        ("a::text", "no part of an expression"),
        ("[1, 2]", "bracket"),
        ("a -- x", "comment"),
        ("a /* x */ > 1", "comment"),
        ("!a", "exclamation"),
        ("a = b = c", "compares a comparison"),
        ("a = NULL", "write IS NULL"),
        ("a IN (b)", "plain values"),
        ("a IN ()", "where it cannot stand"),
        ("a LIKE b", "text in single quotes"),
        ("DATE '2026-02-30'", "write dates as"),
        ("ABS(a, 2)", "give it 1"),
        ("ROUND(a, b)", "whole number"),
        ("ROUND(a, 100000000000)", "whole number"),
        ("CAST(a AS BLOB)", "cast to INTEGER"),
        ("99999999999999999999", "write a smaller one"),
        ("1e999", "too large"),
        ("a > 1 \0", "NUL"),
        ("CASE END", "has END"),
        ("CASE WHEN a > 1 END", "has END where"),
        ("NOT", "breaks off"),
        ("(" * 30 + "a" + ")" * 30, "nested more than"),
        ("NOT " * 30 + "a", "nested more than"),
        (" OR ".join(["a"] * 200), "use IN"),
        ("a > " + "1" * 2001, "characters long"),
        ("CASE CASE CASE CASE a " + (" ".join(f"WHEN {i} THEN {i}" for i in range(20)) + " END ") * 4, "too often"),
        ("NULLIF(" * 11 + "a" + ", 1)" * 11, "too often"),
    ],
)
def test_what_is_no_expression_over_one_row_is_refused_unread(text: str, said: str) -> None:
    """Statements, sub-queries, aggregates, windows, clocks, chance, files and bombs are refused before any table is seen."""
    began = time.process_time()
    with pytest.raises(ExpressionError, match=r".") as caught:
        parse(text)
    assert said in str(caught.value)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("days_past_du > 1", "did you mean days_past_due?"),
        ('product = "card"', "names a column card"),
        ("product > 1", "column product is a text and 1 is a number"),
        ("1 < product", "1 is a number and column product is a text"),
        ("days_past_due = '1'", "column days_past_due is a number and '1' is a text"),
        ("product IN (1, 2)", "column product is a text"),
        ("product BETWEEN 1 AND 2", "mixes kinds"),
        ("hold_until > 5", "column hold_until is a date"),
        ("hold_until > 'soon'", "write dates as 'YYYY-MM-DD'"),
        ("hold_until > product", "mixes kinds"),
        ("vip AND balance", "needs true or false beside AND, but column balance is a number"),
        ("NOT balance", "needs true or false after NOT"),
        ("vip = 2", "compare it with TRUE or FALSE"),
        ("balance || 'x'", "needs a text beside ||"),
        ("product + 1", "needs a number beside +"),
        ("LOWER(balance)", "needs a text in LOWER"),
        ("YEAR(product)", "needs a date in YEAR"),
        ("COALESCE(product, 0)", "mixes kinds"),
        ("CASE WHEN vip THEN 1 ELSE 'x' END", "mixes kinds"),
        ("CASE WHEN balance THEN 1 END", "after WHEN"),
        ("CAST(hold_until AS INTEGER)", "use YEAR"),
        ("product LIKE 'x%' AND balance LIKE 'x%'", "needs a text before LIKE"),
    ],
)
def test_kinds_that_do_not_fit_are_refused_by_name(accounts: pl.DataFrame, text: str, said: str) -> None:
    """A column that is missing or of another kind is named, and no cell is shown."""
    with pytest.raises(ExpressionError, match=r".") as caught:
        values(accounts, text)
    assert said in str(caught.value)
    assert "O'Neil" not in str(caught.value)


def test_a_condition_must_be_one(accounts: pl.DataFrame) -> None:
    """`truth` of a number is refused rather than guessed."""
    with pytest.raises(ExpressionError, match="not a condition"):
        truth(accounts, "balance")


def test_the_widest_allowed_expression_is_fast(accounts: pl.DataFrame) -> None:
    """The longest chains that are allowed are evaluated within a second."""
    began = time.process_time()
    truth(accounts, " OR ".join(["vip"] * 100))
    truth(accounts, "days_past_due IN (" + ", ".join(str(i) for i in range(330)) + ")")
    assert time.process_time() - began < 1


_PIECES = st.sampled_from(
    [
        *("days_past_due", "balance", "product", "hold_until", "vip", "1", "2.5", "'x'", "'2026-01-01'", "(", ")", ","),
        *(
            "+",
            "-",
            "*",
            "/",
            "%",
            "=",
            "<>",
            "<",
            "||",
            ";",
            "~",
            "AND",
            "OR",
            "NOT",
            "IN",
            "IS",
            "NULL",
            "TRUE",
            "LIKE",
        ),
        *("BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST(", "AS", "INTEGER", "ABS(", "COALESCE(", "LENGTH("),
        *("NULLIF(", "DATE", "SELECT"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=12).map(" ".join)))
def test_no_text_raises_anything_but_an_expression_error(text: str) -> None:
    """Whatever stands in the file, the answer is one value a row, or a refusal."""
    frame = pl.DataFrame(
        {
            "days_past_due": [10, 100],
            "balance": [1.5, 2.5],
            "product": ["a", None],
            "hold_until": [dt.date(2026, 1, 1), None],
            "vip": [True, None],
        }
    )
    try:
        height = len(values(frame, text))
    except ExpressionError:
        height = frame.height
    assert height == 2
