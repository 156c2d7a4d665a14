"""What a rule says, made from its keys: one sentence a kind, in English and Spanish, without a full stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from collectplan.domain.strategy import (
    CapRule,
    ClosedRule,
    CooldownRule,
    DatedRule,
    DaysWindow,
    ExclusiveRule,
    GateRule,
    HoursRule,
    ObligationRule,
    PoolRule,
    RuleBase,
    SpacingRule,
    Told,
    Window,
)

Language = Literal["en", "es"]

_COUNTED: Final[Mapping[Language, Mapping[str, tuple[str, str]]]] = {
    "en": {
        "attempts": ("attempt", "attempts"),
        "contacts": ("contact", "contacts"),
        "conversations": ("conversation", "conversations"),
    },
    "es": {
        "attempts": ("intento", "intentos"),
        "contacts": ("contacto", "contactos"),
        "conversations": ("conversación", "conversaciones"),
    },
}
_PER: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"customer": "customer", "account": "account", "address": "address"},
    "es": {"customer": "cliente", "account": "cuenta", "address": "dirección o número"},
}
_CALENDAR: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"day": "in one day", "week": "in one week from Monday to Sunday", "month": "in one calendar month"},
    "es": {"day": "en un mismo día", "week": "en una semana de lunes a domingo", "month": "en un mes calendario"},
}
_EVENTS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "contact": "a contact",
        "conversation": "a conversation",
        "invalid_number": "an invalid number",
        "busy": "a busy line",
        "no_answer": "an attempt without answer",
        "voicemail": "a voicemail",
        "delivered": "a delivered message",
        "read": "a message that was read",
        "third_party": "a contact with somebody else",
        "rpc": "a contact with the customer",
        "promise": "a promise to pay",
        "refusal": "a refusal to pay",
        "dispute": "a dispute",
        "callback": "a wish to be called back",
        "payment": "a payment",
        "opt_out": "a wish for no more contacts",
        "complaint": "a complaint",
        "abandoned": "an abandoned call",
        "failed": "a failed attempt",
    },
    "es": {
        "contact": "un contacto",
        "conversation": "una conversación",
        "invalid_number": "un número inválido",
        "busy": "una línea ocupada",
        "no_answer": "un intento sin respuesta",
        "voicemail": "un mensaje en el buzón de voz",
        "delivered": "un mensaje entregado",
        "read": "un mensaje leído",
        "third_party": "un contacto con un tercero",
        "rpc": "un contacto con el cliente",
        "promise": "una promesa de pago",
        "refusal": "una negativa de pago",
        "dispute": "una reclamación de la deuda",
        "callback": "una petición de ser llamado más tarde",
        "payment": "un pago",
        "opt_out": "una petición de no ser contactado",
        "complaint": "una queja",
        "abandoned": "una llamada abandonada",
        "failed": "un intento fallido",
    },
}
_DAYS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "mon_sun": "every day",
        "weekdays": "Monday to Friday",
        "weekend": "Saturday and Sunday",
        "mon": "Monday",
        "tue": "Tuesday",
        "wed": "Wednesday",
        "thu": "Thursday",
        "fri": "Friday",
        "sat": "Saturday",
        "sun": "Sunday",
    },
    "es": {
        "mon_sun": "todos los días",
        "weekdays": "de lunes a viernes",
        "weekend": "sábado y domingo",
        "mon": "lunes",
        "tue": "martes",
        "wed": "miércoles",
        "thu": "jueves",
        "fri": "viernes",
        "sat": "sábado",
        "sun": "domingo",
    },
}


#: Kinds whose channels read better behind what they say.
_NAMED_LAST: Final = frozenset({"cap", "spacing", "pool", "obligation"})


def told(texts: Told, language: Language) -> str:
    """A text in the language, else in the other one; "" where there is none."""
    return texts.get(language) or next(iter(texts.values()), "")


def says(rule: RuleBase, language: Language, names: Sequence[str] | None = None) -> str:
    """What a rule says in plain words: its own, else words made from its keys.

    Args:
        rule: of any kind.
        language: wanted; words are made where the rule's own are in another one.
        names: channels or media that it binds; None: `channels` of the rule.
    """
    if own := rule.says.get(language):
        return own.strip().removesuffix(".")
    return words(rule, language, names)


def words(rule: RuleBase, language: Language, names: Sequence[str] | None = None) -> str:
    """Words made from a rule's keys but `applies_when` and `valid`; arguments as for `says`."""
    kind = str(getattr(rule, "kind", ""))
    text = _OF_KIND[kind](rule, language)
    bound = rule.channels if names is None else names
    if bound and kind in _NAMED_LAST:
        text += _by(bound, language)
    elif bound:
        text = f"{_by(bound, language).strip()}: {text}"
    return text


def _pick(language: Language, english: str, spanish: str) -> str:
    return spanish if language == "es" else english


def _by(names: Sequence[str], language: Language) -> str:
    return _pick(language, f" by {', '.join(names)}", f" por {', '.join(names)}")


def _plural(number: float, one: str, many: str) -> str:
    return f"{number:g} {one if number == 1 else many}"


def _days(number: int, language: Language) -> str:
    return _plural(number, *(("día", "días") if language == "es" else ("day", "days")))


def _hours(number: float, language: Language) -> str:
    return _plural(number, *(("hora", "horas") if language == "es" else ("hour", "hours")))


def _window(window: Window, language: Language) -> str:
    if not isinstance(window, DaysWindow):
        return _CALENDAR[language][window.calendar]
    if window.days == 1:
        return _CALENDAR[language]["day"]
    return _pick(language, f"in any {window.days} days", f"en cualquier período de {window.days} días")


