"""The page of a packet: words, masks and letters that could be taken for markup."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.packet import language_of, page
from collectplan.packet.timeline import masked
from collectplan.packet.words import _WORDS

PACKET: dict[str, Any] = {
    "customer_id": "C&1",
    "date": "2026-03-02",
    "zone": "America/Bogota",
    "zones": ["America/Bogota", "America/Lima"],
    "operation_zone": "America/Bogota",
    "operation": "A <b>house</b>",
    "accounts": [],
    "timeline": [],
    "unreadable": 1,
    "planned": [],
    "findings": [],
    "leaks": [{"rule": "unplanned", "how": "again", "row": 7, "channel": "call", "what": "1 < 2"}],
    "rules": [
        {
            "id": "day",
            "kind": "cap",
            "severity": "law",
            "source": 'Act "7"',
            "verified": False,
            "says": {"en": "Once a day.", "es": "Una vez al día."},
            "unsure": {"en": "Whether Sundays count."},
            "valid": {"from": None, "to": None},
            "asks": {"max": 1, "window": {"days": 1}},
            "binds": True,
            "counts": [
                {
                    "per": None,
                    "counted": 2,
                    "planned": 1,
                    "done": 0,
                    "max": 3,
                    "what": "attempts",
                    "first": "2026-02-25",
                    "last": "2026-03-03",
                }
            ],
            "last": None,
            "forbids": [{"channel": "sms", "accounts": ["A1"], "hours": [["07:00", "09:00"]]}],
        }
    ],
    "across_customers": ["pool"],
    "inputs": {"portfolio": "ab" * 32},
}


def test_every_text_is_escaped() -> None:
    """Names from files are letters on the page, also in the title."""
    text = page(PACKET, "en")
    assert "A &lt;b&gt;house&lt;/b&gt;" in text
    assert "C&amp;1</title>" in text
    assert "Act &quot;7&quot;" in text
    assert "1 &lt; 2" in text


def test_counts_say_how_many_of_how_many_in_which_dates() -> None:
    """Two of three in the seven dates, and one more planned."""
    assert "2 (+ 1 planned) of 3 attempts in 2026-02-25..2026-03-03" in page(PACKET, "en")
    assert "2 (+ 1 planeados) de 3 intentos en 2026-02-25..2026-03-03" in page(PACKET, "es")


def test_rules_speak_the_language_of_the_page_where_they_can() -> None:
    """The rule says itself in both languages, its doubt in English alone; that it was not read in its source is told."""
    spanish = page(PACKET, "es")
    assert "Una vez al día." in spanish
    assert "Whether Sundays count." in spanish
    assert "sin verificar en su fuente" in spanish
    assert "sms (A1): 07:00–09:00" in spanish


def test_an_empty_table_says_so() -> None:
    """No account and no event: the word for none, and no table without rows."""
    assert page(PACKET, "en").count("<p>none</p>") == 3
    assert "<table" not in page(PACKET, "en")


@pytest.mark.parametrize(
    ("address", "shown"), [("+573005550101", "…01"), ("ab", "…"), ("", "…"), (None, None), ("a@b.co", "…co")]
)
def test_two_characters_of_an_address_are_shown(address: str | None, shown: str | None) -> None:
    """Never the whole of it, however short it is."""
    assert masked(address) == shown


@pytest.mark.parametrize(
    ("asked", "strategy", "language"),
    [(None, "es", "es"), (None, "es-CO", "es"), (None, "pt", "en"), ("en", "es", "en"), ("es", "en", "es")],
)
def test_the_language_is_as_asked_else_the_strategy_s(asked: str | None, strategy: str, language: str) -> None:
    """English where neither is one that the page speaks."""
    assert language_of(asked, strategy) == language


def test_every_word_is_in_both_languages() -> None:
    """No word is empty, so that no table has a column without a name."""
    assert all(english and spanish for english, spanish in _WORDS.values())
