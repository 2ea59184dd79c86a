"""How long a crew's full day in the field is, as far as the log shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.record import Record
from telesim.kpi.visits import read_crew_times


def field_day_ms(record: Record) -> NDArray[np.float64]:
    """Mean time on duty less depot of each crew's days in the window; 0 = never on duty."""
    crew_count = record.crews.county.size
    total = np.zeros(crew_count)
    days = np.zeros(crew_count)
    for kind, sign in ((Kind.ON_DUTY, 1), (Kind.DEPOT, -1)):
        spent = read_crew_times(record.log, record.rows, kind)
        inside = record.in_window(spent.time_ms)
        crew, length = spent.crew[inside], spent.length_ms[inside]
        total += sign * np.bincount(crew, weights=length, minlength=crew_count)
        if kind == Kind.ON_DUTY:
            days = np.bincount(crew, minlength=crew_count).astype(np.float64)
    return np.divide(total, days, out=np.zeros(crew_count), where=days > 0)
