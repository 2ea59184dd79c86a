"""How construction is laid over the days of gangs: pure functions over plain numbers.

A visit to a building site takes what is left of the gang's day after the way there, or what is
left of the work if that is less. The way is the mean way to customers of the exchange: sites are
known and do not vary.
"""

from __future__ import annotations

from collections.abc import Callable

from telesim.calendar import Calendar
from telesim.simulation.workforce import AT_THE_NORM, Team, site_time_ms
from telesim.units import DAY_MS


def pace_of(team: Team, variant: int, gang_size: int) -> int:
    """Pace at which a team builds, in millionths: in proportion to its members."""
    return max(1, team.pace[variant] * team.members // gang_size)


def visit(now_ms: int, room_ms: int, travel_ms: int, work_ms: int, pace: int) -> tuple[int, int]:
    """Crew time on site of a visit begun now, and the work at the norm that it leaves over.

    ``room_ms`` is crew time left in the gang's shift. Shifts that touch end at midnight.
    """
    midnight = ((now_ms + travel_ms) // DAY_MS + 1) * DAY_MS
    room = max(1, min(room_ms, midnight - now_ms) - travel_ms)
    need = site_time_ms(work_ms, pace)
    if need <= room:
        return need, 0
    return room, work_ms - room * pace // AT_THE_NORM


def next_morning(calendar: Calendar, now_ms: int) -> int:
    """The first opening of a calendar on a later day, or at a midnight that is now."""
    midnight = -(-now_ms // DAY_MS) * DAY_MS
    opening = calendar.next_open(midnight)
    return midnight if opening is None else opening


def planned_opening(
    calendar: Calendar,
    release_ms: int,
    work_ms: int,
    pace: int,
    travel_ms: int,
    least_ms: int,
    thaw: Callable[[int], int],
) -> int:
    """When the work is done if one gang does it from its release on, day after day.

    ``least_ms`` is the crew time without which a gang does not set out, the way included.
    Ends with the calendar when that is too short.
    """
    time = release_ms
    while (opening := calendar.next_open(thaw(time))) is not None:
        if thaw(opening) != opening:
            time = opening
            continue
        interval = calendar.index(opening)
        room = calendar.ends[interval] - opening + calendar.later[interval]
        if least_ms > room:
            time = calendar.shift_ends[interval]
            continue
        site, work_ms = visit(opening, room, travel_ms, work_ms, pace)
        done = calendar.add_work(opening, travel_ms + site)
        if done is None:
            break
        if work_ms <= 0:
            return done
        time = next_morning(calendar, done)
    return max([release_ms, *calendar.ends[-1:]])
