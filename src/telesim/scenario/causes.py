"""What breaks: causes of faults, how their cables are joined, and lines that fail again."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from telesim.scenario.choices import DurationLaw, LinesLaw, WorkLaw
from telesim.scenario.fields import Duration, EventRates, Section, Share, Sourced
from telesim.units import DAY_MS


class Splicing(Section):
    """A cable repair in stages: find the place, wait for material, join pair by pair."""

    #: Crew time to find the place and dig.
    locate: WorkLaw
    #: Share of cuts where a length of cable is replaced once the place is found.
    material_share: Share = 0.0
    #: How long the material for it takes to come, day and night; the gang leaves meanwhile.
    material_wait: DurationLaw | None = None
    #: Pairs that one splicer joins in an hour at the norm.
    pairs_per_hour: float = Field(gt=0)
    #: Most splicers that fit at a joint; more members of a gang join no faster.
    splicers_at_most: int = Field(default=3, ge=1)
    #: Crew time to open a joint again whose pair was not joined well and fails again: the place is
    #: known, so nothing is located, and no length is replaced. Left out = no time of its own.
    reopen: WorkLaw | None = None


class PairSwap(Section):
    """The quick repair of a cable fault that hits few lines: change them over to spare pairs.

    The lines take spare pairs of their cabinet, their own are defective from then on: feeder
    pairs where the cause strikes feeder cables, else distribution pairs. Of these ``pair_recovery``
    may bring some back; feeder pairs are lost for good. Without a spare, or where lines of several
    cabinets are down, the cable itself must be repaired, as ``skill`` and ``work`` of the cause
    say. A repair that was not done well (the scenario's ``repeats``) is done over at the pair that
    the line has by then: only a fault of its own takes another spare. Promises, dispatch rules
    and piece rates take it for a ``repair``; KPIs by job for a job of its cause.
    """

    #: Events that hit more lines than this are repaired in the cable.
    lines_at_most: int = Field(default=1, ge=1)
    #: Skill that a crew needs to change lines over.
    skill: str = "repair"
    #: Crew time on site for each line.
    work: WorkLaw


class OwnRepeats(Section):
    """How faults of one cause come back, instead of the scenario's ``repeats``.

    That is the law of the cause, not of the work on it: pay does not change it.
    """

    #: Share of cleared faults that come back.
    share: Share
    #: It comes back at any instant of this time from the clearing on, all alike likely.
    within: Duration = Field(default=30 * DAY_MS, gt=0)
    #: Whether the event comes back whole, at the same place and with lines by the law of the
    #: cause, as the theft of a cable does; else the first line alone fails again.
    whole_event: bool = False


class Cause(Sourced):
    """A cause of faults. Rates count events, of which each may hit many lines."""

    #: Group of causes to which it belongs, such as cable or non-cable: figures are told by group,
    #: and ``policies.group_order`` ranks them.
    cause_group: str = Field(min_length=1)
    #: Events for each line in service; the mean over a year where a pattern moves them.
    rate: EventRates
    #: Skill that a crew needs to repair it.
    skill: str
    #: Kind of job: ``repair`` for a single visit, ``cable`` for the work of a gang. A pair swap
    #: counts as the kind of its cause in KPIs by job, and as a ``repair`` for piece rates.
    job: Literal["repair", "cable"] = "repair"
    #: Lines hit by one event: neighbours in one cabinet, or in all that the struck cable serves.
    lines: LinesLaw | None = None
    #: Lines that one event breaks one by one, as lightning does: neighbours in one cabinet, each of
    #: which is a fault of its own and wants a visit of its own. Left out = one.
    strikes: LinesLaw | None = None
    #: The cable it strikes: ``feeder``, which may serve several cabinets, or ``distribution``,
    #: which lines fed directly do not have. Blank = neither, or all one: neighbours in one cabinet.
    cable: Literal["distribution", "feeder"] | None = None
    #: Share of the lines hit whose customers report; at least one always does.
    reporting_share: Share = 1.0
    #: From the fault to its first report; left out, none.
    report_delay: DurationLaw | None = None
    #: Crew time on site at the norm; all lines come back at its end.
    work: WorkLaw | None = None
    #: Instead of ``work``: stages with progressive restoration.
    splicing: Splicing | None = None
    #: For events that hit few lines: change them over to spare pairs while there are any.
    pair_swap: PairSwap | None = None
    #: How often its faults come back; left out, as the scenario's ``repeats`` says.
    repeats: OwnRepeats | None = None
    #: Share cleared from the desk by a line test, without a visit.
    cleared_remotely: Share = 0.0
    #: Share of its faults that a line test names for certain, those cleared from the desk among
    #: them: they are taken for nothing else, and for no part of a cable fault. Left out, those
    #: cleared alone.
    found_by_test: Share | None = None
    #: Pattern by which events move over the year, the week and the day; left out, evenly.
    pattern: str | None = None
    hits_lines_down: bool = Field(
        default=False,
        description="Whether this cause also strikes lines that are down already. The default, "
        "false, is right for real towns: what is broken cannot break again. Set it true only to "
        "compare a run with a queueing formula, in which faults never let up.",
    )
    #: Whether the fault lies at the customer (own equipment, inside wire, none found): such
    #: reports are left out of the operator's own figures, which are printed beside the others.
    customer_side: bool = False

    @property
    def known(self) -> float:
        """Share of its faults that the line test knows for what they are, for certain."""
        return self.cleared_remotely if self.found_by_test is None else self.found_by_test


class Repeats(Sourced):
    """A cleared line that fails again from the same cause."""

    #: Share of cleared faults whose line fails again, for all causes without ``repeats`` of their
    #: own; pay, skipped tests and training change it.
    share: Share
    #: The line fails again at any instant of this time from the clearing on, all alike likely.
    within: Duration = 30 * DAY_MS
