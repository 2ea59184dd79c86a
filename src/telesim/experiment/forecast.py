"""What a run would take: heads, cases, time and memory, from the plan and a short pilot."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telesim.experiment.expected import STANDING, expected_cases
from telesim.experiment.replicate import at_once, replicate, without_origin
from telesim.experiment.store import Store
from telesim.units import DAY_MS

if TYPE_CHECKING:
    from pathlib import Path

    from telesim.scenario import Scenario

#: Cases that the longer pilot should have: some seconds of work, and more days than one week.
_PILOT_CASES = 15_000
#: Measured: a worker with telesim and its libraries loaded and nothing to do.
_BASE_MB = 160
#: Measured on both Zhumadian scenarios: memory at the peak for each row of the log.
_BYTES_PER_ROW = 230


@dataclass(frozen=True, slots=True)
class Forecast:
    """Means for one replication, and the time for those that are not filed yet."""

    scenario: str
    #: Team -> people on the roll.
    heads: dict[str, int]
    #: What cases come from -> expected number in a replication that is followed to its end; one
    #: ends sooner when all cases of the window are done.
    cases: dict[str, float]
    replications: int
    #: How many of these are in the store already.
    filed: int
    workers: int
    seconds_per_replication: float
    log_rows: float

    @property
    def seconds(self) -> float:
        """Wall time of what is left of the run."""
        rounds = -(-(self.replications - self.filed) // self.workers)
        return rounds * self.seconds_per_replication

    @property
    def memory_mb(self) -> float:
        """Peak memory of one worker, in megabytes."""
        return _BASE_MB + self.log_rows * _BYTES_PER_ROW / 1e6

    def as_json(self) -> dict[str, Any]:
        """One object with plain values."""
        return {
            "scenario": self.scenario,
            "heads": self.heads,
            "cases_per_replication": {name: round(n) for name, n in self.cases.items()},
            "replications": self.replications,
            "filed": self.filed,
            "workers": self.workers,
            "seconds_per_replication": round(self.seconds_per_replication, 2),
            "seconds": round(self.seconds, 1),
            "memory_mb_per_worker": round(self.memory_mb),
        }

    def lines(self) -> list[str]:
        """The forecast in words."""
        heads = ", ".join(f"{team} {number:,}" for team, number in self.heads.items())
        cases = ", ".join(f"{number:,.0f} {name}" for name, number in self.cases.items())
        workers = f"{self.workers} worker{'s' * (self.workers != 1)}"
        number = f"{self.replications} replication{'s' * (self.replications != 1)}"
        filed = f", {self.filed:,} of them filed already" if self.filed else ""
        return [
            f"{self.scenario}: {number} on {workers}{filed}",
            f"Heads on the roll: {sum(self.heads.values()):,} ({heads or 'none'})",
            f"Expected in one replication, followed to its end: {cases or 'no cases'}",
            f"Time: about {_duration(self.seconds_per_replication)} for a replication alone on "
            f"a core, {_duration(self.seconds)} for {'the rest' if self.filed else 'all'}; longer "
            "where the cores have other work",
            f"Memory: about {self.memory_mb:,.0f} MB for each worker",
        ]


def forecast(
    scenario: Scenario,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: Path | None = None,
) -> Forecast:
    """Forecast a run: cases from the rates, time and memory from two short pilots.

    Replications that are filed under ``out`` already take no time; nothing is written there.

    Raises:
        telesim.simulation.SimulationError: already the pilot fails.
    """
    wanted = scenario.replications if replications is None else replications
    cases = expected_cases(scenario)
    seed = scenario.seed if seed is None else seed
    filed = 0
    if out is not None:
        store = Store.at(out, scenario, seed)
        if store.folder.is_dir():
            filed = sum(store.holds(number) for number in range(1, wanted + 1))
    seconds, rows = _pilot(scenario, seed, cases)
    processors = at_once(workers)
    heads: dict[str, int] = {}
    for crew in scenario.crews:
        heads[crew.team] = heads.get(crew.team, 0) + crew.members * crew.count
    origin = scenario.origin
    return Forecast(
        scenario="+".join((scenario.name, *(origin.reforms if origin is not None else ()))),
        heads=heads,
        cases=cases,
        replications=wanted,
        filed=filed,
        workers=max(1, min(processors, wanted - filed)),
        seconds_per_replication=seconds,
        log_rows=rows,
    )


def _pilot(scenario: Scenario, seed: int, cases: dict[str, float]) -> tuple[float, float]:
    """Seconds and log rows of a whole replication, from two spans of its first days.

    Two spans, because what stands at the start (waiting lists, roster) costs once, not by the day.
    """
    days = max(1, scenario.arrivals_end_ms // DAY_MS)
    per_day = sum(n for name, n in cases.items() if not name.endswith(STANDING)) / days
    long = min(days, max(2, round(_PILOT_CASES / per_day) if per_day else 2))
    short = max(1, long // 4)
    _timed(scenario, seed, 1)  # the first call loads libraries
    seconds_short, rows_short = _timed(scenario, seed, short)
    seconds, rows = _timed(scenario, seed, long)
    if long > short:
        more = (days - long) / (long - short)
        rows += max(0.0, rows - rows_short) * more
        seconds += max(0.2 * seconds / long * (long - short), seconds - seconds_short) * more
    return seconds, rows


def _timed(scenario: Scenario, seed: int, days: int) -> tuple[float, float]:
    pilot = without_origin(scenario).model_copy(
        update={"warm_up": 0, "window": days * DAY_MS, "follow_up": 0}
    )
    started = time.perf_counter()
    _, log = replicate(pilot, seed, 1)
    return time.perf_counter() - started, float(len(log))


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
