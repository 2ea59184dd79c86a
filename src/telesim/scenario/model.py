"""One frozen, validated scenario: all that a run depends on, apart from seed and replication."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field

from telesim.scenario.care.arrears import Arrears
from telesim.scenario.care.complaints import Complaints
from telesim.scenario.care.payphones import Payphones
from telesim.scenario.causes import Cause, Repeats
from telesim.scenario.dates import Day
from telesim.scenario.demand import Demand, Expansion, Initial, Pattern, Shock
from telesim.scenario.desks.counters import Counters
from telesim.scenario.desks.directory_desk import DirectoryDesk
from telesim.scenario.desks.fault_desk import FaultDesk
from telesim.scenario.diagnosis import Diagnosis
from telesim.scenario.fields import Duration, Name, Section
from telesim.scenario.made_faults import WorkInduced
from telesim.scenario.main_frame import MainFrame, manned
from telesim.scenario.market.promotions import Campaign
from telesim.scenario.market.rerouting import Neighbour, Rerouting
from telesim.scenario.market.screening import Screening
from telesim.scenario.office.contacts import Contacts
from telesim.scenario.office.key_accounts import KeyAccounts
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.people.supervision import Supervision
from telesim.scenario.people.training import Training
from telesim.scenario.places import Boxes, Cabinet, Exchange, OpenFaultRow, Project, WaitingRow
from telesim.scenario.planned_repairs import PlannedRepairRow
from telesim.scenario.policies import Policies
from telesim.scenario.power import Power
from telesim.scenario.ranges import StatedRange
from telesim.scenario.targets import Economics, Target
from telesim.scenario.tolerances import Tolerance
from telesim.scenario.traffic.sections import CircuitsRow, Traffic, TrunkGroup
from telesim.scenario.wording import Wording
from telesim.scenario.workforce import Calendar, Crew, Team, Travel, Visits
from telesim.scenario.works import Duct, DuctProjects, PairRecovery, Works
from telesim.units import DAY_MS, WEEK_MS, UnitError, parse_money


class Currency(Section):
    """The money of a scenario."""

    #: Three letters of the currency in which all amounts are written.
    code: str = Field(default="CNY", min_length=3, max_length=3)
    #: Year of whose prices the amounts are: told beside them, nothing is converted.
    price_year: int = 2000


@dataclass(frozen=True, slots=True)
class Setting:
    """Who set a value: ``file`` relative to the scenario's folder, ``line`` counted from 1."""

    file: str
    line: int


