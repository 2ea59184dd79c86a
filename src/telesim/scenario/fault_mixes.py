"""A scenario's faults as :mod:`telesim.theory` counts them: causes, work, and what they bring."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from telesim.distributions import Distribution
from telesim.scenario.lines_hit import few_and_many, lines_of
from telesim.scenario.model import Scenario
from telesim.scenario.remembering import remembered
from telesim.scenario.workmanship import coming_back
from telesim.theory import FaultCause, FaultMix, MadeByWork, fault_mix


@lru_cache(maxsize=256)
def reports_per_event(law: Distribution | None, share: float) -> float:
    """Mean reports about an event: binomial among its lines, at least one."""
    lines = lines_of(law)
    return float(np.mean(lines * share + (1 - share) ** lines))


@remembered
def fault_causes(scenario: Scenario) -> tuple[FaultCause, ...]:
    """The causes of a scenario in order.

    Whether a fault that hits few lines is repaired by a spare pair is told as if one were always
    found. How many come back is told as crews close their jobs under their pay.
    """
    work = scenario.work_induced
    by: tuple[str, ...] = () if work is None else work.by
    found = []
    for name, cause in scenario.faults.items():
        own_plant = 0.0 if cause.customer_side else 1.0 - cause.cleared_remotely
        swap = cause.pair_swap
        few = 0.0 if swap is None else few_and_many(cause.lines, swap.lines_at_most)[0]
        event, line = coming_back(scenario, cause)
        in_cable, by_pair = float(cause.job in by), float("pair-swap" in by)
        found.append(
            FaultCause(
                name,
                reports_per_event(cause.lines, cause.reporting_share),
                event.share,
                cause.repeats is not None and cause.repeats.whole_event,
                own_plant * (few * by_pair + (1 - few) * in_cable),
                own_plant * (in_cable if swap is None else by_pair),
                line.share,
                event.unrepaired,
                line.unrepaired,
            )
        )
    return tuple(found)


def work_that_brings_faults(scenario: Scenario, installs: float, moves: float) -> MadeByWork:
    """Early failures and disturbed lines, of so many installs and moves done by a visit."""
    install, induced = scenario.demand.install, scenario.work_induced
    early = None if install is None else install.early_life
    by: tuple[str, ...] = () if induced is None else induced.by
    return MadeByWork(
        0.0 if early is None else early.share * installs,
        None if early is None else early.cause,
        installs * ("install" in by) + moves * ("move" in by),
        0.0 if induced is None else induced.share,
        None if induced is None else induced.cause,
    )


def visited_installs(scenario: Scenario) -> float:
    """Share of installs for which somebody must call."""
    install = scenario.demand.install
    return 1.0 if install is None or install.reconnect is None else 1 - install.reconnect.share


def mix_of(scenario: Scenario, events: dict[str, float], installs: float, moves: float) -> FaultMix:
    """All faults that come of first-time events and of orders, in the unit of both."""
    work = work_that_brings_faults(scenario, installs, moves)
    return fault_mix(fault_causes(scenario), events, work)
