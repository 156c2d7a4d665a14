"""The words that strategies and rule packs are written in: types of values, and the ground of every model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from collectplan.domain.outcomes import Outcome

Int = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Bool = Annotated[bool, Strict()]
Share = Annotated[float, Strict(), Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Time = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", description='"HH:MM", in quotes')]
Span = tuple[Time, Time]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Event = Literal["contact", "conversation"] | Outcome
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
ColumnType = Literal["text", "integer", "number", "boolean", "date"]
Medium = Literal["call", "voice_blast", "sms", "whatsapp", "email", "letter", "visit", "push", "chat"]
Told = Mapping[Literal["en", "es"], Text]


class Model(BaseModel):
    """Unknown keys are refused, and nothing changes after loading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True, use_attribute_docstrings=True
    )
