"""Packs and rules as plain data."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectplan.errors import StrategyError, UsageError
from collectplan.rulebook.rulebook import pack_told, packs_listed, strategy_told
from tests.unit.read.pack_files import PACK, STRATEGY, loaded_from


@pytest.fixture
def beside(tmp_path: Path) -> str:
    """A strategy with the pack xx_law beside it."""
    loaded_from(tmp_path)
    return str(tmp_path / "s.yaml")


def test_every_pack_that_can_be_used_is_listed(beside: str) -> None:
    """Shipped ones and those beside the strategy; `verified` counts rules."""
    packs = {pack["pack"]: pack for pack in packs_listed(beside, "es")["packs"]}
    mine = packs["xx_law"]
    assert (mine["name"], mine["country"], mine["rules"], mine["verified"]) == ("Una ley", "CO", 7, 7)
    assert (mine["readings"], mine["reviewed"]) == (["strict", "literal"], "2026-11-22")
    assert "co_ley2300" in packs


def test_a_wrong_pack_stops_the_list_with_all_that_is_wrong(tmp_path: Path, beside: str) -> None:
    """Two packs, one fault each."""
    for name in ("aa", "bb"):
        (tmp_path / "packs" / f"{name}.yaml").write_text(PACK)
    with pytest.raises(StrategyError) as caught:
        packs_listed(beside, "en")
    assert [finding.mend for finding in caught.value.findings] == ["write pack: aa", "write pack: bb"]


def test_a_pack_is_told_with_its_reading(beside: str) -> None:
    """The first reading where none is named; rules of the other one are named as not in force."""
    strict, literal = pack_told("xx_law", beside, "en"), pack_told("xx_law:literal", beside, "en")
    assert (strict["reading"], strict["other_readings"]) == ("strict", ["other"])
    assert (literal["reading"], literal["other_readings"]) == ("literal", ["week"])
    hours = strict["rules"][0]
    assert hours["source"] == "art. 3 [S1: example.com]"
    assert hours["media"] == ["call", "sms"]
    assert hours["says"].startswith("by call or sms: contact only within these hours")
    assert strict["columns"][0] == {"column": "asked", "type": "boolean", "means": "the customer asked"}
    assert strict["outcomes"]["attempts"] == {"not": ["failed", "busy"]}


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("xx_lav", "there is no rule pack xx_lav; did you mean xx_law?"),
        ("xx_law:wide", "the pack xx_law has no reading wide; write one of strict, literal"),
        ("../xx_law", "there is no rule pack ../xx_law"),
    ],
)
def test_unknown_packs_and_readings_are_refused(beside: str, said: str, what: str) -> None:
    """With the nearest name, or all of them; a path is no name."""
    with pytest.raises(UsageError) as caught:
        pack_told(said, beside, "en")
    assert what in str(caught.value)


def test_rules_in_force_say_where_they_come_from(tmp_path: Path) -> None:
    """The strategy's own first; `visits` binds no channel here; words are Spanish as the strategy's are."""
    loaded_from(tmp_path, STRATEGY + "language: es-CO\n")
    said = strategy_told(str(tmp_path / "s.yaml"))
    own, hours = said["rules"][:2]
    assert (own["id"], own["pack"], own["where"]) == ("house", None, f"{tmp_path}/s.yaml:5:11")
    assert own["says"] == "como máximo 1 intento por cliente y día calendario"
    assert (hours["pack"], hours["where"]) == ("xx_law", f"{tmp_path}/packs/xx_law.yaml:13:5")
    assert hours["channels"] == ["phone", "sms"]
    assert (own["past_channels"], hours["past_channels"]) == ([], [])
    assert said["packs"][0]["without_channel"] == ["visits"]
    assert strategy_told(str(tmp_path / "s.yaml"), "en")["rules"][0]["says"].startswith("at most 1 attempt")


def test_channels_of_the_history_alone_are_told(tmp_path: Path) -> None:
    """A cap of calls counts what was done on a channel called call, which the strategy does not have."""
    text = PACK.replace("id: visits, kind: cap, media: [visit]", "id: visits, kind: cap, media: [call, visit]")
    loaded_from(tmp_path, xx_law=text)
    (visits,) = (rule for rule in strategy_told(str(tmp_path / "s.yaml"))["rules"] if rule["id"] == "xx_law.visits")
    assert (visits["channels"], visits["past_channels"]) == (["phone"], ["call", "visit"])
