"""Hashes of identities."""

from __future__ import annotations

from collectplan.optimise.keys import keys_of


def test_keys_are_fnv_1a() -> None:
    """The published 64-bit FNV-1a values of "", "a" and "foobar"."""
    assert keys_of(["", "a", "foobar"]).tolist() == [0xCBF29CE484222325, 0xAF63DC4C8601EC8C, 0x85944171F73967E8]


def test_a_key_does_not_depend_on_the_other_names() -> None:
    """Names are hashed in a table as wide as the longest; the width must not show."""
    assert keys_of(["é1"])[0] == keys_of(["a much longer name", "é1"])[1]


def test_no_names_have_no_keys() -> None:
    """An empty portfolio is no error."""
    assert len(keys_of([])) == 0


def test_another_seed_gives_other_keys() -> None:
    """The seed is mixed in before the first byte, so that it reaches every key, that of an empty name too."""
    assert not set(keys_of(["", "a", "foobar"], seed=1).tolist()) & set(keys_of(["", "a", "foobar"]).tolist())
