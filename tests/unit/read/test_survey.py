"""What a quick count over CSV bytes tells of padding."""

from __future__ import annotations

import pytest

from collectplan.read.survey import survey


@pytest.mark.parametrize(
    ("text", "has_padding"),
    [
        ('a,b\n"Calle 1, Cali",2\n', False),
        ('a,b\n"one\n two",2\n', False),
        ('a,b\n"x, y", 2\n', True),
        ('a,b\n1 ,"x, y"\n', True),
        ('a,b\n"x, y",2 \n', True),
        ('a,b\n"x, y ",2\n', True),
        ('a,b\n" x, y",2\n', True),
        (' a,b\n"x",2\n', True),
        ('a,b\n"x, y",\t2\n', True),
    ],
)
def test_only_space_at_the_ends_of_cells_is_padding(text: str, has_padding: bool) -> None:
    """A space after a comma that a quoted cell holds is the cell's own; beside a delimiter, line end or quote it pads."""
    assert survey(text.encode(), ord(",")).has_padding is has_padding
