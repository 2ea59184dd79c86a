"""What breaks: causes of faults, how their cables are joined, and lines that fail again."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from telesim.scenario.choices import DurationLaw, LinesLaw, WorkLaw
from telesim.scenario.fields import Duration, EventRates, Section, Share, Sourced
from telesim.units import DAY_MS


class Splicing(Section):
    """A cable repair in stages: find the place, wait for material, join pair by pair."""

    #: Crew time to locate and dig.
    locate: WorkLaw
    #: Share of cuts where a length is replaced, and the wait for it; the gang leaves meanwhile.
    material_share: Share = 0.0
    material_wait: DurationLaw | None = None
    #: Pairs joined per hour by one splicer.
    pairs_per_hour: float = Field(gt=0)
    #: Most splicers that fit at a joint.
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
    skill: str = "repair"
    #: Crew time on site for each line.
    work: WorkLaw


class OwnRepeats(Section):
    """How faults of one cause come back, instead of the scenario's ``repeats``.

    That is the law of the cause, not of the work on it: pay does not change it.
    """

    #: Share of cleared faults that come back.
    share: Share
    #: The instant lies evenly over this time from clearing on.
    within: Duration = Field(default=30 * DAY_MS, gt=0)
    #: Whether the event comes back whole, at the same place and with lines by the law of the
    #: cause, as the theft of a cable does; else the first line alone fails again.
    whole_event: bool = False


class Cause(Sourced):
    """A cause of faults. Rates count events, of which each may hit many lines."""

    cause_group: str = Field(min_length=1)
    rate: EventRates
    skill: str
    #: ``repair`` for a single visit, ``cable`` for gang work: the kind of job (DESIGN 2.4). KPIs
    #: by job count a pair swap under the job of its cause, ``cable``; piece rates pay a ``repair``.
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
    #: From the fault to its first report.
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
    #: Share of which a line test says for certain what they are, those cleared from the desk among
    #: them: the others are taken for no other fault and are no part of a cable. Left out, those
    #: cleared alone.
    found_by_test: Share | None = None
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

    share: Share
    within: Duration = 30 * DAY_MS
