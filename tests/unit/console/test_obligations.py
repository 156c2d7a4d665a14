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


def test_who_is_held_out_is_told_apart() -> None:
    """The experiment leaves two alone, whatever the plan: they are no miss of the plan, and yet not forgotten."""
    why = "held out: nobody of the holdout is contacted"
    held_out = [{"customer_id": name, "by": "2026-03-03", "why": why, "against": ["holdout"]} for name in ("C8", "C9")]
    missed = {"customer_id": "C1", "by": "2026-03-03", "why": "sms: consent", "against": ["consent"]}
    entry = {"rule": "notice", "by": "2026-03-03", "due": 5, "kept": 2, "missed": [missed, *held_out]}
    lead = "obligation notice: 2 of 5 contacts due by 2026-03-03 are planned; "
    apart = "held out by the experiment, and not contacted: C8, C9"
    assert missed_obligations({"obligations": [entry]}) == [f"{lead}missed: C1 (sms: consent); {apart}"]
    assert missed_obligations({"obligations": [{**entry, "missed": held_out}]}) == [f"{lead}{apart}"]
