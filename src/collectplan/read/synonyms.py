"""Headers that lenders and their agencies use for the contract's columns, in Spanish, Portuguese and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

#: A pattern for the whole of a header as `plain` writes it, by column; more exact ones stand first.
_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("account_id", r"(nro|num|no|n|numero|id|codigo|cod)? ?(de |del )?(credito|obligacion|operacion|prestamo|cuenta|contrato|producto)"),
    ("account_id", r"(credito|obligacion|operacion|prestamo|contrato)( id| nro| numero)?|loan( id| number)?|account( no| number)?"),
    ("customer_id", r"(nro|num|no|n|numero|id)? ?(de |del )?(identificacion|cedula|documento|cliente|deudor|titular|rut|dni|nit|curp|rfc|cpf|cnpj)"),
    ("customer_id", r"(identificacion|cedula|documento)( cliente| titular| deudor)?|cc|customer( no| number)?|client id"),
    ("days_past_due", r"(nro |num |no )?dias? (de |en )?(mora|atraso|vencidos?|vencimiento)|(mora|atraso) dias|dpd|altura (de )?mora|mora"),
    ("days_past_due", r"dias (de )?atraso|days (past due|overdue|late|delinquent)"),
    ("past_due", r"(saldo|valor|monto|deuda|capital) (en |de )?(mora|vencid[oa]|atrasad[oa]|exigible)|overdue amount|arrears|valor em atraso"),
    ("balance", r"saldo( (total|capital|insoluto|actual|deuda|de la deuda))?|(deuda|monto|valor) total|total (deuda|saldo)|outstanding( balance)?"),
    ("phone", r"(telefono|telefone|celular|movil|tel|cel|phone|mobile)( (movil|celular|principal|number|no))?( ?1)?|(nro|num|numero) (de )?(telefono|celular|movil)( ?1)?"),
    ("email", r"(correo|e ?mail|mail)( electronico| cliente| address)?( ?1)?"),
    ("postal", r"direccion( (residencia|domicilio|correspondencia|cliente))?( ?1)?|domicilio|endereco|address"),
    ("product", r"producto|tipo (de )?(producto|credito)|linea( de credito)?|produto"),
    ("region", r"departamento|comuna|provincia|estado|ciudad|region"),
    ("language", r"idioma|lengua"),
    ("risk_score", r"(score|puntaje|probabilidad)( de)?( riesgo| incumplimiento| mora)?|pd"),
    ("timezone", r"zona horaria|huso( horario)?|time zone|tz"),
    ("tenure_months", r"antiguedad( meses)?|meses (de )?antiguedad"),
    ("income_month", r"ingresos?( mensual(es)?)?|salario|renta( mensual)?"),
    ("reason", r"motivo( (de )?(mora|no pago))?|causal( de mora)?"),
    ("hold_until", r"(suspendido|no contactar|bloqueado) hasta"),
    ("consent_sms", r"(autoriza|acepta|consentimiento)( envio| de)? sms"),
    ("consent_email", r"(autoriza|acepta|consentimiento)( envio| de)? (e ?mail|correo)"),
    ("consent_whatsapp", r"(autoriza|acepta|consentimiento)( envio| de)? whats ?app"),
    ("consent_call", r"(autoriza|acepta|consentimiento)( de)? llamadas?"),
    ("at", r"fecha( y)?( hora)?( (de )?(gestion|llamada|contacto))?|timestamp|date time"),
    ("outcome", r"resultado|codigo (de )?(gestion|resultado)|tipificacion|disposition|result"),
    ("channel", r"canal|medio( de contacto)?"),
    ("direction", r"sentido|direccion llamada"),
    ("agent_id", r"(id |codigo |cod )?(agente|asesor|gestor|operador)"),
    ("agent_group", r"grupo|equipo|celula|campana|cartera|team"),
    ("start", r"(hora )?(inicio|entrada)|hora (de )?(inicio|entrada)|desde"),
    ("end", r"(hora )?(fin|salida)|hora (de )?(fin|salida)|hasta"),
    ("weekday", r"dia( de la)?( semana)?"),
    ("date", r"fecha|dia"),
)  # fmt: skip


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
        patterns = [pattern for column, pattern in _PATTERNS if column == ours] + [re.escape(plain(ours))]
        for pattern in patterns:
            free = [theirs for theirs in header if theirs not in found.values()]
            match = next((theirs for theirs in free if re.fullmatch(pattern, plain(theirs))), None)
            if match is not None:
                found[ours] = match
                break
    return found
