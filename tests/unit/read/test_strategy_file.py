"""Strategy files: what is read, where its parts stand, and bytes that are no strategy."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectplan.errors import StrategyError
from collectplan.read.strategy_checks import need_priors
from collectplan.read.strategy_file import MAX_BYTES, read_strategy
from collectplan.read.yaml_nodes import root_node
from collectplan.read.yaml_values import values_of

STARTERS = sorted((Path(__file__).parents[3] / "strategies").glob("*.yaml"))
SMALL = b'version: 1\nchannels: {call: {address: phone}}\npriors: {call: {reach: {"07:00": 0.1}, pays: 0.5}}\n'


def write(folder: Path, content: bytes) -> str:
    """The path of a file of these bytes."""
    (folder / "s.yaml").write_bytes(content)
    return str(folder / "s.yaml")


def findings(folder: Path, content: bytes) -> list[str]:
    """What is found in a file of these bytes, without its folder."""
    with pytest.raises(StrategyError) as caught:
        read_strategy(write(folder, content))
    return [str(finding).replace(str(folder / "s.yaml"), "s.yaml") for finding in caught.value.findings]


def test_four_starters_are_shipped() -> None:
    """The starters that `init` names are there."""
    assert [file.stem for file in STARTERS] == ["colombia", "mexico", "plain", "united_states"]


@pytest.mark.parametrize("file", STARTERS, ids=lambda file: file.stem)
def test_starters_are_sound_and_enforced(file: Path) -> None:
    """Each loads without a finding, uses only what is enforced, has every prior, calls by hour, and a pack for its law."""
    loaded = read_strategy(str(file))
    need_priors(loaded)
    strategy = loaded.strategy
    assert not isinstance(strategy.priors["call"].reach, float)
    packs = {"colombia": ("co_ley2300",), "mexico": ("mx_condusef",), "united_states": ("us_regf",)}
    assert strategy.limits.packs == packs.get(file.stem, ())
    house = [rule for rule in strategy.limits.rules if rule.id.startswith("house.")]
    of_packs = [rule for rule in strategy.limits.rules if rule not in house]
    assert all(rule.source and rule.says for rule in of_packs)
    assert all(rule.severity == "house" for rule in house)
    assert any(rule.severity == "law" for rule in of_packs) == (file.stem != "plain")
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=strategy.schema.json\n")
    assert "not legal advice" in text.lower()


def test_values_places_and_hash(tmp_path: Path) -> None:
    """The third line's second value stands at 3:25, its key two before; the hash is that of the bytes."""
    loaded = read_strategy(write(tmp_path, SMALL))
    source = loaded.source
    assert source.sha256 == hashlib.sha256(SMALL).hexdigest()
    assert source.where("priors", "call", "reach").endswith("s.yaml:3:24")
    assert source.where("priors", "call", "reach", key=True).endswith("s.yaml:3:17")
    assert source.where("priors", "call", "reach", "07:00", key=True).endswith("s.yaml:3:25")
    assert source.where("channels", "call", "nothing").endswith("s.yaml:2:18")


def test_a_byte_order_mark_and_dos_line_ends_are_no_fault(tmp_path: Path) -> None:
    """Notepad's files are read, with the same columns."""
    loaded = read_strategy(write(tmp_path, b"\xef\xbb\xbf" + SMALL.replace(b"\n", b"\r\n")))
    assert loaded.source.marks["version",] == (1, 10)


def test_scalars_follow_yaml_1_2(tmp_path: Path) -> None:
    """07:00 and a date are texts, 0x10 is 16, and what stands in quotes is a text."""
    text = 'a: 07:00\nb: 2026-01-01\nc: 0x10\nd: "NO"\ne: ~\nf: 1.5e+3\ng: TRUE\nh: !!str 5\ni: -3\nj: !!float 2\n'
    root = root_node(text, "s.yaml")
    assert root is not None
    values = values_of(root, "s.yaml")
    assert values.findings == []
    assert values.data == {
        **{"a": "07:00", "b": "2026-01-01", "c": 16, "d": "NO", "e": None, "f": 1500.0},
        **{"g": True, "h": "5", "i": -3, "j": 2.0},
    }


@pytest.mark.parametrize("file", STARTERS, ids=lambda file: file.stem)
def test_the_loader_without_libyaml_reads_the_same(file: Path) -> None:
    """Values and places do not depend on whether PyYAML was built with libyaml."""
    text = file.read_text(encoding="utf-8")
    both = [root_node(text, "s.yaml", loader) for loader in (yaml.SafeLoader, yaml.CSafeLoader)]
    slow, fast = (values_of(root, "s.yaml") for root in both if root)
    assert (slow.data, slow.marks, slow.keys) == (fast.data, fast.marks, fast.keys)


def test_aliases_are_expanded(tmp_path: Path) -> None:
    """An anchor may save typing; the alias's value stands where it was written."""
    content = b"version: 1\nchannels: {call: &c {address: phone}, sms: *c}\n"
    loaded = read_strategy(write(tmp_path, content))
    assert loaded.strategy.channels["sms"] == loaded.strategy.channels["call"]
    assert loaded.source.where("channels", "sms", "address").endswith(":2:31")


