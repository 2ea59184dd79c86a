"""Kinds of rows of visits: which begin one, which end it, which stand between."""

from __future__ import annotations

from telesim.eventlog import Kind

#: Rows that begin a visit: their amount is the way to it.
BEGINNINGS = (Kind.DISPATCHED, Kind.PREVENTIVE)
#: Rows that end a visit to a case; their amount is the crew time on site.
ENDINGS = (
    Kind.NO_ACCESS, Kind.WRONG_SKILL, Kind.UNFINISHED, Kind.MATERIAL, Kind.CLEARED, Kind.IN_SERVICE,
    Kind.PART_BUILT, Kind.BUILT, Kind.FRAME_DONE, Kind.CONNECTED, Kind.NO_PAIR, Kind.MOVED_BACK,
    Kind.DUPLICATE_SEEN, Kind.INTERRUPTED,
)  # fmt: skip
#: The same with the end of preventive work, which is a visit without a case.
ENDS = (*ENDINGS, Kind.TREATED)
#: Rows between.
BETWEEN = (Kind.ARRIVED, Kind.SUSPENDED, Kind.RESUMED, Kind.OVERTIME)
ALL = (*BEGINNINGS, *ENDS, *BETWEEN)
