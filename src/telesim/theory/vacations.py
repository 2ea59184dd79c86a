"""One server that is sometimes away: rounds elsewhere, set-up, waiting for enough work, breakdown.

All waits are means in the unit of time of the durations; arrival rates are per that unit.
Source: Fuhrmann and Cooper 1985: the wait of the plain queue plus what the absence adds.
"""

from __future__ import annotations

from telesim.theory.checks import non_negative, positive, refuse, whole
from telesim.theory.moments import Moments
from telesim.theory.single_server import SingleServer


def wait_with_vacations(arrival_rate: float, service: Moments, vacation: Moments) -> float:
    """Mean wait when an idle server goes away, and away again until it finds work (M/G/1).

    Raises ValueError for a negative arrival rate or overload.
    """
    return SingleServer(arrival_rate, service).mean_wait + vacation.mean_residual


def wait_until_enough(arrival_rate: float, service: Moments, enough: int) -> float:
    """Mean wait when an idle server starts only once `enough` jobs wait (M/G/1, N-policy).

    Raises ValueError for an arrival rate of 0 or less, overload, or fewer than one job.
    """
    plain = SingleServer(positive("arrival_rate", arrival_rate), service).mean_wait
    return plain + (whole("enough", enough, 1) - 1) / (2 * arrival_rate)


def wait_with_set_up(arrival_rate: float, service: Moments, set_up: Moments) -> float:
    """Mean wait when the first job after an idle spell meets a set-up (M/G/1).

    Raises ValueError for a negative arrival rate or overload.
    """
    plain = SingleServer(arrival_rate, service).mean_wait
    added = 2 * set_up.mean + arrival_rate * set_up.second
    return plain + added / (2 * (1 + arrival_rate * set_up.mean))


def sojourn_with_breakdowns(
    arrival_rate: float, service_rate: float, failure_rate: float, repair_rate: float
) -> float:
    """Mean wait plus service at a server that breaks down, idle or not, and resumes its work.

    Work, times to failure and repairs are exponential (M/M/1).
    Raises ValueError for a negative arrival or failure rate, another rate of 0 or less, or a load
    of 1 or more of the time in which the server is up.
    Source: White and Christie 1958.
    """
    non_negative("arrival_rate", arrival_rate)
    non_negative("failure_rate", failure_rate)
    positive("service_rate", service_rate)
    both = failure_rate + positive("repair_rate", repair_rate)
    capacity = service_rate * repair_rate / both
    if arrival_rate >= capacity:
        needed = f"below {capacity:.6g}, what the server does in the time it is up"
        raise refuse("arrival_rate", arrival_rate, needed)
    lost = failure_rate * service_rate / both**2
    return (1 + lost) / (capacity - arrival_rate)
