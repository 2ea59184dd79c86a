"""The root of what each cabinet's records get wrong at the start, and of when it is counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.workload.streams import Streams


def draw_records(scenario: Scenario, streams: Streams) -> NDArray[np.uint64]:
    """One word for each cabinet in table order; none without a section ``screening``."""
    if scenario.screening is None:
        return np.zeros(0, dtype=np.uint64)
    words = [streams.raw(1, "records", cabinet.id) for cabinet in scenario.cabinets]
    return np.concatenate([np.zeros(0, dtype=np.uint64), *words])
