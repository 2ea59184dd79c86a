"""Construction on its way: ordered, waiting for a bore, released, built day by day, open."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telesim.eventlog import Kind, Level, Recorder, Work
from telesim.policies.jobs import WORKS as WORKS_KIND
from telesim.scenario.works import Works as WorksSection
from telesim.simulation import agenda as when
from telesim.simulation import building
from telesim.simulation.crew import Crew
from telesim.simulation.ducts import Ducts
from telesim.simulation.frost import frosts, month_numbers, thawed
from telesim.simulation.job import ENDED, WAITING, Job
from telesim.simulation.rules import Variant
from telesim.simulation.town import Town

if TYPE_CHECKING:
    from telesim.simulation.visits import Visits

_DISPATCHED = int(Kind.DISPATCHED)
_RELEASED, _PLANNED, _FROST = int(Kind.WORK_RELEASED), int(Kind.PLANNED), int(Kind.FROST)
_PART_BUILT, _BUILT, _NO_BORE = int(Kind.PART_BUILT), int(Kind.BUILT), int(Kind.NO_BORE)


@dataclass(slots=True, eq=False)
class Project:
    """Something to be built.

    Attributes:
        place: number for the log: a cabinet, for a duct its exchange after all cabinets.
        duct: the section that is dug, or through which a cable needs a bore; -1 = none.
        amount: pairs, or bores. work_ms: work at the norm, 0 = no gang is needed.
        finished: called with the project when it is done.
        batch: what it was ordered with: rows of one batch and feeder may be one cable.
        ready: whether permits and material are there. has_bore: whether it needs no bore any more.
        released: whether it waits for a gang, is under way or done.
        followers: what is pulled with it in its bore, as one cable.
        case: -1 until something has been written about it.
    """

    work: int
    place: int
    exchange: int
    amount: int
    work_ms: int
    frozen: frozenset[int]
    finished: Callable[[Project], None]
    skill: str = ""
    duct: int = -1
    batch: tuple[int, int] = (-1, -1)
    ready: bool = False
    has_bore: bool = True
    released: bool = False
    followers: list[Project] = field(default_factory=list)
    case: int = -1
    planned_ms: int = 0

    def __str__(self) -> str:
        return f"works at place {self.place}"


class Site(Job):
    """A project as a job for gangs; ``work_ms`` is the work left, at the norm."""

    __slots__ = ("left_ms", "project")

    def __init__(self, book: Works, project: Project, variant: Variant, now_ms: int) -> None:
        line = project.duct if project.work == Work.DUCT else -1
        super().__init__(book, project.case, 0, project.place, project.exchange, line, -1)
        self.project = project
        self.variant = variant
        self.since_ms = now_ms
        self.work_ms = project.work_ms
        #: Work left after the visit under way.
        self.left_ms = project.work_ms
        self.lines = 0


class Works:
    """Follows projects that gangs build or that need a bore."""

    def __init__(self, town: Town, recorder: Recorder, visits: Visits) -> None:
        scenario = town.scenario
        self.town = town
        self._log = recorder.append
        self._visits = visits
        self._section: WorksSection | None = scenario.works
        kinds = scenario.works.kinds if scenario.works is not None else ()
        #: Levels whose cables gangs build.
        self._by_gangs = frozenset(int(Work[kind.upper()]) for kind in kinds)
        self.ducts = Ducts(scenario, self, recorder)
        self._variants = {v.skill: v for v in town.variants if v.kind == WORKS_KIND}
        self._mean_distance_m = [round(e.radius_km * 1000 * 2 / 3) for e in scenario.exchanges]
        self._turn = 0
        #: Sites by case, until they are built.
        self._sites: dict[int, Site] = {}
        self.crews: list[Crew] = []

    # -- what is to be built ----------------------------------------------------------------

    def takes(self, level: int, cabinet: int) -> bool:
        """Whether capacity of a level is built by gangs or needs a bore."""
        if level == Level.FEEDER and self.ducts.of_cabinet[cabinet] >= 0:
            return True
        return level in self._by_gangs

    def cable(
        self,
        level: int,
        cabinet: int,
        pairs: int,
        known_ms: int,
        ready_ms: int,
        frozen: frozenset[int],
        finished: Callable[[Project], None],
        batch: tuple[int, int],
    ) -> None:
        """Order a cable now: it asks for a bore at one instant and can be released at another.

        ``batch`` is the same for cabinets that one rule, or one date of the table, adds pairs to.
        """
        section = self._section
        work_ms = 0
        if section is not None and level in self._by_gangs:
            work_ms = _work_ms(pairs, section.pairs_per_gang_day, section.gang_day)
        project = Project(
            work=level, place=cabinet, exchange=self.town.exchange_of[cabinet], amount=pairs,
            work_ms=work_ms, frozen=frozen, finished=finished,
            skill=section.skill if section is not None else "",
        )  # fmt: skip
        if level == Level.FEEDER and self.ducts.of_cabinet[cabinet] >= 0:
            project.duct = self.ducts.of_cabinet[cabinet]
            project.has_bore = False
            project.batch = batch
            self.at(known_ms, when.DUCT, self.ducts.ask, project)
        self.at(ready_ms, when.WORKS, self.ready, project)

    def recovery(self, cabinet: int, pairs: int, finished: Callable[[Project], None]) -> None:
        """Have gangs bring defective pairs of a cabinet back; they may begin now."""
        section, asked = self.town.scenario.pair_recovery, self._section
        assert section is not None and asked is not None
        project = Project(
            work=Work.RECOVERY, place=cabinet, exchange=self.town.exchange_of[cabinet],
            amount=pairs, frozen=frozenset(), finished=finished, skill=section.skill,
            work_ms=_work_ms(pairs, section.pairs_per_gang_day, asked.gang_day),
        )  # fmt: skip
        self.at(self.town.now, when.WORKS, self.ready, project)

    def digging(self, duct: int, bores: int, finished: Callable[[Project], None]) -> Project:
        """A duct that is to be dug, and not begun."""
        section = self.town.scenario.duct_projects
        assert section is not None
        asked, work_ms = self._section, 0
        if section.digging_gang_days is not None and asked is not None:
            work_ms = max(1, round(section.digging_gang_days * asked.gang_day))
        exchange = self.ducts.exchange_of[duct]
        return Project(
            work=Work.DUCT, place=len(self.town.scenario.cabinets) + exchange, exchange=exchange,
            amount=bores, work_ms=work_ms, frozen=month_numbers(section.frozen), duct=duct,
            finished=finished, skill=asked.skill if asked is not None else "",
        )  # fmt: skip

    def at(
        self, instant_ms: int, purpose: int, action: Callable[[Project], None], project: Project
    ) -> None:
        """Do something about a project at an instant."""
        self._turn += 1
        self.town.agenda.at(instant_ms, when.ENDS, purpose, self._turn, action, project)

    def watch_frost(self, frozen: frozenset[int]) -> None:
        """Have waiting work rest when one of these months begins; called once, before the run."""
        for instant, month in frosts(self.town.scenario, frozen):
            self.town.agenda.at(instant, when.ENDS, when.FROST, 0, self._freeze, month)

    # -- released and built -------------------------------------------------------------------

    def case_of(self, project: Project) -> int:
        """The project's case; it has one from its first row on."""
        if project.case < 0:
            project.case = self.town.new_case()
        return project.case

    def ready(self, project: Project) -> None:
        """Permits and material are there; a cable needs its bore as well."""
        project.ready = True
        now = self.town.now
        if not project.has_bore:
            case = self.case_of(project)
            self._log((now, _NO_BORE, case, project.duct, project.place, -1, 0, project.amount))
            return
        self.release(project)

    def release(self, project: Project) -> None:
        """The work waits for a gang from now on, or after the frost; without work it is done."""
        now = self.town.now
        later = self._thaw(project, now)
        if later > now:
            self.at(later, when.WORKS, self.release, project)
            return
        project.released = True
        case, line = self.case_of(project), project.duct if project.work == Work.DUCT else -1
        self._log((now, _RELEASED, case, line, project.place, -1, project.work, project.amount))
        if not project.work_ms:
            project.finished(project)
            return
        site = Site(self, project, self._variants[project.skill], now)
        site.distance_m = self._mean_distance_m[project.exchange]
        project.planned_ms = site.due_ms = self._planned(site, now)
        self._log(
            (now, _PLANNED, case, line, project.place, -1, project.work_ms, project.planned_ms)
        )
        self._sites[case] = site
        self.town.dispatcher.wait(site)

    def _thaw(self, project: Project, instant_ms: int) -> int:
        if not project.frozen:
            return instant_ms
        return thawed(self.town.scenario, instant_ms, project.frozen)

    def _planned(self, site: Site, now_ms: int) -> int:
        """The planned opening, on the days of the first gang that could build it; none: now."""
        teams = self.town.dispatcher.teams_for(site)
        crew = next((crew for crew in self.crews if crew.team in teams), None)
        if crew is None:
            return now_ms
        project, team = site.project, crew.team
        travel = team.travel_ms[site.exchange]
        least = travel + team.expected_ms[site.variant.number]
        return building.planned_opening(
            crew.written, now_ms, site.work_ms, self._pace(crew, site), travel,
            least + self.town.rules[site.exchange].closing_ms,
            lambda instant: self._thaw(project, instant),
        )  # fmt: skip

    def _pace(self, crew: Crew, site: Site) -> int:
        assert self._section is not None
        return building.pace_of(crew.team, site.variant.number, self._section.gang_size)

    def set_out(self, crew: Crew, job: Job, now_ms: int) -> None:
        """A gang goes to a site for the rest of its day, or until the work is done."""
        assert isinstance(job, Site)
        visit = job.visits
        job.visits = visit + 1
        travel = crew.team.travel_ms[job.exchange]
        log, number = self._log, crew.number
        log((now_ms, _DISPATCHED, job.case, job.slot, job.cabinet, number, visit, travel))
        room = crew.duty_until_ms - now_ms + crew.later_today_ms
        pace = self._pace(crew, job)
        site_ms, job.left_ms = building.visit(now_ms, room, travel, job.work_ms, pace)
        crew.begin(job, travel, site_ms, _PART_BUILT if job.left_ms else _BUILT, None, now_ms)

    def visit_over(self, crew: Crew, job: Job, now_ms: int) -> None:
        """A gang reports back from a site."""
        assert isinstance(job, Site)
        job.work_ms = job.left_ms
        project, done = job.project, crew.outcome == _BUILT
        says = now_ms - project.planned_ms if done else job.left_ms
        self._log(
            (now_ms, crew.outcome, job.case, job.slot, job.cabinet, crew.number, says, crew.site_ms)
        )
        if done:
            job.state = ENDED
            del self._sites[job.case]
            project.finished(project)
            return
        morning = building.next_morning(crew.written, now_ms)
        self.town.away_until(job, self._thaw(project, morning))

    def _freeze(self, month: int) -> None:
        """Nobody digs this month: work that waits rests until it is over."""
        for case, site in sorted(self._sites.items()):
            if month in site.project.frozen and site.state == WAITING:
                self.town.dispatcher.withdraw(site)
                now = self.town.now
                self._log((now, _FROST, case, site.slot, site.cabinet, -1, 0, 0))
                self.town.away_until(site, self._thaw(site.project, now))


def _work_ms(units: int, per_day: float, day_ms: int) -> int:
    return max(1, math.floor(units * day_ms / per_day + 0.5))


def finishing(action: Callable[[Any], None], what: Any) -> Callable[[Project], None]:
    """What to do when a project is done, as it is told to others."""

    def finished(project: Project) -> None:
        action(what)

    return finished