@dataclass(frozen=True)
class Origin:
    """Where a loaded scenario came from; not part of what it says."""

    file: Path
    #: Dotted path of each value as written -> who set it.
    settings: dict[str, Setting] = field(default_factory=dict)
    #: The merged tree as plain YAML values, tables included, for ``show``, hashing and manifests.
    tree: dict[str, Any] = field(default_factory=dict)
    #: Table file name -> SHA-256 of its bytes.
    tables: dict[str, str] = field(default_factory=dict)
    #: SHA-256 of the canonical JSON of ``tree`` (and of the phases), without seed and number of
    #: replications.
    sha256: str = ""
    #: Files that it extends, nearest first, relative to the scenario's folder.
    extends: tuple[str, ...] = ()
    #: Names of the reforms stacked on it, in order.
    reforms: tuple[str, ...] = ()
    #: Group -> names of its reforms, of those that the file names itself; a plain list is the
    #: group without a name.
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Name of a reform -> its title, for those that have one.
    reform_titles: dict[str, str] = field(default_factory=dict)
    #: File of a reform -> where its numbers come from, as it says itself, or its name.
    reform_sources: dict[str, str] = field(default_factory=dict)
    #: Section that a reform takes away -> what it was, as plain YAML values.
    taken_away: dict[str, Any] = field(default_factory=dict)
    #: Members of each kind of crew that the generator apportioned, in total.
    heads: dict[str, int] = field(default_factory=dict)

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the reforms that were given beside the file, in order."""
        return self.reforms[sum(map(len, self.groups.values())) :]


class Scenario(Section):
    """A town, its demand, its crews and its policy; frozen, typed and checked.

    Tables are tuples of rows in file order; that order numbers places and crews everywhere.
    """

    #: Version of the words of this file; 1 is the only one.
    schema_version: int = Field(ge=1, le=1)
    #: Short name, of which the folder of results is made.
    name: Name
    #: Headline of tables and reports.
    title: str = ""
    #: What the scenario is to answer, in a sentence; stands above the answer.
    question: str = ""
    #: First day of the run, which begins at midnight, local standard time.
    start: Day
    #: How long the town settles before the window; nothing that begins in it is counted.
    warm_up: Duration = 0
    #: How long the time is that figures and verdicts are about: they count the cases that begin in
    #: it.
    window: Duration
    #: How long after the window its cases are followed to their end, at most.
    follow_up: Duration = 26 * WEEK_MS
    #: Whether new cases keep arriving while the window's cases are followed.
    arrivals_after_window: bool = True
    #: Beginning of all chance; the same seed gives the same bytes.
    seed: int = Field(default=1, ge=0, lt=2**63)
    #: How many runs there are that differ in chance alone.
    replications: int = Field(default=10, ge=1)
    currency: Currency = Currency()
    wording: Wording = Wording()

    #: Switches, their ports and the way to them; a table.
    exchanges: tuple[Exchange, ...]
    #: Lines and pairs of each cabinet, and lines fed directly; a table.
    cabinets: tuple[Cabinet, ...]
    #: Crews, where they start, what they cover and when they work; a table.
    crews: tuple[Crew, ...] = ()
    #: Capacity that opens on a date; a table.
    projects: tuple[Project, ...] = ()
    #: Paid orders that wait at cabinets when the run starts; a table.
    waiting: tuple[WaitingRow, ...] = ()
    #: Faults that are open at cabinets when the run starts; a table.
    open_faults: tuple[OpenFaultRow, ...] = ()
    #: Repairs known beforehand, each wanted from a day on; a table.
    planned_repairs: tuple[PlannedRepairRow, ...] = ()
    boxes: Boxes | None = None
    #: Sections of duct and their bores; a table.
    ducts: tuple[Duct, ...] = ()
    #: Which cabinet may lend pairs to which; a table.
    neighbours: tuple[Neighbour, ...] = ()
    #: Groups of circuits that carry calls between exchanges; a table.
    trunks: tuple[TrunkGroup, ...] = ()
    #: Circuits that trunk groups get by plan; a table.
    circuits: tuple[CircuitsRow, ...] = ()

    #: Hours of duty of crews and offices, by name.
    calendars: dict[str, Calendar] = Field(default_factory=dict)
    #: Kinds of crew and their skills, by name.
    teams: dict[str, Team] = Field(default_factory=dict)
    travel: Travel | None = None
    visits: Visits | None = None
    demand: Demand = Demand()
    #: Causes of faults, by name.
    faults: dict[str, Cause] = Field(default_factory=dict)
    repeats: Repeats | None = None
    power: Power | None = None
    work_induced: WorkInduced | None = None
    main_frame: MainFrame | None = None
    diagnosis: Diagnosis | None = None
    fault_desk: FaultDesk | None = None
    directory_desk: DirectoryDesk | None = None
    counters: Counters | None = None
    order_system: OrderSystem | None = None
    key_accounts: KeyAccounts | None = None
    contacts: Contacts | None = None
    arrears: Arrears | None = None
    payphones: Payphones | None = None
    complaints: Complaints | None = None
    screening: Screening | None = None
    rerouting: Rerouting | None = None
    #: Campaigns that bring orders, by name.
    promotions: dict[str, Campaign] = Field(default_factory=dict)
    #: How orders and faults move over the year, the week and the day, by name.
    patterns: dict[str, Pattern] = Field(default_factory=dict)
    #: Spells with a date in which faults come more or less often than usual.
    shocks: tuple[Shock, ...] = ()
    initial: Initial | None = None
    #: Rules by which capacity is added, by name.
    expansions: dict[str, Expansion] = Field(default_factory=dict)
    works: Works | None = None
    duct_projects: DuctProjects | None = None
    pair_recovery: PairRecovery | None = None
    policies: Policies = Policies()
    traffic: Traffic | None = None
    training: Training | None = None
    supervision: Supervision | None = None
    economics: Economics | None = None
    #: Limits on KPIs, by name: each has a verdict.
    targets: dict[str, Target] = Field(default_factory=dict)
    #: Differences of KPIs from a baseline that change no decision, by name.
    tolerances: dict[str, Tolerance] = Field(default_factory=dict)
    #: By the dotted path of the number: between which ends `telesim sensitivity` varies it.
    ranges: dict[str, StatedRange] = Field(default_factory=dict)

    #: Reforms that begin on a date or hold in some counties only; set by the loader.
    phases: tuple[Phase, ...] = Field(default=(), exclude=True)
    origin: Origin | None = Field(default=None, exclude=True, repr=False)

    # -- time ---------------------------------------------------------------------------

    @property
    def window_start_ms(self) -> int:
        """First instant of the window."""
        return self.warm_up

    @property
    def window_end_ms(self) -> int:
        """First instant after the window."""
        return self.warm_up + self.window

    @property
    def horizon_ms(self) -> int:
        """First instant after the run, when cases are followed to the full."""
        return self.window_end_ms + self.follow_up

    @property
    def arrivals_end_ms(self) -> int:
        """First instant at which nothing new arrives."""
        return self.horizon_ms if self.arrivals_after_window else self.window_end_ms

    def ms_of(self, date: str | dt.date) -> int:
        """Midnight at the beginning of a date, in ms since the start (negative before it)."""
        day = dt.date.fromisoformat(date) if isinstance(date, str) else date
        return (day - self.start).days * DAY_MS

    def date_of(self, time_ms: int) -> dt.datetime:
        """Local standard time of an instant."""
        return dt.datetime.combine(self.start, dt.time()) + dt.timedelta(milliseconds=time_ms)

    # -- places, numbered in table order --------------------------------------------------

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """Counties in order of first appearance."""
        return tuple(dict.fromkeys(e.county for e in self.exchanges))

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Areas in order of first appearance."""
        return tuple(dict.fromkeys(e.area for e in self.exchanges))

    @cached_property
    def exchange_number(self) -> dict[str, int]:
        """Exchange id -> its number."""
        return {e.id: n for n, e in enumerate(self.exchanges)}

    @cached_property
    def cabinet_number(self) -> dict[str, int]:
        """Cabinet id -> its number."""
        return {c.id: n for n, c in enumerate(self.cabinets)}

    @cached_property
    def cabinet_exchange(self) -> tuple[int, ...]:
        """Number of each cabinet's exchange."""
        return tuple(self.exchange_number[c.exchange] for c in self.cabinets)

    @cached_property
    def exchange_county(self) -> tuple[int, ...]:
        """Number of each exchange's county."""
        number = {name: n for n, name in enumerate(self.counties)}
        return tuple(number[e.county] for e in self.exchanges)

    @cached_property
    def direct_share(self) -> tuple[float, ...]:
        """Share of each exchange's lines at the start that are fed directly."""
        direct = [0] * len(self.exchanges)
        for cabinet, exchange in zip(self.cabinets, self.cabinet_exchange, strict=True):
            if cabinet.direct:
                direct[exchange] += cabinet.lines
        return tuple(
            lines / row.lines if row.lines else 0.0
            for lines, row in zip(direct, self.exchanges, strict=True)
        )

    @cached_property
    def frame_manned(self) -> tuple[bool, ...]:
        """Whether jumpers wait for staff at each exchange: see :func:`main_frame.manned`."""
        return manned(self)

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """Fault causes in the order of the file."""
        return tuple(self.faults)

    @cached_property
    def crew_units(self) -> tuple[tuple[str, int], ...]:
        """Each crew as (id, row number); a row with count n > 1 gives ``id-1`` to ``id-n``."""
        units: list[tuple[str, int]] = []
        for row, crew in enumerate(self.crews):
            if crew.count == 1:
                units.append((crew.id, row))
            else:
                units.extend((f"{crew.id}-{k + 1}", row) for k in range(crew.count))
        return tuple(units)

    @cached_property
    def crews_by_pay(self) -> dict[str, dict[str | None, int]]:
        """Skill -> crews that have it, by the pay that their row names; None = it names none."""
        found: dict[str, dict[str | None, int]] = {}
        for crew in self.crews:
            team = self.teams.get(crew.team)
            for skill in team.skills if team is not None else ():
                its = found.setdefault(skill, {})
                its[crew.pay] = its.get(crew.pay, 0) + crew.count
        return found

    def unit_cost_cents(self, expansion: Expansion) -> int:
        """Cost of a port, pair or drop of an expansion, in cents; 0 where none is given.

        Raises:
            UnitError: not an amount of the scenario's currency, alone or per port, pair or drop.
        """
        if expansion.unit_cost is None:
            return 0
        code = self.currency.code
        unit = {"ports": "port", "drops": "drop"}.get(expansion.what, "pair")
        try:
            return parse_money(expansion.unit_cost, code, unit)
        except UnitError as problem:
            try:
                return parse_money(expansion.unit_cost, code)
            except UnitError:
                raise problem from None

    def timeline(self, county: str) -> tuple[tuple[int, Scenario], ...]:
        """What holds in a county from when on: (from_ms, scenario), from_ms rising from 0."""
        steps: list[tuple[int, Scenario]] = [(0, self)]
        for phase in self.phases:
            if not phase.counties or county in phase.counties:
                if phase.from_ms <= steps[-1][0]:
                    steps[-1] = (steps[-1][0], phase.scenario)
                else:
                    steps.append((phase.from_ms, phase.scenario))
        return tuple(steps)


class Phase(Section):
    """From ``from_ms`` on, in ``counties`` (empty = all), ``scenario`` holds instead.

    Phases are sorted by time; each scenario already contains all reforms in force then and
    there. Only policies, teams, visits and rates may differ from the base.
    """

    from_ms: int
    counties: tuple[str, ...] = ()
    scenario: Scenario


Scenario.model_rebuild()
