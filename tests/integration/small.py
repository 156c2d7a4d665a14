"""A small operation of which every row is written by hand: a strategy in YAML, accounts, attempts, two agents.

>>> small = Small(tmp_path, rules=[{"id": "day", "kind": "cap", "max": 1, "window": {"days": 1}}])
>>> small.account("A1", customer_id="C1", phone="p1").attempt("2026-03-02T10:00", "C1", "call", "rpc")
>>> done = small.schedule()
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from tests.integration.running import Done, rows, run

#: A Tuesday; no holiday in Colombia.
DATE = "2026-03-03"

STRATEGY = """\
version: 1
currency: COP
country: CO
timezone: America/Bogota
language: {language}
slots: {{start: "08:00", end: "12:00", minutes: 60}}
channels:
  call: {{address: phone, agents: true, minutes: {{no_answer: 1.0, contact: 5.0}}}}
  sms: {{address: phone, cost: {cost}}}
  email: {{address: email, cost: 1}}
  letter: {{address: postal, cost: 5, untimed: true}}
priors:
  call: {{reach: {{"08:00": 0.1, "10:00": 0.2}}, pays: 0.3}}
  sms: {{reach: 0.2, pays: 0.1}}
  email: {{reach: 0.1, pays: 0.05}}
  letter: {{reach: 0.1, pays: 0.1}}
limits:
  assume: {assume}
  rules: {rules}
"""

COLUMNS = (
    "account_id", "customer_id", "days_past_due", "balance", "past_due", "phone", "email", "postal", "timezone",
    "stop_reason", "hold_until", "consent_call", "consent_sms", "consent_email", "consent_letter", "notice_on", "tier",
)  # fmt: skip
ATTEMPTS = ("at", "customer_id", "account_id", "channel", "outcome", "direction", "address")


class Small:
    """The operation in a folder."""

    def __init__(
        self,
        folder: Path,
        rules: Sequence[dict[str, Any]],
        *,
        assume: str = "worst_case",
        language: str = "en",
        cost: float = 1.0,
        more: str = "",
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.out = folder, folder / "out"
        self.accounts: list[dict[str, Any]] = []
        self.attempts: list[dict[str, Any]] = []
        # JSON is YAML.
        text = STRATEGY.format(rules=json.dumps(list(rules)), assume=assume, language=language, cost=cost)
        (folder / "strategy.yaml").write_text(text + more, encoding="utf-8")

    def account(self, account_id: str, **cells: Any) -> Self:
        """An account with an address of its own on every channel, 1,000 past due; None empties a cell."""
        own = {
            "account_id": account_id, "customer_id": account_id.replace("A", "C"), "days_past_due": 40,
            "balance": 1000, "past_due": 1000, "phone": f"p-{account_id}", "email": f"e-{account_id}",
            "postal": f"s-{account_id}",
        }  # fmt: skip
        self.accounts.append(own | cells)
        return self

    def attempt(self, at: str, customer_id: str, channel: str, outcome: str, **cells: Any) -> Self:
        """An outbound attempt."""
        self.attempts.append({"at": at, "customer_id": customer_id, "channel": channel, "outcome": outcome, **cells})
        return self

    def schedule(self, *more: str) -> Done:
        """Plan `DATE`, without the search's last steps where `more` says so."""
        _write(self.folder / "portfolio.csv", COLUMNS, self.accounts)
        _write(self.folder / "attempts.csv", ATTEMPTS, self.attempts)
        (self.folder / "roster.csv").write_text(
            "agent_id,agent_group,start,end\nG1,desk,08:00,12:00\nG2,desk,08:00,12:00\n", encoding="utf-8"
        )
        return run("schedule", *self.arguments, "--date", DATE, "-o", self.out, "--quiet", *more)

    @property
    def arguments(self) -> list[str]:
        """What `schedule` and `audit` read."""
        names = [str(self.folder / name) for name in ("portfolio.csv", "strategy.yaml", "attempts.csv", "roster.csv")]
        return [names[0], "-s", names[1], "--attempts", names[2], "--roster", names[3]]

    def audit(self) -> list[dict[str, Any]]:
        """What `audit` finds."""
        found: list[dict[str, Any]] = json.loads(run("audit", self.out, *self.arguments, "--json").stdout)["findings"]
        return found

    @property
    def grid(self) -> list[dict[str, str]]:
        """grid.csv."""
        return rows(self.out / "grid.csv")

    @property
    def run(self) -> dict[str, Any]:
        """run.json."""
        told: dict[str, Any] = json.loads((self.out / "run.json").read_text(encoding="utf-8"))
        return told


def _write(path: Path, columns: Sequence[str], records: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
