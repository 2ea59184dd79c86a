"""Everything random of a run, drawn before its clock starts: scenario and seed to columns."""

from __future__ import annotations

from telesim.workload.columns import (
    CEASE,
    INSTALL,
    MOVE,
    NEVER_MS,
    Faults,
    Orders,
    PowerFailures,
    Workload,
)
from telesim.workload.drawing import draw
from telesim.workload.tables import to_frames, write

__all__ = [
    "CEASE",
    "INSTALL",
    "MOVE",
    "NEVER_MS",
    "Faults",
    "Orders",
    "PowerFailures",
    "Workload",
    "draw",
    "to_frames",
    "write",
]
