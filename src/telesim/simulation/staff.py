"""Who holds which post, and how well: learning, people who leave, posts that are filled again."""

from __future__ import annotations

from collections.abc import Callable

from telesim.eventlog import Kind, Recorder
from telesim.scenario import Scenario
from telesim.scenario.learning import month_ends
from telesim.scenario.skills import (
    Level,
    learns,
    levels_at,
    months_of_learning,
    steps_of_learning,
)
from telesim.scenario.territories import uses_territories
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.crew import Crew
from telesim.units import DAY_MS
from telesim.workload import Workload

_LEFT, _JOINED = int(Kind.LEFT), int(Kind.JOINED)


def staff_of(scenario: Scenario, workload: Workload) -> Staff | None:
    """The staff of a run; None when nobody ever learns, leaves or has a territory."""
    everywhere = [scenario, *(phase.scenario for phase in scenario.phases)]
    if (
        workload.turnover.crew.size
        or uses_territories(scenario)
        or any(learns(team) for there in everywhere for team in there.teams.values())
    ):
        return Staff(scenario, workload)
    return None


class Staff:
    """The crews as people who come, learn and go.

    Teams change at the midnights at which a level rises, a beginner comes, or a crew's service
    begins or ends while crews have territories. In a scenario without any of these there are none.
    """

    def __init__(self, scenario: Scenario, workload: Workload) -> None:
        self._scenario = scenario
        turnover = workload.turnover
        #: By crew: when each new holder of the post joined, the last first.
        self._joined: dict[int, list[int]] = {}
        for crew, joins in zip(turnover.crew.tolist(), turnover.joins_ms.tolist(), strict=True):
            self._joined.setdefault(crew, []).insert(0, joins)
        #: Rows by midnight: (kind, crew, amount).
        self._rows: dict[int, list[tuple[int, int, int]]] = {}
        for crew, leaves, joins in zip(
            turnover.crew.tolist(),
            turnover.leaves_day.tolist(),
            turnover.joins_day.tolist(),
            strict=True,
        ):
            empty_ms = (joins - leaves) * DAY_MS
            self._rows.setdefault(leaves * DAY_MS, []).append((_LEFT, crew, empty_ms))
            self._rows.setdefault(joins * DAY_MS, []).append((_JOINED, crew, 0))
        self._changes = {t for t in self._instants() if 0 < t < scenario.horizon_ms}
        self.has_territories = uses_territories(scenario)

    def _instants(self) -> set[int]:
        """Midnights at which teams may change."""
        scenario = self._scenario
        found = set(steps_of_learning(scenario))
        teams = [team for there in (scenario, *(phase.scenario for phase in scenario.phases))
                 for team in there.teams.values() if team.turnover]  # fmt: skip
        months = max((months_of_learning(team) for team in teams), default=0)
        for joined in self._joined.values():
            for since in joined:
                found.add(since // DAY_MS * DAY_MS)
                found.update(month_ends(since, months))
        if uses_territories(scenario):
            for crew in scenario.crews:
                if crew.since:
                    found.add(scenario.ms_of(crew.since))
                if crew.until:
                    found.add(scenario.ms_of(crew.until) + DAY_MS)
        return found

    def levels(self, here: Scenario, crew: int, now_ms: int) -> dict[str, Level]:
        """The levels of a crew at an instant; ``here`` is what is in force at its base."""
        scenario = self._scenario
        row = scenario.crews[scenario.crew_units[crew][1]]
        county = scenario.exchanges[scenario.exchange_number[row.base]].county
        joined = next((at for at in self._joined.get(crew, ()) if at // DAY_MS * DAY_MS <= now_ms),
                      None)  # fmt: skip
        return levels_at(scenario, here, county, row.team, now_ms, joined)

    def in_service(self, crew: int, now_ms: int) -> bool:
        """Whether a crew's days of service have begun and not ended."""
        row = self._scenario.crews[self._scenario.crew_units[crew][1]]
        begins = self._scenario.ms_of(row.since) if row.since else now_ms
        ends = self._scenario.ms_of(row.until) + DAY_MS if row.until else now_ms + 1
        return begins <= now_ms < ends

    def follow(
        self,
        agenda: Agenda,
        recorder: Recorder,
        crews: list[Crew],
        reorganise: Callable[[int], None],
    ) -> None:
        """Put all that will change into the agenda, and tell crews of their last days."""
        scenario, log = self._scenario, recorder.append
        bases = [
            len(scenario.cabinets) + scenario.exchange_number[scenario.crews[row].base]
            for _, row in scenario.crew_units
        ]

        def change(now_ms: int) -> None:
            for kind, crew, amount in sorted(self._rows.get(now_ms, ()), key=_by_crew):
                log((now_ms, kind, -1, -1, bases[crew], crew, 0, amount))
            if now_ms in self._changes:
                reorganise(now_ms)

        for instant in sorted(self._changes | self._rows.keys()):
            if instant < scenario.horizon_ms:
                agenda.at(instant, when.ENDS, when.STAFF, 0, change, instant)
        for instant, rows in self._rows.items():
            for kind, crew, _ in rows:
                if kind == _LEFT:
                    crews[crew].leave_at(instant)


def _by_crew(row: tuple[int, int, int]) -> tuple[int, int]:
    """Who leaves before who joins, for a post that is filled at once."""
    kind, crew, _ = row
    return crew, kind
