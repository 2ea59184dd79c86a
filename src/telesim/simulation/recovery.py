"""Cabinets that are full and have defective pairs: gangs bring some of them back."""

from __future__ import annotations

from collections.abc import Iterable

from telesim.eventlog import Kind, Level, Recorder
from telesim.scenario.works import PairRecovery
from telesim.simulation.facilities import Facilities
from telesim.simulation.works import Project, Works

_PAIRS_RECOVERED, _DISTRIBUTION = int(Kind.PAIRS_RECOVERED), int(Level.DISTRIBUTION)


class Recovery:
    """Begins a project where fill and defective pairs ask for it, one at a time a cabinet."""

    def __init__(
        self, section: PairRecovery, works: Works, facilities: Facilities, recorder: Recorder
    ) -> None:
        self._section = section
        self._works = works
        self._facilities = facilities
        self._log = recorder.append
        self._under_way: set[int] = set()

    def look(self, touched: Iterable[tuple[int, int]]) -> None:
        """Look at the cabinets whose use or capacity has changed, as (Level, place)."""
        section, facilities = self._section, self._facilities
        for level, cabinet in sorted(touched):
            if level != _DISTRIBUTION or cabinet in self._under_way:
                continue
            defective = facilities.defective[cabinet]
            used, usable = facilities.used_and_capacity(level, cabinet)
            if defective >= section.least_defective and used >= section.at_fill * usable:
                self._under_way.add(cabinet)
                pairs = min(defective, section.most_per_project)
                self._works.recovery(cabinet, pairs, self._recovered)

    def _recovered(self, project: Project) -> None:
        cabinet, pairs, now = project.place, project.amount, self._works.town.now
        self._under_way.discard(cabinet)
        self._log((now, _PAIRS_RECOVERED, project.case, -1, cabinet, -1, 0, pairs))
        self._facilities.defective[cabinet] -= pairs
        self._facilities.build(_DISTRIBUTION, cabinet, pairs, now)
