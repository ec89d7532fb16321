"""For all tests: how long an example takes says more about the machine than about the program."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
