"""Explanations from a results folder alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectplan.errors import InputError
from collectplan.explain import as_dict, explain
from collectplan.write.frames import capacity_frame, rejects_frame
from collectplan.write.publish import Publication
from tests.unit.write import tiny
from tests.unit.write.as_text import fates_frame, grid_frame, why_frame


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the morning made by hand."""
    place = tmp_path_factory.mktemp("results") / "today"
    loaded, day, solution = tiny.loaded(), tiny.day(), tiny.solution()
    parts = (tiny.segmented(), tiny.permitted(), tiny.staffing())
    grid = grid_frame(*parts, solution, loaded, day)
    why = why_frame(*parts, tiny.valued(), solution, loaded, day)
    with Publication(place) as publication:
        publication.csv("grid.csv", grid)
        publication.csv(
            "fates.csv", fates_frame(tiny.raw(), tiny.inputs(), tiny.segmented(), tiny.permitted(), why, grid)
        )
        publication.csv("capacity.csv", capacity_frame(solution, loaded, day))
        publication.csv("rejects.csv", rejects_frame(tiny.inputs()))
        publication.parquet("why.parquet", why)
        publication.json("run.json", {"plan_date": "2026-03-02", "currency": "COP"})
        publication.publish()
    return place


def test_a_planned_customer(folder: Path) -> None:
    """C1 has three accounts and two contacts, and its letter found the cap of two a day full."""
    said = explain(folder, "C1")
    assert (said.customer_id, said.is_account, said.amount, said.currency) == ("C1", False, 300.0, "COP")
    assert [a.fate for a in said.accounts] == ["planned", "planned", "not_planned"]
    assert [(c.start, c.channel, c.account_id) for c in said.contacts] == [
        ("08:00", "sms", "A2"),
        ("10:00", "call", "A1"),
    ]
    letter = said.channels[2]
    assert (letter.state, letter.reason, letter.rule) == ("passed_over", "cap", "house.day")
    assert letter.change == "rule house.day would have to allow it"


def test_an_account_is_found_too(folder: Path) -> None:
    """A8 is an account of C1: the answer is of the whole customer, and says which account was asked for."""
    said = explain(folder, "A8")
    assert (said.asked, said.is_account, said.customer_id) == ("A8", True, "C1")
    assert said.channels == explain(folder, "C1").channels


def test_passed_over_for_capacity(folder: Path) -> None:
    """Two minutes of desk at 465.05 are worth 930.10; the call brings 812.40, so that 117.70 are missing."""
    call = explain(folder, "C2").channels[0]
    assert (call.start, call.agent_group, call.value, call.price) == ("09:00", "desk", 812.4, 930.1)
    assert [(n.resource, n.start, n.amount, round(n.worth, 6)) for n in call.needs] == [
        ("agent_minutes:desk", "09:00", 2.0, 930.1)
    ]
    assert call.open == "09:00-10:00, 11:00-12:00"
    assert call.change == "its value would have to rise by more than 117.70 COP, or capacity to grow"


def test_blocked_names_the_rule(folder: Path) -> None:
    """C3's call met a cooldown, its SMS lacks consent, its letter an address."""
    said = explain(folder, "C3")
    assert [(c.reason, c.rule) for c in said.channels] == [
        ("cooldown", "after_talk"),
        ("consent", "consent"),
        ("address", "address"),
    ]
    assert said.channels[1].change == "the customer's consent to the channel"


def test_suppressed_has_a_fate_and_no_channel(folder: Path) -> None:
    """C4's only account is suppressed, so that nothing was tried."""
    said = explain(folder, "C4")
    assert (said.accounts[0].reason, said.channels) == ("stop_reason", ())


def test_worth_nothing_and_no_crew(folder: Path) -> None:
    """0.3 x 1 - 1 = -0.70 for C5's SMS; nobody has the skill that C6 needs."""
    sms = explain(folder, "C5").channels[0]
    assert (sms.state, round(sms.value or 0, 6), sms.start) == ("no_value", -0.7, "10:00")
    assert explain(folder, "C6").channels[0].reason == "skills"


def test_an_id_like_a_formula_is_found(folder: Path) -> None:
    """The file says '=A9; the user types =A9, as the portfolio does."""
    assert explain(folder, "=A9").customer_id == "C7"


def test_a_rejected_row_without_a_customer(folder: Path) -> None:
    """A10 was rejected and its row names no customer: its fate is all there is, not that of every row without one."""
    said = explain(folder, "A10")
    assert [(a.account_id, a.fate) for a in said.accounts] == [("A10", "rejected")]


def test_an_unknown_id_is_an_input_error(folder: Path) -> None:
    """Nothing is guessed: two ids that look alike are two people."""
    with pytest.raises(InputError, match="no customer and no account has the id 'c1'"):
        explain(folder, "c1")


def test_no_results_folder(tmp_path: Path) -> None:
    """The message says what is missing."""
    with pytest.raises(InputError, match=r"fates\.csv: there is no such file"):
        explain(tmp_path, "C1")


def test_without_the_sidecar_fates_and_contacts_are_still_said(folder: Path, tmp_path: Path) -> None:
    """An older folder has no why.parquet: less detail, and a note that says so."""
    for name in ("grid.csv", "fates.csv", "capacity.csv"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    said = explain(tmp_path, "C1")
    assert len(said.contacts) == 2
    assert said.channels == ()
    assert said.notes[0].startswith("why.parquet is not in the folder")


def test_as_dict_is_json(folder: Path) -> None:
    """Everything in it can be said in JSON, and no address is in it."""
    text = json.dumps(as_dict(explain(folder, "C1")))
    assert json.loads(text)["contacts"][0]["channel"] == "sms"
    assert "+57" not in text
    assert "street" not in text
