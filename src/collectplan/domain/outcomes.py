"""What an outcome of an attempt counts as, unless a rule pack says otherwise."""

from __future__ import annotations

from typing import Final, Literal

Outcome = Literal[
    "invalid_number", "busy", "no_answer", "voicemail", "delivered", "read", "third_party", "rpc", "promise",
    "refusal", "dispute", "callback", "payment", "opt_out", "complaint", "abandoned", "failed",
]  # fmt: skip

OUTCOMES: Final[tuple[str, ...]] = Outcome.__args__  # type: ignore[attr-defined]

#: The customer was reached and spoke or replied.
CONVERSATIONS: Final[frozenset[str]] = frozenset(
    {"rpc", "promise", "refusal", "dispute", "callback", "payment", "opt_out", "complaint"}
)
#: The attempt had effect: somebody answered, or the message or voicemail was delivered.
CONTACTS: Final[frozenset[str]] = CONVERSATIONS | {"voicemail", "delivered", "read", "third_party"}
#: Nothing left the house, so that no attempt was made.
NOT_ATTEMPTED: Final[frozenset[str]] = frozenset({"failed"})

#: A code that `input.outcomes` maps to nothing. It counts on the safe side, as an attempt, a contact and a
#: conversation, and teaches no model.
UNMAPPED: Final = "unmapped"
