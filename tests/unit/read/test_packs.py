"""A strategy with the rules of its packs behind its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import collectplan
from collectplan.domain.outcomes import OUTCOMES
from collectplan.domain.strategy import ClosedRule, CooldownRule, Rule
from collectplan.errors import StrategyError, UsageError
from collectplan.read.pack_file import packs_of, shipped_folder
from collectplan.read.packs import used_packs
from collectplan.read.strategy_change import with_value, without_rule
from tests.unit.read.pack_files import PACK, STRATEGY, loaded_from

OTHER = """\
pack: yy_law
version: 1
name: {en: Another law}
reviewed: 2026-11-22
rules:
  - {id: day, kind: cap, max: 1, window: {calendar: day}}
"""


def rules(folder: Path, packs: str = "xx_law", **more: str) -> dict[str, Rule]:
    """Rules in force by id, when the strategy says these packs."""
    loaded = loaded_from(folder, STRATEGY.replace("xx_law", packs), **more)
    return {rule.id: rule for rule in loaded.strategy.limits.rules}


def test_rules_of_packs_stand_behind_the_strategys_own(tmp_path: Path) -> None:
    """Seven rules less `other`, which is of the other reading, and `visits`, as the strategy has no such channel."""
    names = ["house", "xx_law.hours", "xx_law.closed", "xx_law.week", "xx_law.asked", "xx_law.notice"]
    assert list(rules(tmp_path)) == names


def test_media_become_the_strategys_channels(tmp_path: Path) -> None:
    """`phone` is of medium call and `sms` of its own name; a rule without media binds all, by None."""
    found = rules(tmp_path)
    assert found["xx_law.hours"].channels == ("phone", "sms")
    assert found["xx_law.closed"].channels is None
    week = found["xx_law.week"]
    assert isinstance(week, CooldownRule)
    assert (week.channels, week.event_channels) == (None, ("phone",))


def test_a_medium_counts_in_the_history_whatever_channels_there_are(tmp_path: Path) -> None:
    """No channel is called call, voice_blast or letter, and none is of the latter two: what was done there counts.

    Rules that look at no history have nothing to count; `sms` is a channel of the strategy.
    """
    text = PACK.replace(
        "rules:\n",
        "rules:\n"
        "  - {id: talks, kind: cap, media: [call, voice_blast, sms], max: 1, window: {days: 7}}\n"
        "  - {id: quiet, kind: cooldown, media: [sms], event_media: [letter], days: 7, after: payment}\n"
        "  - {id: never, kind: cap, media: [letter, visit], max: 1, window: {days: 7}}\n",
        1,
    )
    found = rules(tmp_path, xx_law=text)
    talks, quiet = found["xx_law.talks"], found["xx_law.quiet"]
    assert (talks.channels, talks.past_channels) == (("phone", "sms"), ("call", "voice_blast"))
    assert isinstance(quiet, CooldownRule)
    assert (quiet.channels, quiet.past_channels) == (("sms",), ())
    assert (quiet.event_channels, quiet.past_event_channels) == ((), ("letter",))
    assert "xx_law.never" not in found
    assert found["xx_law.hours"].past_channels == ()


def test_a_reading_takes_its_own_rules(tmp_path: Path) -> None:
    """The literal reading has `other` in the place of `week`; the rest holds in both. Both forms say the same."""
    literal = rules(tmp_path, "xx_law:literal")
    assert "xx_law.other" in literal
    assert "xx_law.week" not in literal
    assert rules(tmp_path, "{pack: xx_law, reading: literal}") == literal
    assert rules(tmp_path, "{pack: xx_law}") == rules(tmp_path, "xx_law:strict") == rules(tmp_path)


def test_conditions_are_joined_by_and(tmp_path: Path) -> None:
    """Those of the strategy, of the pack and of the rule, each in parentheses; one alone stands as it is."""
    found = rules(tmp_path, "{pack: xx_law, applies_when: balance > 5 OR balance < 1}")
    joined = "(balance > 5 OR balance < 1) AND (region = 'CO-DC') AND (days_past_due > 3)"
    assert found["xx_law.asked"].applies_when == joined
    assert rules(tmp_path)["xx_law.hours"].applies_when == "region = 'CO-DC'"


def test_what_counts_is_resolved_for_rules_that_count(tmp_path: Path) -> None:
    """All outcomes but two are attempts, two are conversations, contacts keep the contract's table."""
    found = rules(tmp_path)
    table = found["xx_law.week"].outcomes
    assert table is not None
    assert table.attempts == tuple(outcome for outcome in OUTCOMES if outcome not in ("failed", "busy"))
    assert (table.contacts, table.conversations) == (None, ("rpc", "promise"))
    assert found["xx_law.hours"].outcomes is None


