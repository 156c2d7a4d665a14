"""What is understood but not enforced, and channels without priors."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectplan.domain.stages import LoadedStrategy
from collectplan.errors import StrategyError
from collectplan.read.strategy_checks import need_priors, segment_names
from collectplan.read.strategy_file import read_strategy

WITH = """\
version: 1
channels: {call: {}, sms: {}}
priors: {call: {reach: 0.1, pays: 0.1}}
segments: {buckets: [1, 31], risk: {all: 1.0}, rules: [{name: vip, when: "TRUE"}]}
"""


def loaded_from(folder: Path, text: str) -> LoadedStrategy:
    """A strategy of the small file above with more at its end."""
    (folder / "s.yaml").write_text(WITH + text)
    return read_strategy(str(folder / "s.yaml"))


def test_a_channel_without_prior_is_found_at_its_key(tmp_path: Path) -> None:
    """The channel sms has none: the finding stands at its name."""
    with pytest.raises(StrategyError) as caught:
        need_priors(loaded_from(tmp_path, ""))
    assert [str(f).split("s.yaml:")[1][:27] for f in caught.value.findings] == ["2:22: the channel sms has n"]


def test_segment_names_are_rules_then_buckets_by_bands(tmp_path: Path) -> None:
    """Two edges make three buckets; one band and no score make six pairs, after the rule's own name."""
    assert segment_names(loaded_from(tmp_path, "").strategy) == [
        *("vip", "pre-due/all", "pre-due/unscored", "1-30/all", "1-30/unscored", "31+/all", "31+/unscored")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("budget: {per_day: 1.0e+18}", "5:19: per_day is 1e+18; write at most 1e+15"),
        ("limits: {rules: [{id: c, kind: cap, max: 9999999999, window: {days: 1}}]}", "5:42: max is 1e+10"),
        ("treatments: [{segments: [vip], weight: 9999999}]", "5:40: weight is 1e+07"),
        ('treatments: [{segments: ["[v]ip"]}]', "5:26: the segment [v]ip has a bracket"),
        ('treatments: [{segments: [vip], skills: ["two words"]}]', "5:41: the skill 'two words' has a blank"),
    ],
)
def test_slips_of_size_and_form_are_found(tmp_path: Path, text: str, said: str) -> None:
    """Numbers that no operation has, and names that could not match, are refused where they stand."""
    with pytest.raises(StrategyError) as caught:
        loaded_from(tmp_path, text)
    assert f"s.yaml:{said}" in str(caught.value)
