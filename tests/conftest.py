"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure: how long things take is what benchmarks are for.
settings.register_profile("telesim", deadline=None)
settings.load_profile("telesim")
