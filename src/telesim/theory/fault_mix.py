"""What reports are made of: first-time events, repeats, early failures and disturbed lines.

Published totals count every report. A model needs the rate of the first-time events alone, from
which the rest follows. Both directions are linear, so that they have closed forms; all figures
are per 100 lines and month, or in any other unit that events, orders and reports share.

For cause c let b be its first-time events, r its reports per event, and n the faults of this
cause that people make, one line and one report each. Of its cleared events the share s comes
back, of its cleared faults of one line the share t; q are the reports of a repeat (1, or r when
whole events come back, where t = s). Then m = s / (1 - t) repeats follow an event and
k = t / (1 - t) a fault of one line, and its reports are::

    R = b (r + m q) + n (1 + k q)

Early failures are a share of the lines installed. Disturbed lines are a share p of all finished
jobs on pairs: of the orders, and of the cases of every cause with a chance of j_e for an event,
j_1 for a fault of one line and j_m (either of them) for a repeat::

    D = p (orders + sum over c of  b (j_e + m j_m) + n (j_1 + k j_m))

where n of the disturbed cause holds D itself: repairs of disturbed lines disturb further ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telesim.theory.checks import non_negative, refuse


@dataclass(frozen=True)
class FaultCause:
    """A cause as far as totals are concerned.

    ``reports_per_event`` is the mean over its first-time events, 1 or more; ``repeat_share`` the
    share of cleared events that come back, ``line_repeat_share`` that of cleared faults of one
    line (None = the same), below 1; with ``whole_repeats`` they come back with all their lines.
    Of these shares ``unrepaired`` and ``line_unrepaired`` come back because the repair was none.
    ``jobs_per_event`` and ``jobs_per_line`` are the chances that an event, and a fault of a
    single line, end with a job on pairs that may disturb others.
    """

    name: str
    reports_per_event: float = 1.0
    repeat_share: float = 0.0
    whole_repeats: bool = False
    jobs_per_event: float = 0.0
    jobs_per_line: float = 0.0
    line_repeat_share: float | None = None
    unrepaired: float = 0.0
    line_unrepaired: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.reports_per_event < math.inf:
            raise refuse(f"reports_per_event of {self.name}", self.reports_per_event, "1 or more")
        if not 0 <= self.repeat_share < 1:
            raise refuse(f"repeat_share of {self.name}", self.repeat_share, "a share below 1")
        if not 0 <= self.of_line < 1:
            raise refuse(f"line_repeat_share of {self.name}", self.of_line, "a share below 1")
        if self.whole_repeats and self.of_line != self.repeat_share:
            raise refuse(
                f"line_repeat_share of {self.name}", self.of_line, "the share of its whole events"
            )
        for word, whole in (("unrepaired", self.repeat_share), ("line_unrepaired", self.of_line)):
            if not 0 <= getattr(self, word) <= whole:
                raise refuse(
                    f"{word} of {self.name}", getattr(self, word), "a share of what comes back"
                )
        for word in ("jobs_per_event", "jobs_per_line"):
            if not 0 <= getattr(self, word) <= 1:
                raise refuse(f"{word} of {self.name}", getattr(self, word), "a share from 0 to 1")

    @property
    def of_line(self) -> float:
        """Share of cleared faults of one line that come back."""
        return self.repeat_share if self.line_repeat_share is None else self.line_repeat_share

    @property
    def repeats(self) -> float:
        """Repeats that follow an event, repeats of repeats included."""
        return self.repeat_share / (1 - self.of_line)

    @property
    def line_repeats(self) -> float:
        """Repeats that follow a fault of one line, repeats of repeats included."""
        return self.of_line / (1 - self.of_line)

    @property
    def reports_per_repeat(self) -> float:
        """Reports that a repeat brings."""
        return self.reports_per_event if self.whole_repeats else 1.0

    @property
    def jobs_per_repeat(self) -> float:
        """Jobs on pairs that a repeat brings."""
        return self.jobs_per_event if self.whole_repeats else self.jobs_per_line

    @property
    def event_reports(self) -> float:
        """Reports of an event and of all its repeats."""
        return self.reports_per_event + self.repeats * self.reports_per_repeat

    @property
    def line_reports(self) -> float:
        """Reports of a fault of one line and of all its repeats."""
        return 1 + self.line_repeats * self.reports_per_repeat

    @property
    def event_jobs(self) -> float:
        """Jobs on pairs of an event and of all its repeats."""
        return self.jobs_per_event + self.repeats * self.jobs_per_repeat

    @property
    def line_jobs(self) -> float:
        """Jobs on pairs of a fault of one line and of all its repeats."""
        return self.jobs_per_line + self.line_repeats * self.jobs_per_repeat


@dataclass(frozen=True)
class MadeByWork:
    """Work that brings faults, in the unit of the events.

    ``early`` lines fail soon after their installation, from ``early_cause``. ``orders`` are the
    finished jobs of orders on pairs; ``disturbs`` is the share of all jobs on pairs that disturb
    a line, a fault of ``disturbed_cause``. A cause is None where there are no such faults.
    """

    early: float = 0.0
    early_cause: str | None = None
    orders: float = 0.0
    disturbs: float = 0.0
    disturbed_cause: str | None = None


@dataclass(frozen=True)
class Parts:
    """Reports by what they come from; repeats are those of all others.

    ``unrepaired`` are lines that come back because their repair was none, beside the repeats.
    """

    base: float = 0.0
    repeats: float = 0.0
    early_life: float = 0.0
    work_induced: float = 0.0
    unrepaired: float = 0.0

    @property
    def total(self) -> float:
        """All reports."""
        return self.base + self.repeats + self.early_life + self.work_induced + self.unrepaired

    def __add__(self, other: Parts) -> Parts:
        return Parts(
            self.base + other.base,
            self.repeats + other.repeats,
            self.early_life + other.early_life,
            self.work_induced + other.work_induced,
            self.unrepaired + other.unrepaired,
        )


@dataclass(frozen=True)
class FaultMix:
    """Events, made faults, and the reports that come of them, by cause in the given order.

    ``events`` are first-time events. ``whole`` and ``single`` are cases, all kinds together:
    those with as many lines as the cause has, and those of one line.
    """

    events: dict[str, float]
    made: dict[str, float]
    whole: dict[str, float]
    single: dict[str, float]
    reports: dict[str, Parts]

    @property
    def total(self) -> Parts:
        """Reports of all causes."""
        return sum(self.reports.values(), Parts())


NO_WORK = MadeByWork()


def fault_mix(
    causes: Sequence[FaultCause], events: Mapping[str, float], work: MadeByWork = NO_WORK
) -> FaultMix:
    """What the first-time events of each cause and the work bring, in closed form.

    Raises ValueError for negative events, unknown causes, and repairs that disturb one line or
    more each, so that there is no end of them.
    """
    known = _known(causes, work)
    for name, count in events.items():
        if name not in known:
            raise refuse("events", name, f"one of {', '.join(known)}")
        non_negative(f"events of {name}", count)
    jobs = work.orders + sum(
        events.get(c.name, 0.0) * c.event_jobs + _early(c, work) * c.line_jobs for c in causes
    )
    again = 0.0
    if work.disturbed_cause is not None:
        again = known[work.disturbed_cause].line_jobs
    return _mix(causes, {c.name: events.get(c.name, 0.0) for c in causes}, work,
                _disturbed(work, jobs, again))  # fmt: skip


def base_rates(
    causes: Sequence[FaultCause], reports: Mapping[str, float], work: MadeByWork = NO_WORK
) -> FaultMix:
    """First-time events such that each cause has just these reports, all kinds together.

    ``reports`` gives those of every cause: a total times the share of the cause. From the
    equations above b = (R - n (1 + k q)) / (r + m q); put into that for D, this leaves one linear
    equation for D alone.

    Raises ValueError as :func:`fault_mix` does, for a cause without reports named, and where the
    faults that people make alone bring more reports than a cause is to have.
    """
    known = _known(causes, work)
    wrong = sorted(set(known) ^ set(reports))
    if wrong:
        raise refuse("reports", ", ".join(wrong), f"each of {', '.join(known)} once")
    jobs, again = work.orders, 0.0
    for c in causes:
        wanted = non_negative(f"reports of {c.name}", reports[c.name])
        per_event = c.event_jobs / c.event_reports
        # One made fault more brings its own jobs, and takes the place of some events.
        net = c.line_jobs - per_event * c.line_reports
        jobs += wanted * per_event + _early(c, work) * net
        if c.name == work.disturbed_cause:
            again = net
    disturbed = _disturbed(work, jobs, again)
    events = {}
    for c in causes:
        least = _made(c, work, disturbed) * c.line_reports
        if reports[c.name] < least:
            raise refuse(
                f"reports of {c.name}",
                round(reports[c.name], 6),
                f"{least:.6g} or more, which the faults that people make bring alone",
            )
        events[c.name] = (reports[c.name] - least) / c.event_reports
    return _mix(causes, events, work, disturbed)


def _known(causes: Sequence[FaultCause], work: MadeByWork) -> dict[str, FaultCause]:
    known = {cause.name: cause for cause in causes}
    if len(known) < len(causes):
        raise refuse("causes", [cause.name for cause in causes], "each name once")
    for word, name in (
        ("early_cause", work.early_cause),
        ("disturbed_cause", work.disturbed_cause),
    ):
        if name is not None and name not in known:
            raise refuse(word, name, f"one of {', '.join(known)}")
    for word in ("early", "orders", "disturbs"):
        non_negative(word, getattr(work, word))
    return known


def _disturbed(work: MadeByWork, jobs: float, again: float) -> float:
    """Solve D = p (jobs + D again)."""
    if work.disturbed_cause is None:
        return 0.0
    if work.disturbs * again >= 1:
        raise refuse("disturbs", work.disturbs, "repairs that disturb less than one line each")
    return work.disturbs * jobs / (1 - work.disturbs * again)


def _early(cause: FaultCause, work: MadeByWork) -> float:
    return work.early if cause.name == work.early_cause else 0.0


def _made(cause: FaultCause, work: MadeByWork, disturbed: float) -> float:
    return _early(cause, work) + (disturbed if cause.name == work.disturbed_cause else 0.0)


def _mix(
    causes: Sequence[FaultCause], events: dict[str, float], work: MadeByWork, disturbed: float
) -> FaultMix:
    made, whole, single, reports = {}, {}, {}, {}
    for c in causes:
        b, early, n = events[c.name], _early(c, work), _made(c, work, disturbed)
        back = b * c.repeats + n * c.line_repeats
        made[c.name] = n
        whole[c.name] = b + (back if c.whole_repeats else 0.0)
        single[c.name] = n + (0.0 if c.whole_repeats else back)
        bad = whole[c.name] * c.unrepaired + single[c.name] * c.line_unrepaired
        bad *= c.reports_per_repeat
        again = back * c.reports_per_repeat
        reports[c.name] = Parts(b * c.reports_per_event, again - bad, early, n - early, bad)
    return FaultMix(events, made, whole, single, reports)
