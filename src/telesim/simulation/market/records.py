"""What the office believes about free pairs: the truth and an error, by cabinet.

The error drifts with each change that is not recorded and is put right when the cabinet is counted,
or when a crew finds a pair taken that the records show as free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.simulation import agenda as when
from telesim.units import PER_MILLION
from telesim.workload import followups

if TYPE_CHECKING:
    from telesim.scenario.market.screening import Records as Section
    from telesim.simulation.facilities import Facilities
    from telesim.simulation.town import Town

_AUDITED = int(Kind.AUDITED)
#: What a case does to pairs, each recorded or not by a mark of its own.
TAKEN, GIVEN_BACK, CHANGED_OVER = range(3)


class Records:
    """Believed free pairs by cabinet; ``keys`` are the roots of the cabinets' own marks."""

    def __init__(
        self,
        section: Section,
        town: Town,
        facilities: Facilities,
        keys: list[int],
        recorder: Recorder,
    ) -> None:
        scenario = town.scenario
        self._town = town
        self._log = recorder.append
        self._feeder_free = facilities.feeder_free
        self._distribution_free = facilities.distribution_free
        self._county = [scenario.exchange_county[at] for at in scenario.cabinet_exchange]
        self._unrecorded_ppm = round(PER_MILLION * section.unrecorded)
        self._every_ms = section.audit_every
        share_ppm = round(PER_MILLION * section.error_at_start)
        #: Free pairs believed less those that there are.
        self._error = [
            followups.records_error(key, share_ppm, cabinet.lines)
            for key, cabinet in zip(keys, scenario.cabinets, strict=True)
        ]
        if section.audit_every is not None:
            for cabinet, key in enumerate(keys):
                self._plan(cabinet, followups.first_audit_ms(key, section.audit_every))

    def believed(self, cabinet: int) -> int:
        """Free pairs that the records show for a cabinet, of the kind that is scarcer."""
        free = min(self._feeder_free[cabinet], self._distribution_free[cabinet])
        return max(0, free + self._error[cabinet])

    def changed(self, cabinet: int, pairs: int, key: int, what: int) -> None:
        """The case with ``key`` takes some pairs (gives back: less than 0), recorded or not."""
        county = self._county[cabinet]
        unrecorded_ppm = self._town.errors_ppm("assignment", county, self._unrecorded_ppm)
        if followups.unrecorded(key, what, unrecorded_ppm):
            self._error[cabinet] += pairs

    def found_taken(self, cabinet: int) -> None:
        """A crew has found a pair taken that the records showed as free."""
        if self._error[cabinet] > 0:
            self._error[cabinet] -= 1

    def _plan(self, cabinet: int, instant_ms: int) -> None:
        if instant_ms < self._town.scenario.horizon_ms:
            self._town.agenda.at(
                instant_ms, when.ENDS, when.AUDIT, cabinet, self._count_anew, cabinet
            )

    def _count_anew(self, cabinet: int) -> None:
        now = self._town.now
        self._log((now, _AUDITED, -1, -1, cabinet, -1, 0, self._error[cabinet]))
        self._error[cabinet] = 0
        assert self._every_ms is not None
        self._plan(cabinet, now + self._every_ms)
