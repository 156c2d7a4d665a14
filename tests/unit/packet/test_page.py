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
    "across_customers": [
        {
            "id": "crowd",
            "kind": "pool",
            "severity": "platform",
            "source": None,
            "verified": True,
            "says": {"en": "at most 9 different customers in any 24 hours"},
            "unsure": {},
            "counts": [
                {
                    "per": None,
                    "counted": 7,
                    "planned": 2,
                    "done": 0,
                    "max": 9,
                    "what": "customers",
                    "first": "2026-03-01T10:00:00-05:00",
                    "last": "2026-03-02T10:00:00-05:00",
                }
            ],
        }
    ],
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
    assert "2 (+ 1 planeado) de 3 intentos en 2026-02-25..2026-03-03" in page(PACKET, "es")


def test_a_pool_is_told_with_its_counts_and_without_what_it_forbade() -> None:
    """Seven customers of the history and two planned in the 24 hours; what it forbade hangs on everybody."""
    english, spanish = page(PACKET, "en"), page(PACKET, "es")
    assert "7 (+ 2 planned) of 9 customers in 2026-03-01 10:00:00-05:00..2026-03-02 10:00:00-05:00" in english
    assert "7 (+ 2 planeados) de 9 clientes en" in spanish
    assert "hangs on the contacts of all customers together" in english


@pytest.mark.parametrize(("most", "words"), [(1, "0 of 1 attempt in"), (2, "0 of 2 attempts in")])
def test_one_attempt_is_in_the_singular(most: int, words: str) -> None:
    """One of a thing is not several."""
    (rule,) = PACKET["rules"]
    (count,) = rule["counts"]
    alone = {**rule, "counts": [{**count, "counted": 0, "planned": 0, "max": most}]}
    assert words in page({**PACKET, "rules": [alone]}, "en")


def test_findings_are_in_the_language_of_the_page() -> None:
    """The check's sentences are known by their pattern; one that is not known stays, marked as English."""
    known = {"rule": "closed", "row": 2, "what": "The call is on 2026-03-01, a holiday."}
    told = {**PACKET, "findings": [known, {"rule": "r", "row": None, "what": "The moon."}]}
    assert "El contacto por call es del 2026-03-01, un día festivo." in page(told, "es")
    assert '<span lang="en">The moon.</span>' in page(told, "es")
    assert "The call is on 2026-03-01, a holiday." in page(told, "en")


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
