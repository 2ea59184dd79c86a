"""What a run would take: heads, cases, time and memory, from the plan and a short pilot."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telesim.experiment.replicate import available_processors, replicate, without_origin
from telesim.units import DAY_MS, MONTH_MS

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: Cases that the longer pilot should have: some seconds of work, and more days than one week.
_PILOT_CASES = 15_000
#: Measured: a worker with telesim and its libraries loaded and nothing to do.
_BASE_MB = 160
#: Measured on both Zhumadian scenarios: memory at the peak for each row of the log.
_BYTES_PER_ROW = 230


@dataclass(frozen=True, slots=True)
class Forecast:
    """Means for one replication, and the time for all of them."""

    scenario: str
    #: Team -> people on the roll.
    heads: dict[str, int]
    #: Kind of case -> expected number in a replication, follow-up included.
    cases: dict[str, float]
    replications: int
    workers: int
    seconds_per_replication: float
    log_rows: float

    @property
    def seconds(self) -> float:
        """Wall time of the whole run."""
        rounds = -(-self.replications // self.workers)
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
        return [
            f"{self.scenario}: {self.replications} replications on {workers}",
            f"Heads on the roll: {sum(self.heads.values()):,} ({heads or 'none'})",
            f"Expected in one replication: {cases or 'no cases'}",
            f"Time: about {_duration(self.seconds_per_replication)} for a replication, "
            f"{_duration(self.seconds)} for all",
            f"Memory: about {self.memory_mb:,.0f} MB for each worker",
        ]


def forecast(
    scenario: Scenario,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
) -> Forecast:
    """Forecast a run: cases from the rates, time and memory from two short pilots.

    Raises:
        telesim.simulation.SimulationError: already the pilot fails.
    """
    wanted = scenario.replications if replications is None else replications
    cases = expected_cases(scenario)
    seconds, rows = _pilot(scenario, scenario.seed if seed is None else seed, cases)
    processors = available_processors() if workers is None else workers
    heads: dict[str, int] = {}
    for crew in scenario.crews:
        heads[crew.team] = heads.get(crew.team, 0) + crew.members * crew.count
    origin = scenario.origin
    return Forecast(
        scenario="+".join((scenario.name, *(origin.reforms if origin is not None else ()))),
        heads=heads,
        cases=cases,
        replications=wanted,
        workers=max(1, min(processors, wanted)),
        seconds_per_replication=seconds,
        log_rows=rows,
    )


def expected_cases(scenario: Scenario) -> dict[str, float]:
    """Mean number of orders and faults in a replication, for the lines in service at the start."""
    from telesim.scenario.fields import for_area

    months = scenario.arrivals_end_ms / MONTH_MS
    lines: dict[str, int] = {}
    for exchange in scenario.exchanges:
        lines[exchange.area] = lines.get(exchange.area, 0) + exchange.lines

    def total(rate: Any) -> float:
        each = (n * float(for_area(rate, area).per_line_month) for area, n in lines.items())
        return sum(each) * months

    found: dict[str, float] = {}
    for kind in ("install", "move", "cease"):
        order = getattr(scenario.demand, kind)
        if order is not None:
            found[f"{kind}s"] = total(order.rate)
    for cause in scenario.faults.values():
        name = f"{cause.cause_group} faults"
        found[name] = found.get(name, 0.0) + total(cause.rate)
    if scenario.repeats is not None:
        faults = sum(number for name, number in found.items() if name.endswith(" faults"))
        share = min(scenario.repeats.share, 0.99)
        found["repeats"] = faults * share / (1 - share)
    return found


def _pilot(scenario: Scenario, seed: int, cases: dict[str, float]) -> tuple[float, float]:
    """Seconds and log rows of a whole replication, from two spans of its first days.

    Two spans, because what stands at the start (waiting lists, roster) costs once, not by the day.
    """
    days = max(1, scenario.arrivals_end_ms // DAY_MS)
    per_day = sum(cases.values()) / days
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
