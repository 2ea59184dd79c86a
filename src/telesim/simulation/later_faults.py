"""Faults that no candidate foretells: repeats, and what people make while the run goes on.

Such a fault is like any other of its cause: a row of the same columns, read from the marks of
its own key instead of from the workload.
"""

from __future__ import annotations

from telesim.distributions import Distribution
from telesim.scenario.causes import Cause
from telesim.simulation.job import Marks
from telesim.workload import followups

#: One row of workload.Faults as plain numbers, in the order of its columns, case first and the
#: marks of the first visit together.
FaultRow = tuple[int, int, int, int, int, float, int, int, int, int, int, int, int, int, int, Marks]
_UNDER_ANY_RATE = -1.0


def later_fault(
    case: int,
    now_ms: int,
    number: int,
    cause: Cause,
    cabinet: int,
    slot: int,
    distance_m: int,
    key: int,
    travel: Distribution | None,
    *,
    whole: bool = False,
    known: bool = False,
    report_delay_ms: int | None = None,
) -> FaultRow:
    """The row of a fault of cause ``number`` that happens now, with the marks of ``key``.

    It hits the one line, or with ``whole`` as many as the law of the cause says. Where the joint
    is ``known`` from an earlier repair, it is opened again and nothing is located. ``travel`` is
    the factor on the travel time of a visit. Without ``report_delay_ms`` the law of the cause says
    when it is reported.
    """
    lines, reports = 1, 1
    if whole:
        lines, reports = followups.later_lines(cause.lines, cause.reporting_share, key)
    locate, material = 0, 0
    if known and cause.splicing is not None:
        locate = followups.reopening_ms(cause.splicing, key)
    elif cause.splicing is not None:
        locate, material = followups.later_stages(cause.splicing, key)
    return (
        case,
        now_ms,
        number,
        cabinet,
        slot,
        _UNDER_ANY_RATE,
        key,
        lines,
        reports,
        followups.later_report_delay_ms(cause.report_delay, key, 0)
        if report_delay_ms is None
        else report_delay_ms,
        followups.later_work_ms(cause.work, key, 0),
        locate,
        material,
        followups.later_remote_ppm(key, 0),
        distance_m,
        followups.later_marks(travel, key, 0),
    )
