"""Making the next of several large things while the last is in use."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made in another thread while the one before it is in use; two are held at a time."""
    end: list[T] = []

    def following() -> list[T]:
        try:
            return [next(items)]
        except StopIteration:
            return end

    with ThreadPoolExecutor(max_workers=1) as maker:
        coming = maker.submit(following)
        while (found := coming.result()) is not end:
            coming = maker.submit(following)
            yield found.pop()
