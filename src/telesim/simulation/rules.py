"""A scenario's rules as plain numbers, per exchange and moment, ready for the hot path."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telesim.distributions import Distribution
from telesim.policies import jobs
from telesim.policies.dispatch import DispatchRule
from telesim.policies.pay import PayScheme
from telesim.policies.picking import picked
from telesim.policies.shift_end import ShiftEnd, Suspend, WhatFits
from telesim.scenario import Scenario
from telesim.scenario.causes import Cause
from telesim.scenario.fields import for_area
from telesim.units import PER_MILLE, PER_MILLION, to_ms
from telesim.workload.columns import CEASE, INSTALL, MOVE

#: Later than any instant: no promise, no giving up.
NEVER = 2**62
#: Variants of order jobs; faults follow, one variant a cause.
INSTALL_PREBUILT, INSTALL_BUILD, MOVE_LINE, FIRST_CAUSE = range(4)


@dataclass(frozen=True, slots=True)
class Variant:
    """A kind of job whose expected crew time is one number: what queues are made of.

    ``plain`` is -1, or the number of the variant that the job has without its appointment.
    """

    number: int
    kind: int
    skill: str
    expected_ms: int
    group: int
    plain: int = -1

    @property
    def work(self) -> int:
        """Number of the variant for the same work, with an appointment or not."""
        return self.number if self.plain < 0 else self.plain


def variants(scenario: Scenario) -> tuple[Variant, ...]:
    """Install with a drop, install without, move, one variant per fault cause, then one for each
    cause whose lines may be changed over to spare pairs, in the same order; then two for calls
    to a main frame, if jumpers are run there, and one for each skill that builds. Then each once
    more, with an appointment, where anybody gives any for its kind of job.
    """
    order = scenario.policies.group_order
    last = len(order)
    install, move = scenario.demand.install, scenario.demand.move
    found = [
        Variant(
            INSTALL_PREBUILT,
            jobs.INSTALL,
            install.skill if install else "",
            _mean(install.work_prebuilt if install else None),
            last + 1,
        ),
        Variant(
            INSTALL_BUILD,
            jobs.INSTALL,
            install.skill if install else "",
            _mean(install.work_build if install else None),
            last + 1,
        ),
        Variant(
            MOVE_LINE,
            jobs.MOVE,
            move.skill if move else "",
            _mean(move.work if move else None),
            last + 1,
        ),
    ]
    for number, cause in enumerate(scenario.faults.values()):
        group = order.index(cause.cause_group) if cause.cause_group in order else last
        kind = jobs.CABLE if cause.job == "cable" else jobs.REPAIR
        found.append(
            Variant(FIRST_CAUSE + number, kind, cause.skill, _expected_repair(cause), group)
        )
    for variant, cause in zip(found[FIRST_CAUSE:], scenario.faults.values(), strict=True):
        swap = cause.pair_swap
        if swap is not None:
            found.append(
                Variant(len(found), jobs.REPAIR, swap.skill, _mean(swap.work), variant.group)
            )
    frame = scenario.main_frame
    if frame is not None:
        groups = [v.group for v in found[FIRST_CAUSE + len(scenario.faults) :]]
        expected = _mean(frame.work)
        # For orders, and for faults among those that wait: both are calls to a main frame.
        for kind, group in ((jobs.INSTALL, last + 1), (jobs.REPAIR, min(groups, default=last))):
            found.append(Variant(len(found), kind, frame.skill, expected, group))
    if scenario.works is not None:
        least = scenario.works.least_visit
        asks = [section.skill for section in (scenario.works, scenario.pair_recovery) if section]
        for skill in dict.fromkeys(asks):
            found.append(Variant(len(found), jobs.WORKS, skill, least, last + 1))
    kinds = _kinds_promised(scenario)
    for variant in [variant for variant in found if variant.kind in kinds]:
        found.append(replace(variant, number=len(found), plain=variant.number))
    return tuple(found)


def first_frame_variant(scenario: Scenario) -> int:
    """Number of the variant for a call to a main frame by orders; that for faults follows."""
    swaps = sum(cause.pair_swap is not None for cause in scenario.faults.values())
    return FIRST_CAUSE + len(scenario.faults) + swaps


def _kinds_promised(scenario: Scenario) -> frozenset[int]:
    """Kinds of job that get appointments anywhere at any time."""
    wheres = (scenario, *(phase.scenario for phase in scenario.phases))
    given = [s.policies.appointments for s in wheres if s.policies.appointments is not None]
    return frozenset(jobs.JOB_KINDS.index(word) for one in given for word in one.jobs)


def _mean(law: Distribution | None) -> int:
    return to_ms(law.expected) if law is not None else 0


def _expected_repair(cause: Cause) -> int:
    if cause.splicing is None:
        return _mean(cause.work)
    lines = cause.lines.expected if cause.lines is not None else 1.0
    splicing = cause.splicing
    joined = lines / (splicing.pairs_per_hour * splicing.splicers_at_most)
    return _mean(splicing.locate) + to_ms(joined * 3_600_000)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds at one exchange from one instant on; indices as in policies.jobs.

    Chances are in parts per million, times in ms, rates in events or orders per line and month.
    """

    scenario: Scenario
    dispatch: DispatchRule
    #: By kind of job; None = suspend and resume, the common case, kept cheap.
    shift_end: tuple[ShiftEnd | None, ...]
    promise_ms: tuple[int, ...]
    no_access_ppm: tuple[int, ...]
    no_access_ms: int
    closing_ms: int
    order_rate: tuple[float, ...]
    #: Share of installs that need no visit, and how long they take.
    reconnect_ppm: int
    reconnect_takes: Distribution | None
    cause_rate: tuple[float, ...]
    #: By cause: chance that a cleared fault comes back, and within how long (0 = it does not).
    repeat_share: tuple[float, ...]
    repeat_within_ms: tuple[int, ...]
    #: By cause: whether it comes back by a law of its own, however well the repair was done.
    recurs: tuple[bool, ...]


