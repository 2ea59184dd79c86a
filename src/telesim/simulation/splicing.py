"""A cable repair by a gang: find the damage, wait for material if need be, join pair by pair.

Pure functions over a job's numbers; the fault book turns them into rows.
"""

from __future__ import annotations

from telesim.eventlog import Kind
from telesim.scenario.causes import Splicing
from telesim.simulation.job import Job
from telesim.simulation.workforce import site_time_ms
from telesim.units import HOUR_MS

_MATERIAL, _CLEARED = int(Kind.MATERIAL), int(Kind.CLEARED)


def pairs_per_hour(splicing: Splicing, members: int) -> float:
    """Pairs a gang joins in an hour at the norm: its splicers, as many as fit at the joint."""
    return splicing.pairs_per_hour * min(members, splicing.splicers_at_most)


def joining_ms(pairs: int, splicing: Splicing, members: int, pace: int) -> int:
    """Crew time to join ``pairs`` at a pace in millionths, at least 1 ms for any pair."""
    norm = round(pairs * HOUR_MS / pairs_per_hour(splicing, members))
    return max(1, site_time_ms(norm, pace)) if pairs else 0


def locating_ms(job: Job, pace: int) -> int:
    """Crew time to find and dig, nothing once it is located."""
    return 0 if job.located else site_time_ms(job.locate_ms, pace)


def visit(job: Job, splicing: Splicing, members: int, pace: int) -> tuple[int, int]:
    """How the next visit of a gang ends and its crew time on site.

    The first visit locates; when a length must be replaced it ends there, until the material
    has come. Otherwise, and on the next visit, all pairs still down are joined.
    """
    locate = locating_ms(job, pace)
    if job.material_ms and not job.located:
        return _MATERIAL, locate
    return _CLEARED, locate + joining_ms(len(job.slots), splicing, members, pace)


def batches(pairs: int, splicing: Splicing, members: int, pace: int) -> list[tuple[int, int]]:
    """When lines come back: (crew time of joining, lines), an hour's worth at a time.

    The last batch is left out: it comes back when the gang has tested and closed.
    """
    size = max(1, int(pairs_per_hour(splicing, members)))
    return [(joining_ms(done, splicing, members, pace), size) for done in range(size, pairs, size)]
