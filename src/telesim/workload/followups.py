"""What is decided only while the run goes on: later visits and repeats, one case at a time.

Each number is a mark of the case's key, its purpose and a generation: the count of visits or
repeats before. Generation 0 gives the bits of the columns, and there is no last generation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from telesim.distributions import Distribution
from telesim.scenario.causes import Splicing
from telesim.units import PER_MILLION
from telesim.workload import marks, values


def _one(law: Distribution, key: int, purpose: int, generation: int, scale: int = 1) -> int:
    """One value of a law, drawn as in the columns and rounded in plain Python, which is quicker."""
    return values.one_whole_ms(law.one(marks.uniform(key, purpose, generation)) * scale)


def later_work_ms(law: Distribution | None, key: int, generation: int) -> int:
    """Crew time on site of visit number ``generation``, in ms; 0 without a law."""
    return 0 if law is None else _one(law, key, marks.WORK, generation)


def redrawn_work_ms(law: Distribution | None, key: int, generation: int) -> int:
    """Crew time on site, in ms, after interruption ``generation`` (from 0); 0 without a law."""
    return 0 if law is None else _one(law, key, marks.REDRAWN, generation)


def set_up_ms(law: Distribution, key: int, generation: int) -> int:
    """Depot time before visit number ``generation``, of a crew that was idle, in ms."""
    return _one(law, key, marks.SET_UP, generation)


def spare_time_root(seed: int, replication: int) -> int:
    """Root of the marks of all preventive work of a run."""
    return marks.bits(seed, marks.SPARE_ROOT, replication)


def spare_time_ppm(law: Distribution | None, root: int, crew: int, number: int) -> int:
    """Factor on the time of a crew's preventive work, counted from 0, in parts per million."""
    if law is None:
        return PER_MILLION
    return _one(
        law, marks.bits(root, marks.SPARE_ROOT, crew), marks.SPARE_TIME, number, PER_MILLION
    )


def swap_work_ms(law: Distribution, key: int, generation: int) -> int:
    """Crew time to change a line over to a spare pair at visit ``generation``, in ms."""
    return _one(law, key, marks.SWAP, generation)


def reconnects(key: int, share_ppm: int) -> bool:
    """Whether an order's line still stands, so that it needs no visit."""
    return marks.per_million(key, marks.RECONNECT, 0) < share_ppm


def reconnect_delay_ms(law: Distribution | None, key: int) -> int:
    """From the assignment to working service of a line that stands, in ms; 0 without a law."""
    return 0 if law is None else _one(law, key, marks.RECONNECT_DELAY, 0)


def later_travel_ppm(law: Distribution | None, key: int, generation: int) -> int:
    """Factor on the travel time of visit number ``generation``, in parts per million."""
    return PER_MILLION if law is None else _one(law, key, marks.TRAVEL, generation, PER_MILLION)


def later_access_ppm(key: int, generation: int) -> int:
    """Nobody is at home at visit number ``generation`` when this is under the chance of it."""
    return marks.per_million(key, marks.ACCESS, generation)


def later_fix_ppm(key: int, generation: int) -> int:
    """Visit number ``generation`` is the last when this is under the share fixed by a visit."""
    return marks.per_million(key, marks.FIX, generation)


def later_marks(travel: Distribution | None, key: int, generation: int) -> tuple[int, int, int]:
    """What visit number ``generation`` draws on: travel, access and fix as above."""
    return (
        later_travel_ppm(travel, key, generation),
        later_access_ppm(key, generation),
        later_fix_ppm(key, generation),
    )


def later_remote_ppm(key: int, generation: int) -> int:
    """Repeat ``generation`` is cleared from the desk when this is under the cause's share."""
    return marks.per_million(key, marks.REMOTE, generation)


def later_report_delay_ms(law: Distribution | None, key: int, generation: int) -> int:
    """From repeat ``generation`` of a fault to its first report, in ms; 0 without a law."""
    return 0 if law is None else _one(law, key, marks.REPORT_DELAY, generation)


