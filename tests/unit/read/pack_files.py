"""A sound rule pack and a strategy that uses it, as files."""

from __future__ import annotations

from pathlib import Path

from collectplan.domain.stages import LoadedStrategy
from collectplan.read.strategy_file import read_strategy

PACK = """\
pack: xx_law
version: 1
name: {en: A law, es: Una ley}
country: CO
reviewed: 2026-11-22
binds: {en: lenders}
sources: {S1: example.com}
readings: [strict, literal]
applies_when: "region = 'CO-DC'"
columns: {asked: {type: boolean, means: {en: the customer asked}}, sent_at: {type: date}}
outcomes: {attempts: {not: [failed, busy]}, conversations: [rpc, promise]}
rules:
  - {id: hours, kind: hours, media: [call, sms], weekdays: ["07:00", "19:00"], source: "art. 3 [S1]"}
  - {id: closed, kind: closed, holidays: true, severity: law}
  - {id: week, kind: cooldown, reading: strict, days: 7, after: conversation, event_media: [call]}
  - {id: other, kind: exclusive, reading: literal, window: {days: 7}, after: conversation}
  - {id: visits, kind: cap, media: [visit], max: 1, window: {days: 7}}
  - {id: asked, kind: gate, forbid: "asked", applies_when: "days_past_due > 3"}
  - {id: notice, kind: dated, column: sent_at, min_days: 5}
"""

STRATEGY = """\
version: 1
channels: {phone: {medium: call}, sms: {}, email: {}}
limits:
  packs: [xx_law]
  rules: [{id: house, kind: cap, max: 1, window: {days: 1}}]
"""


def loaded_from(folder: Path, strategy: str = STRATEGY, **packs: str) -> LoadedStrategy:
    """The strategy read from a folder that holds these packs beside it; xx_law among them."""
    (folder / "packs").mkdir(exist_ok=True)
    for name, text in ({"xx_law": PACK} | packs).items():
        (folder / "packs" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "s.yaml").write_text(strategy, encoding="utf-8")
    return read_strategy(str(folder / "s.yaml"))
