"""What a plan asks of its crews and its plant, told before anything is simulated.

A plan that cannot hold need not be simulated to see it: work that exceeds crew hours grows
without end, and orders that find no port wait. The other way round this check promises
nothing; queues, and with them waiting times, come from the simulation.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from telesim.scenario.cables import feeder_warnings
from telesim.scenario.care.in_words import care_in_words
from telesim.scenario.check_capacity import Outlook, outlook
from telesim.scenario.check_doubts import doubts_in_words
from telesim.scenario.check_ducts import duct_warnings
from telesim.scenario.check_faults import FaultLoad, faults_in_words, faults_of
from telesim.scenario.check_gangs import GangTime
from telesim.scenario.check_load import Load
from telesim.scenario.check_periods import Seasons, periods_of
from telesim.scenario.check_plant import LEVELS
from telesim.scenario.check_power import PowerLoad, power_of
from telesim.scenario.check_preemption import preemption_in_words
from telesim.scenario.check_preventive import PreventiveTime
from telesim.scenario.check_programme import (
    Slip,
    assumptions_in_words,
    programme_in_words,
    programme_of,
)
from telesim.scenario.check_promises import promises_in_words
from telesim.scenario.check_staff import learning_that_goes_on, turnover_in_words
from telesim.scenario.check_words import (
    MOST_LINES,
    count_in_words,
    installs_in_words,
    listed,
    load_in_words,
    loads_in_words,
    tells_idle,
)
from telesim.scenario.check_work import workload_of
from telesim.scenario.desks.check_desks import (
    BusyHour,
    busy_hours,
    desk_warnings,
    desks_in_words,
)
from telesim.scenario.earning import unpaid_teams
from telesim.scenario.market.check_market import market_in_words
from telesim.scenario.model import Scenario
from telesim.scenario.office.limits import limit_warnings
from telesim.scenario.office.staffing import (
    DeskLoad,
    desks_of,
    office_doubts,
    office_in_words,
    office_warnings,
)
from telesim.scenario.people.outlook import people_in_words
from telesim.scenario.territories import territories_in_words
from telesim.scenario.traffic.outlook import TrunkOutlook, trunks_of
from telesim.scenario.wording import Wording, plural
from telesim.units import WEEK_MS

#: What a table of capacity calls a level, in the event log's word for it.
NOUNS = {"ports": "port", "feeder": "feeder", "distribution": "distribution"}
_MOST_NAMES = 5
_WIDTH = 100


@dataclass(frozen=True)
class Heads:
    """Crews and people of one team in one county, by the base of each row."""

    team: str
    county: str
    crews: int
    heads: int


@dataclass(frozen=True)
class PlanCheck:
    """The answer of :func:`check`; ``warnings`` names what cannot hold, most serious first."""

    heads: tuple[Heads, ...]
    loads: tuple[Load, ...]
    capacity: Outlook
    faults: tuple[FaultLoad, ...]
    cable_hours_per_month: float
    warnings: tuple[str, ...]
    wording: Wording
    #: What loads are means over: ``year`` or ``window``.
    span: str
    #: Columns of the cabinets that are filled in and that nothing in the scenario uses.
    unused: tuple[str, ...] = ()
    #: Days of crews that repair and build; empty where nothing is built by gangs.
    gangs: tuple[GangTime, ...] = ()
    #: What crews may do in spare time; None where they do no preventive work.
    preventive: PreventiveTime | None = None
    #: Where gangs cannot keep the programme.
    programme: tuple[Slip, ...] = ()
    #: What the figures on ports and pairs take for granted, a clause each.
    assumed: tuple[str, ...] = ()
    #: What power failures of exchanges take; None without any.
    power: PowerLoad | None = None
    #: What turnover and territories mean, a sentence each.
    staffing: tuple[str, ...] = ()
    #: What looks like a slip, with what follows from it, a sentence each.
    doubts: tuple[str, ...] = ()
    #: What comes to the desks, a sentence each.
    desks: tuple[str, ...] = ()
    #: What the desks of the office need, a line each.
    office: tuple[str, ...] = ()
    #: What customer care implies, a sentence each.
    care: tuple[str, ...] = ()
    #: What the trunks carry in the busy hour, a sentence each; empty without trunks.
    traffic: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The whole check in words; what cannot hold comes early.

        Lines are of 100 characters or fewer, longer ones go on below, further in.
        """
        cannot = _section("What cannot hold", self.warnings or ("nothing that shows up here",))
        return [
            *_section("Heads", self._heads()),
            *(cannot if self.warnings else ()),
            *(_section("Meant like this?", self.doubts) if self.doubts else ()),
            *_section(f"Work against crew hours, means over the {self.span}", self._loads()),
            *_section(
                f"Demand against {plural(self.wording.port)} and {plural(self.wording.pair)}",
                self._capacity(),
            ),
            *_section("Faults in a month", self._faults()),
            *(_section("Desks", self.desks) if self.desks else ()),
            *(_section("Clerks of the office", self.office) if self.office else ()),
            *(_section("Customer care", self.care) if self.care else ()),
            *(
                _section("Calls in the busy hour, at the start", self.traffic)
                if self.traffic
                else ()
            ),
            *(() if self.warnings else cannot),
        ]

    def _heads(self) -> Iterator[str]:
        for team in dict.fromkeys(one.team for one in self.heads):
            its = [one for one in self.heads if one.team == team]
            crews, heads = sum(one.crews for one in its), sum(one.heads for one in its)
            size = f" in {count_in_words(crews, 'crew')}" if crews != heads else ""
            where = ", ".join(f"{one.county} {one.heads}" for one in its[:MOST_LINES])
            more = f" and {len(its) - MOST_LINES} more counties" if len(its) > MOST_LINES else ""
            yield f"{team}: {heads:,}{size} ({where}{more})"
        yield from self.staffing

    def _loads(self) -> Iterator[str]:
        shown = self.loads
        if len(shown) > MOST_LINES:
            limit = sorted((load.load for load in shown), reverse=True)[MOST_LINES - 1]
            shown = tuple(load for load in shown if load.load >= limit)[:MOST_LINES]
            yield f"the {len(shown)} most loaded of {len(self.loads)}:"
        for load in shown:
            yield load_in_words(load, self.span)
        if shown:
            yield (
                "loaded: work over hours on duty less the depot; time on jobs: the same work over "
                "all hours on duty, as run counts it (with overtime)"
            )
        for gang in self.gangs:
            yield gang.in_words()
        if any(tells_idle(load) for load in shown):
            yield (
                "idle at the day's end: an estimate for crews that are full where "
                "policies.shift_end begins nothing that does not fit; about half a visit a day, "
                "up to a whole one where all take equally long"
            )

    def _capacity(self) -> Iterator[str]:
        plan = self.capacity

        def many(what: str) -> str:
            return plural(self.wording.level(NOUNS[what]))

        yield installs_in_words(plan, self.wording)
        held = ", ".join(
            f"{count:,.0f} for {many(what)}" for what, count in plan.held_at_end.items() if count
        )
        least = "at least " if self.assumed else ""
        yield (
            f"orders: {plan.held_at_start:,.0f} waiting at the start, "
            f"{least}{sum(plan.held_at_end.values()):,.0f} held at the window's end"
            + (f" ({held})" * bool(held))
            + (f"; a lower bound, assuming that {listed(self.assumed)}" if self.assumed else "")
        )
        for what in LEVELS:
            its = [one for one in plan.filled if one.what == what]
            if not its:
                yield f"{many(what)}: nowhere exhausted"
                continue
            noun = "exchange" if what == "ports" else "cabinet"
            late = [one for one in its if not one.at_start]
            names = ", ".join(
                f"{one.place} from {one.on}"
                + (f" (to be ordered by {one.order_by})" if one.order_by is not None else "")
                for one in late[:_MOST_NAMES]
            )
            more = f" and {len(late) - _MOST_NAMES} more" if len(late) > _MOST_NAMES else ""
            full = (
                f", {len(its) - len(late)} of them from the start" if len(late) < len(its) else ""
            )
            then = f", then {names}{more}" if late else ""
            yield f"{many(what)}: exhausted at {count_in_words(len(its), noun)}{full}{then}"
        if self.unused:
            yield (
                f"columns that change nothing here: {listed(self.unused)}; pairs are counted by "
                "cabinet, feeder_id matters to causes with cable: feeder and to ducts, box_size "
                "to boxes"
            )

    def _faults(self) -> Iterator[str]:
        yield from faults_in_words(self.faults)
        yield f"cable work: {self.cable_hours_per_month:,.0f} gang-hours"
        if self.preventive is not None:
            yield self.preventive.in_words()
        if self.power is not None:
            yield self.power.in_words()


