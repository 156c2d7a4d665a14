"""Words made from the keys of rules, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from collectplan.domain.outcomes import OUTCOMES
from collectplan.domain.strategy import CooldownRule, Rule
from collectplan.rulebook.words import says, told, words

RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


def rule(**keys: Any) -> Rule:
    """A rule of these keys."""
    return RULE.validate_python({"id": "r"} | keys)


@pytest.mark.parametrize(
    ("keys", "english", "spanish"),
    [
        (
            {"kind": "cap", "max": 3, "window": {"days": 7}, "channels": ["call", "voice_blast"]},
            "at most 3 attempts per customer in any 7 days by call, voice_blast",
            "como máximo 3 intentos por cliente en cualquier período de 7 días por call, voice_blast",
        ),
        (
            {"kind": "cap", "max": 1, "window": {"calendar": "week"}, "per": "account", "count": "conversations",
             "after": "promise", "except_outcomes": ["busy", "voicemail"]},
            "at most 1 conversation per account in one week from Monday to Sunday once there was a promise to pay (busy, "
            "voicemail not counted)",
            "como máximo 1 conversación por cuenta en una semana de lunes a domingo una vez que hubo una promesa de pago "
            "(sin contar busy, voicemail)",
        ),
        (
            {"kind": "cap", "max": 0, "window": {"days": 1}, "count": "contacts"},
            "no contact per customer in one day",
            "ningún contacto por cliente en un mismo día",
        ),
        (
            {"kind": "spacing", "hours": 1.5, "per": "address"},
            "at least 1.5 hours between two contacts with the same address",
            "al menos 1.5 horas entre dos contactos con la misma dirección o número",
        ),
        (
            {"kind": "spacing", "days": 1},
            "at least 1 day between two contacts with the same customer",
            "al menos 1 día entre dos contactos con el mismo cliente",
        ),
        (
            {"kind": "cooldown", "days": 7, "after": "conversation", "event_channels": ["call"], "channels": ["sms"]},
            "by sms: no contact in the 7 days that begin with the day of a conversation by call",
            "por sms: ningún contacto en los 7 días que empiezan con el día de una conversación por call",
        ),
        (
            {"kind": "cooldown", "days": 1, "after": "refusal"},
            "no contact on the rest of the day after a refusal to pay",
            "ningún contacto en el resto del día después de una negativa de pago",
        ),
        (
            {"kind": "exclusive", "window": {"days": 7}, "after": "conversation"},
            "after a conversation no contact by another channel in the 7 days that begin with its day",
            "después de una conversación, ningún contacto por otro canal en los 7 días que empiezan con ese día",
        ),
        (
            {"kind": "exclusive", "window": {"calendar": "month"}, "after": "contact"},
            "after a contact no contact by another channel in one calendar month",
            "después de un contacto, ningún contacto por otro canal en un mes calendario",
        ),
        (
            {"kind": "hours", "weekdays": ["07:00", "19:00"], "sat": ["08:00", "15:00"]},
            "contact only within these hours of the customer's own clock, on days not named not at all: Monday to Friday "
            "07:00-19:00, Saturday 08:00-15:00",
            "contacto solo en estas horas del reloj del propio cliente, en días no nombrados nunca: de lunes a viernes "
            "07:00-19:00, sábado 08:00-15:00",
        ),
        (
            {"kind": "closed", "weekdays": ["mon", "sat", "sun"], "holidays": True, "holidays_of": "CO"},
            "no contact on Mondays, Saturdays, Sundays and public holidays (CO)",
            "ningún contacto los lunes, los sábados, los domingos y los días festivos (CO)",
        ),
        ({"kind": "closed", "weekdays": ["sun"]}, "no contact on Sundays", "ningún contacto los domingos"),
        (
            {"kind": "gate", "require": "past_due > 5", "forbid": "asked"},
            "contact only where past_due > 5 and not where asked",
            "contacto solo donde past_due > 5 y no donde asked",
        ),
        (
            {"kind": "dated", "column": "notice", "min_days": 5, "max_days": 365},
            "contact only at least 5 days and at most 365 days after the date in notice; without a date not at all",
            "contacto solo al menos 5 días y como máximo 365 días después de la fecha en notice; sin fecha, nunca",
        ),
        (
            {"kind": "dated", "column": "notice", "max_days": 1, "missing": "allow"},
            "contact only at most 1 day after the date in notice; no date is no hindrance",
            "contacto solo como máximo 1 día después de la fecha en notice; sin fecha no hay impedimento",
        ),
        (
            {"kind": "pool", "max": 2000, "hours": 24, "channels": ["whatsapp"]},
            "at most 2000 different customers in any 24 hours by whatsapp",
            "como máximo 2000 clientes distintos en cualquier período de 24 horas por whatsapp",
        ),
        (
            {"kind": "obligation", "within_days": 10, "of": "opened_at"},
            "a contact must be made within 10 days of the date in opened_at",
            "debe haber un contacto dentro de 10 días desde la fecha en opened_at",
        ),
        (
            {"kind": "obligation", "within_days": 1, "of": "complaint"},
            "a contact must be made within 1 day of a complaint",
            "debe haber un contacto dentro de 1 día desde una queja",
        ),
    ],
)  # fmt: skip
def test_each_kind_has_its_sentence(keys: dict[str, Any], english: str, spanish: str) -> None:
    """Every key that changes what the rule means is in the words."""
    assert words(rule(**keys), "en") == english
    assert words(rule(**keys), "es") == spanish


@pytest.mark.parametrize("event", [*OUTCOMES, "contact", "conversation"])
def test_every_event_has_a_name_in_both_languages(event: str) -> None:
    """A rule may wait for any outcome; none is left without words."""
    cooldown = CooldownRule.model_validate({"id": "r", "kind": "cooldown", "days": 2, "after": event})
    assert words(cooldown, "en").split("the day of ")[1]
    assert words(cooldown, "es").split("el día de ")[1]


def test_a_rules_own_words_come_first_in_their_language() -> None:
    """Spanish is made from the keys where only English is said; media may stand in the place of channels."""
    said = rule(kind="pool", max=2, hours=1, says={"en": "Two an hour."})
    assert says(said, "en") == "Two an hour"
    assert says(said, "es", ["call"]) == "como máximo 2 clientes distintos en cualquier período de 1 hora por call"


def test_other_texts_are_told_in_the_other_language_rather_than_not() -> None:
    """A doubt that is written in English alone is still a doubt."""
    assert told({"en": "a", "es": "b"}, "es") == "b"
    assert told({"en": "a"}, "es") == "a"
    assert told({}, "en") == ""