def test_a_pack_brings_its_holidays_and_the_words_of_its_sources(tmp_path: Path) -> None:
    """The strategy names no country, so that the pack's is meant; [S1] is spelt out."""
    found = rules(tmp_path)
    closed = found["xx_law.closed"]
    assert isinstance(closed, ClosedRule)
    assert closed.holidays_of == "CO"
    assert found["xx_law.hours"].source == "art. 3 [S1: example.com]"


def test_columns_that_may_be_absent_are_told_with_their_types(tmp_path: Path) -> None:
    """Both of the pack's, and those that the strategy says itself."""
    strategy = STRATEGY.replace("limits:", "limits:\n  columns: {mine: number}")
    assert loaded_from(tmp_path, strategy).strategy.limits.columns == {
        "mine": "number", "asked": "boolean", "sent_at": "date",
    }  # fmt: skip


def test_places_of_a_packs_rule_are_in_the_packs_file(tmp_path: Path) -> None:
    """`media` stands for channels; what the rule does not say stands where the rule does; the strategy's own stay."""
    source = loaded_from(tmp_path).source
    pack = tmp_path / "packs" / "xx_law.yaml"
    assert source.where("limits", "rules", 1, "channels") == f"{pack}:13:37"
    assert source.where("limits", "rules", 1, "valid") == f"{pack}:13:5"
    assert source.where("limits", "rules", 3, "id") == f"{pack}:15:10"
    assert source.where("limits", "rules", 0) == f"{tmp_path / 's.yaml'}:5:11"
    assert list(source.packs) == ["xx_law"]


