"""What holds for all tests: hypothesis judges answers, not seconds, and polars has one thread unless speed is measured.

Machines are shared, and the tests' tables are so small that more threads only hand them to and fro.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("shared_machine", deadline=None)
settings.load_profile("shared_machine")


def pytest_configure(config: pytest.Config) -> None:
    """Set before any test's module loads polars, which reads it then; processes that tests start have it too."""
    if config.option.markexpr != "bench":
        os.environ.setdefault("POLARS_MAX_THREADS", "1")
