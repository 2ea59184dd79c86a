"""Offered work against crew hours, without a simulation, for every skill and place.

Where teams share skills, no single figure per skill is honest: the work of every set of skills
must fit into the hours of the crews that have any of them (Hall's condition), so the set in
which it fits worst is shown beside the whole. Where crews with other skills cover other places,
that set may be skills here and further skills there: :mod:`check_binding` finds it. An hour of
work means the same to all of them: the mean over the crews that may come (:mod:`check_tasks`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from telesim.scenario.check_binding import Node, Reach, binding_groups
from telesim.scenario.check_capacity import Outlook
from telesim.scenario.check_day_end import idle_at_day_end
from telesim.scenario.check_gangs import GangSums, GangTime, skills_that_build
from telesim.scenario.check_load import Load, ratio
from telesim.scenario.check_periods import Period, Seasons, Staffing
from telesim.scenario.check_places import name_of, parts_of
from telesim.scenario.check_pools import Pool, pools_of
from telesim.scenario.check_preventive import PreventiveSums, PreventiveTime
from telesim.scenario.check_tasks import hours_per_case, tasks_of
from telesim.scenario.check_zones import Key, shared_skills, zones_of
from telesim.scenario.model import Scenario


@dataclass(frozen=True)
class Workload:
    """All loads, and what cable work takes: crew hours a month of jobs of the kind ``cable``.

    ``gangs`` is how the crews that build share their days between repair and construction,
    ``preventive`` what spare time may do, None where nobody does preventive work.
    """

    loads: tuple[Load, ...]
    cable_hours_per_month: float
    gangs: tuple[GangTime, ...]
    preventive: PreventiveTime | None


@dataclass
class _Sum:
    """Work by skill and hours by period of one set of skills in one zone."""

    work: dict[int, dict[str, float]] = field(default_factory=dict)
    hours: dict[int, float] = field(default_factory=dict)
    duty: dict[int, float] = field(default_factory=dict)
    idle: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Month:
    """Work by place and skill, and the crews of a period."""

    work: dict[Node, float]
    pools: list[Pool]


def workload_of(
    scenario: Scenario, periods: Sequence[Period], seasons: Seasons, growth: Outlook
) -> Workload:
    """Loads of every skill, or set of shared skills, and place over the window."""
    staffing = Staffing(scenario)
    sums: dict[Key, _Sum] = defaultdict(_Sum)
    whole: dict[Key, Key] = {}
    months: dict[int, _Month] = {}
    cable = 0.0
    gangs, preventive = GangSums(scenario), PreventiveSums(scenario)
    for number, period in enumerate(periods):
        pools = pools_of(scenario, staffing, period)
        tasks = {
            exchange: tuple(tasks_of(scenario, seasons, growth, exchange, number, period))
            for exchange in range(len(scenario.exchanges))
        }
        work: dict[Node, float] = defaultdict(float)
        by_kind: list[tuple[str, str, float]] = []
        for exchange, its_tasks in tasks.items():
            here = [pool for pool in pools if exchange in pool.places]
            for task in its_tasks:
                hours = task.cases * hours_per_case(scenario, task, exchange, here, period)
                work[exchange, task.skill] += hours
                by_kind.append((task.skill, task.kind, hours))
                cable += hours if task.kind == "cable" else 0.0
        gangs.add(by_kind, pools)
        preventive.add(period, work, pools)
        for pool in pools:
            pool.idle_hours = idle_at_day_end(scenario, pool, tasks, period)
        months[number] = _Month(work, pools)
        for skills in shared_skills({skill for _, skill in work}, pools):
            for key, its_whole in zones_of(skills, work, pools):
                whole[key] = its_whole
                _add(sums[key], number, key, months[number])
    shown: list[Key] = []
    for its_lines in _worth_showing(sums, whole):
        shown += [*its_lines, *_across_places(its_lines, sums, months)]
    loads = [_load(scenario, key, sums[key], periods, months) for key in shown]
    rank = {skill: n for n, skill in enumerate(_skills(scenario))}
    loads.sort(key=lambda one: min(rank.get(skill, 0) for skill in one.skills))
    months_in_all = sum(period.months for period in periods)
    return Workload(
        tuple(loads),
        cable / months_in_all,
        gangs.monthly(periods),
        preventive.monthly(periods),
    )


def _skills(scenario: Scenario) -> list[str]:
    """Skills that the scenario's work needs, in the order of orders and causes."""
    kinds = (scenario.demand.install, scenario.demand.move)
    skills = [kind.skill for kind in kinds if kind is not None]
    skills += [cause.skill for cause in scenario.faults.values()]
    skills += skills_that_build(scenario)
    return list(dict.fromkeys(skills))


