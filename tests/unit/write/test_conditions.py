"""The grid's condition and conditions.csv, of a solution whose conditions are written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from collectplan.domain.stages import LoadedStrategy, Solution
from collectplan.write.conditions import CONDITIONS_COLUMNS, conditions_frame
from collectplan.write.frames import led_grid
from tests import builders
from tests.unit.write import tiny

RULES: list[dict[str, Any]] = [
    {"id": "talks", "kind": "cap", "max": 1, "window": {"days": 7}, "count": "conversations"},
    {"id": "cool", "kind": "cooldown", "days": 1, "after": "contact"},
    {"id": "alone", "kind": "exclusive", "window": {"calendar": "week"}, "after": "conversation"},
]


def loaded(language: str) -> LoadedStrategy:
    said = tiny.loaded().strategy.model_dump(by_alias=True, exclude_none=True, exclude={"limits"})
    limits = {"rules": RULES, "assume": "contingent"}
    return builders.strategy(**{**said, "limits": limits, "language": language})


def solved() -> Solution:
    """The first contact hangs on the second under all three rules, with three talks of one allowed."""
    schema = {
        "contact": pl.Int32, "rule": pl.Int32, "counted": pl.Int32, "window_start": pl.Date,
        "depends_on": pl.List(pl.Int32),
    }  # fmt: skip
    since = dt.date(2026, 2, 25)
    rows = [(0, 0, 3, since, [1]), (0, 1, None, since, [1]), (0, 2, None, since, [1])]
    return replace(tiny.solution(), conditions=pl.DataFrame(rows, schema=schema, orient="row"))


def test_a_row_names_its_rules_in_order_and_the_others_none() -> None:
    """Sorted ids with a blank between, whatever the order of the strategy."""
    grid = led_grid(tiny.segmented(), tiny.permitted(), tiny.staffing(), solved(), loaded("en"), tiny.day())
    assert sorted(grid["condition"].cast(pl.String)) == [""] * (grid.height - 1) + ["alone cool talks"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["only if the earlier contact on another channel did not end in a conversation (alone: ",
                "only if the earlier contact did not end in a contact (cool: no contact for the rest of the day",
                "talks still holds: at most 1 conversation per customer in any 7 consecutive days (with all that is planned there could "
                "be 3 conversations from 2026-02-25 on)"]),
        ("es", ["el contacto anterior por otro canal no terminó en una conversación", "no terminó en un contacto (cool: ",
                "como máximo 1 conversación por cliente en cualquier período de 7 días seguidos"]),
        ("pt", ["on another channel", "(cool:", "at most 1 conversation per"]),
    ],
)  # fmt: skip
def test_conditions_are_told_in_data_and_in_words(language: str, words: list[str]) -> None:
    """Rows point into the grid, and each sentence is of its rule's kind."""
    strategy, solution = loaded(language), solved()
    grid = led_grid(tiny.segmented(), tiny.permitted(), tiny.staffing(), solution, strategy, tiny.day())
    frame = conditions_frame(solution, grid, None, strategy, tiny.day())
    assert frame is not None
    assert tuple(frame.columns) == CONDITIONS_COLUMNS
    assert frame["rule"].to_list() == ["alone", "cool", "talks"]
    assert frame["counted"].to_list() == ["", "", "3"]
    place = {contact: str(row) for row, contact in enumerate(grid["_contact"].to_list(), 2)}
    assert set(frame["row"]) == {place[0]}
    assert set(frame["depends_on"]) == {place[1]}
    assert all(part in said for part, said in zip(words, frame["words"].to_list(), strict=True))


def test_without_conditions_there_is_no_file() -> None:
    """Under the worst case nothing need be asked again."""
    solution = tiny.solution()
    grid = led_grid(tiny.segmented(), tiny.permitted(), tiny.staffing(), solution, tiny.loaded(), tiny.day())
    assert conditions_frame(solution, grid, None, tiny.loaded(), tiny.day()) is None
    assert set(grid["condition"].cast(pl.String)) == {""}
