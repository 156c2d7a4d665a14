"""Rule packs, one pack in plain words, and the rules that a strategy has in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from collectplan.console.tables import plain_table

Said = Mapping[str, Any]

#: Columns that every pack's line fits into.
_WIDEST: Final = 240

#: Labels by language; rules, laws and columns go by their own names.
_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "binds": "Who is bound",
        "reading": "Reading",
        "others": "others",
        "reviewed": "Sources last read",
        "where": "Only where",
        "columns": "Columns that a portfolio may bring for it; an absent one reads as empty",
        "unsure": "Uncertain or left out",
        "other_readings": "Rules of other readings, not in force here",
        "source": "source",
        "valid": "valid",
        "doubt": "uncertain",
        "verified": "verified",
        "unverified": "not verified in the source itself",
        "advice": "This is not legal advice: let counsel confirm what is not verified.",
        "without": "bind no channel of this strategy",
        "past": "history counts, too, on channels that the strategy does not have",
        "own": "the strategy's own",
        "from": "from",
        "to": "to",
    },
    "es": {
        "binds": "A quién obliga",
        "reading": "Lectura",
        "others": "otras",
        "reviewed": "Fuentes leídas por última vez",
        "where": "Solo donde",
        "columns": "Columnas que la cartera puede traer para ello; la que falta se lee como vacía",
        "unsure": "Incierto o no incluido",
        "other_readings": "Reglas de otras lecturas, sin vigor aquí",
        "source": "fuente",
        "valid": "vigencia",
        "doubt": "incierto",
        "verified": "verificada",
        "unverified": "no verificada en la fuente misma",
        "advice": "Esto no es asesoría jurídica: que un abogado confirme lo que no está verificado.",
        "without": "no obligan a ningún canal de esta estrategia",
        "past": "cuenta también el historial en canales que la estrategia no tiene",
        "own": "de la propia estrategia",
        "from": "desde",
        "to": "hasta",
    },
}


def show_packs(screen: Console, said: Said) -> None:
    """Print one line a pack: name, rules and how many of them were verified, readings, when reviewed."""
    table = plain_table(
        "", ("pack", "name", "country", "rules", "verified", "readings", "reviewed"), ("rules", "verified")
    )
    for pack in said["packs"]:
        share = f"{pack['verified'] / pack['rules']:.0%}"
        readings = ", ".join(pack["readings"])
        table.add_row(
            pack["pack"], pack["name"], pack["country"] or "", str(pack["rules"]), share, readings, pack["reviewed"]
        )
    # Where nobody looks at it a pack keeps to one line, which other programs can read.
    width = screen.width
    screen.width = width if screen.is_terminal else max(width, _WIDEST)
    screen.print(table if said["packs"] else "there are no rule packs")
    screen.width = width


def show_pack(screen: Console, said: Said) -> None:
    """Print a pack: who is bound, each rule with its source, the columns it wants, and what is uncertain."""
    words = _LABELS[said["language"]]
    screen.print(Text.assemble((said["pack"], "bold"), f": {said['name']}"))
    others = [reading for reading in said["readings"] if reading != said["reading"]]
    reading = said["reading"] and f"{said['reading']}" + (
        f" ({words['others']}: {', '.join(others)})" if others else ""
    )
    facts = (("binds", said["binds"]), ("where", said["applies_when"]), ("reading", reading))
    for key, text in (*facts, ("reviewed", said["reviewed"])):
        if text:
            screen.print(Text(f"{words[key]}: {text}"))
    for rule in said["rules"]:
        screen.print()
        _show_rule(screen, rule, words, ())
    if said["other_readings"]:
        screen.print()
        screen.print(Text(f"{words['other_readings']}: {', '.join(said['other_readings'])}"))
    _show_list(screen, words["columns"], (f"{c['column']} ({c['type']}): {c['means']}" for c in said["columns"]))
    _show_list(screen, words["unsure"], said["unsure"])
    screen.print()
    screen.print(Text(words["advice"]))


def show_rules_in_force(screen: Console, said: Said) -> None:
    """Print every rule of a strategy with the file, line and column that it comes from."""
    words = _LABELS[said["language"]]
    for pack in said["packs"]:
        reading = f", {words['reading'].lower()} {pack['reading']}" if pack["reading"] else ""
        condition = f", {words['where'].lower()} {pack['applies_when']}" if pack["applies_when"] else ""
        screen.print(Text.assemble((pack["pack"], "bold"), f": {pack['name']}{reading}{condition}"))
        if pack["without_channel"]:
            screen.print(
                Padding(Text(f"{', '.join(pack['without_channel'])}: {words['without']}"), (0, 0, 0, 2), expand=False)
            )
    for position, rule in enumerate(said["rules"]):
        if position or said["packs"]:
            screen.print()
        _show_rule(screen, rule, words, (rule["where"],))


def _show_rule(screen: Console, rule: Said, words: Mapping[str, str], more: Iterable[str]) -> None:
    facts = [rule["kind"], rule["severity"]]
    if rule["source"]:
        facts.append(words["verified" if rule["verified"] else "unverified"])
    if rule.get("reading"):
        facts.append(f"{words['reading'].lower()} {rule['reading']}")
    bound = rule.get("media") or rule.get("channels") or ()
    on = f"; {', '.join(bound)}" if bound else ""
    screen.print(Text.assemble((rule["id"], "bold"), f"  {', '.join(facts)}{on}"))
    lines = [rule["says"]]
    if rule.get("past_channels"):
        lines.append(f"{words['past']}: {', '.join(rule['past_channels'])}")
    if rule["applies_when"]:
        lines.append(f"{words['where'].lower()}: {rule['applies_when']}")
    if rule["source"]:
        lines.append(f"{words['source']}: {rule['source']}")
    if rule["valid"]:
        dates = " ".join(f"{words[key]} {rule['valid'][key]}" for key in ("from", "to") if rule["valid"][key])
        lines.append(f"{words['valid']}: {dates}")
    if rule["unsure"]:
        lines.append(f"{words['doubt']}: {rule['unsure']}")
    for line in (*lines, *more):
        screen.print(Padding(Text(line), (0, 0, 0, 2), expand=False))


def _show_list(screen: Console, title: str, lines: Iterable[str]) -> None:
    lines = list(lines)
    if not lines:
        return
    screen.print()
    screen.print(Text(title, style="bold"))
    for line in lines:
        screen.print(Padding(Text(line), (0, 0, 0, 2), expand=False))
