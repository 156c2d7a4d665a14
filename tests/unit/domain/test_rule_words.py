"""Words made from the keys of rules, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from collectplan.domain.outcomes import OUTCOMES
from collectplan.domain.rule_words import condition_words, says, told, words
from collectplan.domain.strategy import CooldownRule, Rule

RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


def rule(**keys: Any) -> Rule:
    """A rule of these keys."""
    return RULE.validate_python({"id": "r"} | keys)


@pytest.mark.parametrize(
    ("keys", "english", "spanish"),
    [
        (
            {"kind": "cap", "max": 3, "window": {"days": 7}, "channels": ["call", "voice_blast"]},
            "at most 3 attempts per customer in any 7 consecutive days by call or voice_blast",
            "como máximo 3 intentos por cliente en cualquier período de 7 días seguidos por call o voice_blast",
        ),
        (
            {"kind": "cap", "max": 1, "window": {"calendar": "week"}, "per": "account", "count": "conversations",
             "after": "promise", "except_outcomes": ["busy", "voicemail"]},
            "at most 1 conversation per account and calendar week (Monday to Sunday) once there has been a promise to pay, not "
            "counting a busy line or a voicemail",
            "como máximo 1 conversación por cuenta y semana calendario (de lunes a domingo) una vez que haya habido una promesa "
            "de pago, sin contar una línea ocupada ni un mensaje en el buzón de voz",
        ),
        (
            {"kind": "cap", "max": 0, "window": {"days": 1}, "count": "contacts"},
            "no contacts per customer and calendar day",
            "ningún contacto por cliente y día calendario",
        ),
        (
            {"kind": "spacing", "hours": 1.5, "per": "address"},
            "at least 1.5 hours between two contacts with the same address",
            "al menos 1,5 horas entre dos contactos con la misma dirección o el mismo número",
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
            "no contact for the rest of the day after a refusal to pay",
            "ningún contacto durante el resto del día después de una negativa de pago",
        ),
        (
            {"kind": "exclusive", "window": {"days": 7}, "after": "conversation"},
            "after a conversation, no contact by another channel in the 7 days that begin with that day",
            "después de una conversación, ningún contacto por otro canal en los 7 días que empiezan con ese día",
        ),
        (
            {"kind": "exclusive", "window": {"calendar": "month"}, "after": "contact"},
            "after a contact, no contact by another channel in the same calendar month",
            "después de un contacto, ningún contacto por otro canal en el mismo mes calendario",
        ),
        (
            {"kind": "hours", "weekdays": ["07:00", "19:00"], "sat": ["08:00", "15:00"]},
            "contact only within these hours by the customer's own clock, and not at all on days not named: Monday to Friday "
            "07:00 to 19:00; Saturdays 08:00 to 15:00",
            "contacto solo en estas horas, según el reloj del propio cliente, y nunca en los días que no se nombran: de lunes a "
            "viernes de 07:00 a 19:00; sábados de 08:00 a 15:00",
        ),
        (
            {"kind": "closed", "weekdays": ["mon", "sat", "sun"], "holidays": True, "holidays_of": "CO"},
            "no contact on Mondays, Saturdays, Sundays or public holidays (CO)",
            "ningún contacto los lunes, los sábados, los domingos ni los días festivos (CO)",
        ),
        (
            {"kind": "closed", "dates": ["2026-12-24", "2027-03-29"]},
            "no contact on 2026-12-24 or 2027-03-29",
            "ningún contacto el 2026-12-24 ni el 2027-03-29",
        ),
        (
            {"kind": "hours", "mon-sun": ["08:00", "21:00"]},
            "contact only within these hours by the customer's own clock: every day 08:00 to 21:00",
            "contacto solo en estas horas, según el reloj del propio cliente: todos los días de 08:00 a 21:00",
        ),
        (
            {"kind": "cap", "max": 2, "window": {"calendar": "day"}, "channels": ["call"], "after": "promise",
             "except_outcomes": ["busy"]},
            "at most 2 attempts per customer and calendar day by call once there has been a promise to pay, not counting "
            "a busy line",
            "como máximo 2 intentos por cliente y día calendario por call una vez que haya habido una promesa de pago, "
            "sin contar una línea ocupada",
        ),
        (
            {"kind": "cooldown", "days": 7, "after": "conversation", "per": "account"},
            "no contact about an account in the 7 days that begin with the day of a conversation about it",
            "ningún contacto sobre una cuenta en los 7 días que empiezan con el día de una conversación sobre ella",
        ),
        (
            {"kind": "exclusive", "window": {"days": 1}, "after": "contact", "channels": ["call", "email", "other"]},
            "by call, email or other: after a contact, no contact by another channel in the same calendar day",
            "por call, email u other: después de un contacto, ningún contacto por otro canal en el mismo día calendario",
        ),
        (
            {"kind": "dated", "column": "notice", "min_days": 1},
            "contact no sooner than 1 day after the date in notice; not at all where there is no date",
            "contacto no antes de 1 día después de la fecha en notice; nunca donde no hay fecha",
        ),
        (
            {"kind": "dated", "column": "notice", "min_days": 0},
            "contact only on or after the date in notice; not at all where there is no date",
            "contacto solo a partir de la fecha en notice; nunca donde no hay fecha",
        ),
        (
            {"kind": "pool", "max": 1, "hours": 1},
            "at most 1 customer in any hour",
            "como máximo 1 cliente en cualquier período de 1 hora",
        ),
        (
            {"kind": "pool", "max": 0, "hours": 2.5},
            "no customers in any 2.5 hours",
            "ningún cliente en cualquier período de 2,5 horas",
        ),
        (
            {"kind": "obligation", "within_days": 0, "of": "promise"},
            "a contact must be made on the day of a promise to pay",
            "debe haber un contacto el día de una promesa de pago",
        ),
        ({"kind": "closed", "weekdays": ["sun"]}, "no contact on Sundays", "ningún contacto los domingos"),
        (
            {"kind": "gate", "require": "past_due > 5", "forbid": "asked"},
            "contact only where past_due > 5 and not where asked",
            "contacto solo si past_due > 5 y no si asked",
        ),
        (
            {"kind": "dated", "column": "notice", "min_days": 5, "max_days": 365},
            "contact only from 5 to 365 days after the date in notice; not at all where there is no date",
            "contacto solo entre 5 y 365 días después de la fecha en notice; nunca donde no hay fecha",
        ),
        (
            {"kind": "dated", "column": "notice", "max_days": 1, "missing": "allow"},
            "contact no later than 1 day after the date in notice; freely where there is no date",
            "contacto a más tardar 1 día después de la fecha en notice; libremente donde no hay fecha",
        ),
        (
            {"kind": "pool", "max": 2000, "hours": 24, "channels": ["whatsapp"]},
            "at most 2000 different customers in any 24 hours by whatsapp",
            "como máximo 2000 clientes distintos en cualquier período de 24 horas por whatsapp",
        ),
        (
            {"kind": "obligation", "within_days": 10, "of": "opened_at"},
            "a contact must be made within 10 days of the date in opened_at",
            "debe haber un contacto a más tardar 10 días después de la fecha en opened_at",
        ),
        (
            {"kind": "obligation", "within_days": 1, "of": "complaint"},
            "a contact must be made within 1 day of a complaint",
            "debe haber un contacto a más tardar 1 día después de una queja",
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


@pytest.mark.parametrize(
    ("keys", "earlier", "english", "spanish"),
    [
        (
            {"kind": "cap", "max": 1, "window": {"calendar": "day"}, "count": "conversations"}, 1,
            "only while r still holds: at most 1 conversation per customer and calendar day (with all that is planned "
            "there could be 2 conversations from 2026-03-04 on)",
            "solo mientras se siga cumpliendo r: como máximo 1 conversación por cliente y día calendario (con todo lo "
            "planeado podría haber 2 conversaciones desde el 2026-03-04)",
        ),
        (
            {"kind": "cooldown", "days": 3, "after": "conversation"}, 1,
            "only if the earlier contact did not end in a conversation (r: no contact in the 3 days that begin with the day "
            "of a conversation)",
            "solo si el contacto anterior no terminó en una conversación (r: ningún contacto en los 3 días que empiezan con "
            "el día de una conversación)",
        ),
        (
            {"kind": "exclusive", "window": {"calendar": "week"}, "after": "contact"}, 2,
            "only if none of the earlier contacts on other channels ended in a contact (r: after a contact, no contact by "
            "another channel in the same calendar week (Monday to Sunday))",
            "solo si ninguno de los contactos anteriores por otros canales terminó en un contacto (r: después de un "
            "contacto, ningún contacto por otro canal en la misma semana calendario (de lunes a domingo))",
        ),
        (
            {"kind": "exclusive", "window": {"days": 2}, "after": "contact"}, 1,
            "only if the earlier contact on another channel did not end in a contact (r: after a contact, no contact by "
            "another channel in the 2 days that begin with that day)",
            "solo si el contacto anterior por otro canal no terminó en un contacto (r: después de un contacto, ningún "
            "contacto por otro canal en los 2 días que empiezan con ese día)",
        ),
    ],
)  # fmt: skip
def test_what_must_be_asked_again_is_said_with_the_rule(
    keys: dict[str, Any], earlier: int, english: str, spanish: str
) -> None:
    """Whoever re-checks a contact reads what the rule asks, and one or several earlier contacts in their own number."""
    counted = 2 if keys["kind"] == "cap" else None
    assert condition_words(rule(**keys), counted, "2026-03-04", earlier, "en") == english
    assert condition_words(rule(**keys), counted, "2026-03-04", earlier, "es") == spanish


def test_a_rule_that_rests_on_no_outcome_has_no_condition() -> None:
    """Closed days stay closed however contacts end: such a condition is a bug of ours."""
    with pytest.raises(TypeError, match="rests on no outcome"):
        condition_words(rule(kind="closed", weekdays=["sun"]), None, "2026-03-04", 1, "en")
