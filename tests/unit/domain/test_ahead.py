"""Things made ahead come in their order, and with their errors."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from collectplan.domain.ahead import ahead


@pytest.mark.parametrize("num", [0, 1, 5])
def test_all_come_in_order(num: int) -> None:
    """None is lost at either end, and a thing that counts as false is one all the same."""
    assert list(ahead(iter(range(num)))) == list(range(num))


def test_the_next_is_made_while_one_is_in_use() -> None:
    """The maker of the second thing is under way while the first is held, and a third is not begun."""
    begun = [threading.Event() for _ in range(3)]

    def made() -> Iterator[int]:
        for number, event in enumerate(begun):
            event.set()
            yield number

    things = ahead(made())
    assert next(things) == 0
    assert begun[1].wait(10)
    assert not begun[2].is_set()
    assert list(things) == [1, 2]


def test_what_goes_wrong_is_told_where_the_thing_would_come() -> None:
    """The first thing is good; the second could not be made."""

    def made() -> Iterator[int]:
        yield 1
        raise OSError("full")

    things = ahead(made())
    assert next(things) == 1
    with pytest.raises(OSError, match="full"):
        next(things)
