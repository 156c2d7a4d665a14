"""Headers that lenders and their agencies use for the contract's columns, in Spanish, Portuguese and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

_NUMBER: Final = r"(nro|num|no|n|numero|id|codigo|cod)"
_DEBT: Final = r"(credito|obligacion|operacion|prestamo|cuenta|contrato)"
_PERSON: Final = r"(identificacion|cedula|documento|cliente|deudor|titular|rut|dni|nit|curp|rfc|cpf|cnpj)"
_PHONE: Final = r"(telefono|telefone|celular|movil|tel|cel|phone|mobile)"
_CONSENT: Final = r"(autoriza|acepta|consentimiento)( envio| de)?"

#: Patterns for the whole of a header as `plain` writes it, by column.
_PATTERNS: Final[Mapping[str, tuple[str, ...]]] = {
    "account_id": (
        rf"({_NUMBER} )?(de |del )?{_DEBT}",
        rf"{_DEBT} {_NUMBER}",
        r"(loan|account)( id| no| number)?",
    ),
    "customer_id": (
        rf"({_NUMBER} )?(de |del )?{_PERSON}",
        r"(identificacion|cedula|documento) (del? )?(cliente|titular|deudor)",
        r"cc|client id|customer( no| number)?",
    ),
    "days_past_due": (
        r"((nro|num|no) )?dias? (de |en )?(mora|atraso|vencidos?|vencimiento)",
        r"(mora|atraso) dias|altura (de )?mora|mora|dpd",
        r"days (past due|overdue|late|delinquent)",
    ),
    "past_due": (
        r"(saldo|valor|monto|deuda|capital) (en |de )?(mora|vencid[oa]|atrasad[oa]|exigible)",
        r"overdue amount|arrears|valor em atraso",
    ),
    "balance": (
        r"saldo total|total (deuda|saldo)|(deuda|monto|valor) total",
        r"saldo( (capital|insoluto|actual|deuda|de la deuda))?|outstanding( balance)?",
    ),
    "phone": (rf"({_NUMBER} )?(de )?{_PHONE}( (movil|celular|principal|number|no))?( ?1)?",),
    "email": (r"(correo|e ?mail|mail)( electronico| cliente| address)?( ?1)?",),
    "postal": (r"(direccion|domicilio|endereco|address)( (residencia|domicilio|correspondencia|cliente))?( ?1)?",),
    "product": (r"(tipo (de )?)?(producto|produto)|tipo (de )?credito|linea( de credito)?",),
    "region": (r"departamento|comuna|provincia|estado|ciudad",),
    "language": (r"idioma|lengua",),
    "risk_score": (r"(score|puntaje|probabilidad)( de)?( riesgo| incumplimiento| mora)?|pd",),
    "timezone": (r"zona horaria|huso( horario)?|time zone|tz",),
    "tenure_months": (r"antiguedad( meses)?|meses (de )?antiguedad",),
    "income_month": (r"ingresos?( mensual(es)?)?|salario|renta( mensual)?",),
    "reason": (r"motivo( (de )?(mora|no pago))?|causal( de mora)?",),
    "hold_until": (r"(suspendido|no contactar|bloqueado) hasta",),
    "consent_sms": (rf"{_CONSENT} sms",),
    "consent_email": (rf"{_CONSENT} (e ?mail|correo)",),
    "consent_whatsapp": (rf"{_CONSENT} whats ?app",),
    "consent_call": (rf"{_CONSENT} llamadas?",),
    "at": (r"fecha( y)?( hora)?( (de )?(gestion|llamada|contacto))?|timestamp|date time",),
    "outcome": (r"resultado|codigo (de )?(gestion|resultado)|tipificacion|disposition|result",),
    "channel": (r"canal|medio( de contacto)?",),
    "direction": (r"sentido|direccion llamada",),
    "agent_id": (r"((id|codigo|cod) )?(agente|asesor|gestor|operador)",),
    "agent_group": (r"grupo|equipo|celula|campana|team",),
    "start": (r"(hora )?(de )?(inicio|entrada)|desde",),
    "end": (r"(hora )?(de )?(fin|salida)|hasta",),
    "weekday": (r"dia( de la)?( semana)?",),
    "date": (r"fecha|dia",),
}


def plain(header: str) -> str:
    """A header in lower case without accents, its punctuation as single spaces: "Nº_Crédito " is "no credito"."""
    folded = unicodedata.normalize("NFKD", header.replace("º", "o").replace("°", "o")).casefold()
    letters = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def suggest(header: Sequence[str], wanted: Iterable[str]) -> dict[str, str]:
    """The file's likely column for each contract column that it lacks.

    A header is suggested once, for the first column that fits it.

    Args:
        header: the file's own names.
        wanted: contract columns in order of importance; those in the header already are passed over.

    Returns:
        Contract column: the file's header.
    """
    found: dict[str, str] = {}
    for ours in wanted:
        if ours in header:
            continue
        patterns = (re.escape(plain(ours)), *_PATTERNS.get(ours, ()))
        for pattern in patterns:
            free = [theirs for theirs in header if theirs not in found.values()]
            match = next((theirs for theirs in free if re.fullmatch(pattern, plain(theirs))), None)
            if match is not None:
                found[ours] = match
                break
    return found
