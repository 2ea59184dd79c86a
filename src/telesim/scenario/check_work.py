"""Offered work against crew hours, without a simulation, for every skill and place.

Where teams share skills, no single figure per skill is honest: the work of every set of skills
must fit into the hours of the crews that have any of them (Hall's condition), so the set in
which it fits worst is shown beside the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from telesim.scenario.check_capacity import Outlook
from telesim.scenario.check_day_end import idle_at_day_end
from telesim.scenario.check_periods import Period, Seasons, Staffing
from telesim.scenario.check_tasks import Pool, hours_per_case, pools_of, tasks_of
from telesim.scenario.model import Scenario

#: With more shared skills than this only single skills and the whole are looked at.
_MOST_SHARED = 6


@dataclass(frozen=True)
class Load:
    """The work of some skills in a place against the hours of the crews that have them.

    Hours are a week's, over the whole window: ``crew_hours`` those on duty less the depot, into
    which work must fit, ``duty_hours`` all of them; ``idle_hours`` are an estimate of what the
    rule for the day's end may waste. ``by_skill`` is the work of each skill. ``busiest`` is the
    month of the highest load, ``busiest_idle`` the share that may be wasted in it.
    """

    skills: tuple[str, ...]
    place: str
    work_hours: float
    crew_hours: float
    by_skill: dict[str, float]
    busiest: str
    busiest_load: float
    duty_hours: float
    idle_hours: float
    busiest_idle: float

    @property
    def load(self) -> float:
        """Work over hours; infinite where there are no crews."""
        return ratio(self.work_hours, self.crew_hours)

    @property
    def on_jobs(self) -> float:
        """Work over all hours on duty, the base of the KPI ``crew_utilisation``."""
        return ratio(self.work_hours, self.duty_hours)

    @property
    def idle(self) -> float:
        """Share of the hours that may be wasted at the day's end."""
        return ratio(self.idle_hours, self.crew_hours)


@dataclass(frozen=True)
class Workload:
    """All loads, and what cable work takes: crew hours a month of jobs of the kind ``cable``."""

    loads: tuple[Load, ...]
    cable_hours_per_month: float


def ratio(work: float, hours: float) -> float:
    """Work over hours: 0 without work, infinite without hours."""
    if work <= 0:
        return 0.0
    return work / hours if hours > 0 else float("inf")


@dataclass
class _Sum:
    """Work by skill and hours by period of one set of skills in one zone."""

    work: dict[int, dict[str, float]] = field(default_factory=dict)
    hours: dict[int, float] = field(default_factory=dict)
    duty: dict[int, float] = field(default_factory=dict)
    idle: dict[int, float] = field(default_factory=dict)


_Key = tuple[tuple[str, ...], tuple[int, ...]]


def workload_of(
    scenario: Scenario, periods: Sequence[Period], seasons: Seasons, growth: Outlook
) -> Workload:
    """Loads of every skill, or set of shared skills, and place over the window."""
    staffing = Staffing(scenario)
    sums: dict[_Key, _Sum] = defaultdict(_Sum)
    whole: dict[_Key, _Key] = {}
    cable = 0.0
    for number, period in enumerate(periods):
        pools = pools_of(scenario, staffing, period)
        tasks = {
            exchange: tuple(tasks_of(scenario, seasons, growth, exchange, number, period))
            for exchange in range(len(scenario.exchanges))
        }
        work: dict[tuple[int, str], float] = defaultdict(float)
        for exchange, its_tasks in tasks.items():
            for task in its_tasks:
                hours = task.cases * hours_per_case(scenario, task, exchange, pools, period)
                work[exchange, task.skill] += hours
                cable += hours if task.kind == "cable" else 0.0
        for pool in pools:
            pool.idle_hours = idle_at_day_end(scenario, pool, tasks, period)
        for skills in _shared({skill for _, skill in work}, pools):
            for key, its_whole in _zones(skills, work, pools):
                whole[key] = its_whole
                _add(sums[key], number, key, work, pools)
    shown = _worth_showing(sums, whole)
    loads = [_load(scenario, key, sums[key], periods) for key in shown]
    rank = {skill: n for n, skill in enumerate(_skills(scenario))}
    loads.sort(key=lambda one: min(rank.get(skill, 0) for skill in one.skills))
    return Workload(tuple(loads), cable / sum(period.months for period in periods))


def _skills(scenario: Scenario) -> list[str]:
    """Skills that the scenario's work needs, in the order of orders and causes."""
    kinds = (scenario.demand.install, scenario.demand.move)
    skills = [kind.skill for kind in kinds if kind is not None]
    skills += [cause.skill for cause in scenario.faults.values()]
    return list(dict.fromkeys(skills))


def _shared(skills: set[str], pools: Iterable[Pool]) -> Iterator[tuple[str, ...]]:
    """Groups of skills that some crew links with each other."""
    groups: list[set[str]] = [{skill} for skill in sorted(skills)]
    for known in {frozenset(pool.skills) for pool in pools}:
        linked = [group for group in groups if group & known]
        if len(linked) > 1:
            groups = [group for group in groups if not group & known]
            groups.append(set().union(*linked))
    for group in groups:
        yield tuple(sorted(group))