def repeat(key: int, generation: int, share: float, within_ms: int) -> int | None:
    """When a cleared line fails again: ms after clearing, 1 to ``within_ms``; None = it holds.

    ``generation`` counts the repeats before. The delay is uniform over the time allowed, an
    assumption: no source says when within it repeats come.
    """
    if within_ms <= 0 or marks.uniform(key, marks.REPEAT, generation) >= share:
        return None
    return 1 + int(marks.uniform(key, marks.REPEAT_DELAY, generation) * within_ms)


def repeat_key(key: int, generation: int) -> int:
    """Key of the case that repeats case ``key`` for the ``generation``-th time (from 0).

    A repeat is a case with marks of its own: read them with this key from generation 0 on.
    """
    return marks.bits(key, marks.KEY, generation)


def later_lines(law: Distribution | None, share: float, key: int) -> tuple[int, int]:
    """Lines hit by an event with key ``key`` and reports about it, by the marks of the columns."""
    keys = np.array([key], dtype=np.uint64)
    hit = values.lines_hit(law, keys)
    return int(hit[0]), int(values.reports(hit, share, keys)[0])


def early_failure(key: int, share: float, within_ms: int) -> int | None:
    """When the line of install order ``key`` fails: ms from service, 1 to ``within_ms``.

    None = it holds. The instant is uniform over the time, an assumption.
    """
    if marks.uniform(key, marks.EARLY_LIFE, 0) >= share:
        return None
    return 1 + int(marks.uniform(key, marks.EARLY_DELAY, 0) * within_ms)


def disturbance(key: int, share: float, within_ms: int) -> int | None:
    """When another line fails because of the finished job of case ``key``.

    Gives ms from the end of the job, 1 to ``within_ms``, uniform over the time; None = never.
    """
    if marks.uniform(key, marks.DISTURBS, 0) >= share:
        return None
    return 1 + int(marks.uniform(key, marks.DISTURB_DELAY, 0) * within_ms)


def neighbour(key: int, generation: int, slots: int) -> int:
    """The slot of its cabinet that the job of case ``key`` touches at try ``generation``."""
    return int(marks.uniform(key, marks.NEIGHBOUR, generation) * slots)


def early_key(key: int) -> int:
    """Key of the early failure of the line of install order ``key``."""
    return marks.bits(key, marks.MADE_KEY, 0)


def disturbed_key(key: int) -> int:
    """Key of the fault that the job of case ``key`` made on another line."""
    return marks.bits(key, marks.MADE_KEY, 1)


def jumper_work_ms(law: Distribution, key: int) -> int:
    """Crew time at the main frame for the jumper of case ``key``, in ms."""
    return _one(law, key, marks.JUMPER, 0)


def misjudged(key: int, right_ppm: int) -> bool:
    """Whether the line test of case ``key`` names a wrong cause."""
    return marks.per_million(key, marks.DIAGNOSED, 0) >= right_ppm


def suspected(key: int, rates: Sequence[float]) -> int:
    """Which of some causes the case is taken for, each as likely as its rate is high.

    With rates of zero it is the last of them.
    """
    left = marks.uniform(key, marks.SUSPECTED, 0) * sum(rates)
    for number, rate in enumerate(rates):
        left -= rate
        if left < 0:
            return number
    return len(rates) - 1


def marks_in_vain(travel: Distribution | None, key: int, generation: int) -> tuple[int, int]:
    """Of visit number ``generation`` by a wrong crew: factor on travel, chance against no access;
    both in parts per million.
    """
    factor = PER_MILLION
    if travel is not None:
        factor = _one(travel, key, marks.TRAVEL_IN_VAIN, generation, PER_MILLION)
    return factor, marks.per_million(key, marks.ACCESS_IN_VAIN, generation)


