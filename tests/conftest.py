"""What holds for all tests: hypothesis judges answers, not seconds, since machines are shared."""

from hypothesis import settings

settings.register_profile("shared_machine", deadline=None)
settings.load_profile("shared_machine")
