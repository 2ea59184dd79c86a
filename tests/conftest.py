"""What holds for all tests."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import Any

from hypothesis import settings

#: Set by `make test-browser`; without it the tests in tests/browser are not collected.
BROWSER = "TELESIM_TEST_BROWSER"
collect_ignore = [] if os.environ.get(BROWSER) else ["browser"]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the end what was left out."""
    if collect_ignore:
        terminalreporter.write_line(
            "The browser tests did not run; they do with: make test-browser"
        )
    if not os.environ.get("TELESIM_TEST_EXAMPLES"):
        terminalreporter.write_line(
            "Long examples of the pages did not run; they do: make examples"
        )
    if any(find_spec(name) is None for name in ("sphinx", "furo", "myst_nb")):
        terminalreporter.write_line("The documentation was not built; it is with: make docs")


# A busy machine is no failure: how long things take is what benchmarks are for.
settings.register_profile("telesim", deadline=None)
settings.load_profile("telesim")

# A browser reserves far more memory than it uses, so none is laid on it.
if sys.platform == "linux" and not os.environ.get(BROWSER):
    import resource

    # Something that grows without end fails alone, and does not take the machine with it.
    MOST_BYTES = 10 * 2**30
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(hard, MOST_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