def rules_for(scenario: Scenario, area: str) -> Rules:
    """The rules of a scenario in an area."""
    policies, visits, demand = scenario.policies, scenario.visits, scenario.demand
    ends: list[ShiftEnd | None] = []
    for word in jobs.JOB_KINDS:
        policy = policies.shift_end.get(word)
        ends.append(None if policy is None or type(policy) is Suspend else policy)
    ends.append(WhatFits())  # construction, the last of the kinds of job
    promises = []
    for word in jobs.JOB_KINDS:
        by_area = policies.promises.get(word)
        known = by_area is not None and (area in by_area or "*" in by_area)
        promises.append(for_area(by_area, area) if by_area is not None and known else NEVER)
    order_rate = [0.0, 0.0, 0.0]
    for number, kind in ((INSTALL, demand.install), (MOVE, demand.move), (CEASE, demand.cease)):
        if kind is not None:
            order_rate[number] = for_area(kind.rate, area).per_line_month
    reconnect = demand.install.reconnect if demand.install is not None else None
    repeats = [cause.repeats or scenario.repeats for cause in scenario.faults.values()]
    return Rules(
        scenario=scenario,
        dispatch=_dispatch(policies.dispatch, policies.pay),
        shift_end=tuple(ends),
        promise_ms=tuple(promises),
        no_access_ppm=tuple(
            round(PER_MILLION * (visits.no_access.get(word, 0.0) if visits else 0.0))
            for word in jobs.JOB_KINDS
        ),
        no_access_ms=visits.no_access_time if visits else 0,
        closing_ms=visits.closing if visits else 0,
        order_rate=tuple(order_rate),
        reconnect_ppm=round(PER_MILLION * reconnect.share) if reconnect is not None else 0,
        reconnect_takes=reconnect.takes if reconnect is not None else None,
        cause_rate=tuple(for_area(c.rate, area).per_line_month for c in scenario.faults.values()),
        repeat_share=tuple(law.share if law else 0.0 for law in repeats),
        repeat_within_ms=tuple(law.within if law else 0 for law in repeats),
        recurs=tuple(cause.repeats is not None for cause in scenario.faults.values()),
    )


def _dispatch(rule: DispatchRule, pay: PayScheme) -> DispatchRule:
    """The rule as crews follow it under the pay of their place."""
    habit = pay.near_and_easy
    return rule if habit is None else picked(rule, habit.hour_of_waiting_is_worth_ms)


def per_mille(factor: float) -> int:
    """A speed or quality factor as the integer the model computes with, at least 1."""
    return max(1, round(factor * PER_MILLE))
