"""What the steps of the office take of a clerk's time, and which mistakes they make and find."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.scenario.office.courses import ROLE_OF_STEP
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.office.steps import OFFICE_ORDERS, STEPS
from telesim.simulation.job import Job
from telesim.simulation.office.desk import Paper
from telesim.simulation.town import Town
from telesim.units import PER_MILLION
from telesim.workload.office import first_times, needs_step, office_mark, office_work_ms


class StepLaws:
    """Work and mistakes by step; the marks of first times are drawn for all orders at once.

    Attributes:
        there: whether the scenario has each step.
        finds: by step, the steps whose mistakes it finds.
    """

    def __init__(self, town: Town, section: OrderSystem, keys: NDArray[np.uint64]) -> None:
        self._town = town
        self._county_of = town.scenario.exchange_county
        given = [section.steps.get(word) for word in STEPS]
        self.there = [step is not None for step in given]
        #: Chance by step and kind of order that the desk is needed; None = by all orders.
        self._needed_ppm = [
            None
            if step is None or step.passed_by_all
            else [round(step.share_of(kind) * PER_MILLION) for kind in OFFICE_ORDERS]
            for step in given
        ]
        self._work = [None if step is None else step.work for step in given]
        #: Chance of a mistake by step in parts per million.
        self._wrong_ppm = [0 if step is None else round(step.wrong * PER_MILLION) for step in given]
        self.finds: list[list[int]] = [[] for _ in STEPS]
        for number, step in enumerate(given):
            if step is not None and step.found_at is not None:
                self.finds[STEPS.index(step.found_at)].append(number)
        self._first_work, self._first_mark = first_times(self._work, self._wrong_ppm, keys)

    def needs(self, job: Job, step: int) -> bool:
        """Whether an order needs the desk of a step, or passes it by."""
        needed = self._needed_ppm[step]
        if needed is None:
            return self.there[step]
        return needs_step(job.key, step, needed[job.order_type])

    def work_ms(self, paper: Paper, step: int) -> int:
        """Clerk's time for an order at a step, by how often it has been there."""
        job, times = paper.job, paper.times[step]
        if not times:
            return self._first_work[step][job.case]
        law = self._work[step]
        assert law is not None
        return office_work_ms(law, job.key, step, times)

    def errs(self, job: Job, step: int, times: int) -> bool:
        """Whether an order leaves a step with a mistake, by the clerks' training of today."""
        stated = self._wrong_ppm[step]
        if not stated:
            return False
        chance = self._town.errors_ppm(ROLE_OF_STEP[step], self._county_of[job.exchange], stated)
        mark = office_mark(job.key, step, times) if times else self._first_mark[step][job.case]
        return mark < chance
