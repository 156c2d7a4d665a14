"""What is said of obligations that a plan misses."""

from __future__ import annotations

from collectplan.console.obligations import missed_obligations


def test_missed_ones_are_named_and_many_are_counted() -> None:
    """Five by name with the reason, the sixth and seventh as two more; what is kept is not spoken of."""
    missed = [{"customer_id": f"C{n}", "by": "2026-03-03", "why": "sms: consent"} for n in range(7)]
    entry = {"rule": "notice", "by": "2026-03-03", "due": 1007, "kept": 1000, "missed": missed}
    (said,) = missed_obligations({"obligations": [entry, {**entry, "missed": []}]})
    assert said.startswith(
        "obligation notice: 1,000 of 1,007 contacts due by 2026-03-03 are planned; missed: C0 (sms: consent), C1 "
    )
    assert said.endswith("C4 (sms: consent) and 2 more, see run.json")
    assert missed_obligations({}) == []
