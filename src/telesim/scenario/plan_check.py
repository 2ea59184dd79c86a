"""What :func:`telesim.scenario.check.check` answers, and the same in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from telesim.scenario.check_capacity import Outlook
from telesim.scenario.check_faults import FaultLoad, faults_in_words
from telesim.scenario.check_gangs import GangTime
from telesim.scenario.check_load import Load
from telesim.scenario.check_plant import LEVELS, NOUNS
from telesim.scenario.check_power import PowerLoad
from telesim.scenario.check_preventive import PreventiveTime
from telesim.scenario.check_programme import Slip
from telesim.scenario.check_words import (
    MOST_LINES,
    count_in_words,
    installs_in_words,
    listed,
    load_in_words,
    tells_idle,
)
from telesim.scenario.wording import Wording, plural

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
