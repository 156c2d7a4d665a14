"""Names of what rules count, of events, periods and days, in English and Spanish: what sentences are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Language = Literal["en", "es"]

#: One, many, and none of them.
COUNTED: Final[Mapping[Language, Mapping[str, tuple[str, str, str]]]] = {
    "en": {
        "attempts": ("attempt", "attempts", "no attempts"),
        "contacts": ("contact", "contacts", "no contacts"),
        "conversations": ("conversation", "conversations", "no conversations"),
    },
    "es": {
        "attempts": ("intento", "intentos", "ningún intento"),
        "contacts": ("contacto", "contactos", "ningún contacto"),
        "conversations": ("conversación", "conversaciones", "ninguna conversación"),
    },
}
PER: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"customer": "customer", "account": "account", "address": "address"},
    "es": {"customer": "cliente", "account": "cuenta", "address": "dirección o número"},
}
SAME: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"customer": "the same customer", "account": "the same account", "address": "the same address"},
    "es": {
        "customer": "el mismo cliente",
        "account": "la misma cuenta",
        "address": "la misma dirección o el mismo número",
    },
}
CALENDAR: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"day": "calendar day", "week": "calendar week (Monday to Sunday)", "month": "calendar month"},
    "es": {"day": "día calendario", "week": "semana calendario (de lunes a domingo)", "month": "mes calendario"},
}
SAME_PERIOD: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {name: f"in the same {period}" for name, period in CALENDAR["en"].items()},
    "es": {
        "day": f"en el mismo {CALENDAR['es']['day']}",
        "week": f"en la misma {CALENDAR['es']['week']}",
        "month": f"en el mismo {CALENDAR['es']['month']}",
    },
}
EVENTS: Final[Mapping[Language, Mapping[str, str]]] = {
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
DAYS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "mon_sun": "every day",
        "weekdays": "Monday to Friday",
        "weekend": "Saturdays and Sundays",
        "mon": "Mondays",
        "tue": "Tuesdays",
        "wed": "Wednesdays",
        "thu": "Thursdays",
        "fri": "Fridays",
        "sat": "Saturdays",
        "sun": "Sundays",
    },
    "es": {
        "mon_sun": "todos los días",
        "weekdays": "de lunes a viernes",
        "weekend": "sábados y domingos",
        "mon": "lunes",
        "tue": "martes",
        "wed": "miércoles",
        "thu": "jueves",
        "fri": "viernes",
        "sat": "sábados",
        "sun": "domingos",
    },
}
