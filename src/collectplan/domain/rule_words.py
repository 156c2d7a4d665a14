"""What a rule says, made from its keys: one sentence a kind, in English and Spanish, without a full stop.

Whoever tells people of rules takes the words from here, so that a rule is told alike everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from collectplan.domain.rule_vocabulary import CALENDAR, COUNTED, DAYS, EVENTS, PER, SAME, SAME_PERIOD
from collectplan.domain.rule_vocabulary import Language as Language
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
)

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
    return text + _of_what(rule, language) if isinstance(rule, CapRule) else text


def condition_words(rule: RuleBase, counted: int | None, since: str, num_earlier: int, language: Language) -> str:
    """What must still hold when a contact is made that rests on how earlier ones come out.

    Args:
        rule: a cap, cooldown or exclusive.
        counted: what a cap could come to with all that is planned.
        since: first date of the cap's window, ISO.
        num_earlier: contacts on whose outcome it rests.
        language: of the words.

    Raises:
        TypeError: a rule of a kind that rests on no outcome.
    """
    said = words(rule, language)
    if isinstance(rule, CapRule) and counted is not None:
        told_ = _amount(counted, rule.count, language)
        return _pick(
            language,
            f"only while {rule.id} still holds: {said} "
            f"(with all that is planned there could be {told_} from {since} on)",
            f"solo mientras se siga cumpliendo {rule.id}: {said} "
            f"(con todo lo planeado podría haber {told_} desde el {since})",
        )
    if not isinstance(rule, CooldownRule | ExclusiveRule):
        raise TypeError(f"the rule {rule.id} rests on no outcome")
    event, is_other = EVENTS[language][rule.after], isinstance(rule, ExclusiveRule)
    if num_earlier == 1:
        on = _pick(language, " on another channel", " por otro canal") if is_other else ""
        return _pick(
            language,
            f"only if the earlier contact{on} did not end in {event} ({rule.id}: {said})",
            f"solo si el contacto anterior{on} no terminó en {event} ({rule.id}: {said})",
        )
    on = _pick(language, " on other channels", " por otros canales") if is_other else ""
    return _pick(
        language,
        f"only if none of the earlier contacts{on} ended in {event} ({rule.id}: {said})",
        f"solo si ninguno de los contactos anteriores{on} terminó en {event} ({rule.id}: {said})",
    )


def _pick(language: Language, english: str, spanish: str) -> str:
    return spanish if language == "es" else english


def _either(names: Sequence[str], language: Language) -> str:
    """One of several names: "a, b or c"; in Spanish "u" stands before an o."""
    or_ = _pick(language, "or", "u" if names[-1].lower().startswith(("o", "ho")) else "o")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {or_} {names[-1]}"


def _by(names: Sequence[str], language: Language) -> str:
    return f" {_pick(language, 'by', 'por')} {_either(names, language)}"


def _plural(number: float, one: str, many: str) -> str:
    return f"{number:g} {one if number == 1 else many}"


def _amount(number: int, what: str, language: Language) -> str:
    """So many attempts, contacts or conversations."""
    one, many, none = COUNTED[language][what]
    return _plural(number, one, many) if number else none


def _days(number: int, language: Language) -> str:
    return _plural(number, *(("día", "días") if language == "es" else ("day", "days")))


def _hours(number: float, language: Language) -> str:
    text = _plural(number, *(("hora", "horas") if language == "es" else ("hour", "hours")))
    return text.replace(".", ",") if language == "es" else text


def _any_hours(number: float, language: Language) -> str:
    """In whatever span of so many hours."""
    if language == "es":
        return f"en cualquier período de {_hours(number, language)}"
    return "in any hour" if number == 1 else f"in any {_hours(number, language)}"


def _cap(rule: CapRule, language: Language) -> str:
    most = _pick(language, "at most ", "como máximo ") if rule.max else ""
    text = f"{most}{_amount(rule.max, rule.count, language)} {_pick(language, 'per', 'por')} {PER[language][rule.per]}"
    window = rule.window
    if isinstance(window, DaysWindow) and window.days > 1:
        days = window.days
        text += _pick(language, f" in any {days} consecutive days", f" en cualquier período de {days} días seguidos")
    else:
        period = "day" if isinstance(window, DaysWindow) else window.calendar
        text += f" {_pick(language, 'and', 'y')} {CALENDAR[language][period]}"
    return text


def _of_what(rule: CapRule, language: Language) -> str:
    """From when on a cap counts, and what it leaves out."""
    text = ""
    if rule.after is not None:
        event = EVENTS[language][rule.after]
        text += _pick(language, f" once there has been {event}", f" una vez que haya habido {event}")
    if rule.except_outcomes:
        left = [EVENTS[language][outcome] for outcome in rule.except_outcomes]
        joined = _either(left, language) if language == "en" else _none_of(left)
        text += _pick(language, f", not counting {joined}", f", sin contar {joined}")
    return text


def _none_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} ni {names[-1]}"


def _spacing(rule: SpacingRule, language: Language) -> str:
    apart = _days(rule.days, language) if rule.days is not None else _hours(rule.hours or 0, language)
    same = SAME[language][rule.per]
    return _pick(
        language,
        f"at least {apart} between two contacts with {same}",
        f"al menos {apart} entre dos contactos con {same}",
    )


def _event_of(rule: CooldownRule | ExclusiveRule, language: Language) -> str:
    return EVENTS[language][rule.after] + (_by(rule.event_channels, language) if rule.event_channels else "")


def _cooldown(rule: CooldownRule, language: Language) -> str:
    event, none = _event_of(rule, language), _pick(language, "no contact", "ningún contacto")
    if rule.per == "account":
        event += _pick(language, " about it", " sobre ella")
        none += _pick(language, " about an account", " sobre una cuenta")
    if rule.days == 1:
        when = _pick(language, f"for the rest of the day after {event}", f"durante el resto del día después de {event}")
    else:
        when = _pick(
            language,
            f"in the {rule.days} days that begin with the day of {event}",
            f"en los {rule.days} días que empiezan con el día de {event}",
        )
    return f"{none} {when}"


def _exclusive(rule: ExclusiveRule, language: Language) -> str:
    event, window = _event_of(rule, language), rule.window
    if isinstance(window, DaysWindow) and window.days > 1:
        when = _pick(
            language,
            f"in the {window.days} days that begin with that day",
            f"en los {window.days} días que empiezan con ese día",
        )
    else:
        when = SAME_PERIOD[language]["day" if isinstance(window, DaysWindow) else window.calendar]
    return _pick(
        language,
        f"after {event}, no contact by another channel {when}",
        f"después de {event}, ningún contacto por otro canal {when}",
    )


def _opening(rule: HoursRule, language: Language) -> str:
    names = DAYS[language]
    spans = [(names[day], getattr(rule, day)) for day in names]
    listed = "; ".join(
        f"{day} {_pick(language, '', 'de ')}{span[0]} {_pick(language, 'to', 'a')} {span[1]}"
        for day, span in spans
        if span is not None
    )
    closed = _pick(language, ", and not at all on days not named", ", y nunca en los días que no se nombran")
    return (
        _pick(
            language,
            "contact only within these hours by the customer's own clock",
            "contacto solo en estas horas, según el reloj del propio cliente",
        )
        + ("" if rule.mon_sun else closed)
        + f": {listed}"
    )


def _closed(rule: ClosedRule, language: Language) -> str:
    days = [f"{_pick(language, '', 'los ')}{DAYS[language][day]}" for day in rule.weekdays]
    if rule.holidays:
        of = f" ({rule.holidays_of})" if rule.holidays_of else ""
        days.append(_pick(language, f"public holidays{of}", f"los días festivos{of}"))
    days += [_pick(language, f"{date}", f"el {date}") for date in rule.dates]
    listed = days[0] if len(days) == 1 else f"{', '.join(days[:-1])} {_pick(language, 'or', 'ni')} {days[-1]}"
    return _pick(language, f"no contact on {listed}", f"ningún contacto {listed}")


def _gate(rule: GateRule, language: Language) -> str:
    parts = []
    if rule.require is not None:
        parts.append(_pick(language, f"only where {rule.require}", f"solo si {rule.require}"))
    if rule.forbid is not None:
        parts.append(_pick(language, f"not where {rule.forbid}", f"no si {rule.forbid}"))
    return _pick(language, "contact ", "contacto ") + _pick(language, " and ", " y ").join(parts)


def _dated(rule: DatedRule, language: Language) -> str:
    least, most = rule.min_days, rule.max_days
    date = _pick(language, f"the date in {rule.column}", f"la fecha en {rule.column}")
    if least is not None and most is not None:
        span = _pick(
            language,
            f"contact only from {least} to {_days(most, language)} after",
            f"contacto solo entre {least} y {_days(most, language)} después de",
        )
    elif most is not None:
        days = _days(most, language)
        span = _pick(language, f"contact no later than {days} after", f"contacto a más tardar {days} después de")
    elif least:
        days = _days(least, language)
        span = _pick(language, f"contact no sooner than {days} after", f"contacto no antes de {days} después de")
    else:
        span = _pick(language, "contact only on or after", "contacto solo a partir de")
    missing = {
        "allow": _pick(language, "; freely where there is no date", "; libremente donde no hay fecha"),
        "forbid": _pick(language, "; not at all where there is no date", "; nunca donde no hay fecha"),
    }[rule.missing]
    return f"{span} {date}{missing}"


def _pool(rule: PoolRule, language: Language) -> str:
    span = _any_hours(rule.hours, language)
    if not rule.max:
        return _pick(language, f"no customers {span}", f"ningún cliente {span}")
    customers = _plural(
        rule.max, *(("cliente", "clientes distintos") if language == "es" else ("customer", "different customers"))
    )
    return f"{_pick(language, 'at most', 'como máximo')} {customers} {span}"


def _obligation(rule: ObligationRule, language: Language) -> str:
    of = EVENTS[language].get(rule.of) or _pick(language, f"the date in {rule.of}", f"la fecha en {rule.of}")
    if not rule.within_days:
        return _pick(language, f"a contact must be made on the day of {of}", f"debe haber un contacto el día de {of}")
    days = _days(rule.within_days, language)
    return _pick(
        language,
        f"a contact must be made within {days} of {of}",
        f"debe haber un contacto a más tardar {days} después de {of}",
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
