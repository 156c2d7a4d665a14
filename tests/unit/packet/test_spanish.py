"""The check's sentences in Spanish: every one that a packet can hold is known, with all of its figures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectplan.packet.spanish import in_spanish

CHECK = Path(__file__).parents[3] / "src" / "collectplan" / "check"
#: Modules whose sentences can be about one customer; the others are about plans as a whole.
MODULES = (
    *(
        "suppression",
        "permission",
        "address",
        "treatment",
        "cap",
        "spacing",
        "cooldown",
        "exclusive",
        "hours",
        "closed",
    ),
    *("gate", "dated", "pool", "obligation", "leaks", "leak_plan", "done"),
)
#: What stands in a sentence in the place of what the source computes.
SAMPLES = {
    "rule.count": "attempts",
    "windows.name(rule.window)": "7 days",
    "apart": "3 days",
    "rule.after": "conversation",
    "rule.of": "promise",
    "name": "notice",
    "within": "within 7 days of the promise of 11, by 11.",
}
#: Sentences of files and of treatments as written, which no packet asks for.
ELSEWHERE = (
    "The account's segment is",
    "The treatment's template for",
    "Agent group",
    "Of obligation",
)


def sentences(module: str) -> Iterator[str]:
    """Every sentence that a module of the check can say, with samples in its gaps."""
    for node in ast.walk(ast.parse((CHECK / f"{module}.py").read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = ast.unparse(node.func)
        if called not in ("worded", "said", "pl.lit", "pl.format"):
            continue
        parts = node.args[0].values if isinstance(node.args[0], ast.JoinedStr) else [node.args[0]]
        text = ""
        for part in parts:
            if isinstance(part, ast.FormattedValue):
                text += SAMPLES.get(ast.unparse(part.value), "7")
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                text += part.value
        text = re.sub(r"\{\}", "11", text)
        if re.match(r"[A-Z1].*\.$", text) and not text.startswith(ELSEWHERE):
            yield text


@pytest.mark.parametrize("module", MODULES)
def test_every_sentence_of_the_check_is_known(module: str) -> None:
    """A sentence that the check learns must be put into Spanish, too; each figure of it stands in ours."""
    said = list(sentences(module))
    assert said
    for sentence in said:
        ours = in_spanish(sentence)
        assert ours is not None, sentence
        assert sorted(re.findall(r"[0-9]+", ours)) == sorted(re.findall(r"[0-9]+", sentence))


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        (
            "8 attempts in the 7 days of 2026-02-25, with the call on 2026-03-03, at most 7.",
            "8 intentos en 7 días desde el 2026-02-25, contando el contacto por call del 2026-03-03; como máximo 7.",
        ),
        (
            "2 conversations in the calendar week of 2026-03-02, with the sms on 2026-03-03, at most 1.",
            "2 conversaciones en la semana calendario (de lunes a domingo) desde el 2026-03-02, contando el contacto por "
            "sms del 2026-03-03; como máximo 1.",
        ),
        (
            "1 contacts in the 1 days of 2026-03-02, with the sms on 2026-03-02, at most 0.",
            "1 contacto en 1 día desde el 2026-03-02, contando el contacto por sms del 2026-03-02; como máximo 0.",
        ),
        (
            "The call on 2026-03-03 lies less than 1.5 hours from another contact on 2026-03-03.",
            "Entre el contacto por call del 2026-03-03 y otro del 2026-03-03 hay menos de 1,5 horas.",
        ),
        (
            "The call on 2026-03-03 is within 7 days of a promise on sms on 2026-03-01.",
            "El contacto por call del 2026-03-03 cae en un plazo de 7 días desde una promesa de pago por sms el 2026-03-01.",
        ),
        (
            "The row's condition does not name the rule, though it hangs on outcomes: The call on 2026-03-03 follows a "
            "conversation on sms on 2026-03-01 within the calendar day.",
            "La condición de la fila no nombra la regla, aunque depende de resultados: El contacto por call del 2026-03-03 "
            "sigue a una conversación por sms el 2026-03-01 en el día calendario.",
        ),
        (
            "No contact within 5 days of the notice_on of 2026-03-01, by 2026-03-06.",
            "Ningún contacto en un plazo de 5 días desde la fecha en notice_on (2026-03-01), a más tardar el 2026-03-06.",
        ),
        (
            "The plan has no contact with the customer that day: suppressed, holdout.",
            "El plan no tiene contacto con el cliente ese día: suprimida, holdout.",
        ),
        ("The moon is on 2026-03-03.", None),
        (
            "The call is on 2026-03-03, a holiday. Row 4 of the grid names this rule as a condition: dispatch should have "
            "re-checked it.",
            "El contacto por call es del 2026-03-03, un día festivo. La fila 4 del plan nombra esta regla como condición: "
            "había que volver a comprobarla.",
        ),
    ],
)  # fmt: skip
def test_figures_dates_and_numbers_agree(english: str, spanish: str | None) -> None:
    """The same figures in sentences with one of a thing and with several; what is no sentence of the check stays out."""
    assert in_spanish(english) == spanish
