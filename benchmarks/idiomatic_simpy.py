"""The repair shop as one would write it in plain SimPy: the baseline that telesim is held against.

Six exchange areas, each with its own technicians, who work 08:00-18:00 from Monday to Saturday.
Faults arrive around the clock as a Poisson process, spread evenly over the areas; one in ten is a
cable fault. A free technician takes a cable fault first, then the oldest fault; travels
(exponential, mean 0.5 h); and repairs (lognormal with sigma 0.8, mean 2 h, a cable 8 h). Travel
and work happen on duty only: what is not finished at 18:00 is resumed by the same technician on
the next working day. The run ends when every fault is cleared.

The form is the one of SimPy's own examples: a process per fault, a ``PriorityResource`` per area,
a ``timeout`` for every spell of travel or work and every night in between, draws from ``random``
at the moment they are needed, time in hours as floats. It is neither tuned nor crippled. A fault
that comes at night while a technician is free is given to him at once, and he sets out in the
morning; an engine that assigns at 08:00, cables first, restores 0.05 h later on the average (0.3 %,
a third of the standard deviation between runs), because more of the long jobs go first.

The load, as arithmetic. A job takes 0.5 + 0.9 × 2 + 0.1 × 8 = 3.1 technician hours. A technician
is on duty 60 of the 168 hours of a week: 3,130 h in a year that begins on a Monday (313 working
days of 10 h; the average year has 3,129 h). So

- ``NORMAL``: 200,000 faults a year × 3.1 h = 620,000 h for 6 × 40 × 3,130 = 751,200 h: load 0.83;
- ``LONG``: 200,000 faults in 4 years for 6 × 10 technicians: again 620,000 h for 751,200 h;
- ``BACKLOG``: 10,000 faults at the yearly rate of 200,000 (18 days) for 6 × 10 technicians:
  31,000 h for about 9,390 h: load 3.3, so that by the end about 1,150 faults wait in each area.

:func:`faults_period_years` gives the period for any other number of technicians and load.
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import simpy

AREAS = 6
CABLE_SHARE = 0.1
TRAVEL_MEAN_H = 0.5
WORK_MEAN_H = 2.0
CABLE_WORK_MEAN_H = 8.0
WORK_SIGMA = 0.8
JOB_MEAN_H = TRAVEL_MEAN_H + (1 - CABLE_SHARE) * WORK_MEAN_H + CABLE_SHARE * CABLE_WORK_MEAN_H

SHIFT_START_H = 8.0
SHIFT_END_H = 18.0
DAY_H = 24.0
WEEK_DAYS = 7
SUNDAY = 6  # the run begins on a Monday at midnight
YEAR_H = 365 * DAY_H
ON_DUTY_YEAR_H = YEAR_H / (WEEK_DAYS * DAY_H) * (WEEK_DAYS - 1) * (SHIFT_END_H - SHIFT_START_H)

CABLE_FIRST = 0
OTHERS_AFTER = 1

Steps = Generator[simpy.Event, Any, None]


@dataclass(frozen=True)
class Size:
    """How large a run is: technicians per area, expected faults, the period they arrive in."""

    technicians: int
    faults: int
    years: float

    @property
    def offered_load(self) -> float:
        """Work that arrives in the period over the technicians' hours on duty in it."""
        return self.faults * JOB_MEAN_H / (AREAS * self.technicians * self.years * ON_DUTY_YEAR_H)


NORMAL = Size(technicians=40, faults=200_000, years=1.0)
LONG = Size(technicians=10, faults=200_000, years=4.0)
BACKLOG = Size(technicians=10, faults=10_000, years=0.05)


@dataclass(frozen=True)
class IdiomaticRun:
    """What one run gave.

    ``reported_h`` and ``restore_h`` hold one entry per fault, in the order of reporting: the hour
    of the report, and the hours from there to the end of the repair. ``seconds`` is the time for
    drawing and simulating together.
    """

    mean_time_to_restore_h: float
    jobs: int
    reported_h: list[float]
    restore_h: list[float]
    seconds: float


def faults_period_years(technicians: int, faults: int, offered_load: float) -> float:
    """Period in years in which ``faults`` must arrive to load 6 × ``technicians`` that much."""
    return faults * JOB_MEAN_H / (AREAS * technicians * offered_load * ON_DUTY_YEAR_H)


