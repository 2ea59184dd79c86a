"""What holds for all tests."""

from __future__ import annotations

import sys

from hypothesis import settings

# A busy machine is no failure: how long things take is what benchmarks are for.
settings.register_profile("telesim", deadline=None)
settings.load_profile("telesim")

if sys.platform == "linux":
    import resource

    # Something that grows without end fails alone, and does not take the machine with it.
    MOST_BYTES = 10 * 2**30
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(hard, MOST_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
