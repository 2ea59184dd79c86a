"""A crew that leaves a visit before it is over, because it is called to another."""

from __future__ import annotations

from heapq import heapify

from simpy.events import PENDING

from telesim.simulation.crew import Crew


def call_away(crew: Crew, now_ms: int) -> int:
    """End a visit at once; the crew must be on duty, and sets out for another at this instant.

    Returns:
        Crew time on site in ms; negative where the crew was on its way: what is left of that.
    """
    job = crew.job
    assert job is not None
    site_ms = _crew_time(crew, now_ms) - crew.way_ms if crew.segments else now_ms - crew.arrive_ms
    crew.write_visit(job, now_ms)
    crew.job, crew.segments = None, []
    crew.free_since_ms = now_ms
    _forget_the_end(crew)
    return site_ms


def _crew_time(crew: Crew, now_ms: int) -> int:
    """Crew time since setting out, of a visit that touches several days or breaks."""
    segment = crew.segments[0]
    for following in crew.segments:
        if following.start_ms > now_ms:
            break
        segment = following
    return segment.done_ms + crew.calendar.work_between(segment.start_ms, now_ms)


def _forget_the_end(crew: Crew) -> None:
    """Take the end of the visit out of SimPy's queue, as the crew's one event is used again.

    A visit that the calendar ends before has no end there.
    """
    turn = crew.turn
    queue = turn.env._queue
    for place, entry in enumerate(queue):
        if entry[3] is turn:
            del queue[place]
            heapify(queue)
            break
    turn._value = PENDING