def check(scenario: Scenario) -> PlanCheck:
    """Compare offered work with crew hours and demand with capacity, month by month.

    Work counts the orders that find facilities and the lines that are then in service. It
    assumes that crews share their work evenly and looks at means: it is necessary for a plan
    to hold, not enough.
    """
    periods = periods_of(scenario)
    seasons = Seasons(scenario)
    capacity = outlook(scenario, periods, seasons)
    work = workload_of(scenario, periods, seasons, capacity)
    desks = desks_of(scenario, periods, seasons, capacity, work.loads)
    programme = programme_of(scenario)
    faults = faults_of(scenario, capacity, periods)
    hours, trunks = busy_hours(scenario, faults), trunks_of(scenario)
    span = "year" if 50 * WEEK_MS <= scenario.window <= 54 * WEEK_MS else "window"
    return PlanCheck(
        heads=_heads_of(scenario),
        loads=work.loads,
        capacity=capacity,
        faults=faults,
        cable_hours_per_month=work.cable_hours_per_month,
        warnings=tuple(
            _warnings(scenario, work.loads, capacity, programme, span, desks, hours, trunks)
        ),
        wording=scenario.wording,
        span=span,
        gangs=work.gangs,
        preventive=work.preventive,
        programme=programme,
        assumed=(*assumptions_in_words(scenario, programme), *market_in_words(scenario)),
        power=power_of(scenario),
        desks=tuple(desks_in_words(scenario, hours)),
        unused=tuple(
            name
            for name in ("feeder_id", "box_size")
            if not (name == "box_size" and scenario.boxes is not None)
            and not (name == "feeder_id" and _uses_feeders(scenario))
            and any(name in cabinet.model_fields_set for cabinet in scenario.cabinets)
        ),
        staffing=(
            *turnover_in_words(scenario),
            *territories_in_words(scenario),
            *people_in_words(scenario),
            *preemption_in_words(scenario),
        ),
        traffic=tuple(trunks.in_words()) if trunks is not None else (),
        doubts=(*doubts_in_words(scenario), *office_doubts(desks)),
        office=tuple(office_in_words(scenario, desks)),
        care=tuple(care_in_words(scenario)),
    )


