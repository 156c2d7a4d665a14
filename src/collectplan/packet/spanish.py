"""Findings of the check in Spanish: each of its sentences by its pattern, with the same ids, figures and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from collectplan.domain.rule_vocabulary import CALENDAR, COUNTED, EVENTS
from collectplan.packet.words import word

#: Each sentence of the check and ours. [name] stands for a part of the sentence; `_PARTS` says how parts are told.
_SENTENCES: Final[Sequence[tuple[str, str]]] = (
    ("Account [a] has a stop reason, [b].", "La cuenta [a] tiene un motivo de suspensión: [b]."),
    (
        "Account [a] is held until [b], and planned on [c].",
        "La cuenta [a] está en espera hasta el [b], y su contacto es del [c].",
    ),
    ("Customer [a] belongs to the holdout.", "El cliente [a] pertenece al grupo de control, que no se contacta."),
    ("Account [a] gives no consent to [b].", "La cuenta [a] no consiente contactos por [b]."),
    ("The customer opted out of [a] on [b].", "El cliente pidió el [b] no ser contactado por [a]."),
    ("The customer prefers another channel than [a].", "El cliente prefiere otro canal que [a]."),
    (
        "The [a] on [b] lies outside the hours that the customer prefers.",
        "El contacto por [a] del [b] está fuera de las horas que prefiere el cliente.",
    ),
    ("The customer has no address for [a].", "El cliente no tiene dirección para [a]."),
    ("The address for [a] is not the one that the portfolio gives.", "La dirección para [a] no es la de la cartera."),
    ("The contact on [a] carries no address.", "El contacto por [a] no lleva dirección."),
    ("The treatment of segment [a] does not allow [b].", "El tratamiento del segmento [a] no permite [b]."),
    (
        "[amount] in the [window] of [b], with the [c] on [d], at most [e].",
        "[amount] en [window] desde el [b], contando el contacto por [c] del [d]; como máximo [e].",
    ),
    (
        "The [a] on [b] lies less than [apart] from another contact on [c].",
        "Entre el contacto por [a] del [b] y otro del [c] hay menos de [apart].",
    ),
    (
        "The [a] on [b] is within [days] days of a [event] on [c] on [d].",
        "El contacto por [a] del [b] cae en un plazo de [days] desde [event] por [c] el [d].",
    ),
    (
        "The [a] on [b] follows a [event] on [c] on [d] within the [window].",
        "El contacto por [a] del [b] sigue a [event] por [c] el [d] en [window].",
    ),
    (
        "The [a] on [b] at [c] of the customer's own clock is outside the hours.",
        "El contacto por [a] del [b] a las [c] en el reloj del propio cliente está fuera de las horas permitidas.",
    ),
    (
        "The [a] is on [b], a closed weekday.",
        "El contacto por [a] es del [b], un día de la semana en que no se contacta.",
    ),
    ("The [a] is on [b], a holiday.", "El contacto por [a] es del [b], un día festivo."),
    ("The [a] is on [b], a closed date.", "El contacto por [a] es del [b], una fecha en que no se contacta."),
    ("Account [a] may not lead a contact on [b].", "La cuenta [a] no puede ser el motivo de un contacto por [b]."),
    ("Account [a] has no date in [b].", "La cuenta [a] no tiene fecha en [b]."),
    (
        "The [a] on [b] is less than [days] days after [c], [d].",
        "El contacto por [a] del [b] es menos de [days] después de la fecha en [c], [d].",
    ),
    (
        "The [a] on [b] is more than [days] days after [c], [d].",
        "El contacto por [a] del [b] es más de [days] después de la fecha en [c], [d].",
    ),
    (
        "The [a] reaches the [number]th customer in [hours] hours, at most [b].",
        "El contacto por [a] llega al cliente número [number] en [hours]; como máximo [b].",
    ),
    (
        "[customers] customers in the [hours] hours to [a], at most [b].",
        "[customers] en [hours] hasta [a]; como máximo [b].",
    ),
    (
        "No contact within [days] days of the [of] of [a], by [b].",
        "Ningún contacto en un plazo de [days] desde [of] ([a]), a más tardar el [b].",
    ),
    (
        "The customer is held out: no contact within [days] days of the [of] of [a], by [b].",
        "El cliente pertenece al grupo de control: ningún contacto en un plazo de [days] desde [of] ([a]), a más "
        "tardar el [b].",
    ),
    ("The row cannot be read.", "La fila no se puede leer."),
    ("The row has another number of cells.", "La fila tiene otro número de celdas."),
    ("The portfolio has no customer [a].", "La cartera no tiene al cliente [a]."),
    (
        "The portfolio has no usable account [a] of this customer.",
        "La cartera no tiene una cuenta [a] de este cliente que se pueda usar.",
    ),
    ("The strategy has no channel [a].", "La estrategia no tiene el canal [a]."),
    (
        "Row [number] of the grid plans this [a] at another address.",
        "La fila [number] del plan tiene este contacto por [a] en otra dirección.",
    ),
    ("The [a] planned in this slot was done already.", "El contacto por [a] planeado a esta hora ya se había hecho."),
    ("The [a] was planned at [b], not at [c].", "El contacto por [a] se planeó a las [b], no a las [c]."),
    ("The customer was planned on [a], not on [b].", "El contacto con el cliente se planeó por [a], no por [b]."),
    (
        "The plan has no contact with the customer that day: [fate], [a].",
        "El plan no tiene contacto con el cliente ese día: [fate], [a].",
    ),
    ("The plan has no contact with the customer that day.", "El plan no tiene contacto con el cliente ese día."),
)
_UNNAMED: Final = "The row's condition does not name the rule, though it hangs on outcomes: "
_RECHECK: Final = re.compile(
    r" Row ([0-9]+) of the grid names this rule as a condition: dispatch should have re-checked it\.$"
)


def in_spanish(what: str) -> str | None:
    """A sentence of the check in Spanish; None for one that is not known."""
    if what.startswith(_UNNAMED):
        inner = in_spanish(what.removeprefix(_UNNAMED))
        return inner and f"La condición de la fila no nombra la regla, aunque depende de resultados: {inner}"
    if found := _RECHECK.search(what):
        inner = in_spanish(what[: found.start()])
        more = f"La fila {found[1]} del plan nombra esta regla como condición: había que volver a comprobarla."
        return inner and f"{inner} {more}"
    for pattern, ours in _PATTERNS:
        if match := pattern.fullmatch(what):
            return _filled(ours, match)
    return None


def _filled(sentence: str, match: re.Match[str]) -> str:
    told = {name: _PARTS.get(name, str)(text) for name, text in match.groupdict().items()}
    return re.sub(r"\[(\w+)\]", lambda part: told[part[1]], sentence)


def _window(text: str) -> str:
    """7 days, calendar week."""
    number, _, unit = text.partition(" ")
    if number == "calendar":
        return f"{'la' if unit == 'week' else 'el'} {CALENDAR['es'][unit]}"
    return _number(number, "día", "días")


def _number(number: str, one: str, many: str) -> str:
    return f"{number.replace('.', ',')} {one if number == '1' else many}"


def _apart(text: str) -> str:
    number, _, unit = text.partition(" ")
    return _number(number, *(("día", "días") if unit == "days" else ("hora", "horas")))


def _amount(text: str) -> str:
    number, _, what = text.partition(" ")
    return _number(number, *COUNTED["es"][what][:2])


def _event(text: str) -> str:
    return EVENTS["es"].get(text, text)


def _of(text: str) -> str:
    return EVENTS["es"].get(text, f"la fecha en {text}")


def _fate(text: str) -> str:
    return word({"planned": "planned_fate", "suppressed": "suppressed_fate"}.get(text, text), "es")


_PARTS: Final[dict[str, Callable[[str], str]]] = {
    "amount": _amount,
    "window": _window,
    "apart": _apart,
    "event": _event,
    "of": _of,
    "fate": _fate,
    "days": lambda text: _number(text, "día", "días"),
    "hours": lambda text: _number(text, "hora", "horas"),
    "customers": lambda text: _number(text, "cliente", "clientes"),
}
_SHAPES: Final = {
    "number": "[0-9]+",
    "days": "[0-9]+",
    "customers": "[0-9]+",
    "hours": "[0-9.e+]+",
    "amount": "[0-9]+ (?:attempts|contacts|conversations)",
    "window": "[0-9]+ days|calendar (?:day|week|month)",
    "apart": "[0-9.e+]+ (?:days|hours)",
}


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\[(\w+)\]", sentence)
    # Odd parts are names of what varies.
    return re.compile(
        "".join(
            re.escape(part) if place % 2 == 0 else f"(?P<{part}>{_SHAPES.get(part, '.+?')})"
            for place, part in enumerate(parts)
        ),
        re.DOTALL,
    )


_PATTERNS: Final = tuple((_pattern(theirs), ours) for theirs, ours in _SENTENCES)
