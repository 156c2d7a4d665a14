"""The words of a packet's page, in English and Spanish; ids, codes and texts of the strategy stay as they are."""

from __future__ import annotations

from typing import Final

from collectplan.domain.rule_vocabulary import Language

LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Contact record of customer", "Expediente de contactos del cliente"),
    "intro": (
        "What was planned, done and allowed for one customer. Times are on the customer's own clock.",
        "Lo que se planeó, se hizo y se permitió con un solo cliente. Las horas son las del reloj del cliente.",
    ),
    "date": ("Date of the rules", "Fecha de las reglas"),
    "zone": ("Customer's clock", "Reloj del cliente"),
    "zones": ("Possible clocks; an hour must be open on each", "Relojes posibles; la hora debe estar abierta en todos"),
    "operation_zone": ("Operation's clock", "Reloj de la operación"),
    "operation": ("Operation", "Operación"),
    "accounts": ("Accounts", "Cuentas"),
    "account_id": ("Account", "Cuenta"),
    "days_past_due": ("Days past due", "Días de mora"),
    "segment": ("Segment", "Segmento"),
    "suppressed": ("Left alone because of", "Sin gestión por"),
    "fate": ("In the plan", "En el plan"),
    "timeline": ("What happened and what was planned", "Lo que pasó y lo que se planeó"),
    "at": ("Local time", "Hora local"),
    "what": ("What", "Qué"),
    "channel": ("Channel", "Canal"),
    "outcome": ("Outcome", "Resultado"),
    "address": ("Address", "Dirección"),
    "counts_as": ("Counts as", "Cuenta como"),
    "under": ("Counts under", "Cuenta para"),
    "attempt": ("attempt", "intento"),
    "contact": ("contact", "contacto"),
    "conversation": ("conversation", "conversación"),
    "inbound": ("from the customer", "del cliente"),
    "done": ("done", "hecho"),
    "planned": ("planned", "planeado"),
    "planned_title": ("Planned contacts and their reasons", "Contactos planeados y sus razones"),
    "rules": ("Rules in force", "Reglas vigentes"),
    "rule": ("Rule", "Regla"),
    "source": ("Source", "Fuente"),
    "severity": ("Severity", "Rango"),
    "law": ("law", "ley"),
    "guideline": ("guideline", "directriz"),
    "platform": ("platform", "plataforma"),
    "house": ("house rule", "regla de la casa"),
    "built_in": ("built in", "incorporada"),
    "verified": ("read in its source", "leída en su fuente"),
    "unverified": ("not verified in its source", "sin verificar en su fuente"),
    "unsure": ("Uncertain", "Incierto"),
    "asks": ("What it asks", "Qué pide"),
    "counts": ("Counts", "Conteos"),
    "of": ("of", "de"),
    "in": ("in", "en"),
    "plus_planned": ("planned", "planeados"),
    "plus_done": ("done", "hechos"),
    "last": ("Last", "Último"),
    "free_from": ("free from", "libre desde"),
    "forbids": ("Forbade on the date", "Prohibió en la fecha"),
    "nothing": ("nothing", "nada"),
    "not_bound": ("does not bind this customer then", "no obliga frente a este cliente ese día"),
    "whole_day": ("the whole day", "todo el día"),
    "findings": ("What is wrong with the plan", "Lo que está mal en el plan"),
    "leaks": ("Done beside the plan or against a rule", "Hecho fuera del plan o contra una regla"),
    "across": (
        "hangs on the contacts of all customers together, and is not told of one",
        "depende de los contactos de todos los clientes juntos, y no se dice de uno solo",
    ),
    "customer": ("customer", "cliente"),
    "customers": ("customers", "clientes"),
    "unreadable": ("rows of the log cannot be read", "filas del registro no se pueden leer"),
    "inputs": ("Made from these files (SHA-256)", "Hecho con estos archivos (SHA-256)"),
    "row": ("row", "fila"),
    "none": ("none", "ninguno"),
    "not_in_plan": ("not in the plan", "no estaba en el plan"),
    "another_channel": ("on another channel", "por otro canal"),
    "another_hour": ("at another hour", "a otra hora"),
    "again": ("once too often", "una vez de más"),
    "another_address": ("at another address", "a otra dirección"),
    "unplanned": ("unplanned", "sin planear"),
    "attempts": ("attempts", "intentos"),
    "contacts": ("contacts", "contactos"),
    "conversations": ("conversations", "conversaciones"),
    "planned_fate": ("planned", "planeada"),
    "not_planned": ("not planned", "no planeada"),
    "suppressed_fate": ("suppressed", "suprimida"),
    "rejected": ("rejected", "rechazada"),
    "reach": ("chance to reach", "probabilidad de ubicarlo"),
    "value": ("value", "valor"),
    "template": ("template", "plantilla"),
    "offer": ("offer", "oferta"),
    "rank": ("rank", "orden"),
    "condition": ("to be re-checked", "por volver a comprobar"),
    "reasons": ("Reasons", "Razones"),
    "no_answer": ("no answer", "no contesta"),
    "invalid_number": ("invalid number", "número inválido"),
    "busy": ("busy", "ocupado"),
    "voicemail": ("voicemail", "buzón de voz"),
    "delivered": ("delivered", "entregado"),
    "read": ("read", "leído"),
    "third_party": ("third party", "tercero"),
    "rpc": ("customer reached", "titular ubicado"),
    "promise": ("promise to pay", "promesa de pago"),
    "refusal": ("refusal", "rechazo"),
    "dispute": ("dispute", "reclamo"),
    "callback": ("call back asked", "pide otra llamada"),
    "payment": ("payment", "pago"),
    "opt_out": ("opt-out", "pide no ser contactado"),
    "complaint": ("complaint", "queja"),
    "abandoned": ("abandoned", "abandonada"),
    "failed": ("failed", "fallido"),
    "unmapped": ("unknown code", "código desconocido"),
}


def language_of(asked: str | None, strategy: str) -> Language:
    """The language asked for, else the strategy's, else English."""
    return "es" if (asked or strategy).lower().startswith("es") else "en"


def word(name: str, language: Language) -> str:
    """The word for a name; the name itself where there is none."""
    english, spanish = _WORDS.get(name, (name, name))
    return spanish if language == "es" else english