def _zones(
    skills: tuple[str, ...], work: dict[tuple[int, str], float], pools: Sequence[Pool]
) -> Iterator[tuple[_Key, _Key]]:
    """Places that the same crews tie together, for the whole group of skills and its parts.

    Yields (part, whole): a set of skills in a zone, and the group in the zone around it. The
    parts of a zone are what a single kind of crew covers of it.
    """
    around: dict[int, _Key] = {}
    for zone in _linked(skills, work, pools):
        key = (skills, zone)
        around.update(dict.fromkeys(zone, key))
        yield key, key
    parts = [skills]
    sizes = range(1, len(skills)) if len(skills) <= _MOST_SHARED else range(1, 2)
    for size in sizes:
        parts += [part for part in combinations(skills, size) if part != skills]
    for part in parts:
        zones = set(_linked(part, work, pools))
        for places in {pool.places for pool in pools if not pool.skills.keys().isdisjoint(part)}:
            zones.add(tuple(sorted(places & around.keys())))
        for zone in sorted(zones):
            if zone and (part, zone) != around[zone[0]]:
                yield (part, zone), around[zone[0]]


def _linked(
    skills: tuple[str, ...], work: dict[tuple[int, str], float], pools: Iterable[Pool]
) -> list[tuple[int, ...]]:
    """Exchanges with work of these skills, or crews for it, in groups joined by crews."""
    parent: dict[int, int] = {}

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for place, skill in work:
        if skill in skills:
            parent.setdefault(place, place)
    for places in {pool.places for pool in pools if not pool.skills.keys().isdisjoint(skills)}:
        here = sorted(places & parent.keys())
        for place in here:
            parent[root(place)] = root(here[0])
    zones: dict[int, list[int]] = defaultdict(list)
    for place in sorted(parent):
        zones[root(place)].append(place)
    return [tuple(zone) for zone in zones.values()]


def _add(
    sums: _Sum,
    number: int,
    key: _Key,
    work: dict[tuple[int, str], float],
    pools: Iterable[Pool],
) -> None:
    skills, zone = key
    sums.work[number] = {
        skill: sum(work.get((place, skill), 0.0) for place in zone) for skill in skills
    }
    its = [
        pool
        for pool in pools
        if not pool.skills.keys().isdisjoint(skills) and not pool.places.isdisjoint(zone)
    ]
    sums.hours[number] = sum(pool.hours for pool in its)
    sums.duty[number] = sum(pool.duty_hours for pool in its)
    sums.idle[number] = sum(pool.idle_hours for pool in its)


def _total(sums: _Sum) -> tuple[float, float]:
    return sum(sum(work.values()) for work in sums.work.values()), sum(sums.hours.values())


def _worth_showing(sums: dict[_Key, _Sum], whole: dict[_Key, _Key]) -> list[_Key]:
    """Each group of skills in its zone, then its parts that fit worse than the whole.

    Of a zone's parts the worst is shown, and each place in which the work does not fit; in one
    place only the set of skills in which it fits worst.
    """
    loads = {key: ratio(*_total(its_sums)) for key, its_sums in sums.items()}
    worst: dict[_Key, dict[tuple[int, ...], _Key]] = defaultdict(dict)
    for key, its_whole in whole.items():
        if key != its_whole and loads[key] > loads[its_whole] + 0.01:
            known = worst[its_whole].get(key[1])
            if known is None or loads[key] > loads[known]:
                worst[its_whole][key[1]] = key
    shown = []
    for key, its_whole in whole.items():
        if key != its_whole or _total(sums[key])[0] <= 0:
            continue
        shown.append(key)
        parts = sorted(worst[key].values(), key=lambda part: -loads[part])
        shown += [part for rank, part in enumerate(parts) if rank == 0 or loads[part] > 1]
    return shown


def _load(scenario: Scenario, key: _Key, sums: _Sum, periods: Sequence[Period]) -> Load:
    weeks = sum(period.weeks for period in periods)
    work, hours = _total(sums)
    by_month = {
        number: ratio(sum(its_work.values()), sums.hours[number])
        for number, its_work in sums.work.items()
    }
    busiest = max(by_month, key=lambda number: (by_month[number], -number))
    return Load(
        skills=key[0],
        place=name_of(scenario, key[1]),
        work_hours=work / weeks,
        crew_hours=hours / weeks,
        by_skill={
            skill: sum(its_work[skill] for its_work in sums.work.values()) / weeks
            for skill in key[0]
        },
        busiest=periods[busiest].label,
        busiest_load=by_month[busiest],
        duty_hours=sum(sums.duty.values()) / weeks,
        idle_hours=sum(sums.idle.values()) / weeks,
        busiest_idle=ratio(sums.idle[busiest], sums.hours[busiest]),
    )


def name_of(scenario: Scenario, zone: Sequence[int]) -> str:
    """Some exchanges in words: counties where they are whole, else a branch or the exchanges."""
    counties = list(dict.fromkeys(scenario.exchanges[n].county for n in zone))
    size = dict.fromkeys(counties, 0)
    for exchange in scenario.exchanges:
        if exchange.county in size:
            size[exchange.county] += 1
    if sum(size.values()) == len(zone):
        if len(counties) == len(scenario.counties) and len(counties) > 1:
            return "all counties"
        return " and ".join(counties) if len(counties) <= 3 else f"{len(counties)} counties"
    if len(zone) == 1:
        return scenario.exchanges[zone[0]].id
    first = scenario.exchanges[zone[0]]
    of_branch = [n for n, e in enumerate(scenario.exchanges) if e.branch == first.branch]
    if first.branch is not None and list(zone) == of_branch:
        return f"the branch of {first.branch}"
    return f"{first.id} and {len(zone) - 1} more exchanges of {' and '.join(counties)}"
