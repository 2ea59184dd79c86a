"""Who can serve what: crews gathered into teams of equals, places into zones, zones into queues.

A team is a set of crews that differ in nothing but their number and days off: same base,
places, skills, pace and calendar. A zone is a set of places that the same teams serve with
the same skill.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telesim.policies.dispatch import DispatchRule, KeyRule, PairRule
from telesim.policies.jobs import WORKS
from telesim.policies.pay.effects import Preventive
from telesim.policies.precedence import promised_first
from telesim.policies.shift_end import ShiftEnd
from telesim.scenario import Scenario
from telesim.scenario.preemption import KEY_ACCOUNTS
from telesim.scenario.reach import covered, covers_of, mean_travel_ms, pay_of
from telesim.scenario.skills import plain_levels
from telesim.simulation.crew import Crew
from telesim.simulation.habits import Habits, habits_of
from telesim.simulation.queues import KeyQueue, PairQueue, Queue
from telesim.simulation.rules import Rules, Variant, per_mille
from telesim.simulation.territory import Pool, territories_now
from telesim.units import PER_MILLION

if TYPE_CHECKING:
    from telesim.simulation.staff import Staff

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
    #: Exchange where its crews start.
    base: int = -1
    idle: list[tuple[int, int, Crew]] = field(default_factory=list)
    queues: list[Queue] = field(default_factory=list)
    key_queues: list[KeyQueue] = field(default_factory=list)
    #: How its crews close jobs, and what they do when idle; None = nothing of note.
    habits: Habits | None = None
    preventive: Preventive | None = None
    #: Cabinets of its own, and where else it may lend a hand; empty without territories.
    owned: frozenset[int] = frozenset()
    pools: list[Pool] = field(default_factory=list)


@dataclass(frozen=True)
class Organisation:
    """Teams, queues and who serves where: rebuilt when a reform begins."""

    teams: tuple[Team, ...]
    team_of_crew: tuple[Team, ...]
    #: Queue by zone and variant; one without teams where no crew has the skill. Zones are the
    #: exchanges, followed by the cabinets where crews have territories.
    queue_of: tuple[tuple[Queue, ...], ...]
    queues: tuple[Queue, ...]
    #: By number of the queue: the crews that may lend a hand there.
    pool_of: dict[int, Pool] = field(default_factory=dict)


def organise(
    scenario: Scenario,
    rules: list[Rules],
    crew_rules: list[Rules],
    variants: tuple[Variant, ...],
    staff: Staff | None = None,
    now_ms: int = 0,
    home_rules: list[Rules] | None = None,
) -> Organisation:
    """Teams, zones and queues under the rules that hold now.

    ``rules`` are those of each exchange, ``crew_rules`` those at each crew's own base, and
    ``home_rules`` the same as if nobody were pulled off, None where nobody is. ``staff`` knows what
    crews have learnt by now, None where that never changes.
    """
    owned: dict[int, frozenset[int]] = {}
    if staff is not None and staff.has_territories:
        home = crew_rules if home_rules is None else home_rules
        owned = territories_now(scenario, rules, crew_rules, home, staff, now_ms)
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
        skills = (
            plain_levels(here, row.team) if staff is None else staff.levels(here, number, now_ms)
        )
        identity = (
            base, covers, row.team, row.members, row.calendar, row.pay, id(here),
            tuple(skills.values()), owned.get(number),
        )  # fmt: skip
        team = teams.get(identity)
        if team is None:
            places = cover_cache.setdefault(covers, covered(scenario, covers))
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
                base=scenario.exchange_number[base],
                owned=owned.get(number, frozenset()),
            )
            teams[identity] = team
            places_of[team.number] = places
        team_of_crew.append(team)
    all_teams = tuple(teams.values())
    serving: dict[int, list[Team]] = {e: [] for e in range(len(scenario.exchanges))}
    for team in all_teams:
        for exchange in places_of[team.number]:
            serving[exchange].append(team)
    made = _Queues(rules)
    queue_of = [
        tuple(
            made.queue(exchange, v, tuple(t for t in serving[exchange] if t.pace[v.number]))
            for v in variants
        )
        for exchange in range(len(scenario.exchanges))
    ]
    if staff is not None and staff.has_territories:
        queue_of += [
            tuple(made.own_queue(cabinet, exchange, common) for common in queue_of[exchange])
            for cabinet, exchange in enumerate(scenario.cabinet_exchange)
        ]
    return Organisation(
        all_teams, tuple(team_of_crew), tuple(queue_of), tuple(made.queues.values()), made.pool_of
    )


class _Queues:
    """Makes a queue for every zone and variant; zones that the same teams serve share one.

    Places share it only where one scenario is in force: all that crews ask about a queue, such as
    how long closing takes, is then the same at each.
    """

    def __init__(self, rules: list[Rules]) -> None:
        self._rules = rules
        self.queues: dict[tuple[object, ...], Queue] = {}
        self.pool_of: dict[int, Pool] = {}
        #: By number of the queue that there would be without territories.
        self._pools: dict[int, Pool] = {}
        #: By a rule: the one for jobs with an appointment. Queues are told apart by their rules.
        self._promised: dict[int, DispatchRule] = {}

    def queue(
        self, exchange: int, variant: Variant, able: tuple[Team, ...], instead_of: int = -1
    ) -> Queue:
        """The queue of a zone of an exchange for the teams that can do the work.

        ``instead_of`` is the number of the queue that it is a part of, -1 for a whole.
        """
        rule = self._rules[exchange].dispatch
        given = self._rules[exchange].scenario.policies.appointments
        if variant.plain >= 0 and (given is None or given.precedence == "appointments-first"):
            rule = self._promised.setdefault(id(rule), promised_first(rule))
        policy = self._rules[exchange].shift_end[variant.kind]
        free_start = policy is None or type(policy).start is ShiftEnd.start
        # Equal rules may be one and the same, though other things differ between the counties.
        there = id(self._rules[exchange].scenario)
        key = (variant.number, tuple(t.number for t in able), id(rule), there, instead_of)
        queue = self.queues.get(key)
        if queue is None:
            number = len(self.queues)
            if isinstance(rule, KeyRule):
                calls = self._rules[exchange].scenario.policies.preemption
                accounts_first = calls is not None and KEY_ACCOUNTS in calls.by
                queue = KeyQueue(number, variant, able, rule, free_start, exchange, accounts_first)
            elif isinstance(rule, PairRule):
                queue = PairQueue(number, variant, able, rule, free_start, exchange)
            else:
                raise TypeError(f"{rule!r} is neither a key rule nor a pair rule")
            self.queues[key] = queue
            for team in able:
                team.queues.append(queue)
                if isinstance(queue, KeyQueue):
                    team.key_queues.append(queue)
        return queue

    def own_queue(self, cabinet: int, exchange: int, common: Queue) -> Queue:
        """The queue of a cabinet: that of its owners, or the common one without a territory.

        What is built belongs to nobody's territory.
        """
        territory = self._rules[exchange].scenario.policies.territory
        variant = common.variant
        if territory is None or variant.skill not in territory.skills or variant.kind == WORKS:
            return common
        owners = tuple(team for team in common.teams if cabinet in team.owned)
        queue = self.queue(exchange, variant, owners, common.number)
        if territory.lending == "idle":
            pool = self._pools.get(common.number)
            if pool is None:
                pool = Pool(common.number, common.teams, common.free_start)
                self._pools[common.number] = pool
                for team in common.teams:
                    team.pools.append(pool)
            self.pool_of[queue.number] = pool
        return queue


def site_time_ms(norm_ms: int, pace: int) -> int:
    """Crew time for work of ``norm_ms`` at a pace in millionths, rounded half up, at least 1 ms."""
    if pace == AT_THE_NORM or norm_ms == 0:
        return norm_ms
    return max(1, (2 * norm_ms * AT_THE_NORM + pace) // (2 * pace))
