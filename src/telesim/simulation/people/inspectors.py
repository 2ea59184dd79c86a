"""Whose turn it is to inspect on which day: known before the clock starts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.scenario.people.crews import inspecting_crews
from telesim.simulation.people.courses import on_courses
from telesim.simulation.people.rostered import Rostered
from telesim.workload import Workload
from telesim.workload.turnover import Turnover


def inspection_days(
    scenario: Scenario, turnover: Turnover, away: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """True where a crew inspects: shape (crews, days).

    Of the days that it is rostered for each crew inspects on one in so many, crews of a county one
    day after the other. Who is ``away`` on the day does not, nor another crew instead.
    """
    assert scenario.supervision is not None
    rota = Rostered(scenario, turnover)
    found = np.zeros_like(away)
    every = scenario.supervision.one_day_in
    for crews in inspecting_crews(scenario):
        for turn, crew in enumerate(crews):
            for n, day in enumerate(rota.days(crew)):
                if (n + turn) % every == 0 and not away[crew, day]:
                    found[crew, day] = True
    return found


def inspections_of(scenario: Scenario, workload: Workload) -> NDArray[np.bool_]:
    """:func:`inspection_days` with all that a workload keeps crews away by."""
    away = workload.absent
    if workload.turnover.crew.size:
        away = away | workload.turnover.empty(*away.shape)
    if scenario.training is not None:
        away = away | on_courses(scenario, workload.turnover, away.shape)
    return inspection_days(scenario, workload.turnover, away)
