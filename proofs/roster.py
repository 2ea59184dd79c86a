"""Crews who go home: the share of faults repaired within 24 hours under a daily roster.

Rows SH-O01 and SH-O03 of the reference: 0.8 faults an hour of two hours each, six crews from
08:00 to 16:00. The recursion runs on the crews' clock, which stands still at night.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from proofs.claims import coverage
from proofs.proof import Proof
from proofs.recursions import Columns, arrivals, duty_clock, many_servers_waits, sums_in_window
from proofs.telling import covered, ratio_table
from telesim.theory import Period, PeriodicRoster

REPLICATIONS = 10
A_DAY, FAULTS_AN_HOUR, WORK_HOURS, CREWS = 24.0, 0.8, 2.0, 6
OPENS, CLOSES = 8.0, 16.0
#: Hours left out at the beginning, and the end of the window: 4 and 20 weeks.
WARM_UP, UNTIL = 4 * 7 * A_DAY, 20 * 7 * A_DAY
SHARE, MEAN = "time_to_restore_within_24h", "time_to_restore_mean"


def roster(shift: float = CLOSES - OPENS) -> PeriodicRoster:
    """The same roster as a chain; the shift may be of another length."""
    night = A_DAY - OPENS - shift
    periods = ((OPENS, 0), (shift, CREWS), (night, 0))
    return PeriodicRoster([Period(t, FAULTS_AN_HOUR, n) for t, n in periods], 1 / WORK_HOURS)


def repairs(rng: np.random.Generator, size: int) -> tuple[Columns, Columns, Columns]:
    """By experiment (rows) and replication: faults, their hours, and 100 for each within a day."""
    on_duty, elapsed = duty_clock(OPENS, CLOSES)
    instants = arrivals(rng, size * REPLICATIONS, FAULTS_AN_HOUR, UNTIL)
    work = rng.exponential(WORK_HOURS, instants.shape)
    reported = on_duty(instants)
    hours = elapsed(reported + many_servers_waits(reported, work, CREWS) + work) - instants
    in_time = 100.0 * (hours <= A_DAY)
    counts, sums, within = sums_in_window(instants, WARM_UP, UNTIL, hours, in_time)
    shape = (size, REPLICATIONS)
    return counts.reshape(shape), sums.reshape(shape), within.reshape(shape)


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often the intervals hold the exact values, and those of a longer shift."""
    faults, hours, within = repairs(rng, size)
    exact, longer = roster(), roster(CLOSES - OPENS + 0.5)
    share = ratio_table(SHARE, within, faults)
    mean = ratio_table(MEAN, hours, faults)
    return {
        "share within 24 h": covered(share, 100 * exact.share_done_within(A_DAY)),
        "mean time to restore": covered(mean, exact.mean_time_to_repair),
        # Another shift has another answer, which the intervals must not hold.
        "share of half an hour more": covered(share, 100 * longer.share_done_within(A_DAY)),
    }


PROOF = Proof(
    "roster",
    "six crews from 08:00 to 16:00, ten replications of 16 weeks",
    (
        coverage("share within 24 h"),
        coverage("mean time to restore"),
        coverage("share of half an hour more", must_fail=True),
    ),
    experiments,
)