def _uses_feeders(scenario: Scenario) -> bool:
    strikes = any(cause.cable == "feeder" for cause in scenario.faults.values())
    return strikes or any(cabinet.duct is not None for cabinet in scenario.cabinets)


def _warnings(
    scenario: Scenario,
    loads: tuple[Load, ...],
    capacity: Outlook,
    programme: tuple[Slip, ...],
    span: str,
    desks: tuple[DeskLoad, ...],
    hours: tuple[BusyHour, ...],
    trunks: TrunkOutlook | None,
) -> Iterator[str]:
    for load in loads:
        if math.isinf(load.load):
            yield load_in_words(load, span)
    over = [load for load in loads if 1 < load.load < math.inf]
    wasted = [load for load in loads if load.load <= 1 < load.load + load.idle]
    peaks = [load for load in loads if load.load <= 1 < load.busiest_load]
    tight = [
        load
        for load in loads
        if load.busiest_load <= 1 < load.busiest_load + load.busiest_idle and load not in wasted
    ]
    idle = "with what may be idle at the day's end (an estimate)"
    yield from loads_in_words(over, f"more work than crew hours over the {span}", "load")
    yield from programme_in_words(programme)
    for what in LEVELS:
        its = [one for one in capacity.filled if one.what == what]
        if its:
            whole = len(scenario.exchanges if what == "ports" else scenario.cabinets)
            noun = "exchanges" if what == "ports" else "cabinets"
            lacking = plural(scenario.wording.level(NOUNS[what]))
            yield (
                f"{lacking} run out at {len(its)} of {whole} {noun}, "
                f"first at {its[0].place} on {its[0].on}"
            )
    yield from office_warnings(desks)
    yield from desk_warnings(hours)
    yield from limit_warnings(scenario)
    yield from trunks.warnings() if trunks is not None else ()
    yield from duct_warnings(scenario)
    yield from loads_in_words(peaks, "falls behind in its busiest month", "busiest_load")
    # What follows are estimates and advice.
    yield from loads_in_words(
        wasted, f"may be more work than crew hours over the {span}, {idle},", "load", "idle"
    )
    yield from loads_in_words(
        tight, f"may fall behind in its busiest month, {idle},", "busiest_load", "busiest_idle"
    )
    yield from promises_in_words(scenario, loads, span)
    yield from feeder_warnings(scenario)
    yield from learning_that_goes_on(scenario)
    yield from unpaid_teams(scenario)
    needed = {skill for load in loads for skill in load.skills}
    needed |= {scenario.pair_recovery.skill} if scenario.pair_recovery is not None else set()
    for name, team in scenario.teams.items():
        if any(crew.team == name and crew.count for crew in scenario.crews):
            unused = [skill for skill in team.skills if skill not in needed]
            if unused:
                yield f"team {name}: no work needs its skill {listed(tuple(unused))}"


def _heads_of(scenario: Scenario) -> tuple[Heads, ...]:
    crews: dict[tuple[str, str], int] = {}
    heads: dict[tuple[str, str], int] = {}
    for crew in scenario.crews:
        county = scenario.exchanges[scenario.exchange_number[crew.base]].county
        key = (crew.team, county)
        crews[key] = crews.get(key, 0) + crew.count
        heads[key] = heads.get(key, 0) + crew.count * crew.members
    return tuple(Heads(team, county, crews[team, county], n) for (team, county), n in heads.items())


def _section(title: str, body: Iterator[str] | tuple[str, ...]) -> list[str]:
    lines = [title]
    for line in body:
        # A line does not end between a number and its percent sign.
        wrapped = textwrap.wrap(
            line.replace(" %", "\u00a0%"),
            _WIDTH,
            initial_indent="  ",
            subsequent_indent="      ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += [part.replace("\u00a0", " ") for part in wrapped]
    return lines
