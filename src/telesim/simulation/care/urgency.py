"""Urgent jobs: put before all others where they lie now, and wherever they wait later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.simulation.job import HELD, WAITING, Job

if TYPE_CHECKING:
    from telesim.simulation.facilities import Facilities
    from telesim.simulation.main_frame import MainFrameBook
    from telesim.simulation.office.office import Office
    from telesim.simulation.town import Town

_OVERTAKES = int(Kind.JOB_OVERTAKES)
#: Where an urgent job overtakes others, by the reason of the row.
FOR_CREW, HELD_BACK, AT_DESK, AT_FRAME = range(4)


class Urgency:
    """Goes with urgent jobs from one place where jobs wait to the next.

    Each overtaking is counted where it happens, when the job becomes urgent or comes to wait there.
    """

    def __init__(
        self,
        town: Town,
        facilities: Facilities,
        office: Office | None,
        frame: MainFrameBook | None,
        recorder: Recorder,
    ) -> None:
        self._town, self._held = town, facilities.held
        self._office, self._frame = office, frame
        self._log = recorder.append
        town.dispatcher.on_overtaking = self._waits_for_crew
        self._held.on_overtaking = self._is_held
        if office is not None:
            office.desks.on_overtaking = self._comes_to_desk
        if frame is not None:
            frame.on_overtaking = self._wants_jumper

    def hurry(self, job: Job) -> int:
        """Put a job before all others where it lies; how many it is put before."""
        passed = self._town.dispatcher.hurry(job)
        if job.state == WAITING:
            return passed
        if job.state == HELD:
            passed += self._held.hurry(job)
        if self._office is not None and job.cause < 0:
            passed += self._office.urge(job)
        if self._frame is not None:
            passed += self._frame.urge(job)
        return passed

    def _waits_for_crew(self, job: Job, passed: int) -> None:
        self._overtakes(job, FOR_CREW, passed)

    def _is_held(self, job: Job, passed: int) -> None:
        self._overtakes(job, HELD_BACK, passed)

    def _comes_to_desk(self, job: Job, passed: int) -> None:
        self._overtakes(job, AT_DESK, passed)

    def _wants_jumper(self, job: Job, passed: int) -> None:
        self._overtakes(job, AT_FRAME, passed)

    def _overtakes(self, job: Job, where: int, passed: int) -> None:
        if passed:
            self._log(
                (self._town.now, _OVERTAKES, job.case, job.slot, job.cabinet, -1, where, passed)
            )
