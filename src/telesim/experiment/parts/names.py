"""What a case's time is spent on, in the order in which it is told."""

from __future__ import annotations

from enum import IntEnum


class Part(IntEnum):
    """Numbers of the columns of a table of parts."""

    REPORTING = 0
    OFFICE = 1
    FACILITIES = 2
    CUSTOMER = 3
    WAITING = 4
    OFF_SHIFT = 5
    TRAVEL = 6
    WORK = 7
    REWORK = 8


#: Names as they stand in tables, by number of Part.
PARTS: tuple[str, ...] = (
    "reporting",
    "office",
    "facilities",
    "customer",
    "waiting for a crew",
    "off shift",
    "travel",
    "work",
    "rework",
)

#: What each part is, for readers.
PART_WORDS: dict[str, str] = {
    "reporting": "a reported fault with the desk: cleared by telephone, its ticket forgotten, or "
    "put to a cable that was not the cause",
    "office": "with clerks, at the main frame or waiting for the line test, closed hours included",
    "facilities": "no port, pair or drop; for a gang, waiting for material",
    "customer": "until the promised window opens, and nobody at home until the next try",
    "waiting for a crew": "in hours in which a crew for it is on duty by its calendar",
    "off shift": "hours in which no such crew is, nights and breaks of a visit included",
    "travel": "crews on their way to it",
    "work": "crews on site in visits that moved the job on",
    "rework": "crews on site in visits that ended without success or whose work was lost",
}
