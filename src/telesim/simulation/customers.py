"""Customers of a fault: each has a line of his own, and lines of a cable come back one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.simulation.job import ENDED

if TYPE_CHECKING:
    from telesim.simulation.job import Job


def line_of(job: Job, number: int) -> int:
    """The line of customer ``number`` of those who report a fault, spread evenly over its lines.

    Lines are counted in the order in which they are restored.
    """
    several = min(job.reports, job.lines) if job.lines > 1 else 1
    return number * job.lines // several


def is_down(job: Job, line: int) -> bool:
    """Whether a line of a fault, counted in the order of restoration, is down still."""
    if job.state == ENDED:
        return False
    return job.lines == 1 or line >= job.lines - len(job.slots)