def test_two_packs_lie_over_each_other(tmp_path: Path) -> None:
    """In the order in which the strategy names them; `limits.packs` keeps what was said."""
    loaded = loaded_from(tmp_path, STRATEGY.replace("xx_law", "yy_law, xx_law:literal"), yy_law=OTHER)
    assert [rule.id for rule in loaded.strategy.limits.rules][:3] == ["house", "yy_law.day", "xx_law.hours"]
    assert loaded.strategy.limits.packs == ("yy_law", "xx_law:literal")
    assert [(used.loaded.pack.pack, used.reading) for used in used_packs(loaded)] == [
        ("yy_law", ""), ("xx_law", "literal"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("[xx_law]", "[xx_lav]", "4:11", "there is no rule pack xx_lav; did you mean xx_law?"),
        ("[xx_law]", "[xx_law, {pack: xx_law}]", "4:26", "the pack xx_law is already given at 4:11; keep one of"),
        ("[xx_law]", "[xx_law:litteral]", "4:11", "the pack xx_law has no reading litteral; did you mean literal?"),
        ("[xx_law]", "['xx_law:']", "4:11", "no reading follows xx_law:; write one of strict, literal"),
        ("[xx_law]", "[yy_law:strict]", "4:11", "the pack yy_law has no reading strict; take the reading out"),
        ("[xx_law]", "[{pack: xx_law, reading: wide}]", "4:35", "has no reading wide; write one of strict, literal"),
        ("[xx_law]", "[{pack: xx_law, applies_when: a b}]", "4:40", "the expression"),
        ("[xx_law]", "[{pack: xx_law, when: a}]", "4:26", "the key when is not known here; write one of pack, reading,"),
        ("[xx_law]", "[{reading: strict}]", "4:11", "the key pack is missing in packs; add it"),
        ("[xx_law]", "[3]", "4:11", "packs is 3; write a text"),
        ("email: {}", "mail: {}", "2:44", "rule packs do not know by what medium the channel mail reaches people"),
        ("{medium: call}", "{medium: cal}", "2:28", "medium cannot be 'cal'; did you mean call?"),
        ("id: house", "id: xx_law.week", "5:16", "the rule id xx_law.week is that of a rule of the pack xx_law"),
        ("limits:", "limits:\n  columns: {asked: text}", "xx_law.yaml:10:18", "asked is of type boolean here, but text"),
    ],
)  # fmt: skip
def test_wrong_uses_of_packs_are_found_where_they_stand(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    """One finding each, with line and column, and the nearest name or all of them."""
    assert STRATEGY.count(old) == 1
    with pytest.raises(StrategyError) as caught:
        loaded_from(tmp_path, STRATEGY.replace(old, new), yy_law=OTHER)
    [finding] = caught.value.findings
    assert finding.where.endswith(f"{place}")
    assert said in str(finding)


def test_holidays_need_a_country_of_the_pack_or_the_strategy(tmp_path: Path) -> None:
    """A pack without a country takes the strategy's; with neither the use of the pack is wrong."""
    pack = PACK.replace("country: CO\n", "")
    with pytest.raises(StrategyError, match="4:11: the pack xx_law asks for holidays, but no country"):
        loaded_from(tmp_path, xx_law=pack)
    loaded = loaded_from(tmp_path, STRATEGY + "country: MX\n", xx_law=pack)
    closed = next(rule for rule in loaded.strategy.limits.rules if isinstance(rule, ClosedRule))
    assert closed.holidays_of is None


def test_faults_of_strategy_and_packs_are_told_together(tmp_path: Path) -> None:
    """Three faults in two files: the strategy's first, by line, then the pack's."""
    strategy = STRATEGY.replace("max: 1", "max: 9999999999").replace("limits:", "timezone: Moon\nlimits:")
    with pytest.raises(StrategyError) as caught:
        loaded_from(tmp_path, strategy, xx_law=PACK.replace("column: sent_at", "column: sent_on"))
    assert [finding.where.removeprefix(str(tmp_path)) for finding in caught.value.findings] == [
        "/s.yaml:3:11", "/s.yaml:6:39", "/packs/xx_law.yaml:19:39",
    ]  # fmt: skip


def test_a_pack_beside_the_strategy_comes_before_a_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a wheel packs lie in the package's init/strategies/packs; from its sources, in strategies/packs."""
    package = tmp_path / "src" / "collectplan"
    monkeypatch.setattr(collectplan, "__file__", str(package / "__init__.py"))
    assert shipped_folder() == tmp_path / "strategies" / "packs"
    shipped = package / "init" / "strategies" / "packs"
    shipped.mkdir(parents=True)
    assert shipped_folder() == shipped
    (shipped / "xx_law.yaml").write_text("")
    (shipped / "zz_law.yaml").write_text(OTHER.replace("yy_law", "zz_law"))
    loaded = loaded_from(tmp_path, STRATEGY.replace("xx_law", "zz_law, xx_law"))
    assert "zz_law.day" in [rule.id for rule in loaded.strategy.limits.rules]
    assert packs_of(str(tmp_path / "s.yaml"))["xx_law"] == tmp_path / "packs" / "xx_law.yaml"


def test_a_packs_rule_can_be_taken_out_and_changed(tmp_path: Path) -> None:
    """By its full id; the places of later rules move up with them."""
    loaded = loaded_from(tmp_path)
    less = without_rule(loaded, "xx_law.hours")
    assert [rule.id for rule in less.strategy.limits.rules][:3] == ["house", "xx_law.closed", "xx_law.week"]
    assert less.source.where("limits", "rules", 1) == f"{tmp_path / 'packs' / 'xx_law.yaml'}:14:5"
    assert less.source.where("limits", "rules", 0) == f"{tmp_path / 's.yaml'}:5:11"
    week = with_value(loaded, "xx_law.week.days=5").strategy.limits.rules[3]
    assert isinstance(week, CooldownRule)
    assert week.days == 5


@pytest.mark.parametrize("said", ["limits.packs=[]", "phone.medium=sms"])
def test_what_packs_bind_is_not_changed_halfway(tmp_path: Path, said: str) -> None:
    """Their rules stand already, and would not follow."""
    with pytest.raises(UsageError, match="settled when the strategy is read"):
        with_value(loaded_from(tmp_path), said)
