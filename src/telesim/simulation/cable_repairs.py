"""Cable repairs stage by stage: the damage is found, then lines come back as pairs are joined."""

from __future__ import annotations

from collections.abc import Callable

from telesim.eventlog import Kind, Recorder
from telesim.simulation import agenda as when
from telesim.simulation import splicing
from telesim.simulation.crew import Crew
from telesim.simulation.job import ENDED, Job
from telesim.simulation.rules import NEVER
from telesim.simulation.town import Town

_LOCATED, _PART, _CLEARED = int(Kind.LOCATED), int(Kind.PART_RESTORED), int(Kind.CLEARED)


class CableRepairs:
    """Plans what a gang reaches during its visit; ``up`` makes lines work again."""

    def __init__(
        self, town: Town, recorder: Recorder, up: Callable[[Job, list[int], int], None]
    ) -> None:
        self._town = town
        self._log = recorder.append
        self._up = up

    def gang_at_work(self, crew: Crew, job: Job, travel_ms: int, now_ms: int) -> None:
        """A gang sets out: note when it will have located, and when lines come back."""
        stages = job.splicing
        team = crew.team
        assert stages is not None
        pace = team.pace[job.variant.number]
        locate = splicing.locating_ms(job, pace)
        later = self._town.agenda.at
        visit = job.visits
        if crew.outcome != _CLEARED:
            return
        if not job.located:
            instant = crew.instant(travel_ms + locate, now_ms)
            if instant < NEVER:
                later(
                    instant,
                    when.ENDS,
                    when.RESTORATION,
                    job.case,
                    self.located,
                    (job, crew, locate),
                )
        for done, lines in splicing.batches(len(job.slots), stages, team.members, pace):
            instant = crew.instant(travel_ms + locate + done, now_ms)
            if instant < NEVER:
                what = (job, visit, lines)
                later(instant, when.ENDS, when.RESTORATION, job.case, self._joined, what)

    def located(self, what: tuple[Job, Crew, int]) -> None:
        """A gang has found the damage: (job, crew, crew time on site so far)."""
        job, crew, crew_ms = what
        job.located = True
        self._log(
            (self._town.now, _LOCATED, job.case, job.slot, job.cabinet, crew.number, 0, crew_ms)
        )

    def _joined(self, what: tuple[Job, int, int]) -> None:
        job, visit, lines = what
        if job.state == ENDED or job.visits != visit:
            return
        back, job.slots = job.slots[:lines], job.slots[lines:]
        self._up(job, back, self._town.now)
        self._log((self._town.now, _PART, job.case, job.slot, job.cabinet, -1, 0, len(back)))