def _cap(rule: CapRule, language: Language) -> str:
    one, many = _COUNTED[language][rule.count]
    per = f"{_pick(language, 'per', 'por')} {_PER[language][rule.per]}"
    if rule.max == 0:
        text = f"{_pick(language, 'no', 'ningún' if rule.count != 'conversations' else 'ninguna')} {one} {per}"
    else:
        text = f"{_pick(language, 'at most', 'como máximo')} {_plural(rule.max, one, many)} {per}"
    text += f" {_window(rule.window, language)}"
    if rule.after is not None:
        event = _EVENTS[language][rule.after]
        text += _pick(language, f" once there was {event}", f" una vez que hubo {event}")
    if rule.except_outcomes:
        left = ", ".join(rule.except_outcomes)
        text += _pick(language, f" ({left} not counted)", f" (sin contar {left})")
    return text


def _spacing(rule: SpacingRule, language: Language) -> str:
    apart = _days(rule.days, language) if rule.days is not None else _hours(rule.hours or 0, language)
    per = _PER[language][rule.per]
    return _pick(
        language,
        f"at least {apart} between two contacts with the same {per}",
        f"al menos {apart} entre dos contactos con "
        + ("el mismo cliente" if rule.per == "customer" else f"la misma {per}"),
    )


def _cooldown(rule: CooldownRule, language: Language) -> str:
    event = _EVENTS[language][rule.after] + (_by(rule.event_channels, language) if rule.event_channels else "")
    if rule.days == 1:
        return _pick(
            language,
            f"no contact on the rest of the day after {event}",
            f"ningún contacto en el resto del día después de {event}",
        )
    return _pick(
        language,
        f"no contact in the {rule.days} days that begin with the day of {event}",
        f"ningún contacto en los {rule.days} días que empiezan con el día de {event}",
    )


def _exclusive(rule: ExclusiveRule, language: Language) -> str:
    event = _EVENTS[language][rule.after] + (_by(rule.event_channels, language) if rule.event_channels else "")
    if isinstance(rule.window, DaysWindow):
        when = _pick(
            language,
            f"in the {_days(rule.window.days, language)} that begin with its day",
            f"en los {_days(rule.window.days, language)} que empiezan con ese día",
        )
    else:
        when = _CALENDAR[language][rule.window.calendar]
    return _pick(
        language,
        f"after {event} no contact by another channel {when}",
        f"después de {event}, ningún contacto por otro canal {when}",
    )


def _opening(rule: HoursRule, language: Language) -> str:
    spans = [(day, getattr(rule, day)) for day in _DAYS[language]]
    listed = ", ".join(f"{_DAYS[language][day]} {span[0]}-{span[1]}" for day, span in spans if span is not None)
    return _pick(
        language,
        f"contact only within these hours of the customer's own clock, on days not named not at all: {listed}",
        f"contacto solo en estas horas del reloj del propio cliente, en días no nombrados nunca: {listed}",
    )


def _closed(rule: ClosedRule, language: Language) -> str:
    names = _DAYS[language]
    # lunes, martes ... viernes are their own plurals.
    days = [_pick(language, f"{names[day]}s", f"los {names[day].removesuffix('s')}s") for day in rule.weekdays]
    if rule.holidays:
        of = f" ({rule.holidays_of})" if rule.holidays_of else ""
        days.append(_pick(language, f"public holidays{of}", f"los días festivos{of}"))
    last = days[-1:]
    listed = _pick(language, " and ", " y ").join([*([", ".join(days[:-1])] if days[:-1] else []), *last])
    return _pick(language, f"no contact on {listed}", f"ningún contacto {listed}")


def _gate(rule: GateRule, language: Language) -> str:
    parts = []
    if rule.require is not None:
        parts.append(_pick(language, f"only where {rule.require}", f"solo donde {rule.require}"))
    if rule.forbid is not None:
        parts.append(_pick(language, f"not where {rule.forbid}", f"no donde {rule.forbid}"))
    return _pick(language, "contact ", "contacto ") + _pick(language, " and ", " y ").join(parts)


def _dated(rule: DatedRule, language: Language) -> str:
    spans = []
    if rule.min_days is not None:
        spans.append(_pick(language, "at least ", "al menos ") + _days(rule.min_days, language))
    if rule.max_days is not None:
        spans.append(_pick(language, "at most ", "como máximo ") + _days(rule.max_days, language))
    span = _pick(language, " and ", " y ").join(spans)
    missing = {
        "allow": _pick(language, "; no date is no hindrance", "; sin fecha no hay impedimento"),
        "forbid": _pick(language, "; without a date not at all", "; sin fecha, nunca"),
    }[rule.missing]
    return (
        _pick(
            language,
            f"contact only {span} after the date in {rule.column}",
            f"contacto solo {span} después de la fecha en {rule.column}",
        )
        + missing
    )


def _pool(rule: PoolRule, language: Language) -> str:
    span = _hours(rule.hours, language)
    return _pick(
        language,
        f"at most {rule.max} different customers in any {span}",
        f"como máximo {rule.max} clientes distintos en cualquier período de {span}",
    )


def _obligation(rule: ObligationRule, language: Language) -> str:
    of = _EVENTS[language].get(rule.of) or _pick(language, f"the date in {rule.of}", f"la fecha en {rule.of}")
    days = _days(rule.within_days, language)
    return _pick(
        language, f"a contact must be made within {days} of {of}", f"debe haber un contacto dentro de {days} desde {of}"
    )


_OF_KIND: Final[Mapping[str, Callable[[Any, Language], str]]] = {
    "cap": _cap,
    "spacing": _spacing,
    "cooldown": _cooldown,
    "exclusive": _exclusive,
    "hours": _opening,
    "closed": _closed,
    "gate": _gate,
    "dated": _dated,
    "pool": _pool,
    "obligation": _obligation,
}