def reopening_ms(splicing: Splicing, key: int) -> int:
    """Crew time to open a joint again for a repeat with key ``key``, in ms; 0 without a law."""
    return 0 if splicing.reopen is None else _one(splicing.reopen, key, marks.LOCATE, 0)


def later_stages(splicing: Splicing, key: int) -> tuple[int, int]:
    """Stages of a repeated cable fault with key ``key``: ms to locate, ms to wait for material.

    The same marks as the columns read; the wait is 0 when no length must be replaced.
    """
    locate = _one(splicing.locate, key, marks.LOCATE, 0)
    wait = 0
    if (
        splicing.material_wait is not None
        and marks.uniform(key, marks.MATERIAL, 0) < splicing.material_share
    ):
        wait = _one(splicing.material_wait, key, marks.MATERIAL_WAIT, 0)
    return locate, wait


def unrecorded(key: int, what: int, share_ppm: int) -> bool:
    """Whether a change of kind ``what`` to pairs by case ``key`` never gets into the records."""
    return marks.per_million(key, marks.UNRECORDED, what) < share_ppm


def by_agent(key: int, share_ppm: int) -> bool:
    """Whether an agent brings the order ``key``."""
    return marks.per_million(key, marks.BY_AGENT, 0) < share_ppm


def reads_coverage(key: int, share_ppm: int) -> bool:
    """Whether the customer of order ``key`` reads the published coverage first."""
    return marks.per_million(key, marks.READS, 0) < share_ppm


def decides_wrongly(key: int, share_ppm: int) -> bool:
    """Whether the decision on order ``key`` is not what was read."""
    return marks.per_million(key, marks.WRONG, 0) < share_ppm


def returns(key: int, share_ppm: int) -> bool:
    """Whether the registered customer of order ``key`` orders when told that there is service."""
    return marks.per_million(key, marks.RETURNS, 0) < share_ppm


def registered_patience_ms(law: Distribution, key: int) -> int:
    """How long the registered customer of order ``key`` waits to be told, in ms, 1 or more."""
    return max(1, _one(law, key, marks.REGISTERED_PATIENCE, 0))


def marks_without_pair(travel: Distribution | None, key: int, generation: int) -> tuple[int, int]:
    """Of visit ``generation`` for a pair that there is not: factor on travel, chance against no
    access; both in parts per million.
    """
    factor = PER_MILLION
    if travel is not None:
        factor = _one(travel, key, marks.TRAVEL_NO_PAIR, generation, PER_MILLION)
    return factor, marks.per_million(key, marks.ACCESS_NO_PAIR, generation)


def records_error(key: int, share_ppm: int, lines: int) -> int:
    """Free pairs that a cabinet's records show too many at the start; negative, too few.

    Every whole number between minus and plus ``share_ppm`` of the lines is equally likely.
    """
    most = share_ppm * lines // PER_MILLION
    return int(marks.uniform(key, marks.START_ERROR, 0) * (2 * most + 1)) - most


def first_audit_ms(key: int, every_ms: int) -> int:
    """When a cabinet is counted first, in ms since the start: 0 to under ``every_ms``."""
    return int(marks.uniform(key, marks.AUDIT, 0) * every_ms)


def rerouted_fault_ms(key: int, generation: int, per_ms: float) -> int:
    """Until the next fault that a borrowed pair brings to the line of order ``key``, in ms.

    Exponential, with ``per_ms`` faults a millisecond.
    """
    u = marks.uniform(key, marks.REROUTED_GAP, generation)
    return values.one_whole_ms(max(1.0, -math.log1p(-u) / per_ms))


def rerouted_fault_key(key: int, generation: int) -> int:
    """Key of such a fault."""
    return marks.bits(key, marks.REROUTED_KEY, generation)


def move_back_key(key: int) -> int:
    """Key of the move back of the line of order ``key``."""
    return marks.bits(key, marks.BACK_KEY, 0)
