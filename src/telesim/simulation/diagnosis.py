"""Faults that the desk takes for others, so that a crew of another trade is sent first.

What the test says, and what a visit by the wrong crew meets, are marks of their own: the visits
that follow meet what they would have met without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.scenario.diagnosis import Diagnosis, Suspect, suspects
from telesim.simulation.rules import FIRST_CAUSE, Variant
from telesim.simulation.vain_visits import VainVisits
from telesim.units import PER_MILLION
from telesim.workload import followups

if TYPE_CHECKING:
    from telesim.simulation.crew import Crew
    from telesim.simulation.job import Job
    from telesim.simulation.rules import Rules
    from telesim.simulation.town import Town

_MISJUDGED, _WRONG_SKILL = int(Kind.MISJUDGED), int(Kind.WRONG_SKILL)


class Diagnoses:
    """Knows which jobs are misjudged, and sends crews to them in vain."""

    def __init__(self, section: Diagnosis, town: Town, recorder: Recorder) -> None:
        scenario = town.scenario
        self._section = section
        self._wrong_ppm = PER_MILLION - round(PER_MILLION * section.right)
        #: Training moves what a test is read as. Where there is none, nobody reads one wrongly.
        self._trained = section.tests_lines
        self._county = scenario.exchange_county
        self._town = town
        self._log = recorder.append
        self._causes = tuple(scenario.faults)
        #: By cause: faults with a mark below it are known for certain.
        self._known_ppm = [round(PER_MILLION * cause.known) for cause in scenario.faults.values()]
        #: Reports of a fault that the desk knows by now, where reports are calls.
        self.known_reports: Callable[[Job], int] | None = None
        #: Cases that still wait as what they are not.
        self._misjudged = town.misjudged
        swapped = [name for name, cause in scenario.faults.items() if cause.pair_swap is not None]
        first = FIRST_CAUSE + len(self._causes)
        #: Numbers of the variants of changing pairs, by cause.
        self._by_pair = {self._causes.index(name): first + n for n, name in enumerate(swapped)}
        #: Visits by wrong crews.
        self._in_vain = VainVisits(scenario, recorder, followups.marks_in_vain)
        #: By the scenario in force, cause and lines: causes that it may be taken for.
        self._suspects: dict[tuple[int, int, int], tuple[Suspect, ...]] = {}

    def knows(self, job: Job) -> bool:
        """Whether the line test says for certain what a fault is."""
        return job.remote_ppm < self._known_ppm[job.cause]

    def misjudges(self, job: Job) -> bool:
        """Whether a reported fault is taken for another; its variant is that of the other then."""
        if self.knows(job):
            return False
        known = self.known_reports(job) if self.known_reports else min(job.reports, job.lines)
        if known >= self._section.sure_from_reports:
            return False
        town, wrong_ppm = self._town, self._wrong_ppm
        if self._trained:
            wrong_ppm = town.errors_ppm("desk", self._county[job.exchange], wrong_ppm)
        if not followups.misjudged(job.key, PER_MILLION - wrong_ppm):
            return False
        rules, teams_for = town.rules[job.exchange], town.dispatcher.teams_for
        right = job.variant
        found = []
        for suspect in self._suspects_of(rules, job):
            if rules.cause_rate[suspect.cause] > 0:
                job.variant = self._variant(suspect)
                if not suspect.in_vain or teams_for(job):
                    found.append(suspect)
        job.variant = right
        if not found:
            return False
        rates = [rules.cause_rate[suspect.cause] for suspect in found]
        believed = found[followups.suspected(job.key, rates)]
        if not believed.in_vain:
            return False
        job.variant = self._variant(believed)
        self._misjudged.add(job.case)
        row = (town.now, _MISJUDGED, job.case, job.slot, job.cabinet, -1, believed.cause, 0)
        self._log(row)
        return True

    def takes_for_cable(self, job: Job) -> bool:
        """Whether a fault can be taken for the commonest cable fault, in vain; its variant is that.

        Not where a team mends both: then nothing would be lost.
        """
        rules, right = self._town.rules[job.exchange], job.variant
        there = rules.scenario
        skill = there.faults[self._causes[job.cause]].skill
        cables = [
            (-rules.cause_rate[number], number)
            for number, cause in enumerate(there.faults.values())
            if cause.job == "cable" and cause.skill != skill and rules.cause_rate[number] > 0
            and not any({skill, cause.skill} <= team.skills.keys() for team in there.teams.values())
        ]  # fmt: skip
        if not cables:
            return False
        _, number = min(cables)
        job.variant = self._town.variants[FIRST_CAUSE + number]
        if not self._town.dispatcher.teams_for(job):
            job.variant = right
            return False
        self._misjudged.add(job.case)
        self._log((self._town.now, _MISJUDGED, job.case, job.slot, job.cabinet, -1, number, 0))
        return True

    def _variant(self, suspect: Suspect) -> Variant:
        number = self._by_pair[suspect.cause] if suspect.by_pair else FIRST_CAUSE + suspect.cause
        return self._town.variants[number]

    def _suspects_of(self, rules: Rules, job: Job) -> tuple[Suspect, ...]:
        key = (id(rules.scenario), job.cause, job.lines)
        found = self._suspects.get(key)
        if found is None:
            found = suspects(rules.scenario, self._causes[job.cause], job.lines)
            self._suspects[key] = found
        return found

    def misleads(self, job: Job) -> bool:
        """Whether the crew that sets out for a job is of the wrong trade."""
        return job.case in self._misjudged

    def put_right(self, job: Job) -> None:
        """The desk knows better, before anybody went: no crew is sent in vain."""
        self._misjudged.discard(job.case)

    def visits_in_vain(self, job: Job) -> int:
        """How often a wrong crew has set out for a job."""
        return self._in_vain.so_far(job)

    def send(
        self, crew: Crew, job: Job, mean_ms: int, rules: Rules, told: int, now_ms: int
    ) -> None:
        """A wrong crew sets out; ``mean_ms`` is its mean way, ``told`` the number of the visit.

        It finds nobody at home, and comes again, or sees that the fault is not its own.
        """
        policy = rules.shift_end[job.variant.kind]
        if policy is not None:
            policy = policy.for_lines(job.lines)
        seen = _WRONG_SKILL, self._section.look
        if self._in_vain.send(crew, job, mean_ms, rules, told, now_ms, seen, policy):
            self._misjudged.discard(job.case)
