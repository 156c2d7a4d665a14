"""Segments, findings and explanations as plain text."""

from __future__ import annotations

import polars as pl

from collectplan.console.explanation import show_explanation
from collectplan.console.findings import show_findings, show_verdict
from collectplan.console.segments import show_segments
from collectplan.console.tables import money
from collectplan.domain.stages import Verdict, Violation
from collectplan.errors import Finding
from collectplan.explain.answer import AccountFate, ChannelAnswer, Explanation, Need, PlannedContact
from tests.unit.console.screens import shown


def test_money_has_cents_below_a_thousand() -> None:
    """Cents mean nothing in a million pesos and much in twelve dollars."""
    assert [money(x) for x in (0.5, 999.99, 1000.0, -1234567.8)] == ["0.50", "999.99", "1,000", "-1,234,568"]


def test_segments_have_a_line_each_and_a_total() -> None:
    """2 + 1 accounts are 3, 150 + 1,000 owed are 1,150; customers, who may be in two segments, are not added."""
    summary = pl.DataFrame(
        {"segment": ["31-60/low", "hardship"], "accounts": [2, 1], "customers": [1, 1], "balance": [150.0, 1000.0], "past_due": [15.0, 100.0], "suppressed": [1, 0]}
    )  # fmt: skip
    text = shown(lambda screen: show_segments(screen, summary))
    assert [line.split() for line in text.splitlines()] == [
        ["segment", "accounts", "customers", "balance", "past", "due", "suppressed"],
        ["31-60/low", "2", "1", "150.00", "15.00", "1"],
        ["hardship", "1", "1", "1,000", "100.00", "0"],
        ["total", "3", "1,150", "115.00", "1"],
    ]


def test_findings_show_twenty_and_count_the_rest() -> None:
    """25 findings: 20 lines, 5 counted, the number and what was looked at."""
    findings = [Finding(f"s.yaml:{i}:1", "is wrong", "mend it") for i in range(25)]
    lines = shown(lambda screen: show_findings(screen, findings, {"rules": 7})).splitlines()
    assert len(lines) == 22
    assert lines[0] == "s.yaml:0:1: is wrong; mend it"
    assert lines[20:] == ["and 5 more", "25 findings; checked 7 rules"]


def test_no_findings_are_said() -> None:
    """So that silence is never taken for a check that did not run."""
    assert shown(lambda screen: show_findings(screen, (), {})) == "no findings\n"


def test_a_verdict_counts_by_rule() -> None:
    """Three violations of two rules; the commoner rule first."""
    violations = (
        Violation("house.day", 2, "C1", "2 calls on 2026-03-02, at most 1"),
        Violation("objective", 0, "", "run.json says 5, the grid adds up to 4"),
        Violation("house.day", 3, "C2", "2 calls on 2026-03-02, at most 1"),
    )
    lines = shown(lambda screen: show_verdict(screen, Verdict(violations, {"contacts": 4})), width=80).splitlines()
    assert lines == [
        "house.day: grid.csv row 2: C1: 2 calls on 2026-03-02, at most 1",
        "objective: run.json says 5, the grid adds up to 4",
        "house.day: grid.csv row 3: C2: 2 calls on 2026-03-02, at most 1",
        "by rule: house.day 2, objective 1",
        "3 findings; checked 4 contacts",
    ]


EXPLANATION = Explanation(
    asked="A2", is_account=True, customer_id="C1", date="2026-03-02", currency="COP", amount=8000.0,
    accounts=(AccountFate("A1", "late", "not_planned", "led_by_other_account", "A2"), AccountFate("A2", "late", "planned", "in_grid", "sms 08:00")),
    contacts=(PlannedContact("2026-03-02", "08:00", "09:00", "sms", "A2", "", "", 4.0, 0.0, 1),),
    channels=(
        ChannelAnswer("call", "passed_over", "capacity", "", "", "A1", "08:00-12:00", "10:00", "11:00", "general", 812.4, 0.12, 1.54, 930.1,
                      (Need("agent_minutes:general", "10:00", "minutes", 1.54, 60.0, 60.0, 930.1),), "its value would have to rise by more than 117.70 COP, or capacity to grow"),
        ChannelAnswer("sms", "planned", "in_grid", "", "", "A2", "08:00-12:00", "08:00", "09:00", "", 4.0, 0.1, 0.0, 0.0, (), ""),
        ChannelAnswer("letter", "blocked", "cooldown", "after_talk", "conversation on 2026-03-01", "", "", "", "", "", None, None, None, None, (), "rule after_talk would have to allow it"),
    ),
    notes=(),
)  # fmt: skip

TEXT = """\
customer C1, account A2 on 2026-03-02, 8,000 COP past due
account  segment  fate         reason                detail
A1       late     not planned  led_by_other_account  A2
A2       late     planned      in_grid               sms 08:00

hours        channel  group  account     worth
08:00-09:00  sms             A2       4.00 COP

call: permitted, but not planned
  led by account A1, open 08:00-12:00
  best: 10:00-11:00 by general, reach 12.0 %, brings 812.40 COP
  needs 1.54 minutes of agent_minutes:general at 10:00 (60 of 60 used), worth 930.10 COP at the shadow price
  what would change it: its value would have to rise by more than 117.70 COP, or capacity to grow

sms: planned
  led by account A2, open 08:00-12:00
  planned: 08:00-09:00, reach 10.0 %, brings 4.00 COP

letter: not permitted
  rule after_talk (cooldown): conversation on 2026-03-01
  what would change it: rule after_talk would have to allow it
"""


def test_an_explanation_is_this_text() -> None:
    """Accounts, contacts, and for each channel the best candidate, what it lacks and what would change it."""
    text = shown(lambda screen: show_explanation(screen, EXPLANATION))
    assert "\n".join(line.rstrip() for line in text.splitlines()) + "\n" == TEXT
