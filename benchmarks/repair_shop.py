"""The repair shop in telesim beside plain SimPy, turn by turn on the same machine.

Both sides draw their random numbers and simulate within the measured time; telesim runs an
ordinary scenario file through the function that ``telesim run`` calls, with its log and all its
checks on. Loading and KPIs lie outside. Run with ``make bench``.
"""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import idiomatic_simpy as plain
import telesim
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario, load
from telesim.units import HOUR_MS

SCENARIO = Path(__file__).parent / "repair_shop.yaml"
#: Days in which 10,000 faults arrive when the offered load is four times 0.83.
BACKLOG = {"window": "18.2 days"}
ROUNDS = 5
#: The baseline may cost this many bare ``yield timeout`` a job (SimPy's own examples do).
FAIR_COST = (20.0, 35.0)


def fewer_technicians(scenario: Scenario, per_area: int) -> Scenario:
    """The same shop with another number of technicians in each area."""
    crews = tuple(crew.model_copy(update={"count": per_area}) for crew in scenario.crews)
    return scenario.model_copy(update={"crews": crews})


def telesim_side(scenario: Scenario, number: int) -> tuple[float, int, float]:
    """(seconds, jobs, mean hours to restore) of one replication."""
    began = time.perf_counter()
    log = telesim.simulate(scenario, number)
    seconds = time.perf_counter() - began
    hours = hours_to_restore(log)
    return seconds, len(hours), float(hours.mean())


def half_a_year(seed: int) -> plain.IdiomaticRun:
    """The baseline over half of the period, with half of the faults."""
    return plain.run_idiomatic(
        plain.NORMAL.technicians, plain.NORMAL.faults // 2, 182 / 365, seed=seed
    )


def hours_to_restore(log: EventLog) -> NDArray[np.float64]:
    """Hours from report to clearing, one per fault in the order of reporting."""
    reported = np.zeros(int(log.case.max()) + 1, np.int64)
    reports, clears = log.kind == Kind.REPORT, log.kind == Kind.CLEARED
    reported[log.case[reports]] = log.time_ms[reports]
    spent = np.zeros_like(reported)
    spent[log.case[clears]] = log.time_ms[clears] - reported[log.case[clears]]
    return np.asarray(spent[log.case[reports]] / HOUR_MS)


def whole_command_seconds() -> float:
    """Time of the whole command ``telesim run`` on the shop, loading and KPIs included."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "telesim", "run", str(SCENARIO), "--out", folder],
            check=True,
            capture_output=True,
        )
        return time.perf_counter() - began


def start_up_ratio(rounds: int = 7) -> float:
    """Time of ``telesim --help`` over that of bare Python, as a median of pairs."""
    ratios = []
    for _ in range(rounds):
        seconds = []
        for command in (["-c", "pass"], ["-m", "telesim", "--help"]):
            began = time.perf_counter()
            subprocess.run([sys.executable, *command], check=True, capture_output=True)
            seconds.append(time.perf_counter() - began)
        ratios.append(seconds[1] / seconds[0])
    return statistics.median(ratios)


def main() -> int:
    """Print the comparison; 1 when the two sides disagree or the baseline is not a fair one."""
    normal = load(SCENARIO)
    backlog = fewer_technicians(load(SCENARIO, settings=BACKLOG), 10)
    telesim_side(backlog, 1)  # imports and caches before anything is timed
    cost = plain.usual_yields_per_job()
    print(f"the baseline costs {cost:.1f} bare yields a job")
    ratios, throughputs, kept = [], [], []
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(ROUNDS):
        # Half before and half after, because a shared machine changes its pace within seconds.
        before = half_a_year(2 * number + 1)
        seconds, jobs, mean = telesim_side(normal, number + 1)
        after = half_a_year(2 * number + 2)
        their_pace = (before.jobs + after.jobs) / (before.seconds + after.seconds)
        slow_seconds, slow_jobs, _ = telesim_side(backlog, number + 1)
        theirs.append(statistics.fmean(before.restore_h + after.restore_h))
        ours.append(mean)
        ratio = (jobs / seconds) / their_pace
        ratios.append(ratio)
        throughputs.append(jobs / seconds)
        kept.append((slow_jobs / slow_seconds) / (jobs / seconds))
        print(
            f"round {number + 1}: plain SimPy {their_pace:8,.0f} jobs/s "
            f"{theirs[-1]:6.2f} h; telesim {jobs / seconds:8,.0f} jobs/s {mean:6.2f} h; "
            f"ratio {ratio:.2f}; in the backlog {slow_jobs / slow_seconds:8,.0f} jobs/s",
            flush=True,
        )
    print(f"whole command: telesim run {whole_command_seconds():.1f} s")
    print(f"telesim --help: {start_up_ratio():.1f} times bare Python")
    problems = []
    if not FAIR_COST[0] <= cost <= FAIR_COST[1]:
        problems.append(f"the baseline costs {cost:.1f} bare yields a job, need 20 to 35")
    difference, half_width = disagreement(ours, theirs)
    if abs(difference) > half_width:
        problems.append(
            f"mean times to restore differ by {difference:+.2f} h, more than {half_width:.2f} h"
        )
    else:
        print(f"mean time to restore agrees: {difference:+.2f} h, within {half_width:.2f} h")
    for problem in problems:
        print(f"failed: {problem}")
    print(
        f"engine_vs_idiomatic_simpy: median {statistics.median(ratios):.2f} "
        f"[{min(ratios):.2f}-{max(ratios):.2f}]"
    )
    print(f"backlog_keeps: {statistics.median(kept):.2f}")
    print(f"jobs_per_second: {statistics.median(throughputs):,.0f}")
    return 1 if problems else 0


def disagreement(a: list[float], b: list[float]) -> tuple[float, float]:
    """Difference of the two means over all rounds, and its 95 % half-width (Welch)."""
    from scipy.special import stdtrit

    va, vb = statistics.variance(a) / len(a), statistics.variance(b) / len(b)
    freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half_width = float(stdtrit(freedom, 0.975)) * math.sqrt(va + vb)
    return statistics.fmean(a) - statistics.fmean(b), half_width


if __name__ == "__main__":
    sys.exit(main())
