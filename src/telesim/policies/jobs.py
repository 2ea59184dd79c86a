"""What a policy sees of a job and of a crew: flat tuples of integers, nothing else."""

from __future__ import annotations

from typing import NamedTuple

INSTALL, MOVE, REPAIR, CABLE, WORKS = range(5)
#: Kinds of field job in the order of their codes; scenarios name them like this.
JOB_KINDS: tuple[str, ...] = ("install", "move", "repair", "cable")
#: The same with construction, which has no promises, no customer and a day's end of its own.
ALL_JOBS: tuple[str, ...] = (*JOB_KINDS, "works")
#: What a piece rate may pay: these, and jumpers run at a main frame.
PAID_JOBS: tuple[str, ...] = (*ALL_JOBS, "main-frame")


class Job(NamedTuple):
    """A waiting job as a dispatch rule sees it.

    ``kind`` indexes ALL_JOBS; ``group`` is the rank of its cause group in the scenario's
    list (orders come after the last group); ``since_ms`` is the instant of the report or of
    the order; ``due_ms`` the promised instant; ``lines`` how many lines wait for it;
    ``work_ms`` the expected crew time; ``case`` breaks ties, lowest first.
    """

    kind: int
    group: int
    since_ms: int
    due_ms: int
    lines: int
    work_ms: int
    case: int


class CrewView(NamedTuple):
    """A crew as a pair-scoring rule sees it, for one particular job.

    ``travel_ms`` is its expected travel to the job, ``members`` its size, ``crew`` its number.
    """

    travel_ms: int
    members: int
    crew: int
