"""`packet` in words: conditions and findings in the page's language, and pools by their counts alone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from tests.integration.running import run
from tests.integration.small import DATE, Small

TALK: dict[str, Any] = {"id": "talk", "kind": "cooldown", "days": 3, "after": "conversation"}
TWO_A_DAY: dict[str, Any] = {"id": "day", "kind": "cap", "max": 2, "window": {"days": 1}}
CROWD: dict[str, Any] = {"id": "crowd", "kind": "pool", "max": 3, "hours": 24, "channels": ["sms"]}


def packet(small: Small, customer: str, *more: str) -> str:
    """What `packet` prints of a customer of the plan."""
    files = small.arguments[:5]
    done = run("packet", customer, *files, "--plan", str(small.out), *more)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def told(small: Small, customer: str) -> dict[str, Any]:
    """The same as data."""
    data: dict[str, Any] = json.loads(packet(small, customer, "--json"))
    return data


def test_a_condition_is_said_in_both_languages(tmp_path: Path) -> None:
    """The second contact rests on the first: the rule's words, and one earlier contact in the singular."""
    small = Small(tmp_path, [TALK, TWO_A_DAY], assume="contingent").account("A1")
    assert small.schedule().exit_code == 0
    (condition,) = [each for row in told(small, "C1")["planned"] for each in row["conditions"]]
    assert condition["rule"] == "talk"
    assert condition["words"]["en"].startswith(
        "only if the earlier contact did not end in a conversation (talk: no contact"
    )
    spanish = packet(small, "C1", "--language", "es")
    assert "solo si el contacto anterior no terminó en una conversación (talk: ningún contacto en los 3 días" in spanish
    assert "como máximo 2 intentos por cliente y día calendario" in spanish


def test_a_finding_is_in_spanish_on_the_spanish_page(tmp_path: Path) -> None:
    """A contact of yesterday that the plan did not know of: the plan made before it has two in two days, one allowed."""
    rule = {"id": "two_days", "kind": "cap", "max": 1, "window": {"days": 2}}
    small = Small(tmp_path, [rule], language="es").account("A1")
    assert small.schedule().exit_code == 0
    (tmp_path / "attempts.csv").write_text(
        "at,customer_id,account_id,channel,outcome,direction,address\n2026-03-02T10:00,C1,,sms,delivered,outbound,\n"
    )
    channel = small.grid[0]["channel"]
    sentence = (
        f"2 intentos en 2 días desde el 2026-03-02, contando el contacto por {channel} del {DATE}; como máximo 1."
    )
    assert sentence in packet(small, "C1")
    assert "2 attempts in the 2 days of 2026-03-02" in packet(small, "C1", "--language", "en")


def test_a_pool_is_told_by_its_counts_and_by_nobodys_name(tmp_path: Path) -> None:
    """One customer of yesterday's history and those planned: the fullest 24 hours around the customer's own text."""
    small = Small(tmp_path, [CROWD, {**TWO_A_DAY, "max": 1}], cost=0)
    for number in range(1, 6):
        small.account(f"A{number}", consent_call="false", consent_email="false", consent_letter="false")
    small.attempt("2026-03-02T10:30", "X9", "sms", "delivered")
    assert small.schedule().exit_code == 0
    starts = {row["customer_id"]: dt.datetime.fromisoformat(f"{DATE}T{row['start']}") for row in small.grid}
    everybody = {**starts, "X9": dt.datetime(2026, 3, 2, 10, 30)}
    mine, at = min(starts.items())
    span = dt.timedelta(hours=24)
    ends = [end for end in everybody.values() if dt.timedelta(0) <= end - at < span]
    fullest = max(sum(end - span < other <= end for other in everybody.values()) for end in ends)
    data = told(small, mine)
    (pool,) = data["across_customers"]
    (count,) = pool["counts"]
    assert (pool["id"], count["max"], count["counted"] + count["planned"]) == ("crowd", 3, fullest)
    assert fullest <= 3
    others = set(everybody) - {mine}
    assert not any(other in json.dumps(data) for other in others)
    assert "hangs on the contacts of all customers together" in packet(small, mine)


def test_a_pool_without_any_contact_counts_none(tmp_path: Path) -> None:
    """Nobody is texted on the date: no one of three, on the date itself."""
    small = Small(tmp_path, [CROWD]).account("A1", consent_sms="false")
    assert small.schedule().exit_code == 0
    (pool,) = told(small, "C1")["across_customers"]
    (count,) = pool["counts"]
    assert (count["counted"], count["planned"], count["done"], count["first"], count["last"]) == (0, 0, 0, DATE, DATE)
