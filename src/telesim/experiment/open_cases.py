"""What cases still open at the end leave unsaid about a target."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from telesim.units import DAY_MS, HOUR_MS

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: With a larger share of its cases open at the end, an upper limit is not called met. Assumed.
OPEN_SHARE = 0.01
_WITHIN = re.compile(r"_within_(\d+)(h|d)$")


def may_be_in_time(scenario: Scenario, kpi: str) -> bool:
    """Whether an open case may still be in time for a share "within N hours" or days.

    Shares count open cases as late. A case of the window that is open at the end is at least as
    old as the follow-up is long, so that with a follow-up of N or more it is late indeed.
    """
    within = _WITHIN.search(kpi)
    if within is None:
        return False
    limit_ms = int(within[1]) * (HOUR_MS if within[2] == "h" else DAY_MS)
    return scenario.follow_up < limit_ms


def could_keep(limit: float, high: float | None, cases: int, open_: int) -> bool:
    """Whether a share of at most ``high`` % would reach its limit, were all open cases in time."""
    highest = math.inf if high is None else high
    return cases > 0 and highest + 100 * open_ / cases >= limit
