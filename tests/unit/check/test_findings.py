"""Findings as sentences, each about a row, a customer or neither."""

from __future__ import annotations

import polars as pl

from collectplan.check.findings import NONE, SCHEMA, found, found_elsewhere, said, violations, worded
from collectplan.domain.stages import Violation

OFFENDERS = pl.DataFrame({"row": [2, 5], "customer_id": ["C1", None], "name": ["sms", None]})


def test_an_empty_cell_has_a_word() -> None:
    """Without one the whole sentence would be empty."""
    what = worded("On {} from {}.", "name", pl.lit(10))
    assert found(OFFENDERS, what)["what"].to_list() == ["On sms from 10.", "On (empty) from 10."]


def test_findings_about_no_row() -> None:
    """Row 0, and the customer where there is one, else nobody."""
    assert found_elsewhere(OFFENDERS, pl.lit("x")).rows() == [(0, "C1", "x"), (0, "", "x")]
    nobody = found_elsewhere(OFFENDERS.drop("customer_id"), worded("{}", "name"))
    assert nobody.rows() == [(0, "", "sms"), (0, "", "(empty)")]
    assert found_elsewhere(OFFENDERS, pl.lit("x")).schema == SCHEMA
    assert said("y").rows() == [(0, "", "y")]


def test_nothing_found() -> None:
    """Has the columns of what is found, and is no violation."""
    assert (NONE.schema, NONE.height) == (SCHEMA, 0)
    for nothing in (found(OFFENDERS.clear(), pl.lit("x")), found_elsewhere(OFFENDERS.clear(), worded("{}", "name"))):
        assert (nothing.schema, nothing.height) == (SCHEMA, 0)
    assert violations("r", NONE, 3) == []


def test_rows_beyond_the_grid_are_the_outlook_s() -> None:
    """Of a grid of three rows, row 4 is the last and row 5 the outlook's first, which is row 2 of its file."""
    findings = pl.DataFrame({"row": [4, 5, 4], "customer_id": ["C1"] * 3, "what": ["x"] * 3}, schema=SCHEMA)
    assert sorted(violations("r", findings, 3), key=lambda v: v.file) == [
        Violation("r", 4, "C1", "x"),
        Violation("r", 2, "C1", "x", "outlook.csv"),
    ]
