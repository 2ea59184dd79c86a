"""Who can serve what: crews gathered into teams of equals, places into zones, zones into queues.

A team is a set of crews that differ in nothing but their number and days off: same base,
places, skills, pace and calendar. A zone is a set of places that the same teams serve with
the same skill.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from telesim.policies.dispatch import KeyRule, PairRule
from telesim.policies.pay.effects import Preventive
from telesim.policies.shift_end import ShiftEnd
from telesim.scenario import Scenario
from telesim.scenario.reach import covered, covers_of, mean_travel_ms, pay_of
from telesim.simulation.crew import Crew
from telesim.simulation.habits import Habits, habits_of
from telesim.simulation.queues import KeyQueue, PairQueue, Queue
from telesim.simulation.rules import Rules, Variant, per_mille
from telesim.units import PER_MILLION

#: Pace of a crew that works at the hour norms, in millionths.
AT_THE_NORM = 1_000_000


@dataclass(slots=True, eq=False)
class Team:
    """Crews that are interchangeable.

    ``pace`` is speed times pay pace in millionths, by variant (0 = cannot do it); ``fix_ppm``
    the first-time fix; ``expected_ms`` the expected crew time on site; ``travel_ms`` the mean
    travel to each exchange.
    """

    number: int
    members: int
    pace: tuple[int, ...]
    fix_ppm: tuple[int, ...]
    expected_ms: tuple[int, ...]
    travel_ms: dict[int, int]
    idle: list[tuple[int, int, Crew]] = field(default_factory=list)
    queues: list[Queue] = field(default_factory=list)
    key_queues: list[KeyQueue] = field(default_factory=list)
    #: How its crews close jobs, and what they do when idle; None = nothing of note.
    habits: Habits | None = None
    preventive: Preventive | None = None


@dataclass(frozen=True)
class Organisation:
    """Teams, queues and who serves where: rebuilt when a reform begins."""

    teams: tuple[Team, ...]
    team_of_crew: tuple[Team, ...]
    #: Queue by exchange and variant; one without teams where no crew has the skill.
    queue_of: tuple[tuple[Queue, ...], ...]
    queues: tuple[Queue, ...]


def organise(
    scenario: Scenario, rules: list[Rules], crew_rules: list[Rules], variants: tuple[Variant, ...]
) -> Organisation:
    """Teams, zones and queues under the rules that hold now.

    ``rules`` are those of each exchange, ``crew_rules`` those at each crew's own base.
    """
    teams: dict[tuple[object, ...], Team] = {}
    team_of_crew: list[Team] = []
    places_of: dict[int, frozenset[int]] = {}
    cover_cache: dict[str, frozenset[int]] = {}
    for number, (_, row_number) in enumerate(scenario.crew_units):
        row = scenario.crews[row_number]
        here = crew_rules[number].scenario
        local = here.policies.base == "local"
        base = row.local_base if local and row.local_base is not None else row.base
        covers = covers_of(row, local)
        identity = (base, covers, row.team, row.members, row.calendar, row.pay, id(here))
        team = teams.get(identity)
        if team is None:
            places = cover_cache.setdefault(covers, covered(scenario, covers))
            skills = here.teams[row.team].skills
            scheme = pay_of(here, row)
            scheme_pace = per_mille(scheme.pace)
            pace = tuple(
                per_mille(skills[v.skill].speed) * scheme_pace if v.skill in skills else 0
                for v in variants
            )
            team = Team(
                number=len(teams),
                members=row.members,
                pace=pace,
                fix_ppm=tuple(
                    round(PER_MILLION * skills[v.skill].first_time_fix) if v.skill in skills else 0
                    for v in variants
                ),
                expected_ms=tuple(
                    site_time_ms(v.expected_ms, p) if p else 0
                    for v, p in zip(variants, pace, strict=True)
                ),
                travel_ms={e: mean_travel_ms(scenario, row, local, e) for e in sorted(places)},
                habits=habits_of(scheme),
                preventive=scheme.preventive,
            )
            teams[identity] = team
            places_of[team.number] = places
        team_of_crew.append(team)
    queues: dict[tuple[object, ...], Queue] = {}
    queue_of: list[tuple[Queue, ...]] = []
    all_teams = tuple(teams.values())
    serving: dict[int, list[Team]] = {e: [] for e in range(len(scenario.exchanges))}
    for team in all_teams:
        for exchange in places_of[team.number]:
            serving[exchange].append(team)
    for exchange in range(len(scenario.exchanges)):
        row_of_queues: list[Queue] = []
        for variant in variants:
            able = tuple(t for t in serving[exchange] if t.pace[variant.number])
            rule = rules[exchange].dispatch
            policy = rules[exchange].shift_end[variant.kind]
            free_start = policy is None or type(policy).start is ShiftEnd.start
            key = (variant.number, tuple(t.number for t in able), id(rule), policy)
            queue = queues.get(key)
            if queue is None:
                if isinstance(rule, KeyRule):
                    queue = KeyQueue(len(queues), variant, able, rule, free_start, exchange)
                elif isinstance(rule, PairRule):
                    queue = PairQueue(len(queues), variant, able, rule, free_start, exchange)
                else:
                    raise TypeError(f"{rule!r} is neither a key rule nor a pair rule")
                queues[key] = queue
                for team in able:
                    team.queues.append(queue)
                    if isinstance(queue, KeyQueue):
                        team.key_queues.append(queue)
            row_of_queues.append(queue)
        queue_of.append(tuple(row_of_queues))
    return Organisation(all_teams, tuple(team_of_crew), tuple(queue_of), tuple(queues.values()))


def site_time_ms(norm_ms: int, pace: int) -> int:
    """Crew time for work of ``norm_ms`` at a pace in millionths, rounded half up, at least 1 ms."""
    if pace == AT_THE_NORM or norm_ms == 0:
        return norm_ms
    return max(1, (2 * norm_ms * AT_THE_NORM + pace) // (2 * pace))
