"""What run.json says of obligations: what is kept, what is missed, and which rules stand against it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from collectplan.domain.stages import Duties
from collectplan.explain.obligations import kept, told_of_obligations
from collectplan.explain.sidecar import why_rows
from tests import builders
from tests.unit.write import tiny

RULE = {"id": "notice", "kind": "obligation", "within_days": 2, "of": "sent_on", "channels": ["call", "sms"]}


def duties() -> Duties:
    """C1, C3 and C5 owe a call or an sms; that of C1 is answered by an sms at eight alone."""
    pairs = tiny.permitted().pairs
    answers = np.zeros((3, 1, 5), np.bool_)
    answers[1, 0, tiny.EIGHT] = True
    answers[2, 0, :4] = True
    is_sms = (pairs["channel"] == tiny.SMS).to_numpy()
    customer = pairs["customer"].to_numpy()
    kind = np.where(is_sms & (customer == 0), 1, np.where(is_sms & (customer == 4), 2, 0)).astype(np.int32)
    owing = np.array([0, 2, 4], np.int32)
    return Duties(((0, 0),), np.zeros(3, np.int32), owing, np.zeros(3, np.int32), kind, answers)


def test_kept_is_what_a_contact_answers() -> None:
    """C1 has the sms at eight; nothing is planned for the others."""
    permitted = replace(tiny.permitted(), duties=duties())
    assert kept(duties(), permitted, tiny.solution().contacts).tolist() == [True, False, False]


def test_a_missed_one_is_told_with_its_channels_and_rules() -> None:
    """C3 by what blocks its call and its sms, not its letter; C5 by its sms, which needs no value where it is owed."""
    strategy = builders.strategy(limits={"rules": [RULE]})
    permitted = replace(tiny.permitted(), duties=duties())
    parts = (tiny.segmented(), permitted, tiny.staffing(), tiny.valued(), tiny.solution(), tiny.loaded(), tiny.day())
    why = why_rows(*parts)
    (told,) = told_of_obligations(permitted, tiny.segmented(), tiny.solution(), why, strategy, tiny.day())
    assert (told["rule"], told["by"], told["due"], told["kept"]) == ("notice", "2026-03-02", 3, 1)
    first, second = told["missed"]
    assert (first["customer_id"], first["against"]) == ("C3", ["after_talk", "consent"])
    assert first["why"] == "call: cooldown after_talk (conversation on 2026-03-01); sms: consent"
    assert (second["customer_id"], second["why"]) == ("C5", "sms: capacity")


def test_without_duties_nothing_is_told() -> None:
    """A strategy without obligations, or a day on which nothing falls due."""
    why = why_rows(
        tiny.segmented(), tiny.permitted(), tiny.staffing(), tiny.valued(), tiny.solution(), tiny.loaded(), tiny.day()
    )
    assert (
        told_of_obligations(tiny.permitted(), tiny.segmented(), tiny.solution(), why, tiny.loaded(), tiny.day()) == []
    )
