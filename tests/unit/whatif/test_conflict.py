"""Smallest conflicting sets, found with a count of the questions."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.whatif.conflict import smallest_conflict


def conflict(sets: list[frozenset[int]], number: int, questions: int = 1000) -> tuple[tuple[int, ...] | None, int]:
    """The set found where each of `sets` cannot hold as a whole, and the questions that it took."""
    asked = 0

    def holds(chosen: tuple[int, ...]) -> bool:
        nonlocal asked
        asked += 1
        return not any(each <= set(chosen) for each in sets)

    return smallest_conflict(range(number), holds, questions), asked


def test_no_conflict_and_no_way_out() -> None:
    """Nothing contradicts: None. Where even nothing at all is too much, no element is to blame: ()."""
    assert conflict([], 5)[0] is None
    assert conflict([frozenset()], 5)[0] == ()


def test_a_smaller_set_beside_a_larger_one_is_preferred() -> None:
    """{0, 1, 2} and {5, 7} conflict, each irreducible; the smaller is told."""
    assert conflict([frozenset({0, 1, 2}), frozenset({5, 7})], 9)[0] == (5, 7)


def test_few_questions_for_few_elements_among_many() -> None:
    """Two of 64 elements without the search for smaller sets: far fewer questions than the 64 of taking each out."""
    found, asked = conflict([frozenset({3, 40})], 64, questions=0)
    assert found == (3, 40)
    assert asked <= 30


@settings(max_examples=60)
@given(
    st.integers(1, 8).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.frozensets(st.integers(0, n - 1)), max_size=4))
    )
)
def test_what_is_found_conflicts_and_is_smallest(case: tuple[int, list[frozenset[int]]]) -> None:
    """Against every subset tried: the set cannot hold, each part of it can, and no smaller set conflicts."""
    number, sets = case
    found, _ = conflict(sets, number)
    smallest = [
        chosen
        for size in range(number + 1)
        for chosen in combinations(range(number), size)
        if any(each <= set(chosen) for each in sets)
    ]
    if not smallest:
        assert found is None
    else:
        assert found is not None
        assert len(found) == len(smallest[0])
        assert any(each <= set(found) for each in sets)