def current_or_next_shift(now: float) -> tuple[float, float]:
    """Start and end, in hours, of the shift that is on at ``now`` or else comes next."""
    day = int(now // DAY_H)
    if now >= day * DAY_H + SHIFT_END_H:
        day += 1
    if day % WEEK_DAYS == SUNDAY:
        day += 1
    return day * DAY_H + SHIFT_START_H, day * DAY_H + SHIFT_END_H


def on_duty(env: simpy.Environment, hours: float) -> Steps:
    """Spend so many hours on duty, day by day: until the shift ends, then from the next one on."""
    while hours > 0:
        start, end = current_or_next_shift(env.now)
        if env.now < start:
            yield env.timeout(start - env.now)
        spell = min(hours, end - env.now)
        yield env.timeout(spell)
        hours -= spell


def lognormal(rng: random.Random, mean: float) -> float:
    """One draw of work, in hours, with this mean and the common sigma."""
    return rng.lognormvariate(math.log(mean) - WORK_SIGMA**2 / 2, WORK_SIGMA)


def fault(
    env: simpy.Environment,
    crew: simpy.PriorityResource,
    rng: random.Random,
    cleared: list[tuple[float, float]],
) -> Steps:
    """The life of a fault: reported, waiting for a technician, travelled to, repaired."""
    reported = env.now
    is_cable = rng.random() < CABLE_SHARE
    with crew.request(priority=CABLE_FIRST if is_cable else OTHERS_AFTER) as technician:
        yield technician
        yield from on_duty(env, rng.expovariate(1 / TRAVEL_MEAN_H))
        work_mean_h = CABLE_WORK_MEAN_H if is_cable else WORK_MEAN_H
        yield from on_duty(env, lognormal(rng, work_mean_h))
    cleared.append((reported, env.now - reported))


def faults_of_area(
    env: simpy.Environment,
    crew: simpy.PriorityResource,
    rng: random.Random,
    per_hour: float,
    until_h: float,
    cleared: list[tuple[float, float]],
) -> Steps:
    """Report the faults of one area, as a Poisson process until ``until_h``."""
    while True:
        yield env.timeout(rng.expovariate(per_hour))
        if env.now >= until_h:
            return
        env.process(fault(env, crew, rng, cleared))


def run_idiomatic(technicians: int, faults: int, years: float, seed: int) -> IdiomaticRun:
    """Simulate the shop until it is empty.

    ``technicians`` is per area; ``faults`` is the expected number in all areas together, which
    arrive over ``years`` of 365 days.
    """
    began = time.perf_counter()
    rng = random.Random(seed)
    env = simpy.Environment()
    until_h = years * YEAR_H
    cleared: list[tuple[float, float]] = []
    for _ in range(AREAS):
        crew = simpy.PriorityResource(env, capacity=technicians)
        per_hour = faults / AREAS / until_h
        env.process(faults_of_area(env, crew, rng, per_hour, until_h, cleared))
    env.run()
    seconds = time.perf_counter() - began

    cleared.sort()
    restore_h = [hours for _, hours in cleared]
    return IdiomaticRun(
        mean_time_to_restore_h=statistics.fmean(restore_h),
        jobs=len(cleared),
        reported_h=[reported for reported, _ in cleared],
        restore_h=restore_h,
        seconds=seconds,
    )


def bare_yield_seconds(count: int = 100_000, rounds: int = 5) -> float:
    """Seconds that one ``yield env.timeout(1)`` takes in a process that does nothing else.

    The median of ``rounds`` measurements of ``count`` yields each.
    """

    def idle(env: simpy.Environment) -> Steps:
        for _ in range(count):
            yield env.timeout(1)

    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        env = simpy.Environment()
        env.process(idle(env))
        env.run()
        seconds.append((time.perf_counter() - began) / count)
    return statistics.median(seconds)


def yields_per_job(run: IdiomaticRun, bare_yield_s: float) -> float:
    """Cost of one job in bare yields: what tells a fair baseline from a crippled one."""
    return run.seconds / run.jobs / bare_yield_s


def usual_yields_per_job(rounds: int = 9, seed: int = 1) -> float:
    """Cost of one job of the normal shop in bare yields, as a median over short rounds.

    A shared machine changes its pace within seconds, and a long run measured beside one bare
    yield can come out at half or twice its cost. Each round is a tenth of a year between two
    measurements of the bare yield, and takes about a second.
    """
    costs = []
    for index in range(rounds):
        before_s = bare_yield_seconds(count=60_000, rounds=3)
        run = run_idiomatic(
            NORMAL.technicians, NORMAL.faults // 10, NORMAL.years / 10, seed + index
        )
        after_s = bare_yield_seconds(count=60_000, rounds=3)
        costs.append(yields_per_job(run, (before_s + after_s) / 2))
    return statistics.median(costs)


def main() -> None:
    """Print the speed of the normal, the long and the backlog size."""
    print(f"a job of the normal shop costs {usual_yields_per_job():.1f} bare yields")
    for name, size in (("normal", NORMAL), ("long", LONG), ("backlog", BACKLOG)):
        run = run_idiomatic(size.technicians, size.faults, size.years, seed=1)
        print(
            f"{name:8} load {size.offered_load:.2f}  {run.jobs:7,} jobs  "
            f"{run.jobs / run.seconds:7,.0f} jobs/s  "
            f"mean time to restore {run.mean_time_to_restore_h:.2f} h"
        )


if __name__ == "__main__":
    main()
