"""The event log turned once into arrays per fault, order and visit: what every KPI reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind
from telesim.kpi.clocks import CLOCKS, Times
from telesim.kpi.crews import Crews
from telesim.kpi.faults import Faults, fault_dimensions, read_faults
from telesim.kpi.grouping import Dimension
from telesim.kpi.orders import CEASE, Orders, order_dimensions, read_orders
from telesim.kpi.places import Places
from telesim.kpi.plant import Plant, read_plant
from telesim.kpi.rows import Rows
from telesim.kpi.visits import Visits, read_visits
from telesim.kpi.works import WorksRows, read_works
from telesim.scenario import Scenario

if TYPE_CHECKING:
    from telesim.kpi.pay import Spells

Column = NDArray[np.int64]
By = tuple[str, ...]

#: Kinds of job: installs, moves, then the two kinds of job of a cause.
JOBS: tuple[str, ...] = ("install", "move", "repair", "cable")
#: After them, where a scenario has any: construction, and calls to a main frame.
WORKS, MAIN_FRAME = "works", "main-frame"


class Record:
    """One replication, ready to be measured. Parts are made when they are first asked for."""

    def __init__(self, scenario: Scenario, log: EventLog) -> None:
        self.scenario = scenario
        self.log = log
        self.start_ms = scenario.window_start_ms
        self.end_ms = scenario.window_end_ms
        self.cases = int(log.case.max()) + 1 if len(log) else 0

    @cached_property
    def rows(self) -> Rows:
        """Rows of the log by kind."""
        return Rows(self.log)

    @cached_property
    def places(self) -> Places:
        """Exchange, county and area of each place number."""
        return Places.of(self.scenario)

    @cached_property
    def faults(self) -> Faults:
        """All faults of the run."""
        return read_faults(self.scenario, self.log, self.rows, self.cases)

    @cached_property
    def orders(self) -> Orders:
        """All orders of the run."""
        return read_orders(self.log, self.rows, self.cases)

    @cached_property
    def visits(self) -> Visits:
        """All visits of the run."""
        return read_visits(self.log, self.rows)

    @cached_property
    def works(self) -> WorksRows:
        """All projects of works that were released."""
        return read_works(self.log, self.rows, self.cases)

    @cached_property
    def preventive(self) -> Visits:
        """All preventive work of the run, as visits without a case."""
        return read_visits(self.log, self.rows, Kind.PREVENTIVE, (Kind.TREATED,))

    @cached_property
    def spells(self) -> Spells:
        """What each crew earns in the window, by the schemes that it has in turn."""
        from telesim.kpi.pay import read_spells  # reads records itself

        return read_spells(self)

    @cached_property
    def crews(self) -> Crews:
        """County, team and members of each crew."""
        return Crews.of(self.scenario)

    @cached_property
    def plant(self) -> Plant:
        """Changes of capacity and of its use."""
        return read_plant(self.log, self.rows, self.places)

    @cached_property
    def fault_dimensions(self) -> dict[str, Dimension]:
        """Dimensions of each fault; its month is that of the report."""
        return {
            **fault_dimensions(self.scenario, self.places, self.faults),
            "month": self.months(self.faults.reported_ms),
        }

    @cached_property
    def order_dimensions(self) -> dict[str, Dimension]:
        """Dimensions of each order; its month is that of the order."""
        return {
            **order_dimensions(self.places, self.orders),
            "month": self.months(self.orders.ordered_ms),
        }

    @cached_property
    def case_dimensions(self) -> dict[str, Dimension]:
        """Kind of job, county and area by case number; a cease is no job."""
        job = np.full(self.cases + 1, -1, dtype=np.int64)
        place = np.full(self.cases + 1, -1, dtype=np.int64)
        orders, faults = self.orders, self.faults
        place[orders.case] = orders.place
        job[orders.case] = np.where(orders.type != CEASE, orders.type, -1)
        cable = np.array([c.job == "cable" for c in self.scenario.faults.values()], dtype=np.int64)
        place[faults.case] = faults.place
        job[faults.case] = len(JOBS) - 2 + cable[faults.cause]
        jobs = JOBS
        if self.scenario.works is not None:
            place[self.works.case] = self.works.place
            job[self.works.case] = len(jobs)
            jobs = (*jobs, WORKS)
        if self.scenario.main_frame is not None:
            calls = self.rows.of(Kind.FRAME_CALL)
            place[self.log.case[calls]] = self.log.place[calls]
            job[self.log.case[calls]] = len(jobs)
            jobs = (*jobs, MAIN_FRAME)
        return {"job": Dimension(jobs, job), **self.places.dimensions(place)}

    @cached_property
    def customer_side(self) -> NDArray[np.bool_]:
        """Whether each cause lies with the customer: own equipment, inside wire, no fault found."""
        causes = self.scenario.faults.values()
        return np.array([c.customer_side for c in causes], dtype=np.bool_)

    def in_window(self, time_ms: Column) -> NDArray[np.bool_]:
        """Whether instants lie in the window."""
        return (time_ms >= self.start_ms) & (time_ms < self.end_ms)

    def months(self, time_ms: Column) -> Dimension:
        """Calendar months of the window, ``2001-04``; instants outside it belong to none."""
        zero = np.datetime64(self.scenario.start, "ms")
        inside = self.in_window(time_ms)
        month = (zero + np.where(inside, time_ms, self.start_ms)).astype("datetime64[M]")
        first = (zero + self.start_ms).astype("datetime64[M]")
        last = (zero + max(self.end_ms - 1, self.start_ms)).astype("datetime64[M]")
        names = tuple(str(first + n) for n in range(int((last - first).astype(np.int64)) + 1))
        return Dimension(names, np.where(inside, (month - first).astype(np.int64), -1))

    def lengths(self, clock: str, start_ms: Column, end_ms: Column, county: Column) -> Column:
        """Times by a clock; what has not ended is told up to the end of the run."""
        ends = np.minimum(end_ms, self.log.end_ms)
        return CLOCKS[clock](self.scenario, Times(start_ms, np.maximum(ends, start_ms), county))

    def wanted(
        self, names: Iterable[str], usual: Iterable[By], usual_clock: str = "elapsed"
    ) -> Iterator[tuple[str, Mapping[str, str], list[By]]]:
        """By which clocks, and grouped by which dimensions, some KPIs are wanted.

        Gives (clock, words that name it in ``where``, combinations of dimensions): the usual
        combinations by the usual clock, and whatever the scenario's targets ask for besides.
        """
        asked: dict[str, dict[By, None]] = {usual_clock: dict.fromkeys(usual)}
        known = set(names)
        for target in self.scenario.targets.values():
            if target.kpi not in known:
                continue
            by = set(target.where)
            combinations = [by]
            if target.for_each is not None:
                combinations.append(by | {target.for_each})
            if target.over == "month":
                combinations += [one | {"month"} for one in list(combinations)]
            for one in combinations:
                asked.setdefault(target.clock, {})[tuple(sorted(one))] = None
        for clock, combinations_of in asked.items():
            words = {} if clock == usual_clock else {"clock": clock}
            yield clock, words, list(combinations_of)
