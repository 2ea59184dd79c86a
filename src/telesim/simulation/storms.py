"""Storm days of the workload, written into the log as they begin."""

from __future__ import annotations

from telesim.eventlog import Kind, Recorder
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.workload.storms import StormDays

_STORM = int(Kind.STORM)


def write_storms(storms: StormDays, agenda: Agenda, recorder: Recorder) -> None:
    """Have a row written at the beginning of each storm day.

    The faults of the day are in the workload already; the row is there for whoever reads the log.
    """

    def begins(row: tuple[int, int, int]) -> None:
        time_ms, pattern, factor = row
        recorder.append((time_ms, _STORM, -1, -1, -1, -1, pattern, factor))

    columns = (storms.time_ms.tolist(), storms.pattern.tolist(), storms.factor.tolist())
    for number, row in enumerate(zip(*columns, strict=True)):
        agenda.at(row[0], when.ENDS, when.STORM, number, begins, row)