BOMB = b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 12)
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "s.yaml:1:1: the file is empty"),
        (b"# nothing\n", "s.yaml:1:1: the file is empty"),
        (b"- version: 1\n", "s.yaml:1:1: the file holds a list"),
        (b"version\n", "s.yaml:1:1: the file holds a text"),
        (b"name: Operaci\xf3n\n", "s.yaml:1:14: the byte 0xf3 is not UTF-8"),
        ("version: 1\n".encode("utf-16"), "s.yaml:1:1: the byte 0xff is not UTF-8"),
        (b"a: 1\nb: \x00\n", "s.yaml:2:4: the character U+0000 cannot be seen"),
        ("a: 1\u2028b: 2\n".encode(), "s.yaml:1:5: the character U+2028 cannot be seen"),
        (b'name: "a\\0b"\n', "s.yaml:1:7: the text holds the character U+0000"),
        (b'name: "\\e[31m"\n', "s.yaml:1:7: the text holds the character U+001B"),
        (BOMB, "more than 20000 values, aliases counted"),
        (b"a: &a [*a]\n", "s.yaml:1:8: the alias *a stands inside what it names"),
        (b"a: &a {b: *a}\n", "s.yaml:1:11: the alias *a stands inside what it names"),
        (b"a: " + b"[" * 100_000, "s.yaml:1:33: values are nested more than 30 deep"),
        (b"a: " + b"{a: " * 50_000, "nested more than 30 deep"),
        (b"- " * 1000, "nested more than 30 deep"),
        (
            b"a: &x [[[[[[[[[[[[1]]]]]]]]]]]]\nb: &y [[[[[[[[[[[[*x]]]]]]]]]]]]\nc: [[[[[[[[[[[[*y]]]]]]]]]]]]\n",
            "nested more",
        ),
        (b"version: " + b"1" * 6000 + b"\n", "s.yaml:1:10: the number of 6000 digits is too long"),
        (b"version: 0x" + b"f" * 9000 + b"\n", "s.yaml:1:10: the number of 9002 digits is too long"),
        (b"a: !!python/object/apply:os.system [x]\n", "s.yaml:1:4: the tag !!python/object/apply:os.system is not"),
        (b"a: !!binary aGk=\n", "s.yaml:1:4: the tag !!binary is not allowed"),
        (b"a: !!set {x, y}\n", "s.yaml:1:4: the tag !!set is not allowed"),
        (b"a: &x 1\nb: &x 2\nc: *x\nc: 3\n", "s.yaml:4:1: the key c is already given at 3:1"),
        (b"a: |\n  x\n b: 2\n", "this is not YAML"),
        (b"%YAML 3.0\n---\na: 1\n", "this is not YAML"),
        (b"--- \nversion: 1\n...\n--- \nversion: 1\n", "s.yaml:4:1: a second document begins"),
    ],
)
def test_bytes_that_are_no_strategy_are_refused_fast(tmp_path: Path, content: bytes, said: str) -> None:
    """Whatever would not be plain YAML is refused within a second, with its place."""
    began = time.process_time()
    found = findings(tmp_path, content)
    assert any(said in finding for finding in found), found
    assert time.process_time() - began < 2


def test_large_missing_and_strange_files_are_refused(tmp_path: Path) -> None:
    """A file over 1 MB, none, a folder and standard input are refused with a sentence, not a traceback."""
    assert "larger than 1 MB" in findings(tmp_path, b"# " + b"x" * MAX_BYTES)[0]
    for name, said in [
        (str(tmp_path / "none"), "No such file"),
        (str(tmp_path), "directory"),
        ("-", "standard input"),
        ("a\0b", "no such name"),
    ]:
        with pytest.raises(StrategyError, match=said):
            read_strategy(name)


SPOILING = [HealthCheck.function_scoped_fixture]


@settings(max_examples=120, deadline=None, suppress_health_check=SPOILING)
@given(st.one_of(st.binary(max_size=80), st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace"))))
def test_no_bytes_raise_anything_but_a_strategy_error(tmp_path: Path, content: bytes) -> None:
    """Bytes without the two required keys are never a strategy, and the refusal is always ours."""
    assert findings(tmp_path, content)


_PIECES = st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        ": ",
        ", ",
        "\n",
        "\n  ",
        "- ",
        "&a ",
        "*a",
        "!!int ",
        "? ",
        "| ",
        "'",
        '"',
        "#",
        "~",
        "1",
        "x",
        "NO",
        "version: 1",
        "\t",
    ]
)


@settings(max_examples=80, deadline=None, suppress_health_check=SPOILING)
@given(data=st.data())
def test_no_edit_of_a_starter_raises_anything_but_a_strategy_error(tmp_path: Path, data: st.DataObject) -> None:
    """A starter with a few characters cut or put in is read or refused, and a refusal always has a place."""
    text = STARTERS[2].read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + data.draw(_PIECES) + text[place + data.draw(st.integers(0, 12)) :]
    file = write(tmp_path, text.encode())
    found = []
    try:
        read_strategy(file)
    except StrategyError as error:
        found = list(error.findings)
    assert all(finding.where.startswith(f"{file}:") for finding in found)


@settings(max_examples=60, deadline=None, suppress_health_check=SPOILING)
@given(
    st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-5, 10**12),
            st.floats(),
            st.sampled_from(["call", "07:00", "cap", ""]),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(
                    ["kind", "id", "window", "days", "calendar", "max", "rules", "call", "reach", "from", "mon-sun"]
                ),
                inner,
                max_size=3,
            ),
        ),
        max_leaves=8,
    ),
    st.sampled_from(
        ["limits", "segments", "channels", "priors", "input", "slots", "treatments", "targets", "budget", "version"]
    ),
)
def test_any_value_anywhere_is_read_or_refused(tmp_path: Path, value: object, key: str) -> None:
    """Values of every shape under every key are mapped to places without an error of another kind."""
    whole = {"version": 1, "channels": {"call": {}}, key: value}
    file = write(tmp_path, yaml.safe_dump(whole, default_flow_style=True).encode())
    found = []
    try:
        read_strategy(file)
    except StrategyError as error:
        found = list(error.findings)
    assert all(finding.where.startswith(f"{file}:") and finding.what for finding in found)