def _add(sums: _Sum, number: int, key: Key, month: _Month) -> None:
    nodes = key[2] or _nodes(key)
    sums.work[number] = dict.fromkeys(key[0], 0.0)
    for place, skill in sorted(nodes):
        sums.work[number][skill] += month.work.get((place, skill), 0.0)
    its = [pool for pool in month.pools if _may_do(pool, key)]
    sums.hours[number] = sum(pool.hours for pool in its)
    sums.duty[number] = sum(pool.duty_hours for pool in its)
    sums.idle[number] = sum(pool.idle_hours for pool in its)


def _nodes(key: Key) -> list[Node]:
    return [(place, skill) for skill in key[0] for place in key[1]]


def _may_do(pool: Pool, key: Key) -> bool:
    """Whether a crew may do any of the work."""
    skills, zone, nodes = key
    if nodes:
        return any(skill in pool.skills and place in pool.places for place, skill in nodes)
    return not pool.skills.keys().isdisjoint(skills) and not pool.places.isdisjoint(zone)


def _across_places(
    shown: Sequence[Key], sums: dict[Key, _Sum], months: dict[int, _Month]
) -> list[Key]:
    """Groups of other skills in other places that fit worse than all that is shown of a zone.

    The first is the worst there is; more follow where they do not fit. ``shown`` begins with
    the zone's whole. Adds their sums to ``sums``.
    """
    whole = shown[0]
    work: dict[Node, float] = defaultdict(float)
    hours: dict[Reach, float] = defaultdict(float)
    for number in sums[whole].work:
        for node in _nodes(whole):
            work[node] += months[number].work.get(node, 0.0)
        for pool in months[number].pools:
            reach = (
                frozenset(pool.skills.keys() & set(whole[0])),
                pool.places.intersection(whole[1]),
            )
            if all(reach):
                hours[reach] += pool.hours
    worst = max(ratio(*_total(sums[key])) for key in shown)
    over = [set(_nodes(key)) for key in shown if ratio(*_total(sums[key])) > 1]
    found = []
    for group in binding_groups(work, hours):
        told = any(group.nodes <= nodes for nodes in over)
        if group.load <= worst + 0.01 and (told or group.load <= 1):
            continue
        skills = tuple(sorted({skill for _, skill in group.nodes}))
        zone = tuple(sorted({place for place, _ in group.nodes}))
        key = (skills, zone, group.nodes)
        for number in sums[whole].work:
            _add(sums[key], number, key, months[number])
        found.append(key)
        over.append(set(group.nodes))
    return found


def _total(sums: _Sum) -> tuple[float, float]:
    return sum(sum(work.values()) for work in sums.work.values()), sum(sums.hours.values())


def _worth_showing(sums: dict[Key, _Sum], whole: dict[Key, Key]) -> Iterator[list[Key]]:
    """Each group of skills in its zone, then its parts that fit worse than the whole.

    Of a zone's parts the worst is shown, and each place in which the work does not fit; in one
    place only the set of skills in which it fits worst.
    """
    loads = {key: ratio(*_total(its_sums)) for key, its_sums in sums.items()}
    worst: dict[Key, dict[tuple[int, ...], Key]] = defaultdict(dict)
    for key, its_whole in whole.items():
        if key != its_whole and loads[key] > loads[its_whole] + 0.01:
            known = worst[its_whole].get(key[1])
            if known is None or loads[key] > loads[known]:
                worst[its_whole][key[1]] = key
    for key, its_whole in whole.items():
        if key != its_whole or _total(sums[key])[0] <= 0:
            continue
        parts = sorted(worst[key].values(), key=lambda part: -loads[part])
        yield [key] + [part for rank, part in enumerate(parts) if rank == 0 or loads[part] > 1]


def _load(
    scenario: Scenario,
    key: Key,
    sums: _Sum,
    periods: Sequence[Period],
    months: dict[int, _Month],
) -> Load:
    weeks = sum(period.weeks for period in periods)
    work, hours = _total(sums)
    by_month = {
        number: ratio(sum(its_work.values()), sums.hours[number])
        for number, its_work in sums.work.items()
    }
    busiest = max(by_month, key=lambda number: (by_month[number], -number))
    teams = {
        pool.crew.team: None
        for number in sums.work
        for pool in months[number].pools
        if key[2] and _may_do(pool, key)
    }
    return Load(
        skills=key[0],
        place=name_of(scenario, key[1]),
        parts=parts_of(scenario, key[2]),
        teams=tuple(teams),
        exchanges=tuple(key[1]),
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
