"""How the level of each role moves in each county: worked out before the clock starts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from telesim.policies.training import after_course, after_decay, error_factor
from telesim.scenario import Scenario
from telesim.scenario.people.crews import mending_crews
from telesim.scenario.people.training import REPAIR, ROLES, Role, Training
from telesim.simulation.people.courses import Course
from telesim.units import DAY_MS, MONTH_MS, PER_MILLION, YEAR_MS
from telesim.workload.turnover import Turnover

#: An instant at which somebody's level changes, and to what; -1.0 = as time has it.
_Change = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Steps:
    """The level of a role in a county: from each instant on, in parts per million."""

    instants: tuple[int, ...]
    levels: tuple[int, ...]

    def at(self, instant_ms: int) -> int:
        """The level at an instant; before the first, the first."""
        return self.levels[max(0, bisect_right(self.instants, instant_ms) - 1)]


def month_midnights(scenario: Scenario) -> list[int]:
    """The midnights at which levels are looked at anew."""
    months = range(1, scenario.horizon_ms // MONTH_MS + 1)
    return [n * MONTH_MS // DAY_MS * DAY_MS for n in months]


def levels_of(
    scenario: Scenario, turnover: Turnover, courses: list[Course]
) -> dict[tuple[int, int], Steps]:
    """(role, county) -> its steps, for the roles of the scenario."""
    training = scenario.training
    assert training is not None
    found: dict[tuple[int, int], Steps] = {}
    crews = mending_crews(scenario)
    joined: dict[int, list[int]] = {}
    for crew, joins in zip(turnover.crew.tolist(), turnover.joins_day.tolist(), strict=True):
        joined.setdefault(crew, []).append(joins * DAY_MS)
    taught: dict[tuple[int, int, int], list[Course]] = {}
    for course in courses:
        taught.setdefault((course.role, course.county, course.crew), []).append(course)
    for role, word in enumerate(ROLES):
        section = training.roles.get(word)
        if section is None:
            continue
        for county in range(len(scenario.counties)):
            members = crews[county] if role == REPAIR else [-1]
            people = []
            for crew in members:
                changes = [(one.done_ms, one.to) for one in taught.get((role, county, crew), ())]
                new = joined.get(crew, []) if crew >= 0 else []
                people.append(_Person(training, section, sorted(changes), sorted(new), crew < 0))
            found[role, county] = _steps(scenario, people, section)
    return found


class _Person:
    """A crew, or an office as a whole: its level moves by courses, by time, and by new people."""

    def __init__(
        self,
        training: Training,
        role: Role,
        courses: list[_Change],
        joined: list[int],
        is_office: bool,
    ) -> None:
        self._training = training
        self._yearly = role.turnover if is_office else 0.0
        self._changes = sorted([*courses, *((at, -1.0) for at in joined)])
        self._level = role.starts_at
        self._since = 0

    @property
    def instants(self) -> list[int]:
        """When somebody has been on a course or is replaced."""
        return [at for at, _ in self._changes]

    def at(self, instant_ms: int) -> float:
        """The level at an instant; asked in order of time."""
        while self._changes and self._changes[0][0] <= instant_ms:
            at, to = self._changes.pop(0)
            self._pass(at)
            newcomers = self._training.newcomers
            self._level = newcomers if to < 0 else after_course(self._level, to)
        self._pass(instant_ms)
        return self._level

    def _pass(self, until_ms: int) -> None:
        years = (until_ms - self._since) / YEAR_MS
        self._since = until_ms
        training, new = self._training, self._training.newcomers
        self._level = after_decay(self._level, training.forgotten, years, new)
        if self._yearly:
            # Of an office as many heads are new as leave in the time, on average.
            self._level = new + (self._level - new) * (1 - self._yearly) ** years


def _steps(scenario: Scenario, people: list[_Person], role: Role) -> Steps:
    """The mean level of a county's people, whenever it is looked at."""
    looks = {0, *month_midnights(scenario)}
    for person in people:
        looks.update(person.instants)
    instants = sorted(at for at in looks if 0 <= at < scenario.horizon_ms)
    levels: list[int] = []
    for at in instants:
        mean = sum(one.at(at) for one in people) / len(people) if people else role.starts_at
        levels.append(round(PER_MILLION * mean))
    return Steps(tuple(instants), tuple(levels))


def factor_ppm(training: Training, level_ppm: int) -> int:
    """What error rates are multiplied by at a level, in parts per million."""
    level = level_ppm / PER_MILLION
    return round(PER_MILLION * error_factor(level, training.effect, training.rates_hold_at))
