"""What is wrong with a pack's file, each fault at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectplan.errors import StrategyError
from collectplan.read.pack_file import read_pack
from tests.unit.read.pack_files import PACK


def faults(folder: Path, text: str) -> list[str]:
    """Findings without the name of the folder."""
    file = folder / "xx_law.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StrategyError) as caught:
        read_pack(file)
    return [str(finding).removeprefix(f"{folder}/xx_law.yaml:") for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pack: xx_law", "pack: yy_law", "1:7: the pack yy_law stands in a file called xx_law; write pack: xx_law"),
        ("pack: xx_law", "pack: XX", "1:7: 'XX' is no name of a pack; write small letters, digits and _"),
        ("version: 1", "version: true", "2:10: version is not a whole number; write version: 1"),
        ("version: 1", "version: 2", "2:10: version cannot be 2"),
        ("name: {en: A law, es: Una ley}", "name: {fr: Loi}", "3:8: the key 'fr' cannot stand in name"),
        ("country: CO", "country: Colombia", "4:10: 'Colombia' is not a country code"),
        ("reviewed: 2026-11-22", "reviewed: 20261122", "5:11: reviewed is 20261122, which is no date"),
        ("reviewed: 2026-11-22\n", "", "1:1: the key reviewed is missing; add it"),
        ("binds:", "binnds:", "6:1: the key binnds is not known here; did you mean binds?"),
        ("binds: {en: lenders}", "country: MX", "6:1: the key country is already given at 4:1; keep one of the two"),
        ("[strict, literal]", "[strict, strict, literal]", "8:20: the reading strict is already given at 8:12"),
        ('"region = \'CO-DC\'"', '"region ="', "9:15: the expression"),
        ('"region = \'CO-DC\'"', "estado = 1", "9:15: the column estado is neither the contract's nor declared; add it to"),
        ("type: date", "type: day", "10:84: type cannot be 'day'; write one of"),
        ("type: date}", "type: date}, region: {type: date}", "10:106: the column region is of type text; write type: text"),
        ("type: date}", "type: date}, preferred_start: {type: date}", "10:91: the column preferred_start has a type of its own"),
        ("[failed, busy]", "[failed, engaged]", "11:37: not cannot be 'engaged'"),
        ("[rpc, promise]", "[rpc, promised]", "11:66: conversations cannot be 'promised'; did you mean promise?"),
        ("media: [call, sms]", "channels: [call, sms]", "13:30: a rule of a pack cannot say channels; packs say media"),
        ("media: [call, sms]", "media: [phone]", "13:38: media cannot be 'phone'"),
        ("media: [call, sms]", "media: []", "13:37: the rule binds no medium; name media, or take the key out"),
        ("media: [call, sms]", "medium: call", "13:30: the key medium is not known here; did you mean media?"),
        ("art. 3 [S1]", "art. 3 [S2]", "13:88: there is no source S2; add it to sources of the pack"),
        ("id: closed", "id: hours", "14:10: the rule id hours is already given at 13:10; give another name"),
        ("id: closed", "id: closed days", "14:10: the id closed days is no plain word"),
        ("id: closed, kind: closed, ", "id: closed, ", "14:5: the rule closed has no kind"),
        ("holidays: true,", "holidays: true, holidays_of: CO,", "14:48: a rule of a pack cannot say holidays_of; write country"),
        ("kind: closed, holidays: true", "kind: closed", "14:5: the rule closed closes no day"),
        ("reading: strict", "reading: strickt", "15:41: there is no reading strickt; did you mean strict?"),
        ("media: [visit], max", "past_channels: [visit], max", "17:29: a rule of a pack cannot say past_channels; packs say media"),
        ("holidays: true,", "dates: [2026-12-24, Christmas],", "14:52: dates is 'Christmas', which is no date; write a date"),
        ("holidays: true,", "dates: [20261224],", "14:40: dates is 20261224, which is no date; write a date YYYY-MM-DD"),
        ("event_media: [call]", "event_channels: [call]", "15:79: a rule of a pack cannot say event_channels; packs say event_media"),
        ("days: 7, after", "days: seven, after", "15:55: days is 'seven'; write a whole number"),
        ('forbid: "asked"', 'forbid: "ask"', "18:37: the column ask is neither the contract's nor declared"),
        ("min_days: 5", "max_days: -1", "19:58: max_days is -1; write at least 0"),
        (", min_days: 5", "", "19:5: the rule notice says neither min_days nor max_days; add one of them"),
        ("min_days: 5", "min_days: 5, max_days: 4", "19:71: at least 5 and at most 4 days can never be"),
        ("column: sent_at", "column: region", "19:39: the column region holds no dates; name a column with dates"),
    ],
)  # fmt: skip
def test_each_fault_of_a_pack_is_found_where_it_stands(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Line and column in the pack's file, and what to write instead; one fault makes one finding."""
    assert PACK.count(old) == 1, old
    [found] = faults(tmp_path, PACK.replace(old, new))
    assert found.startswith(said)


def test_the_sound_pack_is_read(tmp_path: Path) -> None:
    """Seven rules, and the hash of its bytes."""
    (tmp_path / "xx_law.yaml").write_text(PACK)
    loaded = read_pack(tmp_path / "xx_law.yaml")
    assert len(loaded.pack.rules) == 7
    assert len(loaded.source.sha256) == 64


def test_an_unreadable_pack_is_told_by_its_name(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, an empty file, a list, and no file at all."""
    file = tmp_path / "p.yaml"
    for content, said in (
        (b"\xff", "p.yaml:1:1: the byte 0xff is not UTF-8"),
        (b"", "p.yaml:1:1: the file is empty; begin with a file of strategies/packs/"),
        (b"- a", "p.yaml:1:1: the file holds a list"),
        (None, "p.yaml: the rule pack cannot be read: No such file or directory"),
    ):
        file.unlink() if content is None else file.write_bytes(content)
        with pytest.raises(StrategyError, match=said):
            read_pack(file)
