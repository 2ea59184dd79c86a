"""What comes up at each place in a month, and what a visit takes of the crews that may come.

Work is counted with everything that comes with it: travel, the pace of the crews, closing with
the desk, visits that find nobody at home and visits that must be repeated. Hours are those on
duty, the depot taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from telesim.scenario.cables import share_exposed
from telesim.scenario.causes import Cause
from telesim.scenario.check_capacity import Outlook
from telesim.scenario.check_periods import Period, Seasons, in_force
from telesim.scenario.check_pools import NO_VISITS, Pool
from telesim.scenario.diagnosis import Suspect, suspects
from telesim.scenario.fault_mixes import mix_of, visited_installs
from telesim.scenario.fields import MOST, for_area
from telesim.scenario.lines_hit import faults_per_event, few_and_many
from telesim.scenario.main_frame import MainFrame
from telesim.scenario.model import Scenario
from telesim.scenario.planned_repairs import planned_at
from telesim.scenario.reach import mean_travel_ms
from telesim.scenario.remembering import remembered
from telesim.scenario.workforce import Visits
from telesim.units import HOUR_MS


@dataclass(frozen=True)
class Task:
    """A kind of visit at one exchange in one period; hours at the norm for a crew of n members."""

    skill: str
    kind: str
    cases: float
    cause: Cause | None
    norm_hours: float
    no_access: float
    #: Mean number of lines that the case takes down.
    lines: float = 1.0
    #: Of a cable: mean hours at the norm to locate or open again; share that waits for material.
    locate: float = 0.0
    material: float = 0.0
    #: A change to spare pairs; a call to the main frame of the exchange.
    by_pair: bool = False
    at_frame: bool = False
    #: A look by a crew of the wrong trade.
    in_vain: bool = False
    #: Of construction: members of the gang whose hours at the norm these are; 0 = other work.
    gang_size: int = 0

    def on_site(self, members: int) -> float:
        """Crew hours at the norm of one visit."""
        if self.gang_size:
            return self.norm_hours * self.gang_size / members
        if self.cause is None or self.cause.splicing is None:
            return self.norm_hours
        splicing = self.cause.splicing
        splicers = min(members, splicing.splicers_at_most)
        joined = self.lines / (splicing.pairs_per_hour * splicers)
        return self.locate + joined


def visits_of(there: Scenario) -> Visits:
    """What visits cost; nobody is at home as if all appointments were kept."""
    visits, appointments = there.visits or NO_VISITS, there.policies.appointments
    if appointments is None:
        return visits
    given = {word: job.no_access for word, job in appointments.jobs.items()}
    return visits.model_copy(update={"no_access": {**visits.no_access, **given}})


def tasks_of(
    scenario: Scenario,
    seasons: Seasons,
    growth: Outlook,
    exchange: int,
    number: int,
    period: Period,
) -> Iterator[Task]:
    """What comes up at an exchange in a period."""
    place = scenario.exchanges[exchange]
    there = in_force(scenario, place.county, period.middle_ms)
    install, move = there.demand.install, there.demand.move
    visits = visits_of(there)
    months = period.months
    lines = float(growth.lines[exchange, number])
    frame = there.main_frame
    own_jumper = _run_on_the_way(scenario, frame, exchange)
    if install is not None:
        built = float(growth.built[exchange, number])
        hours = built * install.work_prebuilt.expected + (1 - built) * install.work_build.expected
        visited = visited_installs(there)
        yield Task(
            install.skill, "install", visited * float(growth.installs[exchange, number]), None,
            hours / HOUR_MS + own_jumper.get("install", 0.0), visits.no_access.get("install", 0.0),
        )  # fmt: skip
    moves = 0.0
    if move is not None:
        rate = for_area(move.rate, place.area).per_line_month
        moves = rate * lines * months * seasons.mean(move.pattern, period)
        hours = move.work.expected / HOUR_MS + own_jumper.get("move", 0.0)
        yield Task(move.skill, "move", moves, None, hours, visits.no_access.get("move", 0.0))
    events = {}
    for name, cause in there.faults.items():
        shocks = seasons.shocks_on(place.county, name)
        rate = for_area(cause.rate, place.area).per_line_month
        events[name] = rate * lines * months * seasons.mean(cause.pattern, period, shocks)
        events[name] *= share_exposed(scenario, cause, exchange) * faults_per_event(cause)
    called = visited_installs(there) * float(growth.installs[exchange, number])
    mix = mix_of(there, events, called, moves)
    swaps = 0.0
    for name, cause in there.faults.items():
        for task in _repairs(cause, mix.whole[name], mix.single[name], mix.made[name], visits):
            if task.by_pair and "pair-swap" in own_jumper:
                task = replace(task, norm_hours=task.norm_hours + own_jumper["pair-swap"])
            swaps += task.cases if task.by_pair else 0.0
            yield task
        yield from _in_vain(there, name, mix.whole[name], mix.single[name], place.area, visits)
    yield from _planned(scenario, there, exchange, period, visits)
    if frame is not None and not own_jumper:
        wanted = {"install": called, "move": moves, "pair-swap": swaps}
        yield from _calls(frame, sum(wanted[word] for word in frame.jobs))
    works = there.works
    if works is not None:
        pairs = sum(float(growth.pairs[kind][exchange, number]) for kind in works.kinds)
        recovery = there.pair_recovery
        for skill, kind, days in (
            (works.skill, "works", pairs / works.pairs_per_gang_day),
            (works.skill, "digging", float(growth.digging_days[exchange, number])),
            (works.skill if recovery is None else recovery.skill, "recovery",
             float(growth.recovery_days[exchange, number])),
        ):  # fmt: skip
            if days or kind == "works":
                yield Task(
                    skill, kind, days, None, works.gang_day / HOUR_MS, 0.0,
                    gang_size=works.gang_size,
                )  # fmt: skip


def _repairs(
    cause: Cause, whole: float, single: float, made: float, visits: Visits
) -> Iterator[Task]:
    """Visits to cases with as many lines as the cause has, and to those of one line.

    ``made`` of the single lines are faults that people made, the others are repeats. All is told
    as if a spare pair were always found; where there are none, the cable work is more.
    """
    whole, single = whole * (1 - cause.cleared_remotely), single * (1 - cause.cleared_remotely)
    down = cause.lines.expected if cause.lines is not None else 1.0
    swap = cause.pair_swap
    if swap is not None:
        few, of_few, down = few_and_many(cause.lines, swap.lines_at_most)
        by_pair = whole * few + single
        lines = (whole * few * of_few + single) / by_pair if by_pair else 1.0
        yield Task(
            swap.skill, "repair", by_pair, None,
            lines * swap.work.expected / HOUR_MS, visits.no_access.get("repair", 0.0),
            by_pair=True,
        )  # fmt: skip
        whole, single = whole * (1 - few), 0.0
        made = 0.0
    cases = whole + single
    known = single - made * (1 - cause.cleared_remotely) if cause.repeats is None else 0.0
    new = max(0.0, cases - known) / cases if cases else 1.0
    locate, material = 0.0, 0.0
    if cause.splicing is not None:
        reopen = cause.splicing.reopen
        locate = new * cause.splicing.locate.expected / HOUR_MS
        locate += (1 - new) * (reopen.expected / HOUR_MS if reopen is not None else 0.0)
        material = new * cause.splicing.material_share
    yield Task(
        cause.skill, cause.job, cases, cause,
        cause.work.expected / HOUR_MS if cause.work is not None else 0.0,
        visits.no_access.get(cause.job, 0.0),
        (whole * down + single) / cases if cases else down, locate, material,
    )  # fmt: skip


def _planned(
    scenario: Scenario, there: Scenario, exchange: int, period: Period, visits: Visits
) -> Iterator[Task]:
    """Repairs of ``planned_repairs`` that are wanted in the period, of the work that they say."""
    for cause, rows in planned_at(scenario, exchange, period.first, period.days).items():
        its = there.faults[cause]
        hours = sum(row.work_h for row in rows) / len(rows)
        no_access = visits.no_access.get(its.job, 0.0)
        yield Task(its.skill, its.job, float(len(rows)), None, hours, no_access)


def _in_vain(
    there: Scenario, name: str, whole: float, single: float, area: str, visits: Visits
) -> Iterator[Task]:
    """Looks by wrong crews at cases that the line test takes for others.

    An event of more lines than report often enough on average is known for what it is.
    """
    test, cause = there.diagnosis, there.faults[name]
    if test is None:
        return
    suspected = _suspected(there, name, area)
    if not suspected:
        return
    sure = (test.sure_from_reports - 1) / cause.reporting_share if cause.reporting_share else MOST
    doubtful = whole * few_and_many(cause.lines, min(MOST, int(sure)))[0] + single
    doubtful *= (1 - cause.known) * (1 - test.right)
    in_all = sum(rate for *_, rate in suspected)
    for one, job, rate in suspected:
        if rate and one.in_vain:
            yield Task(
                one.skill, job, doubtful * rate / in_all, None,
                test.look / HOUR_MS, visits.no_access.get(job, 0.0), in_vain=True,
            )  # fmt: skip


@remembered
def _suspected(there: Scenario, name: str, area: str) -> tuple[tuple[Suspect, str, float], ...]:
    """What faults of a cause are taken for in an area: suspect, kind of job, faults a month."""
    causes = tuple(there.faults.values())
    found = []
    for one in suspects(there, name):
        cause = causes[one.cause]
        rate = for_area(cause.rate, area).per_line_month * faults_per_event(cause)
        found.append((one, "repair" if one.by_pair else cause.job, rate))
    return tuple(found)


def _run_on_the_way(scenario: Scenario, frame: MainFrame | None, exchange: int) -> dict[str, float]:
    """Hours of the jumper by kind of job, where the crew in the field runs it; else empty."""
    if frame is None or scenario.frame_manned[exchange]:
        return {}
    return dict.fromkeys(frame.jobs, frame.work.expected / HOUR_MS)


def _calls(frame: MainFrame, jumpers: float) -> Iterator[Task]:
    """Calls to a main frame, as few as can be: each for as many jumpers as it takes.

    Crews with time to spare go more often, those without gather more before they go, so that
    only so much is needed for a plan to hold.
    """
    calls = jumpers / frame.at_most
    if calls:
        hours = frame.at_most * frame.work.expected / HOUR_MS
        yield Task(frame.skill, "install", calls, None, hours, 0.0, at_frame=True)


def hours_per_case(
    scenario: Scenario, task: Task, exchange: int, pools: Iterable[Pool], period: Period
) -> float:
    """Crew hours of one case, all its visits together: the mean over the crews that may come.

    Crews count by their hours. Where there are none, the norm without travel stands in.
    """
    county = scenario.exchanges[exchange].county
    visits = in_force(scenario, county, period.middle_ms).visits or NO_VISITS
    closing, wasted = visits.closing / HOUR_MS, visits.no_access_time / HOUR_MS
    vary = scenario.travel.variation.expected if scenario.travel is not None else 1.0
    missed = task.no_access / (1 - task.no_access) if task.no_access < 1 else 0.0
    total = weight = 0.0
    for pool in pools:
        skill = pool.skills.get(task.skill)
        if skill is None or exchange not in pool.places:
            continue
        travel = vary * mean_travel_ms(scenario, pool.crew, pool.local, exchange) / HOUR_MS
        if task.at_frame and exchange == _base(scenario, pool):
            travel = 0.0
        site = task.on_site(pool.crew.members) / (skill.speed * pool.pace)
        visit = travel + site + closing + missed * (travel + wasted)
        if task.in_vain:
            total += pool.hours * (travel + task.norm_hours + missed * (travel + wasted))
            weight += pool.hours
            continue
        if task.gang_size:
            # A gang-day with its way; nothing is closed with the desk, nothing fails.
            total += pool.hours * (travel + site)
            weight += pool.hours
            continue
        visit += task.material * travel
        total += pool.hours * visit / (1.0 if task.at_frame else skill.first_time_fix)
        weight += pool.hours
    return total / weight if weight else task.on_site(1) + closing


def _base(scenario: Scenario, pool: Pool) -> int:
    """The exchange where the crews of a pool start."""
    crew = pool.crew
    local = pool.local and crew.local_base is not None
    return scenario.exchange_number[str(crew.local_base if local else crew.base)]
