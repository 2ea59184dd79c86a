"""Bores of ducts: a feeder cable takes one, and a new duct comes first where none is free.

Rows of the cabinets with one ``feeder_id`` hang on one cable. What one rule, or one date of the
table of projects, adds to several of them is pulled as one cable, in one bore: whoever is ordered
before that cable can be pulled goes into it. A cabinet that gets pairs once more gets a new cable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Level, Recorder
from telesim.scenario import Scenario
from telesim.simulation import agenda as when
from telesim.simulation.frost import begins_unfrozen, ends_unfrozen, month_numbers
from telesim.units import parse_money

if TYPE_CHECKING:
    from telesim.simulation.works import Project, Works

_BORE_TAKEN, _DUCT_ORDERED = int(Kind.BORE_TAKEN), int(Kind.DUCT_ORDERED)
_BORE_SHARED = int(Kind.BORE_SHARED)
_BORES, _SPENT, _FEEDER = int(Kind.BORES), int(Kind.SPENT), int(Level.FEEDER)


class Ducts:
    """Free bores by duct, and the cables that wait for one, first come, first served.

    Attributes:
        of_cabinet: number of the duct of each cabinet's feeder; -1 = none needed.
        exchange_of: number of each duct's exchange.
    """

    def __init__(self, scenario: Scenario, works: Works, recorder: Recorder) -> None:
        self._scenario = scenario
        self._works = works
        self._log = recorder.append
        number = {duct.id: n for n, duct in enumerate(scenario.ducts)}
        self.of_cabinet = [-1 if c.duct is None else number[c.duct] for c in scenario.cabinets]
        self.exchange_of = [scenario.exchange_number[duct.exchange] for duct in scenario.ducts]
        self._free = [duct.bores - duct.used for duct in scenario.ducts]
        self._waiting: list[list[Project]] = [[] for _ in scenario.ducts]
        self._feeder = [cabinet.feeder_id for cabinet in scenario.cabinets]
        #: By feeder, duct and batch: the cable ordered last.
        self._cables: dict[tuple[str, int, tuple[int, int]], Project] = {}
        #: Bores of projects under way.
        self._coming = [0] * len(scenario.ducts)
        self._projects = scenario.duct_projects
        self._cents = 0
        if self._projects is not None and self._projects.unit_cost is not None:
            self._cents = parse_money(self._projects.unit_cost, scenario.currency.code, "bore")

    def thought_of(self, opens_ms: int) -> int:
        """When a cable that shall open then asks for its bore, so that a new duct is in time.

        A new duct's lead time before, if there is so much time; at once where nobody digs.
        """
        projects = self._projects
        if projects is None:
            return opens_ms
        frozen = month_numbers(projects.frozen)
        return begins_unfrozen(self._scenario, opens_ms, projects.lead_time, frozen)

    def ask(self, cable: Project) -> None:
        """What has been ordered wants a bore, unless a cable takes it along; a duct if need be."""
        duct = cable.duct
        if self._joins(cable):
            return
        if self._free[duct] > 0:
            self._take(cable)
            return
        self._waiting[duct].append(cable)
        if self._projects is not None and len(self._waiting[duct]) > self._coming[duct]:
            self._order(duct)

    def _joins(self, row: Project) -> bool:
        """Whether what is ordered goes into a cable that others on its feeder have ordered."""
        feeder = self._feeder[row.place]
        if feeder is None:
            return False
        first = self._cables.get((feeder, row.duct, row.batch))
        if first is None or first.released or _serves(first, row.place):
            self._cables[feeder, row.duct, row.batch] = row
            return False
        first.followers.append(row)
        if first.has_bore:
            self._share(row, first)
        return True

    def _share(self, row: Project, first: Project) -> None:
        row.has_bore = True
        case, now = self._works.case_of(row), self._works.town.now
        self._log((now, _BORE_SHARED, case, row.duct, row.place, -1, 0, first.case))
        if row.ready:
            self._works.release(row)

    def _take(self, cable: Project) -> None:
        duct = cable.duct
        self._free[duct] -= 1
        cable.has_bore = True
        case, now = self._works.case_of(cable), self._works.town.now
        self._log((now, _BORE_TAKEN, case, duct, cable.place, -1, 0, 1))
        if cable.ready:
            self._works.release(cable)
        for row in cable.followers:
            self._share(row, cable)

    def _order(self, duct: int) -> None:
        projects, works = self._projects, self._works
        assert projects is not None
        now = works.town.now
        digging = works.digging(duct, projects.bores, self._dug)
        case = works.case_of(digging)
        self._log((now, _DUCT_ORDERED, case, duct, digging.place, -1, 0, projects.bores))
        if self._cents:
            cents = self._cents * projects.bores
            self._log((now, _SPENT, -1, -1, digging.place, -1, _FEEDER, cents))
        self._coming[duct] += projects.bores
        frozen = month_numbers(projects.frozen)
        begins = ends_unfrozen(self._scenario, now, projects.lead_time, frozen)
        works.at(begins, when.WORKS, works.ready, digging)

    def _dug(self, digging: Project) -> None:
        """New bores are there; they go to the cables that wait, in their order."""
        duct, now = digging.duct, self._works.town.now
        self._log((now, _BORES, digging.case, duct, digging.place, -1, 0, digging.amount))
        self._coming[duct] -= digging.amount
        self._free[duct] += digging.amount
        waiting = self._waiting[duct]
        while waiting and self._free[duct] > 0:
            self._take(waiting.pop(0))


def _serves(cable: Project, cabinet: int) -> bool:
    return cable.place == cabinet or any(row.place == cabinet for row in cable.followers)
