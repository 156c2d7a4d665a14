"""Packs and rules on the screen."""

from __future__ import annotations

from typing import Any

from collectplan.console.rules import show_pack, show_packs, show_rules_in_force
from tests.unit.console.screens import shown

RULE: dict[str, Any] = {
    "id": "hours", "kind": "hours", "says": "contact from seven on", "severity": "law", "verified": False,
    "source": "art. 3 [S1: example.com]", "valid": {"from": "2023-10-10", "to": None}, "applies_when": "asked",
    "unsure": "read in the press", "media": ["call"], "reading": "strict",
}  # fmt: skip
PACK: dict[str, Any] = {
    "pack": "xx", "name": "Una ley", "language": "es", "country": "CO", "reviewed": "2026-11-22", "reading": "strict",
    "readings": ["strict", "literal"], "binds": "todos", "applies_when": None, "rules": [RULE],
    "other_readings": ["other"], "columns": [{"column": "asked", "type": "boolean", "means": "lo pidió"}],
    "unsure": ["lo demás"],
}  # fmt: skip


def test_a_pack_is_shown_line_by_line() -> None:
    """Labels in the language, every fact of a rule below its id, no blank at a line's end."""
    text = shown(lambda screen: show_pack(screen, PACK))
    assert text.splitlines() == [
        "xx: Una ley",
        "A quién obliga: todos",
        "Lectura: strict (otras: literal)",
        "Fuentes leídas por última vez: 2026-11-22",
        "",
        "hours  hours, law, no verificada en la fuente misma, lectura strict; call",
        "  contact from seven on",
        "  solo donde: asked",
        "  fuente: art. 3 [S1: example.com]",
        "  vigencia: desde 2023-10-10",
        "  incierto: read in the press",
        "",
        "Reglas de otras lecturas, sin vigor aquí: other",
        "",
        "Columnas que la cartera puede traer para ello; la que falta se lee como vacía",
        "  asked (boolean): lo pidió",
        "",
        "Incierto o no incluido",
        "  lo demás",
        "",
        "Esto no es asesoría jurídica: que un abogado confirme lo que no está verificado.",
    ]


def test_the_share_of_verified_rules_is_shown() -> None:
    """Three of eight are 38 %; no pack at all is said."""
    pack = PACK | {"rules": 8, "verified": 3}
    assert "   8       38%  strict, literal" in shown(lambda screen: show_packs(screen, {"packs": [pack]}))
    assert shown(lambda screen: show_packs(screen, {"packs": []})) == "there are no rule packs\n"


def test_rules_in_force_name_pack_and_place() -> None:
    """A house rule without a source is neither verified nor not; what binds no channel is said of the pack."""
    own = {key: RULE[key] for key in RULE if key not in ("media", "reading")} | {
        "id": "house", "source": None, "valid": None, "applies_when": None, "unsure": None, "severity": "house",
        "channels": ["sms"], "where": "s.yaml:5:11",
    }  # fmt: skip
    pack = {"pack": "xx", "name": "A law", "reading": "strict", "applies_when": "balance > 5", "without_channel": ["v"]}
    text = shown(lambda screen: show_rules_in_force(screen, {"language": "en", "packs": [pack], "rules": [own]}))
    assert text.splitlines() == [
        "xx: A law, reading strict, only where balance > 5",
        "  v: bind no channel of this strategy",
        "",
        "house  hours, house; sms",
        "  contact from seven on",
        "  s.yaml:5:11",
    ]


def test_channels_of_the_history_are_named_below_a_rule() -> None:
    """In the language of the words, between what the rule says and where it holds."""
    told = {**PACK, "rules": [{**RULE, "past_channels": ["fax", "visit"]}]}
    lines = shown(lambda screen: show_pack(screen, told)).splitlines()
    place = lines.index("  contact from seven on")
    assert lines[place + 1] == "  cuenta también el historial en canales que la estrategia no tiene: fax, visit"
