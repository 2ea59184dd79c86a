"""The desk that makes appointments: which window a job gets, and how much room each has left.

The desk knows the roster, not who will be ill or has left: it counts the hours of all posts on
their rota, less the usual absence. It does not look at a pull-off either, nor at crews that would
lend a hand in territories of others; what that breaks is the policy's price.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.scenario import Scenario
from telesim.simulation.job import Job
from telesim.simulation.promises import Promise, Terms, terms_of, window
from telesim.simulation.rota import Group, Room, Rota
from telesim.units import DAY_MS, PER_MILLION

if TYPE_CHECKING:
    from telesim.simulation.crew import Crew
    from telesim.simulation.town import Town
    from telesim.simulation.workforce import Organisation, Team

_PROMISED = int(Kind.PROMISED)


@dataclass(slots=True, eq=False)
class _Asked:
    """What jobs of one variant and exchange ask for, and the teams that may answer.

    ``teams`` are nearest first: (crews by the desk's number, team, crew time for the job, travel
    to its exchange). No window before ``first_ms`` has room.
    """

    teams: tuple[tuple[int, Team, int, int], ...]
    first_ms: int = 0


class Appointments:
    """Gives out windows, first come, first served; keeps what is booked by team and window.

    Jobs of the green channel may have the hours as well that are not given away to others. What
    has been promised stands, also when such a job is put further ahead: the customer has been told.
    """

    def __init__(self, scenario: Scenario, town: Town, recorder: Recorder) -> None:
        self._town = town
        self._log = recorder.append
        self._horizon_ms = scenario.horizon_ms
        self._rota = Rota(scenario)
        self._variants = town.variants
        self._promised = {v.plain: v for v in town.variants if v.plain >= 0}
        self._terms: dict[int, tuple[Terms | None, ...]] = {}
        #: The same terms for jobs of the green channel, which may have all hours.
        self._whole: dict[Terms, Terms] = {}
        #: Sets of crews that have ever been a team: their number here and their days; teams come
        #: and go with reforms, what is booked with the same crews stays.
        self._numbers: dict[tuple[int, ...], int] = {}
        self._groups: list[Counter[Group]] = []
        #: By number of a team as it is organised now.
        self._crews_of: list[int] = []
        #: By crews and window: what the roster has, and the crew time booked for jobs that begin
        #: in the window and for those that began before it.
        self._rooms: dict[tuple[int, int, int], Room] = {}
        self._begun: Counter[tuple[int, int]] = Counter()
        self._carried: Counter[tuple[int, int]] = Counter()
        #: By terms, teams, exchange and variant; and by crews, as they may get time back.
        self._asked: dict[tuple[Terms, tuple[Team, ...], int, int], _Asked] = {}
        self._asked_of: defaultdict[int, list[_Asked]] = defaultdict(list)
        #: Promises whose window has not opened: (first instant, case), and the job by case.
        self._coming: list[tuple[int, int]] = []
        self._jobs: dict[int, Job] = {}

    def reorganise(self, organisation: Organisation, now_ms: int) -> None:
        """Teams have changed: what crews may not serve any more is booked with those that may."""
        crews_of: list[list[int]] = [[] for _ in organisation.teams]
        for number, team in enumerate(organisation.team_of_crew):
            crews_of[team.number].append(number)
        self._crews_of = []
        for crews in map(tuple, crews_of):
            if crews not in self._numbers:
                self._numbers[crews] = len(self._groups)
                self._groups.append(self._rota.groups(crews))
            self._crews_of.append(self._numbers[crews])
        self._asked.clear()
        self._asked_of.clear()
        self._forget_until(now_ms)
        for _, case in sorted(self._coming):
            job = self._jobs.get(case)
            if job is None:
                continue
            promise = job.promise
            terms, teams = self._terms_of(job), self._town.dispatcher.teams_for(job)
            if any(self._crews_of[team.number] == promise.crews for team in teams):
                continue
            self._give_back(promise)
            if terms is not None and teams:
                team = max(teams, key=lambda one: self._left_of(one, terms, promise))
                self._book(promise, team, terms, self._crew_ms(team, job))

    def _left_of(self, team: Team, terms: Terms, promise: Promise) -> int:
        crews = self._crews_of[team.number]
        room = self._room(crews, promise.start_ms, promise.end_ms)
        return self._left(crews, room, terms, promise.start_ms)

    def _forget_until(self, now_ms: int) -> None:
        """Windows that have opened are of no more concern here."""
        coming = self._coming
        while coming and coming[0][0] <= now_ms:
            self._jobs.pop(heappop(coming)[1], None)

    def promise(self, job: Job, now_ms: int) -> bool:
        """Promise the job a window and let it wait for that; False when its kind gets none.

        Where no window that is left in the run has room, the job waits without one as well.
        """
        self._forget_until(now_ms)
        plain = job.variant
        if plain.plain >= 0:
            plain = self._variants[plain.plain]
        job.variant = plain
        terms = self._terms_of(job)
        if terms is None:
            return False
        teams = self._town.dispatcher.teams_for(job)
        if not teams:
            return False
        found = self._first_with_room(job, teams, terms, now_ms + terms.notice_ms)
        if found is None:
            return False
        start_ms, end_ms, team = found
        promise = job.promise = Promise(start_ms, end_ms, terms.no_access_ppm, -1, [])
        self._book(promise, team, terms, self._crew_ms(team, job))
        job.variant = self._promised[plain.number]
        job.due_ms = end_ms
        heappush(self._coming, (start_ms, job.case))
        self._jobs[job.case] = job
        length_ms = end_ms - start_ms
        self._log((now_ms, _PROMISED, job.case, job.slot, job.cabinet, -1, length_ms, start_ms))
        self._town.away_until(job, start_ms)
        if self._town.complaints is not None:
            self._town.complaints.promised(job)
        return True

    def given_up(self, job: Job, now_ms: int) -> None:
        """A customer gives up; if the window has not opened, others may have it."""
        self._forget_until(now_ms)
        if self._jobs.pop(job.case, None) is not None:
            self._give_back(job.promise)

    def _give_back(self, promise: Promise) -> None:
        booked = self._begun
        for start_ms, taken_ms in promise.taken:
            booked[promise.crews, start_ms] -= taken_ms
            booked = self._carried
        for asked in self._asked_of[promise.crews]:
            asked.first_ms = min(asked.first_ms, promise.start_ms)
        promise.crews, promise.taken = -1, []

    @staticmethod
    def no_access_ppm(crew: Crew, job: Job, travel_ms: int, now_ms: int, usual: int) -> int:
        """Chance that nobody is at home: the appointment's own when the crew comes in time."""
        arrival = crew.calendar.add_work(now_ms, travel_ms)
        promise = job.promise
        return promise.no_access_ppm if arrival is not None and arrival <= promise.end_ms else usual

    def _terms_of(self, job: Job) -> Terms | None:
        scenario = self._town.rules[job.exchange].scenario
        found = self._terms.get(id(scenario))
        if found is None:
            found = self._terms[id(scenario)] = terms_of(scenario)
        terms = found[job.variant.kind]
        if terms is None or not job.ahead:
            return terms
        if terms not in self._whole:
            self._whole[terms] = replace(terms, fill_ppm=PER_MILLION)
        return self._whole[terms]

    def _crew_ms(self, team: Team, job: Job) -> int:
        """Crew time that the job is expected to take, with the mean travel to its exchange."""
        closing = self._town.rules[job.exchange].closing_ms
        travel = team.travel_ms[job.exchange]
        return max(1, travel + team.expected_ms[job.variant.number] + closing)

    def _asking(self, job: Job, teams: tuple[Team, ...], terms: Terms) -> _Asked:
        key = (terms, teams, job.exchange, job.variant.number)
        asked = self._asked.get(key)
        if asked is None:
            ranked = sorted(teams, key=lambda team: (team.travel_ms[job.exchange], team.number))
            asked = self._asked[key] = _Asked(
                tuple(
                    (
                        self._crews_of[team.number],
                        team,
                        self._crew_ms(team, job),
                        team.travel_ms[job.exchange],
                    )
                    for team in ranked
                )
            )
            for crews in dict.fromkeys(crews for crews, *_ in asked.teams):
                self._asked_of[crews].append(asked)
        return asked

    def _first_with_room(
        self, job: Job, teams: tuple[Team, ...], terms: Terms, from_ms: int
    ) -> tuple[int, int, Team] | None:
        """The first window from an instant on with room, and the team that has it.

        Of several teams the nearest, then the lowest number. A team has room as long as not all
        is booked that it may promise, and one of its crews is expected to come in time.
        """
        asked, windows, horizon_ms = (
            self._asking(job, teams, terms),
            terms.windows,
            self._horizon_ms,
        )
        from_ms = max(from_ms, asked.first_ms)
        number = from_ms // DAY_MS * len(windows)
        found: tuple[int, int, Team] | None = None
        while found is None:
            start_ms, end_ms = window(windows, number)
            if start_ms >= horizon_ms:
                break
            number += 1
            if start_ms < from_ms:
                continue
            for crews, team, need_ms, travel_ms in asked.teams:
                room = self._room(crews, start_ms, end_ms)
                if self._left(crews, room, terms, start_ms) <= 0:
                    continue
                since_ms = self._free_after(crews, room, start_ms, need_ms)
                if since_ms + travel_ms <= room.open_ms:
                    found = start_ms, end_ms, team
                    break
        asked.first_ms = start_ms
        return found

    def _room(self, crews: int, start_ms: int, end_ms: int) -> Room:
        key = (crews, start_ms, end_ms)
        room = self._rooms.get(key)
        if room is None:
            room = self._rooms[key] = self._rota.window(self._groups[crews], start_ms, end_ms)
        return room

    def _left(self, crews: int, room: Room, terms: Terms, start_ms: int) -> int:
        """Crew time that may still be promised in a window."""
        may_promise = room.hours_ms * terms.fill_ppm // PER_MILLION
        return may_promise - self._begun[crews, start_ms] - self._carried[crews, start_ms]

    def _free_after(self, crews: int, room: Room, start_ms: int, need_ms: int) -> int:
        """Time on duty after which a crew is expected to be free for one more job of this length.

        All go on with what is left from the window before; then they work side by side.
        """
        carried, begun = self._carried[crews, start_ms], self._begun[crews, start_ms]
        rounds = begun * room.open_ms // (need_ms * room.hours_ms)
        return carried * room.open_ms // room.hours_ms + rounds * need_ms

    def _book(self, promise: Promise, team: Team, terms: Terms, crew_ms: int) -> None:
        """Take a crew's time from the window and, where it is longer, from those that follow."""
        promise.crews = crews = self._crews_of[team.number]
        number = promise.start_ms // DAY_MS * len(terms.windows)
        while crew_ms > 0:
            start_ms, end_ms = window(terms.windows, number)
            if start_ms >= self._horizon_ms:
                return
            number += 1
            if start_ms < promise.start_ms:
                continue
            room = self._room(crews, start_ms, end_ms)
            taken = self._left(crews, room, terms, start_ms)
            if not promise.taken and room.hours_ms:
                free_ms = room.open_ms - self._free_after(crews, room, start_ms, crew_ms)
                taken = min(taken, free_ms)
            taken = max(0, min(crew_ms, taken))
            (self._carried if promise.taken else self._begun)[crews, start_ms] += taken
            promise.taken.append((start_ms, taken))
            crew_ms -= taken
